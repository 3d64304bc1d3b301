/** What results are whose type says what a Python object is there for: iterables, generators, context managers. */
import { inspect } from "node:util";

import { UsageError } from "../errors/pyweld-error.js";
import { addressKey, handleAddress } from "../frame/handle.js";
import { controlOf } from "../runtime/call-control.js";
import { checkOptions, type CallOptions } from "../runtime/call-options.js";
import { resolveType, t, type ObjectRole, type PyTypeLike } from "../schema/py-type.js";
import { asyncEnterOperation, AsyncScope, type AsyncEnter } from "./async-scope.js";
import { asyncReader, openAsyncSource, type AsyncReader } from "./async-source.js";
import { iterateAsync } from "./iterate-async.js";
import { nextItem, sendValue, stepsOf, throwError, type Steps } from "./generator-steps.js";
import { batchReader, openSource, type BatchReader } from "./item-source.js";
import { PyAsyncIterator } from "./py-async-iterator.js";
import { iteratorPrototype, PyIterator } from "./py-iterator.js";
import type { PyObject } from "./py-object.js";
import { enterOperation, Scope, type Enter } from "./scope.js";

/** Something that stands for a Python object, and is that object wherever it goes to Python. */
interface OfObject {
  /** The Python object, as a handle. */
  readonly $object: PyObject;
}

/** An iterable of Python's: each loop has an iterator of its own. */
export interface PyIterable<T> extends Iterable<T, unknown, void>, Disposable, OfObject {
  /** Iterates on worker threads: each item is a call of its own, with these options. */
  $iterateAsync(options?: CallOptions): AsyncGenerator<T, unknown, void>;
}

/** A generator of Python's, or another iterator. Leaving a loop over it closes it. */
export interface PyGenerator<T, R = unknown, S = void> extends Generator<T, R, S>, OfObject {
  /** Iterates on worker threads: each item is a call of its own, with these options. Nothing is sent into it. */
  $iterateAsync(options?: CallOptions): AsyncGenerator<T, R, void>;
}

/** A context manager of Python's, for `py.with` or `using`. */
export interface PyContextManager<T> extends Disposable, OfObject {
  /** Enters it; it is left at the end of a `using`. */
  $enter(): Scope<T>;
}

/** An asynchronous iterable of Python's: each loop has an iterator of its own. */
export interface PyAsyncIterable<T> extends AsyncIterable<T, unknown, void>, Disposable, OfObject {}

/** An asynchronous generator of Python's, or another iterator. Leaving a loop over it closes it, and waits for that. */
export interface PyAsyncGenerator<T, S = void> extends AsyncGenerator<T, void, S>, OfObject {}

/** An asynchronous context manager of Python's, for `py.withAsync` or `await using`. */
export interface PyAsyncContextManager<T> extends Disposable, OfObject {
  /** Enters it; it is left at the end of an `await using`. */
  $enterAsync(): Promise<AsyncScope<T>>;
}

/** What a result becomes. */
export type View = (result: unknown) => unknown;

/** What results of a type become; undefined where they stay what they are. */
export function viewOf(like: PyTypeLike): View | undefined {
  const type = resolveType(like);
  if (type.kind === "optional") return viewOf(type.item);
  if (type.kind !== "object" || type.role === undefined) return undefined;
  const make = makerOf(type.role);
  // Hints lie: None, text and numbers stay what they are.
  return (result) => (handleAddress(result) === undefined ? result : make(result as PyObject));
}

function makerOf(role: ObjectRole): (object: PyObject) => unknown {
  switch (role.as) {
    case "iterable": {
      const reader = batchReader(role.item);
      return (object) => new IterableView(object, reader);
    }
    case "contextManager": {
      const enter = enterOperation(role.value);
      return (object) => new ManagerView(object, enter);
    }
    case "asyncIterable": {
      const reader = asyncReader(role.item, t.none);
      return (object) => new AsyncIterableView(object, reader);
    }
    case "asyncGenerator": {
      const reader = asyncReader(role.item, role.send);
      const oneByOne = resolveType(role.send).kind !== "none";
      return (object) => new AsyncGeneratorView(object, reader, oneByOne);
    }
    case "asyncContextManager": {
      const enter = asyncEnterOperation(role.value);
      return (object) => new AsyncManagerView(object, enter);
    }
    case "generator": {
      if (resolveType(role.send).kind === "none") {
        const reader = batchReader(role.item, role.returns);
        return (object) => new GeneratorView(object, reader);
      }
      const steps = stepsOf(role.item, role.send, role.returns);
      const reader = batchReader(role.item, role.returns);
      return (object) => new SteppedGenerator(object, steps, reader);
    }
  }
}

