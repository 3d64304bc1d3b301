/** An iterator over items of either kind, which is closed when it is left before its end. */
import { UsageError } from "../errors/pyweld-error.js";

/** Items: an async iterable is asked for the next one only when there is room for it. */
export type Items<T> = Iterable<T> | AsyncIterable<T>;

/** Goes through items once. */
export class ItemIterator<T> {
  readonly #items: Items<T>;
  #iterator: Iterator<T> | AsyncIterator<T> | undefined;
  #ended = false;
  #pending = false;

  constructor(items: Items<T>) {
    if (!isAsync(items) && !(Symbol.iterator in Object(items))) {
      throw new UsageError(`the items must be an iterable or an async iterable, got ${typeof items}`);
    }
    this.#items = items;
  }

  next(): IteratorResult<T> | Promise<IteratorResult<T>> {
    const items = this.#items;
    try {
      this.#iterator ??= isAsync(items) ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
      const step = this.#iterator.next();
      return isAsync(items) ? this.#later(step as Promise<IteratorResult<T>>) : this.#noted(step as IteratorResult<T>);
    } catch (error) {
      this.#ended = true;
      throw error;
    }
  }

  /** One that is in the middle of its next item may never come to its end, so nobody waits for it. */
  async close(): Promise<void> {
    if (this.#ended || this.#iterator === undefined) return;
    this.#ended = true;
    try {
      const closed = this.#iterator.return?.();
      if (this.#pending) void Promise.resolve(closed).catch(nothing);
      else await closed;
    } catch {
      // What has ended the run says more.
    }
  }

  async #later(step: PromiseLike<IteratorResult<T>>): Promise<IteratorResult<T>> {
    this.#pending = true;
    try {
      return this.#noted(await step);
    } catch (error) {
      this.#ended = true;
      throw error;
    } finally {
      this.#pending = false;
    }
  }

  #noted(step: IteratorResult<T>): IteratorResult<T> {
    if (step.done === true) this.#ended = true;
    return step;
  }
}

function isAsync<T>(items: Items<T>): items is AsyncIterable<T> {
  return Symbol.asyncIterator in Object(items);
}

function nothing(): void {
  // It is of no interest any more.
}
