/** `pyweld doctor`: what pyweld finds on this machine, step by step, and what is wrong with it. */
import { python } from "@pyweld/core";
import { searchPython, type SearchStep } from "@pyweld/core/environment";

import { shared, type Command } from "./command.js";
import { readSettings } from "./settings.js";

/** One finding. */
interface Finding {
  readonly subject: string;
  readonly ok: boolean;
  readonly text: string;
}

/** Examines the machine. */
export const doctorCommand: Command = {
  name: "doctor",
  usage: "",
  summary: "show which Python is found, and what is wrong with it",
  details: ["Exit code 1 when Python cannot be started in this process."],
  options: { ...shared },
  async run(invocation) {
    const settings = await readSettings(invocation);
    const steps = searchPython(settings.choice);
    const findings = [
      { subject: "node", ok: true, text: `${process.version} (${process.platform} ${process.arch})` },
      { subject: "config", ok: true, text: settings.configPath ?? "no pyweld.config.ts here: defaults" },
      ...steps.map(describe),
      start(settings.choice),
    ];
    const ok = findings.at(-1)?.ok ?? false;
    if (invocation.options["json"] === true) {
      invocation.terminal.out(JSON.stringify({ ok, findings, search: steps }, null, 2));
    } else {
      for (const { subject, ok: good, text } of findings) {
        invocation.terminal.out(`${good ? "ok  " : "FAIL"} ${subject}: ${text}`);
      }
    }
    return ok ? 0 : 1;
  },
};

function describe(step: SearchStep): Finding {
  const subject = `python from ${step.source}`;
  if (step.problem !== undefined) return { subject, ok: false, text: `${step.executable}: ${step.problem}` };
  const { version, executable, libpython } = step.python as NonNullable<SearchStep["python"]>;
  return { subject, ok: true, text: `${version.join(".")} at ${executable}, library ${libpython}` };
}

/** Really starts it: nothing else proves that it works. */
function start(choice: Parameters<typeof python>[0]): Finding {
  const subject = "embedding";
  try {
    const py = python(choice);
    return {
      subject,
      ok: true,
      text: `Python runs in this process: ${String(py.import("sys").version).split("\n")[0]}`,
    };
  } catch (error) {
    return { subject, ok: false, text: (error as Error).message };
  }
}
