/** JavaScript's iterators over Python's: what `for…of` sees of a source. */
import { UsageError } from "../errors/pyweld-error.js";
import { openSource, openView, type ItemSource } from "./item-source.js";

/** What an iterator needs of its source. */
type Items = Pick<ItemSource, "items" | "at" | "result" | "ahead" | "fill" | "throw" | "finish" | "close">;

/** What has ended, or not begun. */
const nothing: Items = {
  items: [],
  at: 0,
  result: undefined,
  ahead: false,
  fill: () => false,
  throw: (error) => {
    throw error;
  },
  finish: () => undefined,
  close: () => undefined,
};

/** One loop over a source, with the interface of a generator. */
export class PyIterator {
  #source: Items = nothing;
  /** Opens the source when it is first asked for. */
  #open: (() => Items) | undefined;

  constructor(open: () => Items) {
    this.#open = open;
  }

  next(): IteratorResult<unknown, unknown> {
    const source = this.#source;
    const { items, at } = source;
    if (at >= items.length) return this.#fill();
    source.at = at + 1;
    return { value: items[at], done: false };
  }

  #fill(): IteratorResult<unknown, unknown> {
    const source = this.#opened();
    if (source.at >= source.items.length && !source.fill()) return this.#end(source.result);
    return { value: source.items[source.at++], done: false };
  }

  #opened(): Items {
    if (this.#open !== undefined) {
      this.#source = this.#open();
      this.#open = undefined;
    }
    return this.#source;
  }

  #end(value: unknown): IteratorResult<unknown, unknown> {
    this.#source.finish();
    this.#source = nothing;
    return { value, done: true };
  }

  /** Whether Python's iterator is further on than this one. */
  protected get ahead(): boolean {
    return this.#source.ahead;
  }

  /** The end of a loop that is left early. */
  return(value?: unknown): IteratorResult<unknown, unknown> {
    const source = this.#opened();
    this.#source = nothing;
    source.close();
    return { value, done: true };
  }

  /** Raises an error in the generator. */
  throw(error: unknown): IteratorResult<unknown, unknown> {
    const source = this.#opened();
    if (source.ahead) throw readAhead("throw an error into");
    const [item, value, ended] = source.throw(error);
    return ended ? this.#end(value ?? undefined) : { value: item, done: false };
  }

  [Symbol.iterator](): this {
    return this;
  }

  /** At the end of a `using`. */
  [Symbol.dispose](): void {
    this.return();
  }
}

/** Where there are iterator helpers (`map`, `take`, …), iterators of that prototype have them too. */
export const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object;

Object.setPrototypeOf(PyIterator.prototype, iteratorPrototype);

/** What reaches into a generator would reach it behind the items that were read ahead, not where the loop is. */
export function readAhead(what: string): UsageError {
  return new UsageError(
    `cannot ${what} this generator: items of it were read ahead by an iteration. ` +
      "Use $next() from the start, which reads none ahead",
  );
}

/** An iterator over the items of a Python iterable. */
export function iterate(handle: object): Generator<unknown, unknown, void> {
  // At once: an object that makes no iterator says so where the loop begins.
  const source = openSource(handle);
  return new PyIterator(() => source) as unknown as Generator<unknown, unknown, void>;
}

/** An iterator over a mapping's keys, values or items. */
export function iterateView(mapping: object, view: "keys" | "values" | "items"): Generator<unknown, unknown, void> {
  const source = openView(mapping, view);
  return new PyIterator(() => source) as unknown as Generator<unknown, unknown, void>;
}
