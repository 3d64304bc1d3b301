/** JavaScript's iterators over Python's: what `for…of` sees of a source. */
import { UsageError } from "../errors/pyweld-error.js";
import { openSource, openView, type ItemSource } from "./item-source.js";

/** What an iterator needs of its source. */
type Items = Pick<ItemSource, "items" | "at" | "result" | "ahead" | "fill" | "throw" | "finish" | "close">;

/** What has ended. */
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
class PyIterator {
  #source: Items;

  constructor(source: Items) {
    this.#source = source;
  }

  next(): IteratorResult<unknown, unknown> {
    const source = this.#source;
    const { items, at } = source;
    if (at >= items.length) return this.#fill();
    source.at = at + 1;
    return { value: items[at], done: false };
  }

  #fill(): IteratorResult<unknown, unknown> {
    const source = this.#source;
    if (source.fill()) return { value: source.items[source.at++], done: false };
    return this.#end(source.result);
  }

  #end(value: unknown): IteratorResult<unknown, unknown> {
    this.#source.finish();
    this.#source = nothing;
    return { value, done: true };
  }

  /** The end of a loop that is left early. */
  return(value?: unknown): IteratorResult<unknown, unknown> {
    const source = this.#source;
    this.#source = nothing;
    source.close();
    return { value, done: true };
  }

  /** Raises an error in the generator. */
  throw(error: unknown): IteratorResult<unknown, unknown> {
    if (this.#source.ahead) throw readAhead("throw an error into");
    const [item, value, ended] = this.#source.throw(error);
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

// Where there are iterator helpers (`map`, `take`, …), these iterators have them too.
Object.setPrototypeOf(
  PyIterator.prototype,
  Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object,
);

/** Generators stand behind the items that were read ahead, so nothing can reach them at the place of the loop. */
export function readAhead(what: string): UsageError {
  return new UsageError(
    `cannot ${what} this generator: items of it were read ahead by an iteration. ` +
      "Use $next() from the start, which reads none ahead",
  );
}

/** An iterator over the items of a Python iterable. */
export function iterate(handle: object): Generator<unknown, unknown, void> {
  return new PyIterator(openSource(handle)) as unknown as Generator<unknown, unknown, void>;
}

/** An iterator over a mapping's keys, values or items. */
export function iterateView(mapping: object, view: "keys" | "values" | "items"): Generator<unknown, unknown, void> {
  return new PyIterator(openView(mapping, view)) as unknown as Generator<unknown, unknown, void>;
}
