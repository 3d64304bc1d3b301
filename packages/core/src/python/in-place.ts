/** Runs something between two steps in Python, the second of which is always taken. */
import { types } from "node:util";

import { UsageError } from "../errors/pyweld-error.js";

/** Runs, and gives the value with what `end` gives; when running fails, that is what is thrown. */
export function between<T, R>(run: () => T, end: () => R): [value: T, ended: R] {
  let value: T;
  try {
    value = run();
  } catch (error) {
    end();
    throw error;
  }
  return [value, end()];
}

/** Refuses what goes on after it has given a promise: `what` can tell only what runs on this thread. */
export function inPlace<T>(run: () => T, what: string): () => T {
  return () => {
    const value = run();
    if (!types.isPromise(value)) return value;
    value.catch(() => undefined);
    throw new UsageError(`${what} sees only what runs in place, on this thread; this has given a promise`);
  };
}

/** The number, or that it is none. */
export function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`\`${name}\` must be a whole number from ${least} on, got ${String(value)}`);
}
