/** First in, first out. An array's own `shift` moves all that is behind, which long queues would feel. */

/** Moved to the front when so many places there are empty, and no fewer than are taken. */
const MOST_EMPTY = 1024;

/** A queue of values. */
export class Queue<T> {
  #items: (T | undefined)[] = [];
  #first = 0;

  get length(): number {
    return this.#items.length - this.#first;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** The first one, which must be there. */
  shift(): T {
    const item = this.#items[this.#first] as T;
    // Nobody else is to keep it alive.
    this.#items[this.#first++] = undefined;
    if (this.#first >= MOST_EMPTY && this.#first >= this.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#first = 0;
  }
}
