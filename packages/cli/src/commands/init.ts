/** `pyweld init`: a first config file. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { findPython, UsageError } from "@pyweld/core/environment";

import { CONFIG_FILES } from "../config/load-config.js";
import { shared, text, type Command } from "./command.js";

const CONFIG_FILE = "pyweld.config.ts";

/** Writes the config file. */
export const initCommand: Command = {
  name: "init",
  usage: "",
  summary: "write pyweld.config.ts: finds Python and the tools of this folder",
  options: {
    force: { type: "boolean", help: "write over a config file that is there" },
    out: { type: "string", short: "o", value: "DIR", help: "folder for the bindings (default: src/python)" },
    python: shared.python,
    venv: shared.venv,
    json: shared.json,
  },
  async run({ options, terminal, cwd }) {
    const present = CONFIG_FILES.find((file) => existsSync(join(cwd, file)));
    if (present !== undefined && options["force"] !== true) {
      throw new UsageError(`${present} is there already: edit it, or write over it with --force`);
    }
    const python = findPython({ cwd, python: text(options, "python"), venv: text(options, "venv"), embeddable: false });
    const sources = findTools(cwd);
    const named = { python: text(options, "python"), venv: text(options, "venv") };
    const out = text(options, "out") ?? "src/python";
    writeFileSync(join(cwd, CONFIG_FILE), configText(sources, out, named));
    if (options["json"] === true) {
      terminal.out(JSON.stringify({ written: CONFIG_FILE, sources, out, python: python.executable }, null, 2));
      return 0;
    }
    terminal.out(`written ${CONFIG_FILE}`);
    terminal.out(`python  ${python.version.join(".")} at ${python.executable} (${python.source})`);
    terminal.out(sources.length > 0 ? `tools   ${sources.join(", ")}` : "tools   none found: name them in `sources`");
    if (python.libpython === undefined)
      terminal.note("this Python has no shared libpython: `pyweld doctor` says how to get it");
    return Promise.resolve(0);
  },
};

function configText(
  sources: readonly string[],
  out: string,
  named: { python?: string | undefined; venv?: string | undefined },
): string {
  const lines = [
    'import { defineConfig } from "pyweld/config";',
    "",
    "export default defineConfig({",
    "  // Python files, package folders, folders of tools, or module names.",
    `  sources: ${JSON.stringify(sources)},`,
    "  // Where the bindings go.",
    `  out: ${JSON.stringify(out)},`,
    ...(named.python === undefined ? [] : [`  python: ${JSON.stringify(named.python)},`]),
    ...(named.venv === undefined ? [] : [`  venv: ${JSON.stringify(named.venv)},`]),
    "});",
    "",
  ];
  return lines.join("\n");
}

/** A folder called `tools`, and files here that say they are tools. */
function findTools(cwd: string): string[] {
  const found: string[] = [];
  if (statSync(join(cwd, "tools"), { throwIfNoEntry: false })?.isDirectory()) found.push("tools");
  for (const name of readdirSync(cwd).sort()) {
    if (
      name.endsWith(".py") &&
      !name.startsWith("_") &&
      readFileSync(join(cwd, name), "utf8").includes("def get_tool_info(")
    ) {
      found.push(name);
    }
  }
  return found;
}
