/** `pyweld inspect`: what a tool offers, and how it will look in TypeScript. */
import type { InspectedCallable, ToolInspection } from "@pyweld/codegen";
import { UsageError } from "@pyweld/core/environment";

import type { Terminal } from "../terminal/terminal.js";
import { shared, type Command } from "./command.js";
import { introspectionPython, readSettings } from "./settings.js";

/** Shows a tool. */
export const inspectCommand: Command = {
  name: "inspect",
  usage: "SOURCE",
  summary: "show what a tool offers and how it is typed, without writing anything",
  options: { ...shared },
  async run(invocation) {
    const [source, ...others] = invocation.positionals;
    if (source === undefined || others.length > 0)
      throw new UsageError("inspect takes one source: pyweld inspect tools/tool.py");
    const settings = await readSettings(invocation);
    const { executable } = introspectionPython(settings);
    const { formatDiagnostic, inspect } = await import("@pyweld/codegen");
    const inspection = await inspect(source, { python: executable, cwd: invocation.cwd });
    const { terminal } = invocation;
    if (invocation.options["json"] === true) {
      terminal.out(JSON.stringify(inspection, null, 2));
    } else {
      for (const tool of inspection.tools) show(tool, terminal);
      for (const diagnostic of inspection.diagnostics) terminal.note(formatDiagnostic(diagnostic));
    }
    return inspection.tools.some((tool) => tool.status === "failed") ? 1 : 0;
  },
};

function show(tool: ToolInspection, terminal: Terminal): void {
  const typed = Math.floor(tool.typed * 100);
  terminal.out(`${tool.name} (${tool.source}): ${tool.status}, ${typed} % typed`);
  if (tool.reason !== undefined) terminal.out(`  ${tool.reason}`);
  for (const callable of tool.functionList) showCallable(callable, "  ", terminal);
  for (const { exportName, kind, methods, degraded } of tool.classList) {
    terminal.out(`  ${exportName}  (${kind})`);
    for (const method of methods) showCallable(method, "    ", terminal);
    for (const each of degraded)
      terminal.out(`    ! ${each.place}: ${each.python} -> ${each.typescript}: ${each.reason}`);
  }
}

function showCallable(callable: InspectedCallable, margin: string, terminal: Terminal): void {
  terminal.out(`${margin}${callable.exportName}: ${callable.typescript}`);
  for (const each of callable.degraded) {
    terminal.out(`${margin}  ! ${each.place}: ${each.python} -> ${each.typescript}: ${each.reason}`);
  }
}
