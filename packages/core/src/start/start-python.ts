/** Starts Python once per process, and makes it at home here. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";

import type { Backend } from "../backend/backend.js";
import { joinEmbedded, recursionLimitFor, startEmbedded } from "../backend/embedded.js";
import { SetupError, UsageError } from "../errors/pyweld-error.js";
import type { PythonChoice } from "../environment/candidates.js";
import { findPython, type FoundPython } from "../environment/find-python.js";
import { makeArray } from "../array/make-array.js";
import { Converters } from "../convert/converter.js";
import { builtInConverters, temporalConverters, unnamedConverters } from "../convert/converters/built-in.js";
import { hasTemporal } from "../convert/temporal.js";
import { makeError } from "../object/make-error.js";
import { makeException } from "../object/make-exception.js";
import { makeHandle } from "../object/dynamic-handle.js";
import { conversionClass, supportFunction } from "../object/support.js";
import { callbackEntry } from "../runtime/callbacks.js";
import { setRuntime, startedRuntime } from "../runtime/current.js";
import { Runtime, type PoolSettings } from "../runtime/runtime.js";
import { t } from "../schema/py-type.js";
import { endAtExit } from "./end-at-exit.js";
import { watchSignals } from "./watch-signals.js";

/** The event loops that there are. */
export type EventLoop = "asyncio" | "uvloop";

/** What can be decided when Python starts; all of it is fixed from then on. */
export interface StartOptions extends PythonChoice {
  /** Threads for asynchronous calls; 4 by default. */
  readonly threads?: number | undefined;
  /** Asynchronous calls that may wait for a thread; 65,536 by default. */
  readonly queueLimit?: number | undefined;
  /**
   * Milliseconds that another thread of Python's waits for this one to begin with a JavaScript function; 30,000 by
   * default. After that, it gets a `TimeoutError`.
   */
  readonly callbackTimeout?: number | undefined;
  /**
   * The event loop that asynchronous functions run on: Python's own by default, or uvloop, which has to be installed.
   */
  readonly eventLoop?: EventLoop | undefined;
  /**
   * What Python's dates and times become: `Date` and ISO text by default, which lose microseconds of a datetime with a
   * time zone, and the zone; or `Temporal` objects, which keep both. Those are taken as arguments in either case.
   */
  readonly dates?: "date" | "temporal" | undefined;
}

/** What holds where nothing is said. */
export const defaults = {
  threads: 4,
  queueLimit: 65_536,
  callbackTimeout: 30_000,
  dates: "date",
  eventLoop: "asyncio",
} as const;

/** What the main thread has decided; workers find it in Python. */
interface Decided {
  readonly python: FoundPython;
  readonly pool: PoolSettings;
  readonly dates: "date" | "temporal";
}

const startSupport = supportFunction<[string, string | null, number], void>(
  "start.start",
  [t.str, t.optional(t.str), t.int],
  t.none,
);
const describeRecord = supportFunction<[unknown], [construct: object | null, hasOpenFields: boolean]>(
  "records.describe_class",
  [t.object],
  t.tuple([t.optional(t.object), t.bool]),
);
const addedName = supportFunction<[number], string>("conversions.added_name", [t.int], t.str);
const chooseTexts = supportFunction<[], void>("conversions.choose_texts", [], t.none);

const keepDecided = supportFunction<[string], void>("start.keep_decided", [t.str], t.none);
const chooseLoop = supportFunction<[string], void>("event_loop.choose", [t.str], t.none);
const decided = supportFunction<[], string>("start.decided_by_main", [], t.str);

/**
 * The runtime; started when there is none. A worker thread joins the Python that the main thread has started, and what
 * was decided there holds.
 *
 * @throws `SetupError` when there is no usable Python. `UsageError` in a worker thread when Python has not been started.
 */
export function ensureRuntime(options: StartOptions = {}): Runtime {
  return startedRuntime() ?? (isMainThread ? start(options) : joinMain());
}

