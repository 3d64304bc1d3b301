/** Reads the items of a Python iterator in batches, whose size follows the time that they take. */
import { ConversionError } from "../errors/pyweld-error.js";
import { handleAddress } from "../frame/handle.js";
import type { Operation } from "../runtime/operation.js";
import { t, type PyTypeLike } from "../schema/py-type.js";
import { passingThrough } from "./passing-through.js";
import { targetOf } from "./handle-state.js";
import { supportFunction, supportOperation } from "./support.js";

/** Milliseconds that a batch may take; in Python, reading ends within about this time. */
const BATCH_TIME = 1;
const GROWTH = 8;
/** Batches that took no longer may grow: the next one keeps within the time. */
const SHORT_TIME = BATCH_TIME / GROWTH;
const MOST_ITEMS = 1024;

/** What comes after the items of a batch; the numbers of iteration.py. */
const ENDED = 1;
const RAISED = 2;

/** The next item; or the value of the end, and true. */
export type Step = [item: unknown, value: unknown, ended: boolean];
/** What a reader gives. */
export type Batch = [items: unknown[], outcome: number, value: unknown, error: object | null];

const sourceOf = supportFunction<[unknown], [object, isGenerator: boolean, mayReadAhead: boolean]>(
  "iteration.open_source",
  [t.object],
  t.tuple([t.object, t.bool, t.bool]),
);
const viewOf = supportFunction<[unknown, string], object>("iteration.open_view", [t.object, t.str], t.object);
/** Whether Python could iterate over the object. */
export const isIterable = supportFunction<[object], boolean>("iteration.is_iterable", [t.object], t.bool);
const putBack = supportFunction<[object], void>("iteration.put_back", [t.object], t.none);
const forget = supportFunction<[object], void>("iteration.forget", [t.object], t.none);
const closeSource = supportFunction<[object], void>("iteration.close_source", [t.object], t.none);
const throwInto = supportFunction<[object, object], Step>("iteration.throw_into_source", [t.object, t.object], t.any);
const raise = supportFunction<[object], never>("iteration.raise_error", [t.object], t.none);

/** Reads batches of items of a type. */
export type BatchReader = Operation;

/** A reader of items of that type, from iterators that end with a value of the other type. */
export function batchReader(item: PyTypeLike, returns: PyTypeLike = t.any): BatchReader {
  const result = t.tuple([t.list(item), t.int, t.optional(returns), t.optional(t.object)]);
  return supportOperation("iteration.take", [t.object, t.int, t.float], result);
}

/** A reader of items whose type is not known. */
export const untypedReader = batchReader(t.any);

/** The sources of generators: whoever iterates over one goes on where the last one stopped. */
const shared = new WeakMap<object, ItemSource>();

/**
 * A source of the object's items: of the rest, when it is an iterator. One that only JavaScript reads from, by `alone`,
 * may be read ahead whatever it is.
 */
export function openSource(handle: object, reader: BatchReader = untypedReader, alone = false): ItemSource {
  const known = knownSource(handle);
  if (known !== undefined) return known;
  const [python, isGenerator, mayReadAhead] = sourceOf(handle);
  const source = new ItemSource(python, isGenerator, reader, alone || mayReadAhead ? MOST_ITEMS : 1);
  if (isGenerator) shared.set(targetOf(handle), source);
  return source;
}

/** A source of a mapping's keys, values or items. */
export function openView(mapping: object, view: "keys" | "values" | "items"): ItemSource {
  return new ItemSource(viewOf(mapping, view), false, untypedReader, MOST_ITEMS);
}

/** The source of a generator that has been iterated over. */
export function knownSource(handle: object): ItemSource | undefined {
  return shared.get(targetOf(handle));
}

