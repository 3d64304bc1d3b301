/** Runs all stages: from sources to written files. Decides nothing about types or names itself. */

import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { type Diagnostic, sortDiagnostics } from "./diagnostic.js";
import { isGenerated } from "./emit/header.js";
import { UsageError } from "@pyweld/core/environment";
import type { Introspection } from "./introspect/introspect.js";
import type { ToolSource } from "./introspect/tool-source.js";
import { introspectSources, type IntrospectOptions } from "./introspect-sources.js";
import { mapTool } from "./map/map-tool.js";
import type { MappedTool } from "./map/mapped-tool.js";
import type { FilePlan } from "./plan/file-plan.js";
import type { Naming } from "./plan/names.js";
import { planFile } from "./plan/plan-file.js";
import { diagnose, placeOf, toDisplayPath } from "./report/diagnose.js";
import { summarize, type ToolSummary } from "./report/summary.js";
import { removeFile, writeFileAtomically } from "./write-file.js";

export interface GenerateOptions extends IntrospectOptions {
  /** Python files, package folders, folders of tools, or dotted module names. */
  readonly sources: readonly string[];
  /** Folder that the generated files go to; made when it is missing. */
  readonly out: string;
  readonly naming?: Naming;
  /** Write nothing, only report what differs. */
  readonly check?: boolean;
}

/**
 * `written`, `unchanged` and `removed` after generating; `differs`, `missing`, `unchanged` and `stale` after a check;
 * `blocked` where a file that is not ours is in the way.
 */
export type FileStatus = "written" | "unchanged" | "removed" | "differs" | "missing" | "stale" | "blocked";

export interface GeneratedFile {
  /** Absolute path. */
  readonly path: string;
  /** The source it was generated from, as given; null for a file that no source yields any more. */
  readonly source: string | null;
  readonly status: FileStatus;
}

export interface GenerateResult {
  readonly files: readonly GeneratedFile[];
  readonly tools: readonly ToolSummary[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Generates typed bindings for Python tools. What is wrong with a tool is a diagnostic; the other tools get their bindings.
 *
 * @example
 * ```ts
 * const { files, diagnostics } = await generate({ sources: ["tools"], out: "src/python", python: "python3" });
 * for (const diagnostic of diagnostics) console.error(formatDiagnostic(diagnostic));
 * ```
 * @throws `UsageError` when a source does not exist, no source is given, or `out` cannot be written to.
 * @throws `SetupError` when the Python executable cannot be run.
 */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const cwd = resolve(options.cwd ?? ".");
  const out = resolve(cwd, options.out);
  if (options.check !== true) prepareFolder(out);
  // The printer is heavy to load: that happens while the children import the tools.
  const [{ introspections, diagnostics }, { emitFile }] = await Promise.all([
    introspectSources(options.sources, options),
    import("./emit/emit-file.js"),
  ]);
  const files: GeneratedFile[] = [];
  const tools: ToolSummary[] = [];
  const owners = new Map<string, string>();
  for (const introspection of introspections) {
    const { source, model } = introspection;
    const mapped = mapTool(model);
    tools.push(summarize(source, mapped));
    diagnostics.push(...diagnose(introspection, mapped, cwd));
    // Nothing is known of a tool whose source cannot even be read: what was generated before stays as it is.
    const isEmpty = model.failure !== null && model.declarations.length === 0;
    const plan = isEmpty ? null : planOf(mapped, introspection, out, cwd, options, diagnostics);
    const fileName = plan?.fileName ?? `${model.module}.ts`;
    const path = join(out, fileName);
    const key = path.toLowerCase();
    const owner = owners.get(key);
    if (owner !== undefined) {
      diagnostics.push(collision(source, owner, fileName));
      continue;
    }
    owners.set(key, source.label);
    if (plan === null) continue;
    const file = settle(path, emitFile(plan), source, options, cwd, diagnostics);
    files.push(file);
    options.onProgress?.({ kind: "file", path, status: file.status });
  }
  files.push(...staleFiles(out, owners, options.check === true));
  return { files, tools, diagnostics: sortDiagnostics(diagnostics) };
}

function planOf(
  mapped: MappedTool,
  { source }: Introspection,
  out: string,
  cwd: string,
  options: GenerateOptions,
  diagnostics: Diagnostic[],
): FilePlan {
  return planFile(mapped, {
    naming: options.naming ?? "camelCase",
    source: source.path === "" ? null : toPosix(relative(out, source.path)),
    report: (diagnostic, location) => diagnostics.push({ ...diagnostic, ...placeOf(source, location, cwd) }),
  });
}

/** Writes one file, or compares it, and never touches one that somebody else wrote. */
function settle(
  path: string,
  text: string,
  source: ToolSource,
  { check }: GenerateOptions,
  cwd: string,
  diagnostics: Diagnostic[],
): GeneratedFile {
  const existing = existsSync(path) ? readFileSync(path, "utf8") : null;
  const file = { path, source: source.label };
  if (existing === text) return { ...file, status: "unchanged" };
  if (existing !== null && !isGenerated(existing)) {
    diagnostics.push({
      severity: "error",
      code: "file-not-ours",
      message: `it was not generated by pyweld, so the bindings of ${source.label} were not written over it: move it, or choose another folder`,
      file: toDisplayPath(path, cwd),
      line: null,
      symbol: null,
    });
    return { ...file, status: "blocked" };
  }
  if (check === true) return { ...file, status: existing === null ? "missing" : "differs" };
  writeFileAtomically(path, text);
  return { ...file, status: "written" };
}

/** Generated files that no source yields any more. */
function staleFiles(out: string, owners: ReadonlyMap<string, string>, isCheck: boolean): GeneratedFile[] {
  if (!existsSync(out)) return [];
  const found: GeneratedFile[] = [];
  for (const name of readdirSync(out).sort()) {
    const path = join(out, name);
    if (!name.endsWith(".ts") || owners.has(path.toLowerCase()) || !statSync(path).isFile()) continue;
    if (!isGenerated(readFileSync(path, "utf8"))) continue;
    if (!isCheck) removeFile(path);
    found.push({ path, source: null, status: isCheck ? "stale" : "removed" });
  }
  return found;
}

function collision(source: ToolSource, owner: string, fileName: string): Diagnostic {
  const message = `${owner} already yields ${fileName}: rename one of the two modules`;
  return { severity: "error", code: "file-collision", message, file: source.label, line: null, symbol: null };
}

function prepareFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
    accessSync(out, constants.W_OK);
  } catch (error) {
    throw new UsageError(`The output folder cannot be written to: ${out} (${(error as Error).message}).`, {
      cause: error,
    });
  }
}

function toPosix(path: string): string {
  return path.split(sep).join("/");
}
