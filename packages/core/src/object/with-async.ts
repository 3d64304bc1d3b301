/** `async with` of Python for callbacks. */
import type { AsyncScope } from "./async-scope.js";

/** What can be entered: a handle. */
export interface AsyncContextManager<T> {
  $enterAsync(): Promise<AsyncScope<T>>;
}

/** What the managers of a tuple give. */
export type AsyncEntered<M extends readonly AsyncContextManager<unknown>[]> = {
  -readonly [I in keyof M]: M[I] extends AsyncContextManager<infer T> ? T : never;
};

/** {@link withAsyncManagers}. */
export interface WithAsync {
  <T, R>(manager: AsyncContextManager<T>, body: (value: T) => R): Promise<Awaited<R> | undefined>;
  <const M extends readonly AsyncContextManager<unknown>[], R>(
    managers: M,
    body: (...values: AsyncEntered<M>) => R,
  ): Promise<Awaited<R> | undefined>;
}

type Managers = readonly AsyncContextManager<unknown>[];
type Body = (...values: unknown[]) => unknown;

/**
 * Runs `body` inside of an asynchronous context manager, or of several, as Python's `async with` does: they are entered in
 * order and left in the opposite one. What `body` throws goes to `__aexit__`, as the Python exception that it came from or
 * as one that carries JavaScript's message; when a manager swallows it, the result is `undefined`.
 *
 * Each manager is entered and left in one task of the event loop. `body` is no part of that: a time limit (`asyncio.timeout`)
 * does not end it, but is raised when it has come to its end.
 *
 * @throws What `body` throws and no manager swallows, or what a manager raises.
 * @example
 * ```ts
 * import { python } from "@pyweld/core";
 * const py = python();
 * await py.withAsync(py.import("asyncio").Lock(), async () => console.log("alone"));
 * ```
 */
export const withAsyncManagers = ((managers: AsyncContextManager<unknown> | Managers, body: Body) =>
  within(
    Array.isArray(managers) ? (managers as Managers) : [managers as AsyncContextManager<unknown>],
    [],
    body,
  )) as WithAsync;

async function within(managers: Managers, values: readonly unknown[], body: Body): Promise<unknown> {
  const manager = managers[values.length];
  if (manager === undefined) return body(...values);
  const scope = await manager.$enterAsync();
  let result: unknown;
  try {
    result = await within(managers, [...values, scope.value], body);
  } catch (error) {
    // `undefined` may be thrown too, and must not pass for the absence of an error.
    if (await scope.leave(error === undefined ? new Error("undefined was thrown") : error)) return undefined;
    throw error;
  }
  await scope.leave();
  return result;
}
