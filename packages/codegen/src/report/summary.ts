/** Sums up one tool: whether it loaded, what it offers, and how much of that is typed. JSON-able. */

import type { ToolSource } from "../introspect/tool-source.js";
import type { MappedDeclaration, MappedTool, TypedShare } from "../map/mapped-tool.js";

/**
 * `loaded`; `unsupported` when `get_tool_info()` says so for this machine (it has bindings all the same); `partial`
 * when the import failed and the source text gave the bindings; `failed` when there are none.
 */
export type ToolStatus = "loaded" | "unsupported" | "partial" | "failed";

export interface ToolSummary {
  /** Name of the Python module. */
  readonly name: string;
  /** The source as it was named, or as a folder scan found it. */
  readonly source: string;
  readonly status: ToolStatus;
  /** Why it is not `loaded`. */
  readonly reason?: string;
  readonly functions: number;
  readonly classes: number;
  /** Share of parameters and return values, from 0 to 1, whose type says more than "anything"; 1 when there are none. */
  readonly typed: number;
}

/** Sums up a mapped tool. */
export function summarize(source: ToolSource, { model, declarations }: MappedTool): ToolSummary {
  const reason =
    model.failure?.message ??
    (model.supported === false ? "get_tool_info() says it is not supported on this machine" : undefined);
  const failed = declarations.length === 0 ? "failed" : "partial";
  const status: ToolStatus = model.failure !== null ? failed : model.supported === false ? "unsupported" : "loaded";
  return {
    name: model.module,
    source: source.label,
    status,
    ...(reason === undefined ? {} : { reason }),
    functions: declarations.filter(({ kind }) => kind === "function").length,
    classes: declarations.filter(({ kind }) => kind === "handle" || kind === "record").length,
    typed: share(declarations.flatMap(sharesOf)),
  };
}

/** Typed positions over all positions. */
export function share(shares: readonly TypedShare[]): number {
  const total = shares.reduce((sum, part) => sum + part.total, 0);
  return total === 0 ? 1 : shares.reduce((sum, part) => sum + part.typed, 0) / total;
}

function sharesOf(declaration: MappedDeclaration): TypedShare[] {
  if (declaration.kind === "function") return [declaration.signature.share];
  return declaration.kind === "handle" ? declaration.methods.map(({ signature }) => signature.share) : [];
}
