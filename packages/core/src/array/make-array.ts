/** Makes typed arrays over Python's memory, which lives for as long as they do. */
import { ConversionError } from "../errors/pyweld-error.js";
import type { MemoryLayout } from "../frame/frame-reader.js";
import type { Runtime } from "../runtime/runtime.js";

type TypedArrayConstructor = new (
  buffer: ArrayBuffer,
  offset: number,
  length: number,
) => { readonly buffer: ArrayBufferLike };

/** By the letter of Python's struct module, in native byte order. */
const constructors: Readonly<Record<string, TypedArrayConstructor>> = {
  b: Int8Array,
  B: Uint8Array,
  c: Uint8Array,
  h: Int16Array,
  H: Uint16Array,
  i: Int32Array,
  I: Uint32Array,
  l: BigInt64Array,
  L: BigUint64Array,
  q: BigInt64Array,
  Q: BigUint64Array,
  f: Float32Array,
  d: Float64Array,
};

const owners = new FinalizationRegistry<{ readonly runtime: Runtime; readonly owner: number }>(({ runtime, owner }) =>
  runtime.backend.release(owner),
);

/** The typed array for contiguous memory of numbers. */
export function makeArray(runtime: Runtime, layout: MemoryLayout): unknown {
  const format = layout.format.replace(/^[@=<]/, "");
  const construct = constructors[format];
  if (construct === undefined) {
    runtime.backend.release(layout.owner);
    throw new ConversionError(`memory with items of the format "${layout.format}" has no typed array`);
  }
  if (layout.bytes === 0) {
    runtime.backend.release(layout.owner);
    return new construct(new ArrayBuffer(0), 0, 0);
  }
  const memory = runtime.backend.memory(layout.address, layout.bytes);
  owners.register(memory, { runtime, owner: layout.owner });
  return new construct(memory, 0, layout.bytes / layout.itemBytes);
}
