/** Copies of an array's items: nested as its dimensions are, or without dimensions. */
import type { DataArray, ItemType } from "../convert/items/item-type.js";
import { UsageError } from "../errors/pyweld-error.js";
import { eachPlace, isContiguous, type Layout } from "./layout.js";

/** More items would not fit into JavaScript's heap, and take the process with them. */
const MOST_NESTED = 2 ** 26;

/** All items, nested. */
export function nestItems(memory: DataView, layout: Layout, type: ItemType): unknown {
  refuseTooMany(layout.shape);
  return nest(memory, layout, type, 0, layout.offset);
}

/** The items with that first index, nested. */
export function nestRow(memory: DataView, layout: Layout, type: ItemType, index: number): unknown {
  refuseTooMany(layout.shape.slice(1));
  return nest(memory, layout, type, 1, layout.offset + index * (layout.strides[0] as number));
}

function nest(memory: DataView, { shape, strides }: Layout, type: ItemType, from: number, start: number): unknown {
  const row = (axis: number, at: number): unknown => {
    const length = shape[axis];
    if (length === undefined) return type.read(memory, at);
    const stride = strides[axis] as number;
    const items = new Array<unknown>(length);
    for (let i = 0; i < length; i++) items[i] = row(axis + 1, at + i * stride);
    return items;
  };
  return row(from, start);
}

/** Also without any item: a million rows of none are a million arrays. */
function refuseTooMany(shape: readonly number[]): void {
  const count = shape.reduce((product, length) => product * Math.max(length, 1), 1);
  if (count > MOST_NESTED) {
    throw new UsageError(`${count} items are too many for nested arrays: use flat() or data`);
  }
}

/** All items in C's order: a typed array of numbers, or an array of other items. */
export function copyItems(memory: DataView, layout: Layout, type: ItemType): DataArray | unknown[] {
  if (type.flat === undefined) {
    const items: unknown[] = [];
    eachPlace(layout, (at) => items.push(type.read(memory, at)));
    return items;
  }
  const { size } = layout;
  if (type.flat === type.data && !type.swapped && isContiguous(layout, type.bytes)) {
    return new type.flat((memory.buffer as ArrayBuffer).slice(0, size * type.bytes), 0, size * type.elements);
  }
  const copy = new type.flat(size * type.elements);
  // Bits, so that no NaN changes on the way.
  if (type.flat === type.data) copyBits(memory, layout, type, new DataView(copy.buffer));
  else copyNumbers(memory, layout, type, copy as Float32Array);
  return copy;
}

function copyNumbers(memory: DataView, layout: Layout, type: ItemType, copy: Float32Array): void {
  let i = 0;
  eachPlace(layout, (at) => {
    copy[i++] = type.read(memory, at) as number;
  });
}

function copyBits(memory: DataView, layout: Layout, type: ItemType, copy: DataView): void {
  const unit = type.bytes / type.elements;
  let to = 0;
  eachPlace(layout, (at) => {
    const end = at + type.bytes;
    for (; at < end; at += unit, to += unit) copyUnit(memory, at, copy, to, unit, !type.swapped);
  });
}

/** One number, in the same byte order or turned around. */
function copyUnit(from: DataView, at: number, into: DataView, to: number, unit: number, same: boolean): void {
  if (unit === 8) into.setBigUint64(to, from.getBigUint64(at, same), true);
  else if (unit === 4) into.setUint32(to, from.getUint32(at, same), true);
  else if (unit === 2) into.setUint16(to, from.getUint16(at, same), true);
  else into.setUint8(to, from.getUint8(at));
}
