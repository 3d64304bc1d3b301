/** Reads the items of an asynchronous iterable of Python's in batches: the loop's side of it is async_iteration.py. */
import { ConversionError } from "../errors/pyweld-error.js";
import type { Operation } from "../runtime/operation.js";
import { t, type PyTypeLike } from "../schema/py-type.js";
import { targetOf } from "./handle-state.js";
import { passingLater } from "./passing-through.js";
import { awaitingOperation, supportFunction } from "./support.js";

type Batch = [items: unknown[], ended: boolean];

/** What reads items of a type, and sends values of another one. */
export interface AsyncReader {
  readonly take: Operation;
  readonly send: Operation;
  readonly throw: Operation;
}

/** A reader of items of that type. */
export function asyncReader(item: PyTypeLike, send: PyTypeLike): AsyncReader {
  const batch = t.tuple([t.list(item), t.bool]);
  return {
    take: awaitingOperation("async_iteration.take", [t.object], batch),
    send: awaitingOperation("async_iteration.send", [t.object, send], batch, 1),
    throw: awaitingOperation("async_iteration.throw", [t.object, t.object], batch, 1),
  };
}

const untyped = asyncReader(t.any, t.any);
const open = supportFunction<[object, boolean], [source: object, isGenerator: boolean]>(
  "async_iteration.open_source",
  [t.object, t.bool],
  t.tuple([t.object, t.bool]),
);
const putBack = awaitingOperation("async_iteration.put_back", [t.object], t.bool);
const close = awaitingOperation("async_iteration.close", [t.object], t.none);
/** Whether Python could iterate over the object by `async for`. */
export const isAsyncIterable = supportFunction<[object], boolean>(
  "async_iteration.is_async_iterable",
  [t.object],
  t.bool,
);

/** The sources of generators: whoever iterates over one goes on where the last one stopped. */
const shared = new WeakMap<object, AsyncSource>();

/** A source of the object's items. `oneByOne`: none is read ahead. */
export function openAsyncSource(handle: object, reader: AsyncReader = untyped, oneByOne = false): AsyncSource {
  const known = shared.get(targetOf(handle));
  if (known !== undefined) return known;
  const [python, isGenerator] = open(handle, oneByOne);
  const source = new AsyncSource(python, reader);
  if (isGenerator) shared.set(targetOf(handle), source);
  return source;
}

/** Where asynchronous iterators get their items from. */
export class AsyncSource {
  /** The last batch, and the place of its next item. */
  items: readonly unknown[] = [];
  at = 0;
  /** Under way: who else asks waits for it. */
  pending: Promise<unknown> | undefined;
  readonly #python: object;
  readonly #reader: AsyncReader;
  #ended = false;

  constructor(python: object, reader: AsyncReader) {
    this.#python = python;
    this.#reader = reader;
  }

  /** Whether Python's iterator is further on than JavaScript is. */
  get ahead(): boolean {
    return this.at < this.items.length;
  }

  /** Reads the next items; false at the end. */
  async fill(): Promise<boolean> {
    if (this.#ended) return false;
    try {
      return this.#keep((await this.#reader.take.call([this.#python])) as Batch);
    } catch (error) {
      // A value that cannot cross takes no others with it: they come one by one, and the error at its place.
      if (!(error instanceof ConversionError) || (await putBack.call([this.#python])) !== true) throw error;
      return this.fill();
    }
  }

  /** Resumes a generator with a value; false at its end. */
  async send(value: unknown): Promise<boolean> {
    return !this.#ended && this.#keep((await this.#reader.send.call([this.#python, value ?? null])) as Batch);
  }

  /** Raises an error in a generator. */
  async throw(error: unknown): Promise<boolean> {
    if (this.#ended) throw error;
    return passingLater(error, async (exception) =>
      this.#keep((await this.#reader.throw.call([this.#python, exception])) as Batch),
    );
  }

  /** Ends a generator, and waits until it has cleaned up. */
  async close(): Promise<void> {
    this.items = [];
    this.at = 0;
    if (this.#ended) return;
    this.#ended = true;
    await close.call([this.#python]);
  }

  #keep([items, ended]: Batch): boolean {
    this.items = items;
    this.at = 0;
    this.#ended ||= ended;
    return !ended;
  }
}
