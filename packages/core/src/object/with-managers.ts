/** `with` of Python for callbacks. */
import type { Scope } from "./scope.js";

/** What can be entered: a handle. */
export interface ContextManager<T> {
  $enter(): Scope<T>;
}

/** What the managers of a tuple give. */
export type Entered<M extends readonly ContextManager<unknown>[]> = {
  -readonly [I in keyof M]: M[I] extends ContextManager<infer T> ? T : never;
};

/** What a callback gives; or nothing, when a manager swallowed an error. */
export type Within<R> = R extends PromiseLike<infer V> ? Promise<V | undefined> : R | undefined;

/** {@link withManagers}. */
export interface With {
  <T, R>(manager: ContextManager<T>, body: (value: T) => R): Within<R>;
  <const M extends readonly ContextManager<unknown>[], R>(managers: M, body: (...values: Entered<M>) => R): Within<R>;
}

type Body = (...values: unknown[]) => unknown;

/**
 * Runs `body` inside of a context manager, or of several, as Python's `with` does: they are entered in order and left
 * in the opposite one. What `body` throws goes to `__exit__`, as the Python exception that it came from or as one that
 * carries JavaScript's message; when a manager swallows it, the result is `undefined`.
 *
 * Managers are entered and left on this thread. An asynchronous `body` is left when its promise settles; other code
 * runs meanwhile, inside of the managers too where these change what all share.
 *
 * @throws What `body` throws and no manager swallows, or what a manager raises.
 * @example
 * ```ts
 * import { python } from "@pyweld/core";
 * const py = python();
 * py.with(py.import("tempfile").TemporaryDirectory(), (folder) => console.log(folder));
 * ```
 */
export const withManagers = ((managers: ContextManager<unknown> | readonly ContextManager<unknown>[], body: Body) =>
  within(Array.isArray(managers) ? managers : [managers], [], body)) as With;

function within(managers: readonly ContextManager<unknown>[], values: readonly unknown[], body: Body): unknown {
  const manager = managers[values.length];
  if (manager === undefined) return body(...values);
  const scope = manager.$enter();
  let result: unknown;
  let isPending: boolean;
  try {
    result = within(managers, [...values, scope.value], body);
    isPending = isThenable(result);
  } catch (error) {
    return afterError(scope, error);
  }
  if (isPending) {
    return Promise.resolve(result).then(
      (value) => (scope.leave(), value),
      (error: unknown) => afterError(scope, error),
    );
  }
  scope.leave();
  return result;
}

function afterError(scope: Scope<unknown>, error: unknown): undefined {
  // `undefined` may be thrown too, and must not pass for the absence of an error.
  if (scope.leave(error === undefined ? new Error("undefined was thrown") : error)) return undefined;
  throw error;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
