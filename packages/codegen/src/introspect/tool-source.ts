/** Turns the sources a user names (files, packages, folders of tools, dotted modules) into single tools. Runs no Python. */

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { UsageError } from "@pyweld/core/environment";

/** One tool to introspect. */
export interface ToolSource {
  readonly kind: "file" | "package" | "module";
  /** Absolute path of the file or package folder; empty for a module that is found by name. */
  readonly path: string;
  /** Name of the Python module. */
  readonly module: string;
  /** What the user wrote, or the path that a folder scan found, relative to `cwd` where it can be. */
  readonly label: string;
}

/** A source that yields nothing, with the reason. */
export interface EmptySource {
  readonly label: string;
  readonly reason: string;
}

const MODULE_NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*(\.[\p{ID_Start}_][\p{ID_Continue}]*)*$/u;
const SKIPPED = /^([_.]|test_|tests?$|setup\.py$|conftest\.py$|node_modules$)|_test\.py$|^tests?\.py$/;

/**
 * The tools behind `sources`, in order and each once.
 *
 * @throws `UsageError` when a source is neither a path that exists nor a module name.
 */
export function resolveSources(sources: readonly string[], cwd: string): { tools: ToolSource[]; empty: EmptySource[] } {
  const tools = new Map<string, ToolSource>();
  const empty: EmptySource[] = [];
  for (const source of sources) {
    const found = resolveSource(source, cwd);
    if (found.length === 0) empty.push({ label: source, reason: "it holds no Python files that could be tools" });
    for (const tool of found) {
      const key = tool.path || tool.module;
      if (!tools.has(key)) tools.set(key, tool);
    }
  }
  return { tools: [...tools.values()], empty };
}

function resolveSource(source: string, cwd: string): ToolSource[] {
  const path = resolve(cwd, source);
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) return [fileTool(path, source)];
    return isPackage(path) ? [packageTool(path, source)] : scanFolder(path, source);
  }
  const looksLikePath = /[\\/]/.test(source) || source.endsWith(".py");
  if (!looksLikePath && MODULE_NAME.test(source)) return [{ kind: "module", path: "", module: source, label: source }];
  throw new UsageError(
    `No such tool: ${JSON.stringify(source)}. Name a .py file, a package folder, a folder of tools, or a module such as "numpy.linalg". Looked in ${cwd}.`,
  );
}

function fileTool(path: string, label: string): ToolSource {
  const module = basename(path).replace(/\.py$/, "");
  if (!path.endsWith(".py") || !MODULE_NAME.test(module) || module.includes(".")) {
    throw new UsageError(
      `${JSON.stringify(label)} is not a Python file that can be imported: its name must be a Python name followed by ".py".`,
    );
  }
  return { kind: "file", path, module, label };
}

function packageTool(path: string, label: string): ToolSource {
  const module = basename(path);
  if (!MODULE_NAME.test(module) || module.includes(".")) {
    throw new UsageError(
      `${JSON.stringify(label)} is not a package that can be imported: its folder's name must be a Python name.`,
    );
  }
  return { kind: "package", path, module, label };
}

/** Files and packages right inside a folder; what is private, a test, or an installer is no tool. */
function scanFolder(folder: string, label: string): ToolSource[] {
  const found: ToolSource[] = [];
  const names = readdirSync(folder, { withFileTypes: true }).map((entry) => entry.name);
  for (const name of names.sort()) {
    if (SKIPPED.test(name)) continue;
    const path = join(folder, name);
    const inner = `${label.replace(/[\\/]+$/, "")}/${name}`;
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (isFolder && isPackage(path) && MODULE_NAME.test(name)) found.push(packageTool(path, inner));
    else if (!isFolder && name.endsWith(".py") && MODULE_NAME.test(name.slice(0, -3)))
      found.push(fileTool(path, inner));
  }
  return found;
}

function isPackage(path: string): boolean {
  return existsSync(join(path, "__init__.py"));
}