class ObjectView {
  readonly $object: PyObject;

  constructor(object: PyObject) {
    this.$object = object;
  }

  get [addressKey](): number | undefined {
    return this.$object[addressKey];
  }

  [Symbol.dispose](): void {
    this.$object.$release();
  }

  [inspect.custom](): unknown {
    return this.$object;
  }
}

class IterableView extends ObjectView {
  readonly #reader: BatchReader;

  constructor(object: PyObject, reader: BatchReader) {
    super(object);
    this.#reader = reader;
  }

  [Symbol.iterator](): PyIterator {
    const source = openSource(this.$object, this.#reader);
    return new PyIterator(() => source);
  }

  $iterateAsync(options?: CallOptions): AsyncGenerator {
    return iterateAsync(this.$object, this.#reader, controlOf(checkOptions(options)));
  }
}

class ManagerView extends ObjectView {
  readonly #enter: Enter;

  constructor(object: PyObject, enter: Enter) {
    super(object);
    this.#enter = enter;
  }

  $enter(): Scope<unknown> {
    return new Scope(this.$object, this.#enter);
  }
}

class AsyncIterableView extends ObjectView {
  readonly #reader: AsyncReader;

  constructor(object: PyObject, reader: AsyncReader) {
    super(object);
    this.#reader = reader;
  }

  [Symbol.asyncIterator](): PyAsyncIterator {
    const source = openAsyncSource(this.$object, this.#reader);
    return new PyAsyncIterator(() => source);
  }
}

class AsyncManagerView extends ObjectView {
  readonly #enter: AsyncEnter;

  constructor(object: PyObject, enter: AsyncEnter) {
    super(object);
    this.#enter = enter;
  }

  $enterAsync(): Promise<AsyncScope<unknown>> {
    return AsyncScope.enter(this.$object, this.#enter);
  }
}

/** Read in batches, or resumed for each item with what `next` is given. */
class AsyncGeneratorView extends PyAsyncIterator {
  readonly $object: PyObject;

  constructor(object: PyObject, reader: AsyncReader, oneByOne: boolean) {
    super(() => openAsyncSource(object, reader, oneByOne));
    this.$object = object;
  }

  get [addressKey](): number | undefined {
    if (this.ahead) throw new UsageError(AHEAD);
    return this.$object[addressKey];
  }

  [inspect.custom](): unknown {
    return this.$object;
  }
}

const AHEAD = "this generator cannot be given to Python now: items of it were read ahead, which Python would miss";

/** Read in batches. */
class GeneratorView extends PyIterator {
  readonly $object: PyObject;
  readonly #reader: BatchReader;

  constructor(object: PyObject, reader: BatchReader) {
    super(() => openSource(object, reader, true));
    this.$object = object;
    this.#reader = reader;
  }

  $iterateAsync(options?: CallOptions): AsyncGenerator {
    return iterateAsync(this.$object, this.#reader, controlOf(checkOptions(options)));
  }

  get [addressKey](): number | undefined {
    if (this.ahead) throw new UsageError(AHEAD);
    return this.$object[addressKey];
  }

  [inspect.custom](): unknown {
    return this.$object;
  }
}

/** Resumed for each item, with what `next` is given. */
class SteppedGenerator {
  readonly $object: PyObject;
  readonly #steps: Steps;
  readonly #reader: BatchReader;
  #begun = false;

  constructor(object: PyObject, steps: Steps, reader: BatchReader) {
    this.$object = object;
    this.#steps = steps;
    this.#reader = reader;
  }

  $iterateAsync(options?: CallOptions): AsyncGenerator {
    return iterateAsync(this.$object, this.#reader, controlOf(checkOptions(options)));
  }

  get [addressKey](): number | undefined {
    return this.$object[addressKey];
  }

  next(value?: unknown): IteratorResult<unknown, unknown> {
    // There is nothing yet that a first value could be the result of; JavaScript's generators ignore it too.
    if (this.#begun) return sendValue(this.$object, value, this.#steps);
    this.#begun = true;
    return nextItem(this.$object, this.#steps);
  }

  return(value?: unknown): IteratorResult<unknown, unknown> {
    this.#begun = true;
    this.$object.$close();
    return { value, done: true };
  }

  throw(error: unknown): IteratorResult<unknown, unknown> {
    this.#begun = true;
    return throwError(this.$object, error, this.#steps);
  }

  [Symbol.iterator](): this {
    return this;
  }

  [Symbol.dispose](): void {
    this.return();
  }

  [inspect.custom](): unknown {
    return this.$object;
  }
}

Object.setPrototypeOf(SteppedGenerator.prototype, iteratorPrototype);
