/** The types that generated code is written in. */
import type { Forced } from "../convert/forced.js";
import type { PyObject } from "../object/py-object.js";
import type { BatchOptions } from "../runtime/batch-options.js";
import type { CallOptions, Instead } from "../runtime/call-options.js";
import type { Otherwise } from "../runtime/failure-strategy.js";

/** A `Temporal` object, the engine's own or a polyfill's. */
export interface TemporalLike {
  readonly [Symbol.toStringTag]: `Temporal.${string}`;
}

/** Anything that can be handed to Python where it does not say what it takes. */
export type PyInput =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | ArrayBufferView
  | ArrayBuffer
  | SharedArrayBuffer
  | Date
  | TemporalLike
  | Forced
  | PyObject
  | ((...args: never[]) => unknown)
  | readonly PyInput[]
  | ReadonlySet<PyInput>
  | ReadonlyMap<PyInput, PyInput>
  | Iterable<PyInput>
  | { readonly [key: string]: PyInput };

/** Anything that Python gives back where it does not say what it gives. */
export type PyValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | ArrayBufferView
  | Date
  | PyObject
  | PyValue[]
  | Set<PyValue>
  | Map<PyValue, PyValue>
  | { [key: string]: PyValue };

/** A Python function: called in place, or on a Python worker thread by `.async`. */
export type PyFunction<F extends (...args: never[]) => unknown> = F & {
  /** The same call on a Python worker thread; this thread goes on meanwhile. */
  readonly async: (...args: Parameters<F>) => Promise<Awaited<ReturnType<F>>>;
  /**
   * The same function with options for its calls. Options add up: `fn.with(a).with(b)` has both.
   *
   * @throws `UsageError` for an option that does not exist.
   * @example
   * ```ts
   * import { t, tool } from "@pyweld/core";
   * const sqrt = tool("math").function<(x: number) => number>("sqrt", [t.float], t.float);
   * sqrt.with({ onError: { value: null } })(-1); // null, where sqrt(-1) throws
   * ```
   */
  readonly with: <O extends CallOptions>(options: O) => PyFunction<WithOptions<F, O>>;
  /**
   * Makes many calls in one crossing, in their order; each is an array of arguments. All arguments are converted before
   * the first call is made.
   *
   * The first failure ends the batch and is thrown as it is, with a note that says which call it was; `failedCall` tells a
   * program. With `settle: true`, each call has a result as of `Promise.allSettled`. With a strategy for failures
   * (`fn.with({ onError })`) all calls are made, and then it answers those that have failed, in their order. Where a result
   * cannot cross, all calls have been made.
   *
   * `SystemExit`, `KeyboardInterrupt` and their like always end a batch.
   *
   * @throws `ConversionError` and `UsageError` that name the place: `calls[3].args[0]`.
   * @example
   * ```ts
   * import { t, tool } from "@pyweld/core";
   * const sqrt = tool("math").function<(x: number) => number>("sqrt", [t.float], t.float);
   * sqrt.batch([[4], [9]]); // [2, 3]
   * sqrt.batch([[4], [-1]], { settle: true })[1]?.status; // "rejected"
   * ```
   */
  readonly batch: PyBatch<F>;
};

/** Many calls of a function: in place, or on a Python worker thread by `.async`. */
export interface PyBatch<F extends (...args: never[]) => unknown> {
  (
    calls: readonly Readonly<Parameters<F>>[],
    options: BatchOptions & { readonly settle: true },
  ): PromiseSettledResult<ReturnType<F>>[];
  (
    calls: readonly Readonly<Parameters<F>>[],
    options?: BatchOptions & { readonly settle?: false | undefined },
  ): ReturnType<F>[];
  readonly async: {
    (
      calls: readonly Readonly<Parameters<F>>[],
      options: BatchOptions & { readonly settle: true },
    ): Promise<PromiseSettledResult<Awaited<ReturnType<F>>>[]>;
    (
      calls: readonly Readonly<Parameters<F>>[],
      options?: BatchOptions & { readonly settle?: false | undefined },
    ): Promise<Awaited<ReturnType<F>>[]>;
  };
}

/** The function as it is with options: a strategy for failures may add to what it gives. */
export type WithOptions<F extends (...args: never[]) => unknown, O> = [Instead<O>] extends [never]
  ? F
  : (...args: Parameters<F>) => Otherwise<ReturnType<F>, Instead<O>>;

/** A variable of a Python module. */
export interface PyVariable<T> {
  /** Read from Python each time. */
  readonly value: T;
  /** The same on a Python worker thread. */
  readonly async: () => Promise<T>;
  /** The same variable with options for its readings. */
  readonly with: (options: CallOptions) => PyVariable<T>;
}

/** A generated class. */
export interface PyClass<Args extends readonly unknown[], Instance> {
  new (...args: Args): Instance;
  readonly prototype: Instance;
  /** Constructs on a Python worker thread. */
  readonly async: (...args: Args) => Promise<Instance>;
  /**
   * The same class with options for its construction: `new (Observer.with({ timeout: 500 }))("Madrid")`,
   * `Observer.with({ signal }).async("Madrid")`.
   */
  readonly with: (options: CallOptions) => Constructing<Args, Instance>;
}

/** What constructs instances of a generated class. */
export interface Constructing<Args extends readonly unknown[], Instance> {
  new (...args: Args): Instance;
  readonly async: (...args: Args) => Promise<Instance>;
  readonly with: (options: CallOptions) => Constructing<Args, Instance>;
}

/** A generated exception class: for `instanceof`, which narrows to its attributes. Python makes the instances. */
export interface PyExceptionClass<E> {
  new (...args: never): E;
  readonly prototype: E;
}
