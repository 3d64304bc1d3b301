/** `bytearray`: a copy of bytes. Its own memory, the other way, needs no conversion. */
import type { Converter } from "../converter.js";
import { isBytes } from "../values.js";

/** Takes what `bytes` takes. */
export const bytearrayConverter: Converter = {
  number: 17,
  python: "bytearray",
  fromPlain: (plain) => plain,
  toPlain(value) {
    if (!isBytes(value)) return undefined;
    return [ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : value];
  },
};
