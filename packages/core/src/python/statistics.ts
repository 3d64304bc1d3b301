/** Counts and times of calls: `py.statistics`. */
import { CallStatistics, type FunctionStatistics } from "../runtime/call-statistics.js";
import type { Runtime } from "../runtime/runtime.js";

/** Sums over all functions. */
export interface CallTotals {
  readonly calls: number;
  readonly errors: number;
  readonly seconds: number;
}

/**
 * Statistics of calls, by function: off until they are started, since taking the time of a call costs as much as a short
 * call. What is counted are calls of functions, methods and classes of tools.
 */
export class PythonStatistics {
  readonly #calls: CallStatistics;

  constructor(runtime: Runtime) {
    this.#calls = new CallStatistics(runtime);
  }

  /** Whether calls are being counted. */
  get running(): boolean {
    return this.#calls.running;
  }

  /** Counts calls from now on. */
  start(): void {
    this.#calls.start();
  }

  /** Ends that; what was counted stays until {@link reset}. */
  stop(): void {
    this.#calls.stop();
  }

  /** Forgets what was counted. */
  reset(): void {
    this.#calls.reset();
  }

  /** What was counted, the longest time in all first. */
  functions(): FunctionStatistics[] {
    return this.#calls.list();
  }

  /** The sums of it. */
  totals(): CallTotals {
    const totals = { calls: 0, errors: 0, seconds: 0 };
    for (const { calls, errors, seconds } of this.#calls.list()) {
      totals.calls += calls;
      totals.errors += errors;
      totals.seconds += seconds;
    }
    return totals;
  }
}
