/** The types of `py.batch`: calls of several functions, and their results by their places. */
import type { PyObject } from "../object/py-object.js";
import type { BatchOptions } from "../runtime/batch-options.js";

type AnyFunction = (...args: never[]) => unknown;

/** A call in a batch: a function of Python's, or a handle, and its arguments. */
export type BatchCall = readonly [called: AnyFunction | PyObject, ...args: unknown[]];

/** The calls with the arguments that each function takes; those of handles are not known. */
export type CheckedCalls<C extends readonly BatchCall[]> = {
  readonly [K in keyof C]: C[K] extends readonly [infer F, ...unknown[]]
    ? F extends PyObject
      ? BatchCall
      : F extends AnyFunction
        ? readonly [called: F, ...args: Parameters<F>]
        : BatchCall
    : BatchCall;
};

/** What a call gives. */
type Result<C> = C extends readonly [infer F, ...unknown[]]
  ? F extends PyObject
    ? unknown
    : F extends (...args: never[]) => infer R
      ? R
      : unknown
  : unknown;

/** Results of calls, by their places. */
export type BatchResults<C extends readonly BatchCall[]> = { -readonly [K in keyof C]: Result<C[K]> };

type AwaitedResults<C extends readonly BatchCall[]> = { -readonly [K in keyof C]: Awaited<Result<C[K]>> };
type Settled<T extends readonly unknown[]> = { -readonly [K in keyof T]: PromiseSettledResult<T[K]> };
type Settling = BatchOptions & { readonly settle: true };
type Throwing = BatchOptions & { readonly settle?: false | undefined };

/** Calls of several functions in one crossing: in place, or on a Python worker thread by `.async`. */
export interface MixedBatch {
  <const C extends readonly BatchCall[]>(calls: C & CheckedCalls<C>, options: Settling): Settled<BatchResults<C>>;
  <const C extends readonly BatchCall[]>(calls: C & CheckedCalls<C>, options?: Throwing): BatchResults<C>;
  readonly async: {
    <const C extends readonly BatchCall[]>(
      calls: C & CheckedCalls<C>,
      options: Settling,
    ): Promise<Settled<AwaitedResults<C>>>;
    <const C extends readonly BatchCall[]>(calls: C & CheckedCalls<C>, options?: Throwing): Promise<AwaitedResults<C>>;
  };
}
