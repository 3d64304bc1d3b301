/** Context managers: entered and left from JavaScript, on this thread. */
import { t, type PyTypeLike } from "../schema/py-type.js";
import type { Operation } from "../runtime/operation.js";
import { passingThrough } from "./passing-through.js";
import { supportFunction, supportOperation } from "./support.js";

const makeScope = supportFunction<[unknown], object>("contexts.Scope", [t.object], t.object);
const exit = supportFunction<[object, object | null], boolean>(
  "contexts.leave",
  [t.object, t.optional(t.object)],
  t.bool,
);

/** Enters a manager whose value has a type. */
export type Enter = Operation;

/** What enters managers that give a value of that type. */
export function enterOperation(value: PyTypeLike): Enter {
  return supportOperation("contexts.enter", [t.object], value);
}

const untyped = enterOperation(t.any);

/**
 * A context manager that has been entered. Leaving it, by the end of a `using` or by {@link leave}, is done once.
 *
 * @example
 * ```ts
 * import { python } from "@pyweld/core";
 * using scope = python().import("tempfile").TemporaryDirectory().$enter();
 * console.log(scope.value); // its path; the folder is gone when the block ends
 * ```
 */
export class Scope<T> {
  /** What `__enter__` gave. */
  readonly value: T;
  readonly #python: object;

  /** Use `$enter()` of a handle. */
  constructor(manager: object, enter: Enter = untyped) {
    this.#python = makeScope(manager);
    try {
      this.value = enter.call([this.#python]) as T;
    } catch (error) {
      // Python may have entered, and its value be one that cannot cross.
      this.leave(error);
      throw error;
    }
  }

  /**
   * Leaves the manager, and tells it of an error if there was one.
   *
   * @returns Whether the manager swallowed the error.
   * @throws What `__exit__` raises.
   */
  leave(error?: unknown): boolean {
    if (error === undefined) return exit(this.#python, null);
    return passingThrough(error, (exception) => exit(this.#python, exception));
  }

  [Symbol.dispose](): void {
    this.leave();
  }
}
