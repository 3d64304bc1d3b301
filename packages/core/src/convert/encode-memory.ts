/** Writes JavaScript's memory so that Python reads and writes it where it lies. */
import { types } from "node:util";

import { keepAttached } from "../backend/keep-attached.js";
import type { FrameWriter } from "../frame/frame-writer.js";
import { itemFormats } from "../schema/item-formats.js";

/** Whether a value is memory that crosses without a copy. */
export function isMemory(value: object): value is ArrayBufferView | SharedArrayBuffer {
  return ArrayBuffer.isView(value) || types.isSharedArrayBuffer(value);
}

/** `Float64Array`, whatever the realm and the subclass. */
export function typedArrayName(value: object): string {
  return types.isDataView(value) ? "DataView" : (nameOf.call(value) ?? "");
}

const nameOf = (
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag) as {
    get(this: object): string | undefined;
  }
).get;

/** Writes it, in items of its own or of `format`. */
export function encodeMemory(writer: FrameWriter, value: ArrayBufferView | ArrayBufferLike, format?: string): void {
  if (!ArrayBuffer.isView(value)) {
    share(writer, value);
    writer.memory(value, 0, value.byteLength, "B", false);
    return;
  }
  const items = format ?? (types.isDataView(value) ? "B" : itemFormats[typedArrayName(value)]);
  if (items === undefined) writer.fail(`Python has no memory with items like those of ${value.constructor.name}`);
  // Reading `buffer` moves a small array out of JavaScript's heap, where it would not stay in one place.
  const { buffer, byteOffset, byteLength } = value;
  share(writer, buffer);
  writer.memory(buffer, byteOffset, byteLength, items, false);
}

/** Refuses memory that may go away while Python looks at it, and keeps the rest where it is. */
function share(writer: FrameWriter, buffer: ArrayBufferLike): void {
  const { resizable, growable } = buffer as { readonly resizable?: boolean; readonly growable?: boolean };
  if (resizable === true || growable === true) {
    writer.fail("memory that can be resized cannot be shared with Python; pass a copy (`array.slice()`)");
  }
  if (!types.isSharedArrayBuffer(buffer)) keepAttached(buffer);
}
