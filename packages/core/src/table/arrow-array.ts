/** Arrays of the Arrow C data interface as views of their memory, sliced to what they are to show. */
import { ConversionError } from "../errors/pyweld-error.js";
import type { ArrowField } from "./arrow-field.js";
import type { ArrowKind, ArrowType, ArrowTypeOf } from "./arrow-type.js";
import type { BatchMemory } from "./batch-memory.js";
import { countUnset } from "./bits.js";
import { rebaseOffsets } from "./rebase-offsets.js";

/** An array as python/_pyweld/arrow_stream.py describes it. */
export type RawArray = readonly [
  length: number,
  nulls: number,
  offset: number,
  buffers: readonly number[],
  children: readonly RawArray[],
  dictionary: RawArray | null,
];

/** Items of one size. */
export type Items =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

type ItemsConstructor = new (memory: ArrayBuffer | number) => Items;

/** A part of a column. Item 0 is the first of every buffer. */
export interface ArrowArray {
  readonly length: number;
  readonly nulls: number;
  /** A bit per item: whether there is a value. Undefined when all items have one. */
  readonly validity: Uint8Array | undefined;
  /** Items of fixed size, bits of booleans, bytes of text, or views. */
  readonly values: Items | undefined;
  /** Where items of varying size begin and end; of a dense union, where each lies in its child. */
  readonly offsets: Int32Array | BigInt64Array | undefined;
  /** Of a union. */
  readonly typeIds: Int8Array | undefined;
  /** What the views of text and bytes point into. */
  readonly variadic: readonly Uint8Array[];
  readonly children: readonly ArrowArray[];
  readonly dictionary: ArrowArray | undefined;
}

/** Beyond this, positions in text and lists are more than the libraries of JavaScript bear. */
const LARGEST_OFFSET = 2 ** 31 - 1;

/** The part of a raw array that is to be shown. */
interface Part {
  readonly reader: ArrayReader;
  readonly field: ArrowField;
  readonly raw: RawArray;
  readonly start: number;
  readonly length: number;
}

type Storage = Partial<Pick<ArrowArray, "values" | "offsets" | "typeIds" | "variadic" | "children">>;

/** Reads the arrays of one batch. */
export class ArrayReader {
  readonly memory: BatchMemory;
  readonly #dictionaries: Map<string, ArrowArray>;

  /** Batches that share `dictionaries` read what lies at the same addresses once. */
  constructor(memory: BatchMemory, dictionaries: Map<string, ArrowArray>) {
    this.memory = memory;
    this.#dictionaries = dictionaries;
  }

  /** The array, or `length` items of it after the first `skip`. */
  read(field: ArrowField, raw: RawArray, skip = 0, length: number = raw[0] - skip): ArrowArray {
    const [whole, , offset, , , dictionary] = raw;
    if (skip + length > whole) throw tooShort(field, whole, skip + length);
    const part: Part = { reader: this, field, raw, start: offset + skip, length };
    const storage = storages[field.type.kind] as (part: Part, type: ArrowType) => Storage;
    return {
      ...this.#validity(part),
      length,
      values: undefined,
      offsets: undefined,
      typeIds: undefined,
      variadic: [],
      children: [],
      dictionary: dictionary === null ? undefined : this.#dictionary(field, dictionary),
      ...storage(part, field.type),
    };
  }

  #validity({ field, raw, start, length }: Part): Pick<ArrowArray, "validity" | "nulls"> {
    const [whole, nulls, , buffers] = raw;
    const { kind } = field.type;
    if (kind === "null") return { validity: undefined, nulls: length };
    const address = buffers[0] ?? 0;
    if (kind === "union" || address === 0 || nulls === 0) return { validity: undefined, nulls: 0 };
    const validity = this.memory.bits(address, start, length);
    const counted = nulls > 0 && length === whole ? nulls : countUnset(validity, length);
    return { validity: counted === 0 ? undefined : validity, nulls: counted };
  }

  #dictionary(field: ArrowField, raw: RawArray): ArrowArray {
    const key = JSON.stringify(raw);
    let array = this.#dictionaries.get(key);
    if (array === undefined) {
      array = this.read((field.dictionary as { readonly values: ArrowField }).values, raw);
      this.#dictionaries.set(key, array);
    }
    return array;
  }
}

/** Reading on would give what lies behind in memory. */
function tooShort({ place }: ArrowField, whole: number, needed: number): ConversionError {
  return new ConversionError(
    `column ${place} reaches to item ${needed} of data that has ${whole}: the library that made the table exports it ` +
      "wrongly, as polars 1.36 does with slices of structs; copy the table in Python, or use a newer version",
  );
}

