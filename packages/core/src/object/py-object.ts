/** Handles to Python objects: what every one of them can do. */
import { inspect, type InspectOptions } from "node:util";

import { ConversionError, UsageError } from "../errors/pyweld-error.js";
import { addressKey } from "../frame/handle.js";
import { currentRuntime } from "../runtime/current.js";
import type { HandleState } from "../runtime/handles.js";
import type { CallOptions } from "../runtime/call-options.js";
import { AsyncHandle } from "./async-handle.js";
import { AsyncScope } from "./async-scope.js";
import { isAsyncIterable } from "./async-source.js";
import { callMethod, callObject, constructObject, deleteAttribute, getAttribute, setAttribute } from "./attributes.js";
import { awaitObject } from "./awaiting.js";
import * as facts from "./facts.js";
import { nextItem, sendValue, throwError } from "./generator-steps.js";
import { stateKey, targetKey } from "./handle-state.js";
import { isIterable, knownSource } from "./item-source.js";
import { deleteItem, getItem, getItemHandle, setItem } from "./items.js";
import { operate, operateAlone } from "./operators.js";
import type { BinaryOperator, InPlaceOperator, UnaryOperator } from "./operators.js";
import { iterateAsync } from "./py-async-iterator.js";
import { iterate, iterateView } from "./py-iterator.js";
import { Scope } from "./scope.js";
import { showObject } from "./show-object.js";
import { attributeHandle, listAttributes } from "./support.js";

/** Keyword arguments of a dynamic call. */
export type Keywords = Readonly<Record<string, unknown>>;

/**
 * A Python object that stays in Python. Its own members begin with `$`, which no Python name can; on a dynamic handle
 * every other name is an attribute of the Python object.
 *
 * The object lives as long as the handle: until `$release()`, the end of a `using`, or garbage collection. Every member
 * throws what Python raises, as a `PythonError`, and a `UsageError` once the handle has been released.
 *
 * @example
 * ```ts
 * import { python, slice } from "@pyweld/core";
 * const numbers = python().import("builtins").$handle("list").$construct([[1, 2, 3]]);
 * numbers.$setItem(0, 10);
 * numbers.$length; // 3
 * numbers.$item(slice(0, 2)); // [10, 2]
 * for (const number of numbers) console.log(number);
 * ```
 */
export class PyObject {
  /** Handles are told apart by what they are, not by their shape. */
  readonly #brand = true;
  declare private readonly [stateKey]: HandleState;

  /** Made by the runtime only. */
  protected constructor() {
    void this.#brand;
    throw new UsageError("a PyObject stands for a Python object; it cannot be made by hand");
  }

  /** The address of the Python object; 0 when released. A prototype has none. */
  get [addressKey](): number | undefined {
    return (this[stateKey] as HandleState | undefined)?.address;
  }

  /** The handle without the Proxy around it. */
  protected get [targetKey](): this {
    return this;
  }

  // ---- attributes; a name with dots leads through attributes of attributes ----

  /** An attribute, converted. */
  $get(name: string): unknown {
    return getAttribute(this, name);
  }

  /** An attribute as a handle; None, numbers, text and bytes are converted all the same. */
  $handle(name: string): PyObject {
    return attributeHandle(this, name) as PyObject;
  }

  /** Sets an attribute. */
  $set(name: string, value: unknown): void {
    setAttribute(this, name, value);
  }

  /** Deletes an attribute. */
  $delete(name: string): void {
    deleteAttribute(this, name);
  }

  /** Names of the attributes, as `dir()` lists them. */
  $attributes(): string[] {
    return listAttributes(this);
  }

  // ---- calls; keywords are a parameter of their own: an object among `args` is a dict ----

  /** Calls the object. */
  $call(args: readonly unknown[] = [], keywords: Keywords = {}): unknown {
    return callObject(this, args, keywords);
  }

