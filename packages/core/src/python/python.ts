/** The interpreter as users hold it: `python(options)`. */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";

import { UsageError } from "../errors/pyweld-error.js";
import type { FoundPython } from "../environment/find-python.js";
import type { PyObject } from "../object/py-object.js";
import { importModule, loadFile, supportFunction } from "../object/support.js";
import { startedRuntime } from "../runtime/current.js";
import type { Runtime } from "../runtime/runtime.js";
import { t } from "../schema/py-type.js";
import { defaults, ensureRuntime, type StartOptions } from "../start/start-python.js";
import { LoadedTool } from "../tool/loaded-tool.js";

/** Options of {@link python}. */
export type PythonOptions = StartOptions;

/** Options of {@link Python.load}. */
export interface LoadOptions {
  /** The name that the tool goes by here; the module's name by default. */
  readonly alias?: string;
  /** Whether a tool that has the alias already gives way. */
  readonly replace?: boolean;
}

/** What `py.stats()` tells. */
export interface PythonStats {
  /** References to Python objects that JavaScript holds. */
  readonly handles: number;
  /** Calls that wait for a worker thread, and calls that run on one. */
  readonly queued: number;
  readonly running: number;
  readonly threads: number;
}

/**
 * A Python object of unknown type, with Python's attributes as its properties.
 *
 * `any`, since only the caller knows what they are.
 */
// oxlint-disable-next-line typescript/no-explicit-any
export type DynamicObject = PyObject & { [name: string]: any };

const mainNamespace = supportFunction<[], object>("expressions.main_namespace", [], t.object);
const evaluate = supportFunction<[string, object], unknown>("expressions.evaluate", [t.str, t.object], t.any);
const execute = supportFunction<[string, object], void>("expressions.execute", [t.str, t.object], t.none);
const addSearchPath = supportFunction<[string, boolean], void>("modules.add_path", [t.str, t.bool], t.none);
const getNamespace = supportFunction<[object], object>("expressions.namespace_of", [t.object], t.object);

/** The interpreter of this process. */
export class Python {
  readonly #runtime: Runtime;
  readonly #options: PythonOptions;
  readonly #tools = new Map<string, LoadedTool>();
  readonly #paths = new WeakMap<LoadedTool, string>();
  #namespace: object | undefined;

  /** Use {@link python}. */
  constructor(runtime: Runtime, options: PythonOptions) {
    this.#runtime = runtime;
    this.#options = options;
  }

  /** Which Python this is, and how it was found. */
  get environment(): FoundPython {
    return this.#runtime.python;
  }

  /**
   * Imports a module by its dotted name.
   *
   * @throws `PythonError` (`ModuleNotFoundError`, or what the import raises).
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * python().import("math").sqrt(9); // 3
   * ```
   */
  import(name: string): DynamicObject {
    return importModule(name) as DynamicObject;
  }

  /**
   * Loads a tool: a Python file or a package folder.
   *
   * @throws `UsageError` when the alias is taken. `PythonError` with what loading raises.
   */
  load(path: string, options: LoadOptions = {}): LoadedTool {
    const full = resolve(this.#options.cwd ?? ".", path);
    const taken = options.alias === undefined ? undefined : this.#tools.get(options.alias);
    if (taken && !options.replace && this.#paths.get(taken) !== realPath(full)) throw aliasTaken(taken.alias);
    const [module, name] = loadFile(full);
    const alias = options.alias ?? name;
    const known = this.#tools.get(alias);
    // The same module under the same name is the same tool.
    if (known && known.module === module) return known;
    if (known && !options.replace) throw aliasTaken(alias);
    const tool = new LoadedTool(alias, module as PyObject);
    this.#tools.set(alias, tool);
    this.#paths.set(tool, realPath(full));
    return tool;
  }

  /** The value of an expression. Without a namespace, that is evaluated in `__main__`, as at Python's prompt. */
  // oxlint-disable-next-line typescript/no-explicit-any -- only the caller knows what the expression gives
  eval(expression: string, namespace?: PyObject): any {
    return evaluate(expression, this.#in(namespace));
  }

  /** Runs statements. */
  exec(statements: string, namespace?: PyObject): void {
    execute(statements, this.#in(namespace));
  }

  /** Adds a folder to `sys.path`, once: at the end, or in front of all others. */
  addPath(path: string, where: "back" | "front" = "back"): void {
    addSearchPath(resolve(this.#options.cwd ?? ".", path), where === "front");
  }

  /** Counts, for monitoring and for leak tests. */
  stats(): PythonStats {
    const { handles, queued, running } = this.#runtime.backend.stats();
    return { handles, queued, running, threads: this.#runtime.threads };
  }

  #in(namespace: PyObject | undefined): object {
    if (namespace !== undefined) return getNamespace(namespace);
    return (this.#namespace ??= mainNamespace());
  }

  /** Fails when other options are asked for than the interpreter was started with. */
  checkOptions(options: PythonOptions): void {
    for (const key of ["python", "venv", "threads", "queueLimit", "dates"] as const) {
      const asked = options[key];
      const started = this.#options[key] ?? (key === "python" || key === "venv" ? undefined : defaults[key]);
      if (asked !== undefined && asked !== started) {
        throw new UsageError(
          `Python runs with ${key}: ${JSON.stringify(started ?? "(default)")} in this process and cannot be started ` +
            `again with ${key}: ${JSON.stringify(asked)}. Call python({ ${key}: … }) before anything else uses Python.`,
        );
      }
    }
  }
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

const key = Symbol.for("pyweld.python.1");
const shared = globalThis as { [key]?: Python };

/**
 * The interpreter of this process: started on the first call, the same one on later calls.
 *
 * @param options - Which Python, and how many threads. Later calls need none; other ones are an error.
 * @throws `SetupError` when there is no usable Python: it lists what was tried, and the cure.
 * @example
 * ```ts
 * import { python } from "@pyweld/core";
 * const py = python();
 * py.eval("2 ** 70"); // 1180591620717411303424n
 * ```
 */
export function python(options: PythonOptions = {}): Python {
  const known = shared[key];
  if (known) {
    known.checkOptions(options);
    return known;
  }
  const asked = startedRuntime() === undefined ? options : {};
  const made = new Python(ensureRuntime(options), asked);
  made.checkOptions(options);
  shared[key] = made;
  return made;
}
