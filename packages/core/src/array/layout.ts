/** Where the items of an array lie: shape, strides, and the bytes that they span. Knows nothing of what an item is. */
import { UsageError } from "../errors/pyweld-error.js";

/** Places of items in memory. All strides and offsets are in bytes. */
export interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** Of the first item, from the lowest that any item has. */
  readonly offset: number;
  /** From the lowest byte of any item to the highest. */
  readonly bytes: number;
  /** How many items there are. */
  readonly size: number;
}

/** What `shape` and `strides` come to for items of so many bytes. */
export function layoutOf(shape: readonly number[], strides: readonly number[], itemBytes: number): Layout {
  const size = shape.reduce((product, length) => product * length, 1);
  let below = 0;
  let above = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const reach = (strides[axis] as number) * ((shape[axis] as number) - 1);
    if (reach < 0) below -= reach;
    else above += reach;
  }
  return size === 0
    ? { shape, strides, offset: 0, bytes: 0, size }
    : { shape, strides, offset: below, bytes: below + above + itemBytes, size };
}

/** Whether the items lie one after the other in C's order. */
export function isContiguous({ shape, strides, size }: Layout, itemBytes: number): boolean {
  if (size === 0) return true;
  let expected = itemBytes;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis] as number;
    if (length !== 1 && strides[axis] !== expected) return false;
    expected *= length;
  }
  return true;
}

/** Where an item lies; negative indices count from the end. */
export function place({ shape, strides, offset }: Layout, indices: readonly number[], method: string): number {
  if (indices.length !== shape.length) {
    throw new UsageError(
      `${method}() of an array with ${count(shape.length, "dimension")} takes ` +
        `${count(shape.length, "index", "indices")}, got ${indices.length}`,
    );
  }
  let at = offset;
  for (let axis = 0; axis < indices.length; axis++) {
    const length = shape[axis] as number;
    const given = indices[axis] as number;
    const index = given < 0 ? given + length : given;
    if (!Number.isInteger(index) || index < 0 || index >= length) {
      throw new UsageError(`index ${String(given)} is not within axis ${axis}, which has ${count(length, "item")}`);
    }
    at += index * (strides[axis] as number);
  }
  return at;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Calls `visit` with the place of every item, in C's order. */
export function eachPlace({ shape, strides, offset, size }: Layout, visit: (at: number) => void): void {
  if (size === 0) return;
  const last = shape.length - 1;
  if (last < 0) return visit(offset);
  const length = shape[last] as number;
  const stride = strides[last] as number;
  const indices = shape.map(() => 0);
  for (let start = offset, axis = last; axis >= 0;) {
    for (let i = 0, at = start; i < length; i++, at += stride) visit(at);
    // The next row: counts up from the axis before the last.
    for (axis = last - 1; axis >= 0; axis--) {
      const step = strides[axis] as number;
      start += step;
      indices[axis] = (indices[axis] as number) + 1;
      if ((indices[axis] as number) < (shape[axis] as number)) break;
      start -= step * (shape[axis] as number);
      indices[axis] = 0;
    }
  }
}
