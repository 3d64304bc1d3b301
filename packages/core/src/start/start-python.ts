/** Starts Python once per process, and makes it at home here. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";

import type { Backend } from "../backend/backend.js";
import { recursionLimitFor, startEmbedded } from "../backend/embedded.js";
import { SetupError, UsageError } from "../errors/pyweld-error.js";
import type { PythonChoice } from "../environment/candidates.js";
import { findPython } from "../environment/find-python.js";
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
import { Runtime } from "../runtime/runtime.js";
import { t } from "../schema/py-type.js";
import { endAtExit } from "./end-at-exit.js";
import { watchSignals } from "./watch-signals.js";

/** What can be decided when Python starts; all of it is fixed from then on. */
export interface StartOptions extends PythonChoice {
  /** Threads for asynchronous calls; 4 by default. */
  readonly threads?: number | undefined;
  /** Asynchronous calls that may wait for a thread; 65,536 by default. */
  readonly queueLimit?: number | undefined;
  /**
   * What Python's dates and times become: `Date` and ISO text by default, which lose microseconds of a datetime with a
   * time zone, and the zone; or `Temporal` objects, which keep both. Those are taken as arguments in either case.
   */
  readonly dates?: "date" | "temporal" | undefined;
}

/** What holds where nothing is said. */
export const defaults = { threads: 4, queueLimit: 65_536, dates: "date" } as const;

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
const chooseTexts = supportFunction<[], void>("conversions.choose_texts", [], t.none);

/**
 * The runtime; started when there is none.
 *
 * @throws `SetupError` when there is no usable Python. `UsageError` outside the main thread.
 */
export function ensureRuntime(options: StartOptions = {}): Runtime {
  return startedRuntime() ?? start(options);
}

function start(options: StartOptions): Runtime {
  if (!isMainThread) {
    throw new UsageError("Python can be started on the main thread only; call python() there, not in a worker thread");
  }
  const pool = { threads: options.threads ?? defaults.threads, queueLimit: options.queueLimit ?? defaults.queueLimit };
  for (const [name, value] of Object.entries(pool)) {
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
  const python = findPython(options);
  const backend = startEmbedded(python);
  const runtime = new Runtime(backend, python, pool, {
    handle: makeHandle,
    error: makeError,
    memory: makeArray,
    converters: new Converters([
      ...Object.values(builtInConverters),
      ...unnamedConverters,
      ...(dates === "temporal" ? temporalConverters : []),
    ]),
  });
  runtime.classFacts = { conversionClass, describeRecord };
  backend.setEntry(callbackEntry(runtime, makeException));
  setRuntime(runtime);
  runtime.support = loadSupport(runtime, backend);
  const limit = recursionLimitFor(backend.stats().stackBytes) ?? 0;
  startSupport(python.executable, python.baseExecutable, limit);
  if (dates === "temporal") chooseTexts();
  watchSignals(backend);
  endAtExit(runtime);
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
