/** Makes a JavaScript function of an operation, with a short way for few scalar arguments. */
import { beginDirect, putDirect, type Operation } from "./operation.js";

/** A function with its asynchronous form. */
export interface Callable {
  (...args: unknown[]): unknown;
  readonly async: (...args: unknown[]) => Promise<unknown>;
}

/** The function; `name` is what stack traces show. */
export function makeCallable(operation: Operation, name: string): Callable {
  const call = shortWay(operation) as Callable;
  const async = (...args: unknown[]): Promise<unknown> => {
    try {
      return operation.submit(args);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  Object.defineProperty(call, "name", { value: name });
  Object.defineProperty(call, "async", { value: async });
  return call;
}

/** A function of fixed arity spares the array of arguments, which is a fifth of the cost of a small call. */
function shortWay(operation: Operation): (...args: never[]) => unknown {
  const { direct } = operation;
  const [first = 0, second = 0, third = 0] = direct ?? [];
  switch (direct?.length) {
    case 0:
      return function () {
        if (arguments.length > 0) return operation.call(arguments);
        const { runtime, number, shape } = operation.ready;
        beginDirect(runtime);
        return runtime.runDirect(number, 0, shape);
      };
    case 1:
      return function (a: unknown) {
        const { runtime, number, shape } = operation.ready;
        beginDirect(runtime);
        if (arguments.length === 1 && putDirect(runtime, 0, first, a)) return runtime.runDirect(number, 1, shape);
        return operation.call(arguments);
      };
    case 2:
      return function (a: unknown, b: unknown) {
        const { runtime, number, shape } = operation.ready;
        beginDirect(runtime);
        if (arguments.length === 2 && putDirect(runtime, 0, first, a) && putDirect(runtime, 1, second, b)) {
          return runtime.runDirect(number, 2, shape);
        }
        return operation.call(arguments);
      };
    case 3:
      return function (a: unknown, b: unknown, c: unknown) {
        const { runtime, number, shape } = operation.ready;
        beginDirect(runtime);
        if (
          arguments.length === 3 &&
          putDirect(runtime, 0, first, a) &&
          putDirect(runtime, 1, second, b) &&
          putDirect(runtime, 2, third, c)
        ) {
          return runtime.runDirect(number, 3, shape);
        }
        return operation.call(arguments);
      };
    default:
      return function () {
        return operation.call(arguments);
      };
  }
}
