/** The interpreter as users hold it: `python(options)`. */
import { resolve } from "node:path";

import { UsageError } from "../errors/pyweld-error.js";
import type { FoundPython } from "../environment/find-python.js";
import type { PyObject } from "../object/py-object.js";
import { importModule, supportFunction } from "../object/support.js";
import { withManagers } from "../object/with-managers.js";
import { startedRuntime } from "../runtime/current.js";
import { checkStrategy, runWith, type InsteadOf, type OnError, type Otherwise } from "../runtime/failure-strategy.js";
import type { Runtime } from "../runtime/runtime.js";
import { t } from "../schema/py-type.js";
import { defaults, ensureRuntime, type StartOptions } from "../start/start-python.js";
import type { LoadedTool } from "../tool/loaded-tool.js";
import { capture, type CapturedOf, type CaptureOptions } from "./capture.js";
import { namespaceOf, newNamespace } from "./namespaces.js";
import { PythonOutput } from "./output.js";
import { ToolShelf, type LoadOptions } from "./tool-shelf.js";

/** Options of {@link python}. */
export type PythonOptions = StartOptions;

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

const evaluate = supportFunction<[string, object], unknown>("expressions.evaluate", [t.str, t.object], t.any);
const execute = supportFunction<[string, object], void>("expressions.execute", [t.str, t.object], t.none);
const addSearchPath = supportFunction<[string, boolean], void>("modules.add_path", [t.str, t.bool], t.none);

/** The interpreter of this process. */
export class Python {
  readonly #runtime: Runtime;
  readonly #options: PythonOptions;
  readonly #folder: string;
  readonly #tools: ToolShelf;
  #output: PythonOutput | undefined;

  /** Use {@link python}. */
  constructor(runtime: Runtime, options: PythonOptions) {
    this.#runtime = runtime;
    this.#options = options;
    this.#folder = resolve(options.cwd ?? ".");
    this.#tools = new ToolShelf(this.#folder);
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
   * Loads a tool, once: a Python file or a package folder by its path, or a module by its dotted name from wherever
   * Python looks ({@link addPath}). What has a separator or ends in `.py` is a path.
   *
   * @throws `UsageError` when the alias is taken. `PythonError` with what loading raises; then nothing of it is left.
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * const py = python();
   * py.load("json", { alias: "parser" }).call("loads", ["[1, 2]"]); // [1, 2]
   * ```
   */
  load(source: string | URL, options: LoadOptions = {}): LoadedTool {
    return this.#tools.load(source, options);
  }

  /** The tools that are loaded, in order. */
  tools(): LoadedTool[] {
    return this.#tools.list();
  }

  /**
   * Forgets a tool: its alias and, with its last one, its module and submodules, so that loading it again executes it
   * anew. A module that Python had imported before the tool was loaded stays.
   *
   * @throws `UsageError` when there is no such tool.
   */
  unload(alias: string): void {
    this.#tools.unload(alias);
  }

  /**
   * The value of an expression, in a tool, a module or a {@link namespace}. Without one, it is evaluated in `__main__`,
   * as at Python's prompt.
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- only the caller knows what the expression gives
  eval(expression: string, namespace?: PyObject | LoadedTool): any {
    return evaluate(expression, namespaceOf(namespace));
  }

  /** Runs statements, in the same places. */
  exec(statements: string, namespace?: PyObject | LoadedTool): void {
    execute(statements, namespaceOf(namespace));
  }

  /**
   * A fresh namespace for {@link eval} and {@link exec}; its variables are its properties.
   *
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * const py = python();
   * const space = py.namespace({ radius: 2 });
   * py.exec("area = 3 * radius ** 2", space);
   * space.area; // 12
   * ```
   */
  namespace(initial: Readonly<Record<string, unknown>> = {}): DynamicObject {
    return newNamespace(initial) as DynamicObject;
  }

  /**
   * Adds a folder to `sys.path`, once: at the end, or in front of all others. One that is there already can be moved to
   * the front, but never to the back: something may rely on its place.
   */
  addPath(path: string, where: "back" | "front" = "back"): void {
    addSearchPath(resolve(this.#folder, path), where === "front");
  }

  /**
   * Runs something, in place or until its promise is settled, with a strategy for what Python raises in it: `"log"`, a
   * value, or a function of the error. Errors that are not Python's are thrown.
   *
   * @throws `UsageError` when the strategy is none.
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * const py = python();
   * py.attempt(() => py.eval("1 / 0") as number, { value: Infinity }); // Infinity
   * ```
   */
  attempt<T, S extends OnError>(run: () => T, onError: S): Otherwise<T, InsteadOf<S>> {
    checkStrategy(onError);
    return runWith(onError, run) as Otherwise<T, InsteadOf<S>>;
  }

  /** Runs a callback inside of context managers, as Python's `with` does. */
  readonly with = withManagers;

  /**
   * Runs something and captures what Python writes meanwhile, from all threads, through `sys.stdout`, `sys.stderr`, their
   * buffers, or handlers of logging that have kept them. When it gives a promise, output is captured until that is
   * settled; captures that overlap each get all of it. A capture within a capture keeps its output to itself.
   *
   * When it throws, that is thrown, and the output is lost: to have both, catch the error within
   * (`py.capture(() => py.attempt(run, (error) => error))`).
   *
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * const py = python();
   * const { stdout } = py.capture(() => py.exec("print('hello')"));
   * stdout; // "hello\n"
   * ```
   */
  capture<T>(run: () => T, options: CaptureOptions & { readonly bytes: true }): CapturedOf<T, Uint8Array>;
  capture<T>(run: () => T, options?: CaptureOptions): CapturedOf<T, string>;
  capture(run: () => unknown, options: CaptureOptions = {}): unknown {
    return capture(run, options);
  }

  /** What Python writes to its standard streams. */
  get output(): PythonOutput {
    return (this.#output ??= new PythonOutput(this.#folder));
  }

  /** Counts, for monitoring and for leak tests. */
  stats(): PythonStats {
    const { handles, queued, running } = this.#runtime.backend.stats();
    return { handles, queued, running, threads: this.#runtime.threads };
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
