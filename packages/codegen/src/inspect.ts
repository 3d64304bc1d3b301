/** Tells what a tool offers and how it will look in TypeScript, without writing anything. */

import { resolve } from "node:path";
import { type Diagnostic, sortDiagnostics } from "./diagnostic.js";
import { introspectSources, type IntrospectOptions } from "./introspect-sources.js";
import { mapTool } from "./map/map-tool.js";
import type { Naming } from "./plan/names.js";
import { planFile } from "./plan/plan-file.js";
import { diagnose, placeOf } from "./report/diagnose.js";
import { inspectTool, type ToolInspection } from "./report/inspection.js";

export interface InspectOptions extends IntrospectOptions {
  readonly naming?: Naming;
}

export interface Inspection {
  /** One entry per tool: a folder of tools has several. */
  readonly tools: readonly ToolInspection[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Inspects a tool, or every tool of a folder. The result is plain data.
 *
 * @example
 * ```ts
 * const { tools } = await inspect("tools/sky.py", { python: "python3" });
 * for (const { name, typescript } of tools[0]?.functionList ?? []) console.log(`${name}: ${typescript}`);
 * ```
 * @throws `UsageError` when the source does not exist; `SetupError` when the Python executable cannot be run.
 */
export async function inspect(source: string, options: InspectOptions): Promise<Inspection> {
  const cwd = resolve(options.cwd ?? ".");
  const { introspections, diagnostics } = await introspectSources([source], options);
  const tools = introspections.map((introspection) => {
    const mapped = mapTool(introspection.model);
    diagnostics.push(...diagnose(introspection, mapped, cwd));
    const plan = planFile(mapped, {
      naming: options.naming ?? "camelCase",
      source: null,
      report: (diagnostic, location) =>
        diagnostics.push({ ...diagnostic, ...placeOf(introspection.source, location, cwd) }),
    });
    return inspectTool(introspection.source, mapped, plan);
  });
  return { tools, diagnostics: sortDiagnostics(diagnostics) };
}
