/** JavaScript's asynchronous iterators over Python's: what `for await` sees of a source. */
import type { AsyncSource } from "./async-source.js";
import { openAsyncSource } from "./async-source.js";
import { readAhead } from "./py-iterator.js";

type Result = IteratorResult<unknown, unknown>;

/** Absent where the engine has no `await using`. */
const asyncDispose = (Symbol as { readonly asyncDispose?: symbol }).asyncDispose;

/** One loop over a source, with the interface of an asynchronous generator. */
export class PyAsyncIterator {
  readonly #open: () => AsyncSource;
  #opened: AsyncSource | undefined;
  #begun = false;

  /** Opens the source when it is first asked for. */
  constructor(open: () => AsyncSource) {
    this.#open = open;
  }

  /** The next item. With a value, a generator is resumed with that: then none of its items may have been read ahead. */
  next(...sent: [value?: unknown]): Promise<Result> {
    const source = this.#opened;
    if (source === undefined || source.pending !== undefined || (sent.length > 0 && sent[0] !== undefined)) {
      return this.#nextLater(sent[0]);
    }
    if (source.at >= source.items.length) return this.#nextLater(undefined);
    return Promise.resolve({ value: source.items[source.at++], done: false });
  }

  async #nextLater(value: unknown): Promise<Result> {
    const source = this.#source;
    // There is nothing yet that a first value could be the result of; JavaScript's generators ignore it too.
    const sends = value !== undefined && this.#begun;
    this.#begun = true;
    while (source.pending !== undefined) await settled(source.pending);
    if (!sends && source.ahead) return this.#item(source);
    if (sends && source.ahead) throw readAhead("send a value to");
    return this.#result(sends ? source.send(value) : source.fill());
  }

  /** Whoever comes next waits until this has come to its end. */
  async #result(filling: Promise<boolean>): Promise<Result> {
    const source = this.#source;
    source.pending = filling;
    let isThere: boolean;
    try {
      isThere = await filling;
    } finally {
      source.pending = undefined;
    }
    return isThere && source.ahead ? this.#item(source) : { value: undefined, done: true };
  }

  #item(source: AsyncSource): Result {
    return { value: source.items[source.at++], done: false };
  }

  get #source(): AsyncSource {
    return (this.#opened ??= this.#open());
  }

  /** Whether Python's iterator is further on than this one. */
  protected get ahead(): boolean {
    return this.#opened !== undefined && (this.#opened.ahead || this.#opened.pending !== undefined);
  }

  /** The end of a loop that is left early: a generator has cleaned up when the promise is fulfilled. */
  async return(value?: unknown): Promise<Result> {
    this.#begun = true;
    await this.#source.close();
    return { value: await value, done: true };
  }

  /** Raises an error in the generator. */
  async throw(error: unknown): Promise<Result> {
    const source = this.#source;
    this.#begun = true;
    while (source.pending !== undefined) await settled(source.pending);
    if (source.ahead) throw readAhead("throw an error into");
    return this.#result(source.throw(error));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Whoever has asked for what is under way is told of errors. */
async function settled(pending: Promise<unknown>): Promise<void> {
  await Promise.allSettled([pending]);
}

/** Gives a prototype `[Symbol.asyncDispose]`, where the engine knows that. */
export function defineAsyncDispose(prototype: object, dispose: (self: never) => Promise<unknown>): void {
  if (asyncDispose === undefined) return;
  Object.defineProperty(prototype, asyncDispose, {
    configurable: true,
    writable: true,
    async value(this: never) {
      await dispose(this);
    },
  });
}

defineAsyncDispose(PyAsyncIterator.prototype, (iterator: PyAsyncIterator) => iterator.return());

/** Where there are iterator helpers for asynchronous iterators, those of that prototype have them too. */
export const asyncIteratorPrototype = Object.getPrototypeOf(
  Object.getPrototypeOf(Object.getPrototypeOf((async function* () {})())),
) as object;

Object.setPrototypeOf(PyAsyncIterator.prototype, asyncIteratorPrototype);

/** An iterator over the items of an asynchronous iterable. */
export function iterateAsync(handle: object): AsyncGenerator<unknown, void, unknown> {
  // At once: an object that cannot be iterated over says so where the loop begins.
  const source = openAsyncSource(handle);
  return new PyAsyncIterator(() => source) as unknown as AsyncGenerator<unknown, void, unknown>;
}
