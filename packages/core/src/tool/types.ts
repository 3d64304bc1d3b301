/** The types that generated code is written in. */
import type { PyObject } from "../object/py-object.js";

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
  | Uint8Array
  | ArrayBuffer
  | Date
  | TemporalLike
  | PyObject
  | readonly PyInput[]
  | ReadonlySet<PyInput>
  | ReadonlyMap<PyInput, PyInput>
  | { readonly [key: string]: PyInput };

/** Anything that Python gives back where it does not say what it gives. */
export type PyValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
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
};

/** A variable of a Python module. */
export interface PyVariable<T> {
  /** Read from Python each time. */
  readonly value: T;
}

/** A generated class. */
export interface PyClass<Args extends readonly unknown[], Instance> {
  new (...args: Args): Instance;
  readonly prototype: Instance;
}

/** A generated exception class: for `instanceof`, which narrows to its attributes. Python makes the instances. */
export interface PyExceptionClass<E> {
  new (...args: never): E;
  readonly prototype: E;
}
