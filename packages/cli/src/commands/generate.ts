/** `pyweld generate`: bindings for every tool. */
import { relative, resolve } from "node:path";

import type { GenerateResult, ProgressEvent } from "@pyweld/codegen";
import { UsageError } from "@pyweld/core/environment";

import type { Terminal } from "../terminal/terminal.js";
import { shared, text, type Command } from "./command.js";
import { introspectionPython, readSettings } from "./settings.js";

/** Statuses of a file that a check does not let pass. */
const differing = new Set<string>(["differs", "missing", "stale", "blocked"]);

/** Generates, or checks. */
export const generateCommand: Command = {
  name: "generate",
  usage: "[SOURCES…]",
  summary: "write typed TypeScript bindings for Python tools",
  details: [
    "SOURCES are Python files, package folders, folders of tools, or module names; without any, those of the config.",
    "A tool that cannot be imported gets bindings from its source text where possible; the others are not held up.",
    "Exit code 1 when a tool has no bindings at all, or when --check finds a difference.",
  ],
  options: {
    out: { type: "string", short: "o", value: "DIR", help: "folder for the bindings" },
    check: { type: "boolean", help: "write nothing; exit with 1 when anything on disk differs" },
    naming: { type: "string", value: "STYLE", help: "camelCase (default) or preserve" },
    timeout: { type: "string", value: "MS", help: "milliseconds that one tool's import may take (default: 30000)" },
    ...shared,
  },
  async run(invocation) {
    const { options, positionals, terminal, cwd } = invocation;
    const settings = await readSettings(invocation);
    const given = positionals.length > 0;
    const sources = given ? positionals : (settings.config.sources ?? []);
    const out = text(options, "out") === undefined ? settings.config.out : undefined;
    const folder = out === undefined ? resolve(cwd, text(options, "out") ?? "") : resolve(settings.folder, out);
    if (out === undefined && text(options, "out") === undefined) {
      throw new UsageError("no folder for the bindings: give --out DIR, or `out` in pyweld.config.ts");
    }
    const naming = text(options, "naming") ?? settings.config.naming;
    if (naming !== undefined && naming !== "camelCase" && naming !== "preserve") {
      throw new UsageError(`--naming is camelCase or preserve, got ${naming}`);
    }
    const timeout = readTimeout(text(options, "timeout")) ?? settings.config.timeout;
    // Loaded here: the compiler behind it takes a third of a second, which other commands need not wait for.
    const { formatDiagnostic, generate } = await import("@pyweld/codegen");
    const result = await generate({
      sources,
      out: folder,
      python: introspectionPython(settings).executable,
      cwd: given ? cwd : settings.folder,
      check: options["check"] === true,
      ...(naming === undefined ? {} : { naming }),
      ...(timeout === undefined ? {} : { timeout }),
      ...(options["json"] === true ? {} : { onProgress: (event: ProgressEvent) => report(event, terminal) }),
    });
    if (options["json"] === true) terminal.out(JSON.stringify(result, null, 2));
    else {
      for (const diagnostic of result.diagnostics) terminal.note(formatDiagnostic(diagnostic));
      summarize(result, options["check"] === true, terminal, cwd);
    }
    return isFailure(result, options["check"] === true) ? 1 : 0;
  },
};

function readTimeout(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const milliseconds = Number(value);
  if (!(milliseconds > 0)) throw new UsageError(`--timeout is a number of milliseconds, got ${value}`);
  return milliseconds;
}

function report(event: ProgressEvent, terminal: Terminal): void {
  // One tool is done before anyone wonders.
  if (event.kind === "introspected" && event.total > 1) terminal.note(`[${event.done}/${event.total}] ${event.tool}`);
}

function summarize(result: GenerateResult, check: boolean, terminal: Terminal, cwd: string): void {
  for (const file of result.files) {
    if (!check || differing.has(file.status)) terminal.out(`${file.status.padEnd(9)} ${relative(cwd, file.path)}`);
  }
  for (const tool of result.tools) {
    const typed = `${Math.floor(tool.typed * 100)} % typed`;
    const reason = tool.reason === undefined ? "" : `: ${tool.reason}`;
    terminal.out(
      `${tool.status.padEnd(9)} ${tool.source}: ${tool.functions} functions, ${tool.classes} classes, ${typed}${reason}`,
    );
  }
  if (!check) return;
  const count = result.files.filter((file) => differing.has(file.status)).length;
  terminal.out(count === 0 ? "bindings are up to date" : `${count} files differ: run \`pyweld generate\``);
}

function isFailure(result: GenerateResult, check: boolean): boolean {
  const failed = result.tools.some((tool) => tool.status === "failed");
  const wrong = result.files.some((file) => (check ? differing.has(file.status) : file.status === "blocked"));
  return failed || wrong || result.diagnostics.some((diagnostic) => diagnostic.severity === "error");
}
