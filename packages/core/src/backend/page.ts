/** The page through which calls cross, as typed arrays. Knows where things lie, not what they mean. */
import { PAGE, PAGE_BYTES } from "@pyweld/native";

import { textBuffer, type TextBuffer } from "./text-buffer.js";

/** Views of one page; PAGE of the native package says which index is what. */
export interface Page {
  readonly u32: Uint32Array;
  readonly f64: Float64Array;
  readonly bytes: TextBuffer;
}

/** Views of the page in `memory`. */
export function pageOver(memory: ArrayBuffer): Page {
  if (memory.byteLength < PAGE_BYTES)
    throw new RangeError(`a page has ${PAGE_BYTES} bytes, this has ${memory.byteLength}`);
  return {
    u32: new Uint32Array(memory, 0, PAGE.body * 2),
    f64: new Float64Array(memory, 0, PAGE.directText / 8),
    bytes: textBuffer(memory),
  };
}
