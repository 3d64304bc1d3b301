/** What can be said about a batch of calls, and what a batch gives. */
import { UsageError } from "../errors/pyweld-error.js";

/** Options of `fn.batch` and `py.batch`. */
export interface BatchOptions {
  /** Whether failures are results, as of `Promise.allSettled`: then all calls are made, whatever the others come to. */
  readonly settle?: boolean | undefined;
}

/** Refuses what is no array of calls, and options that do not exist. */
export function checkBatch(calls: unknown, options: BatchOptions): asserts calls is readonly unknown[] {
  if (!Array.isArray(calls)) {
    throw new UsageError(
      `batch() takes an array of calls, each an array, got ${calls === null ? "null" : typeof calls}`,
    );
  }
  if (typeof options !== "object" || options === null) {
    throw new UsageError(`batch() takes an object of options, got ${options === null ? "null" : typeof options}`);
  }
  for (const key of Object.keys(options)) {
    if (key !== "settle") throw new UsageError(`batch() has no option "${key}"; it takes settle`);
  }
}