function start(options: StartOptions): Runtime {
  const pool = { threads: options.threads ?? defaults.threads, queueLimit: options.queueLimit ?? defaults.queueLimit };
  const callbackTimeout = options.callbackTimeout ?? defaults.callbackTimeout;
  for (const [name, value] of Object.entries({ ...pool, callbackTimeout })) {
    if (!Number.isInteger(value) || value < 1 || value > 2 ** 31 - 1) {
      throw new UsageError(`\`${name}\` must be a whole number from 1 on, got ${value}`);
    }
  }
  const dates = options.dates ?? defaults.dates;
  if (dates === "temporal" && !hasTemporal()) {
    throw new UsageError(
      '`dates: "temporal"` needs globalThis.Temporal, which this JavaScript engine does not have: ' +
        "install a polyfill that sets it, and import that first",
    );
  }
  const eventLoop = checkedLoop(options.eventLoop ?? defaults.eventLoop);
  const python = findPython(options);
  const backend = startEmbedded(python);
  backend.limitCallbacks(callbackTimeout / 1000);
  const runtime = openRuntime(backend);
  decide(runtime, { python, pool, dates });
  const limit = recursionLimitFor(backend.stats().stackBytes) ?? 0;
  startSupport(python.executable, python.baseExecutable, limit);
  if (dates === "temporal") chooseTexts();
  // asyncio itself is loaded when it is first used.
  if (eventLoop !== defaults.eventLoop) useLoop(eventLoop, python);
  keepDecided(JSON.stringify({ python, pool, dates } satisfies Decided));
  watchSignals(backend);
  endAtExit(runtime);
  return runtime;
}

function checkedLoop(asked: EventLoop): EventLoop {
  if (asked === "asyncio" || asked === "uvloop") return asked;
  throw new UsageError(`\`eventLoop\` must be "asyncio" or "uvloop", got ${JSON.stringify(asked)}`);
}

function useLoop(name: EventLoop, { executable }: FoundPython): void {
  try {
    chooseLoop(name);
  } catch (error) {
    throw new SetupError(
      `\`eventLoop: "${name}"\` needs ${name}, which cannot be imported (${(error as Error).message}): ` +
        `run \`${executable} -m pip install ${name}\`, or leave the option out`,
      { cause: error },
    );
  }
}

function joinMain(): Runtime {
  let backend: Backend;
  try {
    backend = joinEmbedded();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      "Python can be started on the main thread only: call python() there before a worker thread does",
      { cause: error },
    );
  }
  const runtime = openRuntime(backend);
  decide(runtime, JSON.parse(decided()) as Decided);
  return runtime;
}

function decide(runtime: Runtime, { python, pool, dates }: Decided): void {
  runtime.python = python;
  runtime.pool = pool;
  if (dates === "temporal") for (const converter of temporalConverters) runtime.converters.add(converter);
}

/** Makes the runtime of this thread. */
function openRuntime(backend: Backend): Runtime {
  const runtime = new Runtime(backend, {
    handle: makeHandle,
    error: makeError,
    memory: makeArray,
    converters: new Converters([...Object.values(builtInConverters), ...unnamedConverters], addedName),
  });
  runtime.classFacts = { conversionClass, describeRecord };
  backend.setEntry(callbackEntry(runtime, makeException));
  setRuntime(runtime);
  runtime.support = loadSupport(runtime, backend);
  return runtime;
}

function loadSupport(runtime: Runtime, backend: Backend): object {
  // Both src/start/ and the chunks of dist/ have to find it.
  const here = dirname(fileURLToPath(import.meta.url));
  const file = [join(here, "..", "python"), join(here, "..", "..", "python")]
    .map((folder) => join(folder, "_pyweld", "__init__.py"))
    .find((path) => existsSync(path));
  if (file === undefined)
    throw new SetupError("@pyweld/core is incomplete: its python/_pyweld is missing; reinstall it");
  const status = backend.runModule("_pyweld", readFileSync(file, "utf8"), file);
  return runtime.finish(status, { decode: (reader) => reader.any(), returnsNothing: true }, undefined) as object;
}
