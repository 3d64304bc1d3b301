/** Asynchronous context managers: entered and left from JavaScript, in one task of the event loop. */
import type { Operation } from "../runtime/operation.js";
import { t, type PyTypeLike } from "../schema/py-type.js";
import { passingLater } from "./passing-through.js";
import { defineAsyncDispose } from "./py-async-iterator.js";
import { awaitingOperation, supportFunction } from "./support.js";

const makeScope = supportFunction<[unknown], object>("async_contexts.Scope", [t.object], t.object);
const exit = awaitingOperation("async_contexts.leave", [t.object, t.optional(t.object)], t.bool);

/** Enters a manager whose value has a type. */
export type AsyncEnter = Operation;

/** What enters managers that give a value of that type. */
export function asyncEnterOperation(value: PyTypeLike): AsyncEnter {
  return awaitingOperation("async_contexts.enter", [t.object], value);
}

const untyped = asyncEnterOperation(t.any);

/**
 * An asynchronous context manager that has been entered. Leaving it, by the end of an `await using` or by {@link leave},
 * is done once. Made by `$enterAsync()` of a handle.
 *
 * @example
 * ```ts
 * import { python } from "@pyweld/core";
 * const lock = python().import("asyncio").Lock();
 * const scope = await lock.$enterAsync();
 * await scope.leave(); // `await using scope = …` does it at the end of its block
 * ```
 */
export class AsyncScope<T> implements AsyncDisposable {
  /** What `__aenter__` gave. */
  readonly value: T;
  readonly #python: object;
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  private constructor(python: object, value: T) {
    this.#python = python;
    this.value = value;
  }

  /** Use `$enterAsync()` of a handle. */
  static async enter<T>(manager: object, enter: AsyncEnter = untyped): Promise<AsyncScope<T>> {
    const python = makeScope(manager);
    try {
      return new AsyncScope<T>(python, (await enter.call([python])) as T);
    } catch (error) {
      // Python may have entered, and its value be one that cannot cross.
      await leaveWith(python, error);
      throw error;
    }
  }

  /**
   * Leaves the manager, and tells it of an error if there was one.
   *
   * @returns Whether the manager swallowed the error.
   * @throws What `__aexit__` raises; `CancelledError` when something in Python has cancelled what is inside of it.
   */
  async leave(error?: unknown): Promise<boolean> {
    return leaveWith(this.#python, error);
  }
}

async function leaveWith(python: object, error: unknown): Promise<boolean> {
  if (error === undefined) return (await exit.call([python, null])) as boolean;
  return passingLater(error, async (exception) => (await exit.call([python, exception])) as boolean);
}

defineAsyncDispose(AsyncScope.prototype, (scope: AsyncScope<unknown>) => scope.leave());
