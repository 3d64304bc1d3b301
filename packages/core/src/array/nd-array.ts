/** An array of Python's as TypeScript sees it: the same memory, with shape and strides. */
import { inspect } from "node:util";

import { ArrayInput } from "../convert/encode-array.js";
import type { ItemType } from "../convert/items/item-type.js";
import { ConversionError, UsageError } from "../errors/pyweld-error.js";
import { addressKey, handleAddress } from "../frame/handle.js";
import type { PyObject } from "../object/py-object.js";
import { supportFunction } from "../object/support.js";
import type { DType, DTypes, NestedArray } from "../schema/dtype.js";
import { t } from "../schema/py-type.js";
import { copyItems, nestItems, nestRow } from "./items.js";
import { isContiguous, place, type Layout } from "./layout.js";

/** What typed arrays, buffers and nested arrays are made into arrays with. */
export interface NdArrayOptions {
  /** One dimension as long as the data, or that of nested arrays, by default. */
  readonly shape?: readonly number[];
  /** Any that numpy knows; that of the data by default. */
  readonly dtype?: string;
}

/** What an array can be made of. */
export type NdArrayData = ArrayBufferView | ArrayBufferLike | NestedData;

/** Numbers, bigints, booleans, complex numbers and text, in arrays or typed arrays of one shape. */
export type NestedData = readonly (NestedData | ArrayBufferView | number | bigint | boolean | string | object)[];

/** A Python object of unknown type; `any`, since only the caller knows what its attributes are. */
// oxlint-disable-next-line typescript/no-explicit-any
type Dynamic = PyObject & { [name: string]: any };

/** What the runtime makes an array of. */
export interface NdArrayParts {
  readonly handle: object;
  readonly type: ItemType;
  readonly layout: Layout;
  /** From the lowest item's first byte to the highest one's last; undefined when that is too much to look at. */
  readonly memory: ArrayBuffer | undefined;
  /** The address of that. */
  readonly address: number;
  readonly readOnly: boolean;
}

const getItem = supportFunction<[object, readonly number[]], unknown>(
  "array_items.get_item",
  [t.object, t.list(t.int)],
  t.any,
);
const setItem = supportFunction<[object, readonly number[], unknown], void>(
  "array_items.set_item",
  [t.object, t.list(t.int), t.any],
  t.none,
);
const getItems = supportFunction<[object], unknown>("array_items.get_items", [t.object], t.any);
const getFlatItems = supportFunction<[object], unknown[]>("array_items.get_flat_items", [t.object], t.any);
const getField = supportFunction<[object, string], NdArray>("array_items.get_field", [t.object, t.str], t.any);
const make = supportFunction<[ArrayInput], NdArray>("array_items.same", [t.ndarray()], t.any);

/**
 * An array of Python's: numpy's, or other memory that is more than one run of numbers. Nothing is copied: `data` lies
 * over the array's own memory, and both sides see what the other writes. Passed to Python, it is the same array again.
 *
 * The array lives until `release()`, the end of a `using`, or garbage collection; its memory as long as `data`, `bytes`
 * or their `buffer` live. That memory cannot be transferred to another thread.
 *
 * @example
 * ```ts
 * import { NdArray, python } from "@pyweld/core";
 * python();
 * const grid = NdArray.from(new Float64Array(6), { shape: [2, 3] });
 * grid.set(1, 2, 0.5);
 * grid.at(1, 2); // 0.5
 * ```
 */
export class NdArray<D extends DType = DType> {
  /** Kind of the items, by numpy's name. */
  readonly dtype: D;
  /** Length of each dimension. */
  readonly shape: readonly number[];
  /** Bytes from one item to the next, in each dimension. */
  readonly strides: readonly number[];
  /** Bytes from the start of `data` to the first item; more than 0 where a stride is negative. */
  readonly byteOffset: number;
  /** Bytes of one item. */
  readonly itemBytes: number;
  /** Number of items. */
  readonly size: number;
  /** Whether only Python may write: `data` and `bytes` are copies then. */
  readonly readOnly: boolean;
  /** What dates count: `ns`, `25s`. */
  readonly unit: string | undefined;
  /** Names of the fields of records. */
  readonly fields: readonly string[];
  readonly #type: ItemType;
  readonly #layout: Layout;
  readonly #address: number;
  readonly #handle: object;
  #memory: ArrayBuffer | undefined;
  #isReleased = false;
  #items: DataView | undefined;
  #shown: ArrayBuffer | undefined;
  #data: DTypes[D]["data"] | undefined;

