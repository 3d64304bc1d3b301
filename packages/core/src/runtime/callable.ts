/** Makes a JavaScript function of an operation, with a short way for few scalar arguments. */
import { STATUS } from "@pyweld/native";

import { captureStack } from "../errors/python-error.js";
import { controlOf, type CallControl } from "./call-control.js";
import { addOptions, type CallOptions } from "./call-options.js";
import { beginDirect, putDirect } from "./direct-arguments.js";
import { runWith } from "./failure-strategy.js";
import type { Operation } from "./operation.js";

/** A function with its asynchronous form, and with others that are called with options. */
export interface Callable {
  (...args: unknown[]): unknown;
  readonly async: (...args: unknown[]) => Promise<unknown>;
  readonly with: (options: CallOptions) => Callable;
}

/** The function; `name` is what stack traces show. */
export function makeCallable(operation: Operation, name: string): Callable {
  return asCallable(shortWay(operation), name, submitter(operation, undefined), (options) =>
    withOptions(operation, name, addOptions({}, options)),
  );
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

/** The same function, called with options. */
function withOptions(operation: Operation, name: string, options: CallOptions): Callable {
  const { onError = "throw" } = options;
  const control = controlOf(options);
  const plain = shortWay(operation) as (...args: unknown[]) => unknown;
  const call = control === undefined ? plain : (...args: unknown[]) => operation.call(args, control);
  const submit = submitter(operation, control);
  return asCallable(
    (...args: unknown[]) => runWith(onError, () => call(...args)),
    name,
    (...args) => runWith(onError, () => submit(...args)) as Promise<unknown>,
    (added) => withOptions(operation, name, addOptions(options, added)),
  );
}

/** Up to three arguments without an array of them, whose making is a fifth of the cost of a small call. */
function shortWay(operation: Operation): (...args: never[]) => unknown {
  return function (a: unknown, b: unknown, c: unknown) {
    const { direct, runtime, number, shape } = operation.ready;
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
