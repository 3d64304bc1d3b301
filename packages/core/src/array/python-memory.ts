/** ArrayBuffers over Python's memory. Each lives as long as JavaScript looks at it, and the memory as long as that. */
import { constants } from "node:buffer";

import { keepAttached } from "../backend/keep-attached.js";
import { AddressMap } from "../frame/address-map.js";
import type { Runtime } from "../runtime/runtime.js";

interface Viewed {
  readonly runtime: Runtime;
  readonly address: number;
  /** What holds the memory. */
  readonly owner: number;
  readonly view: WeakRef<ArrayBuffer>;
}

/** By address: making one costs microseconds, and more the larger it is, since V8 counts its bytes. */
const views = new AddressMap<WeakRef<ArrayBuffer>>();

const collected = new FinalizationRegistry<Viewed>(({ runtime, address, owner, view }) => {
  // Another may have taken the place.
  if (views.get(address) === view) views.drop(address);
  runtime.backend.release(owner);
});

/** Node 20 has no larger ArrayBuffers; and where there could be, a process has no memory beyond. */
const MOST_BYTES = Math.min(constants.MAX_LENGTH, 2 ** 47);

/**
 * The memory from `address` on, as long as `owner` holds it; takes over that reference. Of the same memory there is one
 * ArrayBuffer: while one lives, its owner keeps the memory in place, so another owner of it need not. Undefined for more
 * memory than an ArrayBuffer can have.
 */
export function viewPythonMemory(
  runtime: Runtime,
  address: number,
  bytes: number,
  owner: number,
): ArrayBuffer | undefined {
  const known = views.get(address)?.deref();
  if (known?.byteLength === bytes || bytes === 0 || bytes > MOST_BYTES) {
    runtime.backend.release(owner);
    if (known?.byteLength === bytes) return known;
    return bytes === 0 ? new ArrayBuffer(0) : undefined;
  }
  const memory = runtime.backend.memory(address, bytes);
  keepAttached(memory);
  const view = new WeakRef(memory);
  views.set(address, view);
  collected.register(memory, { runtime, address, owner, view });
  return memory;
}

/** A copy of that memory; gives the reference to its owner back. */
export function copyPythonMemory(
  runtime: Runtime,
  address: number,
  bytes: number,
  owner: number,
): ArrayBuffer | undefined {
  try {
    if (bytes > MOST_BYTES) return undefined;
    return bytes === 0 ? new ArrayBuffer(0) : runtime.backend.memory(address, bytes).slice(0);
  } finally {
    runtime.backend.release(owner);
  }
}