  /** Made by the runtime; {@link NdArray.from} makes one of JavaScript's data. */
  constructor({ handle, type, layout, memory, address, readOnly }: NdArrayParts) {
    this.dtype = type.dtype as D;
    this.shape = layout.shape;
    this.strides = layout.strides;
    this.byteOffset = layout.offset;
    this.itemBytes = type.bytes;
    this.size = layout.size;
    this.readOnly = readOnly;
    this.unit = type.unit;
    this.fields = type.fields ?? [];
    this.#type = type;
    this.#layout = layout;
    this.#address = address;
    this.#handle = handle;
    this.#memory = memory;
  }

  /**
   * A numpy array of JavaScript's data: over the same memory for typed arrays and buffers, packed for nested arrays.
   * The second argument may be the shape alone.
   *
   * @throws `ConversionError` for rows of different lengths, or items that the kind cannot hold. `PythonError` when there
   * is no numpy, or the shape does not fit.
   */
  static from<D extends DType = DType>(
    data: NdArrayData,
    options: NdArrayOptions | readonly number[] = {},
  ): NdArray<D> {
    const { shape, dtype } = isShape(options) ? { shape: options, dtype: undefined } : options;
    return make(new ArrayInput(data, shape, dtype)) as NdArray<D>;
  }

  /** The array as a Python object, with numpy's methods. */
  get handle(): Dynamic {
    return this.#handle as Dynamic;
  }

