/** The interpreter as users hold it: `python(options)`. */
import { resolve } from "node:path";

import { UsageError } from "../errors/pyweld-error.js";
import type { FoundPython } from "../environment/find-python.js";
import { batchTogether } from "../object/batch.js";
import type { PyObject } from "../object/py-object.js";
import { importModule, supportFunction } from "../object/support.js";
import { withAsyncManagers } from "../object/with-async.js";
import { withManagers } from "../object/with-managers.js";
import { startedRuntime } from "../runtime/current.js";
import { checkStrategy, runWith, type InsteadOf, type OnError, type Otherwise } from "../runtime/failure-strategy.js";
import type { Runtime } from "../runtime/runtime.js";
import { t } from "../schema/py-type.js";
import { ensureRuntime } from "../start/start-python.js";
import type { LoadedTool } from "../tool/loaded-tool.js";
import type { MixedBatch } from "../tool/mixed-batch.js";
import { addConverter, type AddedConverter, type UserConverter } from "./add-converter.js";
import { close, type Closed, type CloseOptions } from "./close.js";
import { capture, type CapturedOf, type CaptureOptions } from "./capture.js";
import { PythonDebug } from "./debug.js";
import { forceBytes, forceDict, forceFloat, forceInt, forceItems } from "./forced-values.js";
import { PythonHandles } from "./handle-report.js";
import { measureMemory, type MeasurementOf, type MeasureOptions } from "./measure-memory.js";
import { PythonMemory } from "./memory.js";
import { namespaceOf, newNamespace } from "./namespaces.js";
import { PythonOutput } from "./output.js";
import { profile, type Profile, type ProfileOptions } from "./profile.js";
import { Settings, type PythonOptions, type PythonStats } from "./settings.js";
import { PythonStatistics } from "./statistics.js";
import { ToolShelf, type LoadOptions } from "./tool-shelf.js";

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
  /** What Python's memory holds, and giving it back. */
  readonly memory: PythonMemory;
  /** What Python writes to its standard streams. */
  readonly output: PythonOutput;
  /** Counts and times of calls. */
  readonly statistics: PythonStatistics;
  /** What JavaScript holds of Python. */
  readonly handles: PythonHandles;
  /** Traces and debuggers. */
  readonly debug: PythonDebug;
  readonly #runtime: Runtime;
  readonly #settings: Settings;
  readonly #folder: string;
  readonly #tools: ToolShelf;

  /** Use {@link python}. */
  constructor(runtime: Runtime, options: PythonOptions) {
    this.#runtime = runtime;
    this.#folder = resolve(options.cwd ?? ".");
    this.#tools = new ToolShelf(this.#folder);
    this.memory = new PythonMemory(runtime);
    this.output = new PythonOutput(this.#folder);
    this.statistics = new PythonStatistics(runtime);
    this.handles = new PythonHandles(runtime);
    this.debug = new PythonDebug(runtime);
    this.#settings = new Settings(runtime, options, this.statistics, this.handles);
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

  /** A `float`, where a whole number would be an int. */
  readonly float = forceFloat;
  /** An `int`, where `-0` or `2 ** 60` would be a float. */
  readonly int = forceInt;
  /** `bytes`, where typed arrays would be memory that both sides see. */
  readonly bytes = forceBytes;
  /** A `tuple`, where an array would be a list. */
  readonly tuple = forceItems("tuple");
  /** A `set` of whatever can be iterated. */
  readonly set = forceItems("set");
  /** A `frozenset`, where a `Set` would be a set. */
  readonly frozenset = forceItems("frozenset");
  /** A `dict` of a Map, of pairs, or of an object. */
  readonly dict = forceDict;

  /**
   * Says how values of a Python class cross from now on, either way. A subclass follows its nearest base that has a
   * conversion; the latest one added for a class goes before earlier ones, and before what is built in.
   *
   * It holds in this thread: a worker of Node's adds its own, and gets handles of that class until it does.
   *
   * Parameters and results whose type is a generated class, or a handle in any case, are not converted.
   *
   * @throws `UsageError` when there is no such class, or one whose values cross by themselves (`dict`, `int`).
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * const py = python();
   * const money = py.import("money").$handle("Money");
   * py.addConverter({
   *   type: money,
   *   fromPython: (value) => new Euro(value.$get("cents") as number),
   *   claims: (value) => value instanceof Euro,
   *   toPython: ({ cents }: Euro) => money.$call([cents]),
   * });
   * ```
   */
  addConverter(converter: UserConverter): AddedConverter {
    return addConverter(this.#runtime, converter);
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

  /**
   * Makes calls of several functions in one crossing, in their order: each an array of a function or a handle, and its
   * arguments. What holds for `fn.batch` holds here; a function that has a strategy of its own keeps it.
   *
   * @throws `ConversionError` and `UsageError` that name the place: `calls[3].args[0]`.
   * @example
   * ```ts
   * import { python, t, tool } from "@pyweld/core";
   * const py = python();
   * const sqrt = tool("math").function<(x: number) => number>("sqrt", [t.float], t.float);
   * const [root, text] = py.batch([[sqrt, 4], [py.eval("repr"), "x"]]);
   * root; // 2
   * ```
   */
  readonly batch: MixedBatch = batchTogether as unknown as MixedBatch;

  /** Runs a callback inside of context managers, as Python's `with` does. */
  readonly with = withManagers;

  /** Runs a callback inside of asynchronous context managers, as Python's `async with` does. */
  readonly withAsync = withAsyncManagers;

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

  /**
   * Runs something in place and profiles it with `cProfile`: which functions were called, how often, how long.
   *
   * @throws `UsageError` when a profile is being taken already, or when it gives a promise.
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * const py = python();
   * const { rows, text } = py.profile(() => py.eval("sum(x * x for x in range(1000))"), { top: 5 });
   * rows[0]?.totalSeconds;
   * ```
   */
  profile<T>(run: () => T, options: ProfileOptions = {}): Profile<T> {
    return profile(run, options);
  }

  /**
   * Runs something and measures with `tracemalloc` what Python allocates meanwhile, on all threads. A promise is waited
   * for. Measurements may be nested and overlap, also with tracing of your own, whose peak is reset by it.
   *
   * @throws `UsageError` when it has stopped tracemalloc.
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * const py = python();
   * const { peakBytes } = py.measureMemory(() => py.eval("len(list(range(1_000_000)))"));
   * peakBytes > 8_000_000; // true
   * ```
   */
  measureMemory<T>(run: () => T, options: MeasureOptions = {}): MeasurementOf<T> {
    return measureMemory(run, options) as MeasurementOf<T>;
  }

  /**
   * Resolves when so many asynchronous calls fit into the queue (one, unless said otherwise): whoever makes calls faster
   * than Python answers them waits here, instead of being refused at `queueLimit`. First come, first served.
   *
   * @throws `UsageError` when the queue never has so much room.
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * const py = python({ queueLimit: 100 });
   * const shout = py.load("tools/shout.py").function("shout");
   * for await (const line of lines) {
   *   await py.room();
   *   void shout.async(line);
   * }
   * ```
   */
  async room(calls = 1): Promise<void> {
    const { queueLimit } = this.#runtime;
    if (!Number.isInteger(calls) || calls < 1 || calls > queueLimit) {
      throw new UsageError(
        `room() takes a whole number from 1 to \`queueLimit\`, which is ${queueLimit}, got ${calls}`,
      );
    }
    await this.#runtime.room(calls);
  }

  /**
   * Ends asynchronous calls: no more are made, those under way have the grace to end by themselves, and the others are
   * cancelled, with a `CancelledError` for their promises. What runs on a worker thread is interrupted if its call had
   * a `signal`, a `timeout` or a `queue`; else it runs on, and nobody waits for it. Then the event loop of Python's is
   * stopped. Calls in place go on working; those of other threads of Node's are their own.
   *
   * @throws `UsageError` when the grace is no such number.
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * process.once("SIGTERM", async () => {
   *   await python().close({ grace: 2000 });
   *   process.exit();
   * });
   * ```
   */
  async close(options: CloseOptions = {}): Promise<Closed> {
    return close(this.#runtime, options);
  }

  /** Counts and settings, for monitoring and for leak tests. */
  stats(): PythonStats {
    const { handles, queued, running, tasks, abandoned } = this.#runtime.backend.stats();
    const { threads, queueLimit } = this.#runtime;
    const { switchInterval } = this.#settings;
    return {
      handles,
      queued,
      running,
      tasks,
      abandoned,
      threads,
      queueLimit,
      switchInterval,
      calls: this.statistics.totals(),
    };
  }

  /** Applies the options of a later call; fails when Python was started with other ones, where that cannot be changed. */
  applyOptions(options: PythonOptions): void {
    this.#settings.apply(options);
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
    known.applyOptions(options);
    return known;
  }
  const asked = startedRuntime() === undefined ? options : {};
  const made = new Python(ensureRuntime(options), asked);
  made.applyOptions(options);
  shared[key] = made;
  return made;
}
