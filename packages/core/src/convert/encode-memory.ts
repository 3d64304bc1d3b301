/** Writes JavaScript's memory so that Python reads and writes it where it lies. */
import { types } from "node:util";
import { markAsUntransferable } from "node:worker_threads";

import type { FrameWriter } from "../frame/frame-writer.js";

/** Items of a typed array, as Python's struct module spells them. */
const formats: Readonly<Record<string, string>> = {
  Int8Array: "b",
  Uint8Array: "B",
  Uint8ClampedArray: "B",
  Int16Array: "h",
  Uint16Array: "H",
  Int32Array: "i",
  Uint32Array: "I",
  Float32Array: "f",
  Float64Array: "d",
  BigInt64Array: "q",
  BigUint64Array: "Q",
  DataView: "B",
};

/** Whether a value is memory that crosses without a copy. */
export function isMemory(value: object): value is ArrayBufferView | SharedArrayBuffer {
  return ArrayBuffer.isView(value) || types.isSharedArrayBuffer(value);
}

/** Writes it. */
export function encodeMemory(writer: FrameWriter, value: ArrayBufferView | SharedArrayBuffer): void {
  if (!ArrayBuffer.isView(value)) {
    writer.memory(value, 0, value.byteLength, "B", false);
    return;
  }
  // Reading `buffer` moves a small array out of JavaScript's heap, where it would not stay in one place.
  const { buffer, byteOffset, byteLength } = value;
  const format = formats[Object.prototype.toString.call(value).slice(8, -1)];
  if (format === undefined) writer.fail(`Python has no memory with items like those of ${value.constructor.name}`);
  if (!types.isSharedArrayBuffer(buffer)) {
    if ((buffer as { readonly resizable?: boolean }).resizable === true) {
      writer.fail("memory that can be resized cannot be shared with Python; pass a copy (`array.slice()`)");
    }
    // Transferred to another thread while Python looks at it, it would be used after it is freed.
    markAsUntransferable(buffer);
  }
  writer.memory(buffer, byteOffset, byteLength, format, false);
}
