/** Views of the memory behind one batch of a table, which Python keeps for as long as any of them lives. */
import { constants } from "node:buffer";

import type { Backend } from "../backend/backend.js";
import { keepAttached } from "../backend/keep-attached.js";
import { ConversionError } from "../errors/pyweld-error.js";
import { shiftBits } from "./bits.js";

/** What owns the memory of a view: a handle, which goes when the last view over its memory has gone. */
const owners = new WeakMap<ArrayBuffer, object>();

/** Memory of a batch. */
export class BatchMemory {
  readonly #backend: Backend;
  readonly #owner: object;

  constructor(backend: Backend, owner: object) {
    this.#backend = backend;
    this.#owner = owner;
  }

  /** The bytes from `skip` bytes after an address on; a copy where items of `itemBytes` would not lie where they must. */
  view(start: number, skip: number, bytes: number, itemBytes = 1): ArrayBuffer {
    // Where there is nothing, or nothing that counts, there need not be an address.
    if (bytes === 0 || start === 0) return new ArrayBuffer(bytes);
    if (bytes > constants.MAX_LENGTH) {
      throw new ConversionError(
        `a buffer of ${bytes} bytes is more than an ArrayBuffer holds: pass the table in several parts`,
      );
    }
    const address = start + skip;
    const memory = this.#backend.memory(address, bytes);
    if (address % Math.min(itemBytes, 8) !== 0) return memory.slice(0);
    // Transferred to another thread, it would be read after Python has freed it.
    keepAttached(memory);
    owners.set(memory, this.#owner);
    return memory;
  }

  /** `length` bits from bit `start` on; they begin with the first bit of the first byte. */
  bits(address: number, start: number, length: number): Uint8Array {
    const shift = start % 8;
    const bytes = this.view(address, Math.floor(start / 8), (shift + length + 7) >> 3);
    return shiftBits(new Uint8Array(bytes), shift, length);
  }
}
