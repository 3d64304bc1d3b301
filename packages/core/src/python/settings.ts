/** Options of `python()`: those that hold from the start on, and those that can be set later. */
import { UsageError } from "../errors/pyweld-error.js";
import { supportFunction } from "../object/support.js";
import type { Runtime } from "../runtime/runtime.js";
import { t } from "../schema/py-type.js";
import { setExitGrace } from "../start/end-at-exit.js";
import { defaults, type StartOptions } from "../start/start-python.js";
import { printedReport, type PythonHandles } from "./handle-report.js";
import type { CallTotals, PythonStatistics } from "./statistics.js";

/** Options of `python()`. */
export interface PythonOptions extends StartOptions {
  /** Whether calls are counted and timed from the start, as `py.statistics.start()` does it. */
  readonly statistics?: boolean | undefined;
  /** Whether what JavaScript still holds of Python is printed to stderr when the process ends. */
  readonly leakReport?: boolean | undefined;
  /**
   * Milliseconds that Python's own threads and processes have at the end of the process, all together; 500 by default.
   * Those that are no daemons are waited for that long; then the process ends without them.
   */
  readonly exitGrace?: number | undefined;
  /**
   * Seconds that a Python thread may keep the interpreter while another waits for it: 0.0005 here, where Python's own
   * default is 0.005. Less
   * lets calls in place come through sooner while worker threads compute, and slows those down.
   */
  readonly switchInterval?: number | undefined;
}

/** What `py.stats()` tells. */
export interface PythonStats {
  /** References to Python objects that JavaScript holds. */
  readonly handles: number;
  /** Calls that wait for a worker thread, and calls that run on one. */
  readonly queued: number;
  readonly running: number;
  /** Calls that the event loop has, whether they have begun or not. */
  readonly tasks: number;
  /** Threads that were given up, since what they run could not be interrupted, and that still run it. */
  readonly abandoned: number;
  /** Worker threads, and calls that may wait for one. */
  readonly threads: number;
  readonly queueLimit: number;
  /** Seconds that a thread may keep the interpreter, as it was at the start or has been set since. */
  readonly switchInterval: number;
  /** What `py.statistics` has counted. */
  readonly calls: CallTotals;
}

const setSwitchInterval = supportFunction<[number | null], number>(
  "settings.switch_interval",
  [t.optional(t.float)],
  t.float,
);

/** The settings of the interpreter. */
export class Settings {
  readonly #runtime: Runtime;
  readonly #started: PythonOptions;
  readonly #statistics: PythonStatistics;
  readonly #handles: PythonHandles;
  #switchInterval: number | undefined;
  #reports = false;

  constructor(runtime: Runtime, started: PythonOptions, statistics: PythonStatistics, handles: PythonHandles) {
    this.#runtime = runtime;
    this.#started = started;
    this.#statistics = statistics;
    this.#handles = handles;
  }

  /** Seconds. */
  get switchInterval(): number {
    return (this.#switchInterval ??= setSwitchInterval(null));
  }

  /** Takes over options that can be set, and fails when one was asked for that cannot be changed any more. */
  apply(options: PythonOptions): void {
    for (const key of ["python", "venv", "threads", "queueLimit", "dates", "eventLoop"] as const) {
      const asked = options[key];
      const started = this.#started[key] ?? (key === "python" || key === "venv" ? undefined : defaults[key]);
      if (asked !== undefined && asked !== started) throw fixed(key, started, asked);
    }
    const { switchInterval, statistics, leakReport, exitGrace } = options;
    if (exitGrace !== undefined) setExitGrace(this.#runtime, exitGrace);
    if (switchInterval !== undefined) {
      if (typeof switchInterval !== "number" || !(switchInterval > 0 && switchInterval <= MOST_SECONDS)) {
        throw new UsageError(
          `\`switchInterval\` must be a number of seconds from 0 to ${MOST_SECONDS}, got ${String(switchInterval)}`,
        );
      }
      this.#switchInterval = setSwitchInterval(switchInterval);
    }
    if (statistics === true) this.#statistics.start();
    if (statistics === false) this.#statistics.stop();
    if (leakReport === true && !this.#reports) {
      process.once("exit", () => console.error(printedReport(this.#handles.report({ collect: true }))));
    }
    this.#reports ||= leakReport === true;
  }
}

/** Longer than anybody wants to wait; Python takes no more than an hour. */
const MOST_SECONDS = 60;

function fixed(key: string, started: unknown, asked: unknown): UsageError {
  return new UsageError(
    `Python runs with ${key}: ${JSON.stringify(started ?? "(default)")} in this process and cannot be started ` +
      `again with ${key}: ${JSON.stringify(asked)}. Call python({ ${key}: … }) before anything else uses Python.`,
  );
}