  /** The same on a Python worker thread. */
  $callAsync(args: readonly unknown[] = [], keywords: Keywords = {}, options?: CallOptions): Promise<unknown> {
    try {
      return this.$async(options).call(args, keywords);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Calls, attributes, items and iteration on Python's worker threads, with options. */
  $async<Self extends object>(this: Self, options?: CallOptions): AsyncHandle<Self, PyObject> {
    return new AsyncHandle(this, options);
  }

  /** Calls the object, most often a class, and gives the result as a handle: a new list stays in Python. */
  $construct(args: readonly unknown[] = [], keywords: Keywords = {}): PyObject {
    return constructObject(this, args, keywords) as PyObject;
  }

  /** Calls a method. `handle.method(…)` does the same in two crossings, and with positional arguments only. */
  $invoke(method: string, args: readonly unknown[] = [], keywords: Keywords = {}): unknown {
    return callMethod(this, method, args, keywords);
  }

  // ---- items ----

  /**
   * An item, converted: `object[key]`. An array is several indices, as `object[1, 2]`, and a plain object
   * `{ start, stop, step }` is a slice, among the indices too.
   */
  $item(key: unknown): unknown {
    return getItem(this, key);
  }

  /** An item as a handle; None, numbers, text and bytes are converted all the same. */
  $itemHandle(key: unknown): PyObject {
    return getItemHandle(this, key) as PyObject;
  }

  /** Sets an item. */
  $setItem(key: unknown, value: unknown): void {
    setItem(this, key, value);
  }

  /** Deletes an item. */
  $deleteItem(key: unknown): void {
    deleteItem(this, key);
  }

  /** Whether an item is in the object: `item in object`. */
  $has(item: unknown): boolean {
    return facts.contains(this, item);
  }

  /** `len()` of the object. */
  get $length(): number {
    return facts.lengthOf(this);
  }

  // ---- what it is ----

  /** Name of the Python class: `Fraction`, `datetime`. */
  get $type(): string {
    return facts.typeName(this);
  }

  /** The Python class. */
  get $class(): PyObject {
    return facts.classOf(this) as PyObject;
  }

  /** Whether the object is an instance of a class, or of one of several; virtual subclasses count. */
  $isInstance(classes: unknown): boolean {
    return facts.isInstance(this, classes);
  }

  /** `value instanceof handle`, where the handle is a Python class. */
  [Symbol.hasInstance](value: unknown): boolean {
    try {
      return facts.isInstance(value, this);
    } catch (error) {
      // What has no counterpart in Python is an instance of nothing there.
      if (error instanceof ConversionError) return false;
      throw error;
    }
  }

  /** Whether Python counts the object as true. */
  get $truth(): boolean {
    return facts.truthOf(this);
  }

  /** `hash()` of the object. */
  get $hash(): bigint {
    return facts.hashOf(this);
  }

  /** Whether both are the same object. */
  $is(other: unknown): boolean {
    return facts.isSame(this, other);
  }

  /** Whether both are equal, by Python's `==`. */
  $equals(other: unknown): boolean {
    return facts.isEqual(this, other);
  }

  /** Whether the object is less than the other; `$operate("<", other)` gives what Python gives. */
  $isLess(other: unknown): boolean {
    return facts.isLess(this, other);
  }

  /** Whether the object is less than the other or equal. */
  $isLessOrEqual(other: unknown): boolean {
    return facts.isLessOrEqual(this, other);
  }

  /** `repr()` of the object. */
  $repr(): string {
    return facts.representation(this);
  }

  /** `str()` of the object. */
  toString(): string {
    return facts.asText(this);
  }

  /** What `JSON.stringify` shows: the text of `str()`, so that logs have something. For data, convert first. */
  toJSON(): string {
    return this.$released ? "<released Python object>" : this.toString();
  }

  /** What `console.log` shows: a `repr()` that is cut when it is long. */
  [inspect.custom](_depth?: number, options?: InspectOptions): string {
    return this.$released ? "<released Python object>" : showObject(this, options);
  }

  /**
   * What JavaScript's own operators see: text, and a number only of what is one exactly. They would compare decimals as
   * text otherwise. `+` sees a number where there is one: as text, 1.5 and 1 would add up to 1.51.
   */
  [Symbol.toPrimitive](hint: string): string | number | bigint {
    if (hint === "string") return this.toString();
    return hint === "number" ? facts.asNumber(this) : facts.asPrimitive(this);
  }

  // ---- operators ----

  /**
   * Applies an operator of Python: `$operate("//", 2)`, `$operate("~")`. With one that ends in `=`, the object is
   * changed in place where it can be; the result is what its variable would hold in Python.
   */
  $operate(operator: UnaryOperator): unknown;
  $operate(operator: BinaryOperator | InPlaceOperator, other: unknown): unknown;
  $operate(operator: string, ...other: [unknown?]): unknown {
    if (other.length === 0) return operateAlone(operator as UnaryOperator, this);
    return operate(this, operator as BinaryOperator, other[0]);
  }

  /** The same with the object on the right side: `other - object`. */
  $reflected(operator: BinaryOperator, other: unknown): unknown {
    return operate(other, operator, this);
  }

  // ---- iteration ----

  /**
   * Iterates over an iterable. Items come in batches, which are read ahead while that takes no time: use `$next()` when
   * an item depends on what was done with the one before. Leaving the loop closes a generator. Not there when Python
   * cannot iterate over the object.
   */
  get [Symbol.iterator](): () => Generator<unknown, unknown, void> {
    return this[addressKey] !== undefined && isIterable(this) ? () => iterate(this) : (undefined as never);
  }

  /**
   * Iterates over an asynchronous iterable, on Python's event loop, in one task of that. Items that are there at once come
   * in batches; use `iterator.next(value)` from the second item on to resume a generator with values. Leaving the loop
   * closes a generator, and waits for its end. Not there when Python cannot iterate by `async for`.
   */
  get [Symbol.asyncIterator](): () => AsyncGenerator<unknown, void, unknown> {
    return this[addressKey] !== undefined && isAsyncIterable(this) ? () => iterateAsync(this) : (undefined as never);
  }

  /** Keys of a mapping. */
  $keys(): Generator<unknown, unknown, void> {
    return iterateView(this, "keys");
  }

  /** Values of a mapping. */
  $values(): Generator<unknown, unknown, void> {
    return iterateView(this, "values");
  }

  /** Keys and values of a mapping. */
  $entries(): Generator<[key: unknown, value: unknown], unknown, void> {
    return iterateView(this, "items") as ReturnType<PyObject["$entries"]>;
  }

  /** The next item of an iterator, and no more. */
  $next(): IteratorResult<unknown, unknown> {
    return nextItem(this);
  }

  /** Resumes a generator with a value. */
  $send(value: unknown): IteratorResult<unknown, unknown> {
    return sendValue(this, value);
  }

  /** Raises an error in a generator: an exception as a handle, or one that carries the message of a JavaScript error. */
  $throw(error: unknown): IteratorResult<unknown, unknown> {
    return throwError(this, error);
  }

  /** Calls `close()`: a generator runs its `finally` blocks. */
  $close(): void {
    knownSource(this)?.drop();
    callMethod(this, "close", [], {});
  }

  // ---- what can be awaited ----

  /**
   * Awaits the object on Python's event loop: a coroutine, a task or future of that loop, anything with `__await__`. A
   * coroutine can be awaited once. One that is never awaited ends silently when its handle goes.
   *
   * @throws `CancelledError` when its task is cancelled.
   */
  $await(): Promise<unknown> {
    return awaitObject(this);
  }

  // ---- context managers ----

  /** Enters a context manager; it is left at the end of a `using`. `py.with` tells it of errors too. */
  $enter(): Scope<unknown> {
    return new Scope(this);
  }

  /**
   * Enters an asynchronous context manager, in a task of Python's event loop; the same task leaves it at the end of an
   * `await using`. `py.withAsync` tells it of errors too.
   */
  $enterAsync(): Promise<AsyncScope<unknown>> {
    return AsyncScope.enter(this);
  }

  // ---- lifetime ----

  /** Whether the handle has been released. */
  get $released(): boolean {
    return this[stateKey].address === 0;
  }

  /** Lets go of the Python object now. Using the handle afterwards is an error; releasing it again is harmless. */
  $release(): void {
    knownSource(this)?.release();
    currentRuntime().handles.release(this[stateKey]);
  }

  [Symbol.dispose](): void {
    this.$release();
  }
}

/** The number of the object's class, as it crossed; 0 for a class that JavaScript does not know. */
export function classNumberOf(handle: object): number {
  return (handle as { readonly [stateKey]?: HandleState })[stateKey]?.classNumber ?? 0;
}
