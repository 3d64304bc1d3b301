/** Makes a JavaScript function of an operation, with a short way for few scalar arguments. */
import { STATUS } from "@pyweld/native";

import { captureStack } from "../errors/python-error.js";
import type { BatchOptions } from "./batch-options.js";
import { controlOf, type CallControl } from "./call-control.js";
import { addOptions, type CallOptions } from "./call-options.js";
import { beginDirect, putDirect } from "./direct-arguments.js";
import { runWith, type OnError } from "./failure-strategy.js";
import type { Operation } from "./operation.js";

/** A function with its asynchronous form, and with others that are called with options. */
export interface Callable {
  (...args: unknown[]): unknown;
  readonly async: (...args: unknown[]) => Promise<unknown>;
  readonly with: (options: CallOptions) => Callable;
  readonly batch: BatchForm;
}

/** Many calls at once, each an array; in place, or on a worker thread by `async`. */
export interface BatchForm {
  (calls: readonly unknown[], options?: BatchOptions): unknown[];
  readonly async: (calls: readonly unknown[], options?: BatchOptions) => Promise<unknown[]>;
}

/** What the calls of a batch are made of. */
export interface BatchParts {
  readonly operation: Operation;
  /** Arguments before the user's own. */
  readonly leading: readonly unknown[];
  readonly onError: OnError;
  readonly control: CallControl | undefined;
}

/** Makes `fn.batch`: layers above know what belongs to it. */
export type MakeBatch = (parts: BatchParts) => BatchForm;

/** The function; `name` is what stack traces show. */
export function makeCallable(operation: Operation, name: string, makeBatch: MakeBatch): Callable {
  const made = asCallable(shortWay(operation), name, submitter(operation, undefined), (options) =>
    withOptions(made, operation, name, addOptions({}, options)),
  );
  defineBatch(made, { operation, leading: [], onError: "throw", control: undefined }, makeBatch);
  return made;
}

/** What makes an operation's calls asynchronous; what is wrong with the arguments rejects the promise. */
function submitter(operation: Operation, control: CallControl | undefined): Callable["async"] {
  return (...args) => {
    try {
      return operation.submit(args, control);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

/** Makes a callable of a function by giving it the other forms. */
export function asCallable(
  call: (...args: never[]) => unknown,
  name: string,
  async: Callable["async"],
  withOthers: Callable["with"],
): Callable {
  Object.defineProperty(call, "name", { value: name });
  Object.defineProperty(call, "async", { value: async });
  Object.defineProperty(call, "with", { value: withOthers });
  return call as unknown as Callable;
}

const partsKey = Symbol("pyweld.batchParts");
type WithParts = { readonly [partsKey]?: readonly [parts: BatchParts, make: MakeBatch] };

/** The batch form is made when it is first asked for: most functions never need theirs. */
function defineBatch(call: Callable, parts: BatchParts, make: MakeBatch): void {
  Object.defineProperty(call, partsKey, { value: [parts, make] });
  Object.defineProperty(call, "batch", batchProperty);
}

const batchProperty: PropertyDescriptor = {
  configurable: true,
  get(this: WithParts) {
    const [parts, make] = this[partsKey] as readonly [BatchParts, MakeBatch];
    const value = make(parts);
    Object.defineProperty(this, "batch", { value });
    return value;
  },
};

/** Gives `call`, which is made of another function, a batch form of its own. */
export function deriveBatch(
  call: Callable,
  from: Callable,
  change: (parts: BatchParts) => Partial<BatchParts>,
): Callable {
  const [parts, make] = (from as WithParts)[partsKey] as readonly [BatchParts, MakeBatch];
  defineBatch(call, { ...parts, ...change(parts) }, make);
  return call;
}

/** What calls of the function are made of; undefined for what is no function of Python's. */
export function batchPartsOf(call: unknown): BatchParts | undefined {
  return typeof call === "function" ? (call as WithParts)[partsKey]?.[0] : undefined;
}

/** The same function, called with options. */
function withOptions(plain: Callable, operation: Operation, name: string, options: CallOptions): Callable {
  const { onError = "throw" } = options;
  const control = controlOf(options);
  const short = shortWay(operation) as (...args: unknown[]) => unknown;
  const call = control === undefined ? short : (...args: unknown[]) => operation.call(args, control);
  const submit = submitter(operation, control);
  const made = asCallable(
    (...args: unknown[]) => runWith(onError, () => call(...args)),
    name,
    (...args) => runWith(onError, () => submit(...args)) as Promise<unknown>,
    (added) => withOptions(plain, operation, name, addOptions(options, added)),
  );
  return deriveBatch(made, plain, () => ({ onError, control }));
}

/** Up to three arguments without an array of them, whose making is a fifth of the cost of a small call. */
function shortWay(operation: Operation): (...args: never[]) => unknown {
  return function (a: unknown, b: unknown, c: unknown) {
    const { short: direct, runtime, number, shape } = operation.ready;
    const count = arguments.length;
    if (direct !== undefined && count <= 3 && direct.length === count) {
      beginDirect(runtime);
      if (
        (count < 1 || putDirect(runtime, 0, direct[0] as number, a)) &&
        (count < 2 || putDirect(runtime, 1, direct[1] as number, b)) &&
        (count < 3 || putDirect(runtime, 2, direct[2] as number, c))
      ) {
        const status = runtime.runDirect(number, count, shape);
        if (status !== STATUS.ERROR) return runtime.finish(status, shape, undefined);
        // Here, where only this frame and captureStack's are our own: each one costs a third of a microsecond.
        throw runtime.failure(captureStack(2));
      }
    }
    return operation.call(arguments);
  };
}