  /** Where Python's side of the runtime finds the array. */
  get [addressKey](): number | undefined {
    return handleAddress(this.#handle);
  }

  /**
   * The memory as a typed array: all of it from the lowest item to the highest, with what lies between. Item (i, j) is
   * `data[index(i, j)]`; of a contiguous array, `data` is its items. A copy when the array is read-only, made anew each
   * time the array crosses.
   *
   * Booleans are bytes 0 and 1; complex numbers are pairs; text, bytes and records are bytes.
   *
   * @throws `ConversionError` when no typed array can show it: items in another byte order, not aligned, or in Python only.
   */
  get data(): DTypes[D]["data"] {
    return (this.#data ??= this.#makeData() as DTypes[D]["data"]);
  }

  /** The same memory as bytes. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.#show());
  }

  /** Whether the items lie one after the other, the last index running fastest. */
  get isContiguous(): boolean {
    return isContiguous(this.#layout, this.itemBytes);
  }

  /** Index in `data` of an item. Negative indices count from the end. */
  index(...indices: number[]): number {
    const { BYTES_PER_ELEMENT: bytes } = this.data as Uint8Array;
    return place(this.#layout, indices, "index") / bytes;
  }

  /**
   * An item. Negative indices count from the end.
   *
   * @throws `UsageError` for an index out of range. `ConversionError` for an item that JavaScript cannot hold.
   */
  at(...indices: number[]): DTypes[D]["item"] {
    const at = place(this.#layout, indices, "at");
    if (this.#type.isOpaque) return getItem(this.#handle, indices) as DTypes[D]["item"];
    return this.#type.read(this.#view(), at) as DTypes[D]["item"];
  }

  /**
   * Writes an item: `set(i, j, value)`.
   *
   * @throws `ConversionError` for a value that the item cannot hold. `UsageError` when the array is read-only.
   */
  set(...args: [...indices: number[], value: DTypes[D]["item"] | number]): void {
    const indices = args.slice(0, -1) as number[];
    const value: unknown = args.at(-1);
    const at = place(this.#layout, indices, "set");
    if (this.readOnly) throw new UsageError("this array is read-only");
    if (this.#type.isOpaque) return setItem(this.#handle, indices, value ?? null);
    this.#type.write(this.#view(), at, value, (message) => {
      throw new ConversionError(`${message} at [${indices.join(", ")}]`);
    });
  }

  /** A copy of the items as nested arrays; of an array without dimensions, the item. */
  toArray(): NestedArray<DTypes[D]["item"]> {
    if (this.#type.isOpaque) return getItems(this.#handle) as NestedArray<DTypes[D]["item"]>;
    return nestItems(this.#view(), this.#layout, this.#type) as NestedArray<DTypes[D]["item"]>;
  }

  /** A copy of the items without dimensions, in the order in which the last index runs fastest. */
  flat(): DTypes[D]["flat"] {
    if (this.#type.isOpaque) return getFlatItems(this.#handle) as DTypes[D]["flat"];
    return copyItems(this.#view(), this.#layout, this.#type) as DTypes[D]["flat"];
  }

  /** The items of the first dimension, each as `toArray()` has it. */
  *[Symbol.iterator](): Generator<NestedArray<DTypes[D]["item"]>> {
    const [length] = this.shape;
    if (length === undefined) throw new UsageError("an array without dimensions cannot be iterated: use at()");
    if (this.#type.isOpaque) yield* this.toArray() as NestedArray<DTypes[D]["item"]>[];
    else
      for (let i = 0; i < length; i++)
        yield nestRow(this.#view(), this.#layout, this.#type, i) as NestedArray<DTypes[D]["item"]>;
  }

  /** One field of records, as an array over the same memory. */
  field<F extends DType = DType>(name: string): NdArray<F> {
    return getField(this.#handle, name) as NdArray<F>;
  }

  /**
   * Lets go of the Python array now. The memory itself stays for as long as `data`, `bytes` or their `buffer` are used.
   * Using the array afterwards is an error; releasing it again is harmless.
   */
  release(): void {
    this.#isReleased = true;
    this.#memory = undefined;
    this.#items = undefined;
    this.#shown = undefined;
    this.#data = undefined;
    this.handle.$release();
  }

  [Symbol.dispose](): void {
    this.release();
  }

  /** What `console.log` shows. */
  [inspect.custom](): string {
    return this.#isReleased ? "<released NdArray>" : `NdArray ${this.handle.$repr()}`;
  }

  #live(): ArrayBuffer {
    if (this.#isReleased) throw new UsageError("this array has been released");
    if (this.#memory === undefined) throw new ConversionError(tooLarge(this.#layout.bytes));
    return this.#memory;
  }

  #view(): DataView {
    return (this.#items ??= new DataView(this.#live()));
  }

  /** The memory as it may be given away: what is written to it must not reach memory that is read-only. */
  #show(): ArrayBuffer {
    const memory = this.#live();
    if (this.#type.isOpaque) throw new ConversionError(`items of the kind "${this.dtype}" have no memory to look at`);
    return this.readOnly ? (this.#shown ??= memory.slice(0)) : memory;
  }

  #makeData(): unknown {
    const type = this.#type;
    const memory = this.#show();
    if (this.dtype === "float16" && type.data === undefined)
      throw cannotShow("this host has no Float16Array", "flat(), at() or bytes");
    if (type.data === undefined) return new Uint8Array(memory);
    if (type.swapped) throw cannotShow("its items are in the other byte order", "flat(), at() or bytes");
    const { BYTES_PER_ELEMENT: bytes } = type.data;
    const steps = this.strides.filter((_, axis) => (this.shape[axis] as number) > 1);
    const isAligned = [this.#address, this.byteOffset, ...steps].every((number) => number % bytes === 0);
    if (!isAligned && this.size > 0) throw cannotShow("its items are not aligned", "flat(), at() or bytes");
    return new type.data(memory, 0, memory.byteLength / bytes);
  }
}

/** What is said of memory that no ArrayBuffer can have. */
export function tooLarge(bytes: number): string {
  return `${bytes} bytes are more than an ArrayBuffer can show here: take a part of the array in Python`;
}

function cannotShow(why: string, instead: string): ConversionError {
  return new ConversionError(`no typed array can show this array: ${why}; use ${instead}`);
}

function isShape(options: NdArrayOptions | readonly number[]): options is readonly number[] {
  return Array.isArray(options);
}
