/** Makes typed arrays and arrays of Python's memory as it comes in. */
import type { DataArray } from "../convert/items/item-type.js";
import { parseItemType } from "../convert/items/parse-item-type.js";
import { ConversionError } from "../errors/pyweld-error.js";
import type { MemoryLayout } from "../frame/frame-reader.js";
import type { Runtime } from "../runtime/runtime.js";
import { layoutOf } from "./layout.js";
import { NdArray, tooLarge } from "./nd-array.js";
import { copyPythonMemory, viewPythonMemory } from "./python-memory.js";

interface Known {
  readonly array: WeakRef<NdArray>;
  readonly layout: MemoryLayout;
}

/** By handle: an array that crosses again is the same one, unless Python has given it another shape since. */
const known = new WeakMap<object, Known>();

/** The value for memory that has crossed: a typed array for a run of numbers, an {@link NdArray} for all else. */
export function makeArray(runtime: Runtime, layout: MemoryLayout): DataArray | NdArray {
  const { object } = layout;
  if (object === undefined) return makeTypedArray(runtime, layout);
  const before = known.get(object);
  const again = before?.array.deref();
  // What can be seen of read-only memory is a copy, which must not grow old.
  if (before !== undefined && again !== undefined && !layout.readOnly && isSame(before.layout, layout)) {
    runtime.backend.release(layout.owner);
    return again;
  }
  const array = makeNdArray(runtime, layout, object);
  known.set(object, { array: new WeakRef(array), layout });
  return array;
}

/** Read-only memory comes as a copy: JavaScript has no typed array that cannot be written to. */
function makeTypedArray(
  runtime: Runtime,
  { address, itemBytes, readOnly, format, shape, owner }: MemoryLayout,
): DataArray {
  const [length = 0] = shape;
  const look = readOnly ? copyPythonMemory : viewPythonMemory;
  const bytes = length * itemBytes;
  const memory = look(runtime, address, bytes, owner);
  if (memory === undefined) throw new ConversionError(tooLarge(bytes));
  // The helper sends nothing without an object that no typed array can show.
  const { data: construct = Uint8Array } = parseItemType(format, itemBytes);
  return new construct(memory, 0, length);
}

function makeNdArray(runtime: Runtime, from: MemoryLayout, handle: object): NdArray {
  const type = parseItemType(from.format, from.itemBytes);
  const layout = layoutOf(from.shape, from.strides, from.itemBytes);
  const address = from.address - layout.offset;
  const bytes = type.isOpaque ? 0 : layout.bytes;
  const memory = viewPythonMemory(runtime, address, bytes, from.owner);
  return new NdArray({ handle, type, layout, memory, address, readOnly: from.readOnly });
}

function isSame(a: MemoryLayout, b: MemoryLayout): boolean {
  return (
    a.address === b.address &&
    a.format === b.format &&
    a.itemBytes === b.itemBytes &&
    a.readOnly === b.readOnly &&
    isEqual(a.shape, b.shape) &&
    isEqual(a.strides, b.strides)
  );
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
