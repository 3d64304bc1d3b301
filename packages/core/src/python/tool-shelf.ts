/** The tools that were loaded by hand, by their aliases. */
import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { UsageError } from "../errors/pyweld-error.js";
import { isPythonError } from "../errors/python-error.js";
import { loadFile, loadModule, supportFunction } from "../object/support.js";
import { t } from "../schema/py-type.js";
import { LoadedTool } from "../tool/loaded-tool.js";
import { modulesChanged } from "../tool/module-changes.js";

/** Options of `py.load`. */
export interface LoadOptions {
  /** The name that the tool goes by here; the module's name by default. */
  readonly alias?: string | undefined;
  /** Whether a tool that has the alias already gives way. */
  readonly replace?: boolean | undefined;
}

const forget = supportFunction<[string, string[]], string[]>("reload.forget", [t.str, t.list(t.str)], t.list(t.str));

/** What a tool is loaded from: the real path of a file or folder, or a dotted name. */
type Source = { readonly path: string } | { readonly module: string };

/** The tools. */
export class ToolShelf {
  readonly #folder: string;
  readonly #tools = new Map<string, { readonly tool: LoadedTool; readonly source: Source }>();

  /** Paths are relative to `folder`. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** All tools, in the order in which they were loaded. */
  list(): LoadedTool[] {
    return [...this.#tools.values()].map(({ tool }) => tool);
  }

  load(from: string | URL, { alias: asked, replace = false }: LoadOptions): LoadedTool {
    const source = this.#sourceOf(from);
    if (asked !== undefined && (typeof asked !== "string" || asked === "")) {
      throw new UsageError(`an alias is a name, got ${JSON.stringify(asked)}`);
    }
    const taken = asked === undefined ? undefined : this.#tools.get(asked);
    // Before anything of the new one runs.
    if (taken && !replace && !isSame(taken.source, source)) throw aliasTaken(asked as string);
    const name = "path" in source ? loadFile(source.path)[1] : this.#loadModule(source.module);
    const alias = asked ?? name;
    const known = this.#tools.get(alias);
    // The same module under the same name is the same tool.
    if (known?.tool.moduleName === name) return known.tool;
    if (known && !replace) throw aliasTaken(alias);
    const tool = new LoadedTool(alias, name);
    this.#tools.set(alias, { tool, source });
    return tool;
  }

  unload(alias: string): void {
    const known = this.#tools.get(alias);
    if (known === undefined) {
      const names = [...this.#tools.keys()].map((name) => JSON.stringify(name)).join(", ");
      throw new UsageError(`no tool is loaded as ${JSON.stringify(alias)}; loaded are: ${names || "none"}`);
    }
    this.#tools.delete(alias);
    const { moduleName } = known.tool;
    const others = this.list().map((tool) => tool.moduleName);
    known.tool.moduleChanged("unloaded");
    // Another alias may stand for the same module.
    if (!others.includes(moduleName)) modulesChanged(forget(moduleName, others), "unloaded");
  }

  #sourceOf(from: string | URL): Source {
    if (from instanceof URL) return { path: realPath(fileURLToPath(from)) };
    if (typeof from !== "string")
      throw new UsageError(`a tool is loaded by a path, a URL or a name, got ${typeof from}`);
    if (!isPath(from)) return { module: from };
    return { path: realPath(resolve(this.#folder, from)) };
  }

  #loadModule(name: string): string {
    try {
      return loadModule(name)[1];
    } catch (error) {
      const isMissing =
        isPythonError(error) && error.pythonType === "ModuleNotFoundError" && error.get("name") === name;
      if (!isMissing || !existsSync(resolve(this.#folder, name))) throw error;
      throw new UsageError(
        `${JSON.stringify(name)} was looked for as a module's name; for the file or folder, write ${JSON.stringify(`./${name}`)}`,
        { cause: error },
      );
    }
  }
}

/** Paths have a separator or end as Python's sources do; everything else is a dotted name. */
function isPath(text: string): boolean {
  return (
    text.includes("/") ||
    isAbsolute(text) ||
    /\.pyw?$/i.test(text) ||
    (process.platform === "win32" && text.includes("\\"))
  );
}

function isSame(one: Source, other: Source): boolean {
  if ("path" in one) return "path" in other && one.path === other.path;
  return "module" in other && one.module === other.module;
}

/** The path without symbolic links; as it is when there is no such file, which loading it will say. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function aliasTaken(alias: string): UsageError {
  return new UsageError(`a tool is loaded as "${alias}" already; give another alias, or replace: true`);
}
