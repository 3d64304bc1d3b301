/** Writes arguments that become arrays of numpy's, or memory: typed arrays and buffers where they lie, nested arrays packed. */
import { TAG } from "@pyweld/native";

import type { FrameWriter } from "../frame/frame-writer.js";
import { handleAddress } from "../frame/handle.js";
import type { PyTypeOf } from "../schema/py-type.js";
import { encodeAny } from "./encode-any.js";
import { encodeMemory, isMemory, typedArrayName } from "./encode-memory.js";
import { encodeOther, type Encoder } from "./encoder.js";
import { packNested, type Packed } from "./nested-numbers.js";
import { isArrayBuffer } from "./values.js";

/** Numbers of conversions, as the helper and python/_pyweld/conversions.py have them. */
const MEMORY = 1;
const ARRAY = 2;

/** What numpy calls the items of a typed array. */
const dtypes: Readonly<Record<string, string>> = {
  Int8Array: "int8",
  Uint8Array: "uint8",
  Uint8ClampedArray: "uint8",
  Int16Array: "int16",
  Uint16Array: "uint16",
  Int32Array: "int32",
  Uint32Array: "uint32",
  BigInt64Array: "int64",
  BigUint64Array: "uint64",
  Float16Array: "float16",
  Float32Array: "float32",
  Float64Array: "float64",
  DataView: "uint8",
};

/** Data with the shape and the kind of items that it is to have. */
export class ArrayInput {
  readonly data: unknown;
  readonly shape: readonly number[] | undefined;
  readonly dtype: string | undefined;

  constructor(data: unknown, shape: readonly number[] | undefined, dtype: string | undefined) {
    this.data = data;
    this.shape = shape;
    this.dtype = dtype;
  }
}

/** An array: `args[0]` is a typed array, a buffer, nested arrays, or a handle. */
export function encodeNdArray(type: PyTypeOf<"ndarray">): Encoder {
  const encode: Encoder = (writer, value) => {
    const { data, shape, dtype } =
      value instanceof ArrayInput ? value : { data: value, shape: undefined, dtype: type.dtype };
    if (handleAddress(data) !== undefined) {
      encodeOther(writer, type, data, encode);
    } else if (Array.isArray(data)) {
      writePacked(writer, packNested(writer, data, dtype), shape, dtype);
    } else if (typeof data === "object" && data !== null && (isMemory(data) || isArrayBuffer(data))) {
      const items = isMemory(data) ? (dtypes[typedArrayName(data)] ?? "uint8") : "uint8";
      writeArray(writer, shape, dtype === items ? undefined : dtype, items, true, () => writeMemory(writer, data));
    } else {
      encodeOther(writer, type, data, encode);
    }
  };
  return encode;
}

/** Memory, or a bytearray, which cannot lie in memory of JavaScript's and is a copy. */
export function encodeBuffer(type: PyTypeOf<"buffer">): Encoder {
  const encode: Encoder = (writer, value) => {
    if (typeof value !== "object" || value === null || !(isMemory(value) || isArrayBuffer(value))) {
      encodeOther(writer, type, value, encode);
      return;
    }
    if (type.name === "bytearray") writer.words(TAG.CONVERTED, MEMORY);
    encodeMemory(writer, value);
  };
  return encode;
}

function writeMemory(writer: FrameWriter, data: ArrayBufferView | ArrayBufferLike): void {
  encodeMemory(writer, data, "B");
}

function writePacked(
  writer: FrameWriter,
  packed: Packed,
  shape: readonly number[] | undefined,
  dtype: string | undefined,
): void {
  if (packed.kind === "lists")
    writeArray(writer, shape, dtype, undefined, false, () => encodeAny(writer, packed.lists));
  else
    writeArray(writer, shape ?? packed.shape, undefined, packed.dtype, false, () => writeMemory(writer, packed.memory));
}

/** The list that `build_array` of python/_pyweld/converters/arrays.py takes. */
function writeArray(
  writer: FrameWriter,
  shape: readonly number[] | undefined,
  wanted: string | undefined,
  items: string | undefined,
  inPlace: boolean,
  writeData: () => void,
): void {
  writer.words(TAG.CONVERTED, ARRAY);
  // The common case, a typed array as it is, is the shortest.
  const isPlain = inPlace && shape === undefined && wanted === undefined;
  writer.words(TAG.LIST, isPlain ? 2 : 5);
  writeData();
  writeText(writer, items);
  if (isPlain) return;
  encodeAny(writer, shape ?? null);
  writeText(writer, wanted);
  writer.words(inPlace ? TAG.TRUE : TAG.FALSE, 0);
}

function writeText(writer: FrameWriter, text: string | undefined): void {
  if (text === undefined) writer.words(TAG.NONE, 0);
  else writer.string(TAG.STR, text);
}
