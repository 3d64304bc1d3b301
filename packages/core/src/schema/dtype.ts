/** The kinds of items that arrays have, by numpy's names, and what each is in JavaScript. Types only. */

/** A complex number. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

interface Number<Data> {
  readonly item: number;
  readonly data: Data;
  readonly flat: Data;
}

interface Other<Item> {
  readonly item: Item;
  readonly data: Uint8Array;
  readonly flat: Item[];
}

/**
 * Per kind: `item` is one item, `data` the typed array over an array's memory, `flat` what a copy of all items is.
 *
 * Dates are counts of their unit since 1970 (`null` for NaT), complex numbers lie in `data` as pairs, `longdouble` has no
 * counterpart, and what is `string`, `object` or `other` lives in Python only.
 */
export interface DTypes {
  readonly bool: { readonly item: boolean; readonly data: Uint8Array; readonly flat: Uint8Array };
  readonly int8: Number<Int8Array>;
  readonly uint8: Number<Uint8Array>;
  readonly int16: Number<Int16Array>;
  readonly uint16: Number<Uint16Array>;
  readonly int32: Number<Int32Array>;
  readonly uint32: Number<Uint32Array>;
  readonly int64: { readonly item: bigint; readonly data: BigInt64Array; readonly flat: BigInt64Array };
  readonly uint64: { readonly item: bigint; readonly data: BigUint64Array; readonly flat: BigUint64Array };
  /** `data` is a `Float16Array`, in hosts that have it. */
  readonly float16: { readonly item: number; readonly data: ArrayLike<number>; readonly flat: Float32Array };
  readonly float32: Number<Float32Array>;
  readonly float64: Number<Float64Array>;
  readonly longdouble: Other<never>;
  readonly complex64: { readonly item: Complex; readonly data: Float32Array; readonly flat: Float32Array };
  readonly complex128: { readonly item: Complex; readonly data: Float64Array; readonly flat: Float64Array };
  readonly clongdouble: Other<never>;
  readonly datetime64: { readonly item: bigint | null; readonly data: BigInt64Array; readonly flat: BigInt64Array };
  readonly timedelta64: { readonly item: bigint | null; readonly data: BigInt64Array; readonly flat: BigInt64Array };
  readonly bytes: Other<Uint8Array>;
  readonly str: Other<string>;
  readonly void: Other<Uint8Array>;
  readonly record: Other<Readonly<Record<string, unknown>>>;
  readonly string: Other<string>;
  readonly object: Other<unknown>;
  readonly other: Other<unknown>;
}

/** Name of a kind of items. */
export type DType = keyof DTypes;

/** Items in arrays in arrays, as deep as an array has dimensions; the item itself when it has none. */
export type NestedArray<Item> = Item | NestedArray<Item>[];
