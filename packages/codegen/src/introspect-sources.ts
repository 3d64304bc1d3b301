/** The first stage as both public functions need it: from what a user names to models, with progress. */

import { resolve } from "node:path";
import type { Diagnostic } from "./diagnostic.js";
import { UsageError } from "@pyweld/core/environment";
import { type Introspection, introspectAll } from "./introspect/introspect.js";
import { resolveSources } from "./introspect/tool-source.js";
import { toDisplayPath } from "./report/diagnose.js";

/** What introspection needs, whatever is done with the result. */
export interface IntrospectOptions {
  /** The Python executable that runs the tools. */
  readonly python: string;
  /** Folder that relative sources start from, and that tools are imported in; the process's own by default. */
  readonly cwd?: string;
  /** Milliseconds that a tool's import may take; 30,000 by default. */
  readonly timeout?: number;
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** One step of a long run. */
export type ProgressEvent =
  | { readonly kind: "start"; readonly tools: readonly string[] }
  | { readonly kind: "introspected"; readonly tool: string; readonly done: number; readonly total: number }
  | { readonly kind: "file"; readonly path: string; readonly status: string };

/**
 * Introspects everything that `sources` name.
 *
 * @throws `UsageError` when a source does not exist or none is given; `SetupError` when Python cannot be run.
 */
export async function introspectSources(
  sources: readonly string[],
  options: IntrospectOptions,
): Promise<{ introspections: Introspection[]; diagnostics: Diagnostic[] }> {
  if (sources.length === 0) {
    throw new UsageError(
      "No tools were named. Pass at least one .py file, package folder, folder of tools, or module name.",
    );
  }
  const cwd = resolve(options.cwd ?? ".");
  const { tools, empty } = resolveSources(sources, cwd);
  const diagnostics: Diagnostic[] = empty.map(({ label, reason }) => ({
    severity: "warning",
    code: "no-tools",
    message: reason,
    file: toDisplayPath(resolve(cwd, label), cwd),
    line: null,
    symbol: null,
  }));
  options.onProgress?.({ kind: "start", tools: tools.map(({ label }) => label) });
  let done = 0;
  const child = { python: options.python, cwd, timeout: options.timeout ?? 30_000 };
  const introspections = await introspectAll(tools, child, ({ source }) => {
    done += 1;
    options.onProgress?.({ kind: "introspected", tool: source.label, done, total: tools.length });
  });
  return { introspections, diagnostics };
}
