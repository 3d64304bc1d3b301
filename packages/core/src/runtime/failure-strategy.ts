/** What a call does when Python fails: throw, give another value, or log and go on. */
import { types } from "node:util";

import { TimeoutError, UsageError } from "../errors/pyweld-error.js";
import { isPythonError, type PythonError } from "../errors/python-error.js";

/** Failures that a strategy answers. Errors of the caller (wrong arguments, wrong use) are always thrown. */
export type CallFailure = PythonError | TimeoutError;

/**
 * What happens when Python raises, or takes too long:
 *
 * - `"throw"`: the error is thrown, as without a strategy;
 * - `"log"`: it is written to `console.error`, and the result is `undefined`;
 * - `{ value }`: the result is that value;
 * - a function: the result is what it gives for the error.
 */
export type OnError<V = unknown> = "throw" | "log" | { readonly value: V } | ((error: CallFailure) => V);

/** What a strategy puts in the place of a result. */
export type InsteadOf<S> = S extends "throw"
  ? never
  : S extends "log"
    ? undefined
    : S extends { readonly value: infer V }
      ? V
      : S extends (...args: never[]) => infer V
        ? V
        : never;

/** A result, or what a strategy puts in its place. */
export type Otherwise<R, V> = [R] extends [Promise<infer T>] ? Promise<T | V> : R | V;

/** Refuses what is no strategy. */
export function checkStrategy(strategy: unknown): asserts strategy is OnError {
  if (strategy === "throw" || strategy === "log" || typeof strategy === "function") return;
  if (typeof strategy === "object" && strategy !== null && "value" in strategy) return;
  const got = typeof strategy === "string" ? JSON.stringify(strategy) : String(strategy);
  throw new UsageError(`onError must be "throw", "log", { value: … } or a function of the error, got ${got}`);
}

/** Runs, in place or until the promise is settled, with a strategy for its failure. */
export function runWith(strategy: OnError, run: () => unknown): unknown {
  if (strategy === "throw") return run();
  try {
    const result = run();
    return types.isPromise(result) ? result.catch((error: unknown) => instead(strategy, error)) : result;
  } catch (error) {
    return instead(strategy, error);
  }
}

function instead(strategy: Exclude<OnError, "throw">, error: unknown): unknown {
  if (!isPythonError(error) && !(error instanceof TimeoutError)) throw error;
  if (typeof strategy === "function") return strategy(error);
  if (strategy !== "log") return strategy.value;
  console.error(error);
  return undefined;
}