/** How the items of a kind lie, besides their validity. */
const storages = {
  null: () => ({}),
  bool: ({ reader, raw, start, length }) => ({ values: reader.memory.bits(raw[3][1] as number, start, length) }),
  int: readFixed,
  float: readFixed,
  decimal: readFixed,
  date: readFixed,
  time: readFixed,
  duration: readFixed,
  timestamp: readFixed,
  interval: readFixed,
  fixedBinary: readFixed,
  utf8: readText,
  binary: readText,
  list: (part, { large }) => readList(part, large),
  map: (part) => readList(part, false),
  fixedList: ({ reader, field, raw, start, length }, { size }) => ({
    children: [reader.read(field.children[0] as ArrowField, raw[4][0] as RawArray, start * size, length * size)],
  }),
  struct: readChildren,
  union: readUnion,
} satisfies { [K in ArrowKind]: (part: Part, type: ArrowTypeOf<K>) => Storage };

/** What holds the items of a fixed size, and how many of its elements are one. */
export function itemsOf(type: ArrowType): readonly [array: ItemsConstructor, elements: number] {
  switch (type.kind) {
    case "int":
      return [(type.signed ? signed : unsigned)[type.bits], 1];
    case "float":
      return [{ 16: Uint16Array, 32: Float32Array, 64: Float64Array }[type.bits], 1];
    case "decimal":
      return [Uint32Array, type.bits / 32];
    case "fixedBinary":
      return [Uint8Array, type.bytes];
    case "date":
      return [type.unit === "day" ? Int32Array : BigInt64Array, 1];
    case "time":
      return [type.unit === "second" || type.unit === "millisecond" ? Int32Array : BigInt64Array, 1];
    case "interval":
      return [Int32Array, { month: 1, dayTime: 2, monthDayNano: 4 }[type.unit]];
    default:
      return [BigInt64Array, 1];
  }
}

const signed = { 8: Int8Array, 16: Int16Array, 32: Int32Array, 64: BigInt64Array };
const unsigned = { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array, 64: BigUint64Array };

function readFixed({ reader, raw, start, length }: Part, type: ArrowType): Storage {
  const [construct, elements] = itemsOf(type);
  const { BYTES_PER_ELEMENT } = construct as unknown as { readonly BYTES_PER_ELEMENT: number };
  const bytes = BYTES_PER_ELEMENT * elements;
  const memory = reader.memory.view(raw[3][1] as number, start * bytes, length * bytes, BYTES_PER_ELEMENT);
  return { values: new construct(memory) };
}

function readText(part: Part, { layout }: ArrowTypeOf<"utf8" | "binary">): Storage {
  if (layout === "view") return readViews(part);
  const offsets = readOffsets(part, layout === "large");
  const bytes = Number(offsets[part.length]);
  return { offsets, values: new Uint8Array(part.reader.memory.view(part.raw[3][2] as number, 0, bytes)) };
}

function readViews({ reader: { memory }, raw, start, length }: Part): Storage {
  const [, views, ...rest] = raw[3] as [number, number, ...number[]];
  const sizesAt = rest.pop() ?? 0;
  const sizes = new BigInt64Array(memory.view(sizesAt, 0, 8 * rest.length, 8));
  return {
    values: new Uint8Array(memory.view(views, 16 * start, 16 * length)),
    variadic: rest.map((address, i) => new Uint8Array(memory.view(address, 0, Number(sizes[i])))),
  };
}

/** One more offset than there are items. Without items there may be no memory for even that one. */
function readOffsets({ reader, field, raw, start, length }: Part, large: boolean): Int32Array | BigInt64Array {
  if (length === 0) return large ? BigInt64Array.of(0n) : Int32Array.of(0);
  const bytes = large ? 8 : 4;
  const memory = reader.memory.view(raw[3][1] as number, start * bytes, (length + 1) * bytes, bytes);
  const offsets = large ? new BigInt64Array(memory) : new Int32Array(memory);
  if (Number(offsets[length]) > LARGEST_OFFSET) {
    throw new ConversionError(
      `column ${field.place} reaches beyond position 2^31 in a part of ${length} rows: split the table into smaller parts in Python`,
    );
  }
  return offsets;
}

function readList(part: Part, large: boolean): Storage {
  const { reader, field, raw, length } = part;
  const offsets = readOffsets(part, large);
  const first = Number(offsets[0]);
  const items = Number(offsets[length]) - first;
  const child = reader.read(field.children[0] as ArrowField, raw[4][0] as RawArray, first, items);
  return { offsets: rebaseOffsets(offsets), children: [child] };
}

function readChildren({ reader, field, raw, start, length }: Part): Storage {
  return {
    children: field.children.map((child, i) => reader.read(child, raw[4][i] as RawArray, start, length)),
  };
}

function readUnion(part: Part, { dense }: ArrowTypeOf<"union">): Storage {
  const { reader, field, raw, start, length } = part;
  // Older producers give unions a validity, which comes first.
  const [ids, offsets] = raw[3].slice(dense ? -2 : -1) as [number, number];
  const typeIds = new Int8Array(reader.memory.view(ids, start, length));
  if (!dense) return { typeIds, ...readChildren(part) };
  return {
    typeIds,
    offsets: new Int32Array(reader.memory.view(offsets, 4 * start, 4 * length, 4)),
    children: field.children.map((child, i) => reader.read(child, raw[4][i] as RawArray)),
  };
}
