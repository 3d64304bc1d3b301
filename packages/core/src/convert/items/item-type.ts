/** What one item of an array is: how it is read from memory and written to it. Knows nothing of shapes. */
import type { DType } from "../../schema/dtype.js";

/** The typed arrays that can lie over an array's memory. */
export type DataArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** What makes them. */
export interface DataArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): DataArray;
  new (length: number): DataArray;
}

/** Refuses a value; the message says what was expected and what came, the caller where. */
export type Refuse = (message: string) => never;

/** One kind of items. */
export interface ItemType {
  readonly dtype: DType;
  readonly bytes: number;
  /** Reads the item at a byte offset. Throws `ConversionError` for what JavaScript cannot hold. */
  read(memory: DataView, at: number): unknown;
  /** Writes it; a value that does not fit exactly is refused. */
  write(memory: DataView, at: number, value: unknown, refuse: Refuse): void;
  /** The typed array over native memory of such items; undefined when it is one of bytes. */
  readonly data: DataArrayConstructor | undefined;
  /** Elements of `data` that make one item. */
  readonly elements: number;
  /** The typed array that copies are made in; undefined when that is a plain array. */
  readonly flat: DataArrayConstructor | undefined;
  /** Whether the bytes are in another order than this machine's. */
  readonly swapped: boolean;
  /** Of dates: `ns`, `25s`, `generic`. */
  readonly unit?: string;
  /** Of records. */
  readonly fields?: readonly string[];
  /** Whether only Python can read the items. */
  readonly isOpaque?: boolean;
}
