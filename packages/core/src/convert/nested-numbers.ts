/** Packs nested arrays into memory: finds their shape and the kind of their items, and refuses ragged ones by place. */
import { types } from "node:util";

import type { FrameWriter } from "../frame/frame-writer.js";
import { describeValue } from "../schema/format.js";
import { typedArrayName } from "./encode-memory.js";
import type { ItemType } from "./items/item-type.js";
import { parseItemType } from "./items/parse-item-type.js";

/** Items in memory; or lists of what numpy makes items of itself: text, dates, objects. */
export type Packed =
  | { readonly kind: "memory"; readonly memory: ArrayBuffer; readonly shape: number[]; readonly dtype: string }
  | { readonly kind: "lists"; readonly lists: readonly unknown[] };

/** As many as numpy has. */
const MOST_DIMENSIONS = 64;

/** Kinds of items that are packed here, as {@link parseItemType} reads them. */
const packable: Readonly<Record<string, readonly [format: string, bytes: number]>> = {
  bool: ["?", 1],
  int8: ["b", 1],
  uint8: ["B", 1],
  int16: ["h", 2],
  uint16: ["H", 2],
  int32: ["i", 4],
  uint32: ["I", 4],
  int64: ["q", 8],
  uint64: ["Q", 8],
  float16: ["e", 2],
  float32: ["f", 4],
  float64: ["d", 8],
  complex64: ["Zf", 8],
  complex128: ["Zd", 16],
};

const rowDtypes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(["Int8", "Int16", "Int32", "Float16", "Float32", "Float64"].map(named)),
  ...Object.fromEntries(["Uint8", "Uint16", "Uint32"].map(named)),
  BigInt64Array: "int64",
  BigUint64Array: "uint64",
  Uint8ClampedArray: "uint8",
};

function named(name: string): [string, string] {
  return [`${name}Array`, name.toLowerCase()];
}

type Row = ArrayLike<unknown>;

function isRow(value: unknown): value is Row {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !types.isDataView(value));
}

/** Whether a value is nested arrays of what {@link packNested} packs, ragged or not. */
export function isNestedNumbers(value: unknown, depth = 0): boolean {
  if (!isRow(value) || depth === MOST_DIMENSIONS) return false;
  if (!Array.isArray(value)) return true;
  return value.every((item) => isNestedNumbers(item, depth + 1) || (kindOf(item) ?? "str") !== "str");
}

/** Packs `value`, an argument that `writer` is about to write, in items of `dtype`, or of the kind that fits them all. */
export function packNested(writer: FrameWriter, value: readonly unknown[], dtype: string | undefined): Packed {
  const shape = shapeOf(writer, value);
  const kind = dtype ?? inferDtype(writer, value, shape);
  const item = packable[kind];
  if (item === undefined) {
    if (kind !== "object") visit(writer, value, shape, () => undefined);
    return { kind: "lists", lists: value };
  }
  const type = parseItemType(...item);
  return { kind: "memory", memory: fill(writer, value, shape, type), shape, dtype: kind };
}

/** The lengths of the first rows; whether the others agree is seen when they are visited. */
function shapeOf(writer: FrameWriter, value: Row): number[] {
  const shape: number[] = [];
  for (let row: unknown = value; isRow(row); row = row[0]) {
    if (shape.length === MOST_DIMENSIONS) writer.fail(`arrays have at most ${MOST_DIMENSIONS} dimensions`);
    shape.push(row.length);
    if (row.length === 0) break;
  }
  return shape;
}

/** Calls `leaf` with each item; a row that differs in length from the first one of its depth is an error. */
function visit(
  writer: FrameWriter,
  value: Row,
  shape: readonly number[],
  leaf: (item: unknown, row: Row) => void,
  axis = 0,
): void {
  const level = writer.enter();
  const isLast = axis === shape.length - 1;
  for (let i = 0; i < value.length; i++) {
    writer.path[level] = i;
    const item = value[i];
    if (isLast) {
      leaf(item, value);
      continue;
    }
    const expected = shape[axis + 1] as number;
    if (!isRow(item)) writer.fail(`expected a row of ${expected} items, like the first, got ${describeValue(item)}`);
    const row = item as Row;
    if (row.length !== expected) writer.fail(`expected a row of ${expected} items, like the first, got ${row.length}`);
    visit(writer, row, shape, leaf, axis + 1);
  }
  writer.leave();
}

function fill(writer: FrameWriter, value: Row, shape: readonly number[], type: ItemType): ArrayBuffer {
  const memory = new ArrayBuffer(shape.reduce((product, length) => product * length, type.bytes));
  const view = new DataView(memory);
  const refuse = (message: string): never => writer.fail(message);
  let at = 0;
  visit(writer, value, shape, (item) => {
    type.write(view, at, item, refuse);
    at += type.bytes;
  });
  if (at !== memory.byteLength) writer.fail("an array has changed its length while it was read");
  return memory;
}

/** Kinds of values, in the order in which each takes in the ones before it. */
function inferDtype(writer: FrameWriter, value: Row, shape: readonly number[]): string {
  const found = new Set<string>();
  let least = 0n;
  let most = 0n;
  visit(writer, value, shape, (item, row) => {
    const kind = ArrayBuffer.isView(row) ? (rowDtypes[typedArrayName(row)] as string) : kindOf(item);
    if (kind === undefined) writer.fail(`expected a number, got ${describeValue(item)}`);
    found.add(kind as string);
    if (kind !== "int" || (typeof item === "number" && Number.isSafeInteger(item))) return;
    const whole = item as bigint;
    if (whole < least) least = whole;
    if (whole > most) most = whole;
  });
  const kinds = [...found].sort();
  if (kinds.length === 0) return "float64";
  const joined = kinds.join("+");
  if (joined === "int") {
    if (most < 2n ** 63n && least >= -(2n ** 63n)) return "int64";
    if (most < 2n ** 64n && least === 0n) return "uint64";
    writer.fail("an int is beyond the 64 bits that items of arrays have");
  }
  const mixed: Readonly<Record<string, string>> = {
    "float+int": "float64",
    float: "float64",
    complex: "complex128",
    "complex+float": "complex128",
    "complex+int": "complex128",
    "complex+float+int": "complex128",
  };
  const dtype = mixed[joined] ?? (kinds.length === 1 ? joined : undefined);
  if (dtype === undefined) writer.fail(`expected items of one kind, got ${kinds.join(" and ")}`);
  return dtype as string;
}

function kindOf(item: unknown): string | undefined {
  switch (typeof item) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return Number.isSafeInteger(item) && !Object.is(item, -0) ? "int" : "float";
    case "string":
      return "str";
    default:
      return typeof item === "object" && item !== null && "re" in item && "im" in item ? "complex" : undefined;
  }
}