/** Where iterators get their items from. */
export class ItemSource {
  /** The last batch, and the place of its next item. */
  items: readonly unknown[] = [];
  at = 0;
  /** What the iterator ended with; of interest once {@link fill} has said that it ended. */
  result: unknown;
  readonly #python: object;
  readonly #shared: boolean;
  readonly #reader: BatchReader;
  readonly #limit: number;
  #most = 1;
  #putBack = false;
  #ended = false;
  #error: object | undefined;

  constructor(python: object, isShared: boolean, reader: BatchReader, limit: number) {
    this.#python = python;
    this.#shared = isShared;
    this.#reader = reader;
    this.#limit = limit;
  }

  /** Whether Python's iterator is further on than JavaScript is. */
  get ahead(): boolean {
    return this.at < this.items.length || this.#ended || this.#error !== undefined || this.#putBack;
  }

  /** Reads the next items; false when there are none, and then `result` is the value of the end. */
  fill(): boolean {
    for (;;) {
      if (this.#error !== undefined) {
        const error = this.#error;
        this.#error = undefined;
        raise(error);
      }
      if (this.#ended) {
        this.#ended = false;
        this.items = [];
        this.at = 0;
        return false;
      }
      this.#read();
      if (this.items.length > 0) return true;
    }
  }

  /** One item, and no more: the next one may depend on what is done with this one. */
  fillOne(): boolean {
    this.#most = 1;
    return this.fill();
  }

  /** Nobody reads on: a generator ends, as at the end of a loop that is left. */
  close(): void {
    this.drop();
    // Somebody may have released it meanwhile.
    if (handleAddress(this.#python) === 0) return;
    try {
      closeSource(this.#python);
    } finally {
      this.finish();
    }
  }

  /** Raises an error in a generator. */
  throw(error: unknown): Step {
    return passingThrough(error, (exception) => throwInto(this.#python, exception));
  }

  /** Forgets what was read ahead. */
  drop(): void {
    this.items = [];
    this.at = 0;
    this.#ended = this.#putBack = false;
    this.#error = undefined;
  }

  /** After the end: the iterator need live no longer on account of this. */
  finish(): void {
    if (!this.#shared) this.release();
  }

  /** Lets go of Python's iterator. */
  release(): void {
    this.drop();
    (this.#python as { $release(): void }).$release();
  }

  #read(): void {
    const most = this.#most;
    const began = this.#limit > 1 ? performance.now() : 0;
    this.items = [];
    this.at = 0;
    let batch: Batch;
    try {
      batch = this.#reader.call([this.#python, most, BATCH_TIME / 1000]) as Batch;
    } catch (error) {
      this.#afterFailure(error, most);
      return;
    }
    const [items, outcome, value, error] = batch;
    if (this.#limit > 1) this.#adapt(items.length, performance.now() - began);
    if (items.length === 0) this.#putBack = false;
    // The batch stays in Python until it is here as a whole; objects must not live on because of that.
    if (most > 1 && holdsHandle(items)) forget(this.#python);
    this.items = items;
    if (outcome === ENDED) {
      this.#ended = true;
      this.result = value ?? undefined;
    } else if (outcome === RAISED) {
      this.#error = error as object;
    }
  }

  /** A value that cannot cross takes no others with it: they come one by one, and the error at its place. */
  #afterFailure(error: unknown, most: number): void {
    if (!(error instanceof ConversionError) || most === 1) throw error;
    putBack(this.#python);
    this.#putBack = true;
    this.#most = 1;
  }

  #adapt(count: number, time: number): void {
    if (time < SHORT_TIME) this.#most = Math.min(this.#limit, Math.max(GROWTH * count, 1));
    else if (time > BATCH_TIME) this.#most = Math.max(1, Math.floor((count * BATCH_TIME) / time));
  }
}

/** A loop of its own: most items are no objects, and a call for each would show. */
function holdsHandle(items: readonly unknown[]): boolean {
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if ((typeof item === "object" || typeof item === "function") && handleAddress(item) !== undefined) return true;
  }
  return false;
}
