/**
 * Tables as apache-arrow 21 writes them without a fault. It goes wrong over parts that begin further in than their buffers
 * do: of text and bytes in views it skips the beginning twice, dense unions get positions that lie in no member, columns
 * of null alone lose count. Here every part is made to begin with what it shows, over the same buffers. Where a struct is
 * null, so is what is looked up for its fields: pyarrow makes structs with an index there that its own check refuses.
 */
import type * as Arrow from "apache-arrow";

import type { ArrowLibrary } from "./arrow-library.js";
import { countUnset, isSet, shiftBits } from "./bits.js";
import { rebaseOffsets } from "./rebase-offsets.js";

/** The same table, with parts that are written as they are. */
export function writableTable(arrow: ArrowLibrary, { schema, batches }: Arrow.Table): Arrow.Table {
  const remake = remaker(arrow);
  const remakeBatch = ({ data }: Arrow.RecordBatch): Arrow.RecordBatch =>
    new arrow.RecordBatch(schema, remake(data) as Arrow.Data<Arrow.Struct>);
  // Parts without rows may lack their dictionaries, which readers miss.
  return new arrow.Table(schema, batches.filter(({ numRows }) => numRows > 0).map(remakeBatch));
}

function remaker(arrow: ArrowLibrary): (data: Arrow.Data) => Arrow.Data {
  const { DataType } = arrow;
  // The writer knows by identity which dictionaries it has written.
  const dictionaries = new Map<Arrow.Vector, Arrow.Vector>();

  /** `above`: which of the items are in something that is there; all of them, unless given. */
  function remake(data: Arrow.Data, above?: Uint8Array): Arrow.Data {
    const { type, offset, length } = data;
    const bits = (source: Uint8Array): Uint8Array => shiftBits(source.subarray(offset >> 3), offset % 8, length);
    // A part of a part counts its nulls anew, for which it needs the bits also where there is nothing else.
    if (DataType.isNull(type)) return make(data, { validity: new Uint8Array((length + 7) >> 3), nulls: length });
    const own = data.nullCount > 0 ? bits(data.nullBitmap as Uint8Array) : undefined;
    const seen = both(own, above, length);
    if (DataType.isDictionary(type) && seen !== undefined) {
      return make(data, { validity: seen, nulls: countUnset(seen, length), values: data.values });
    }
    const values = DataType.isBool(type) ? bits(data.values as Uint8Array) : data.values;
    const made = { validity: own ?? new Uint8Array(0), nulls: data.nullCount, values };
    if (DataType.isStruct(type)) return make(data, { ...made, children: data.children.map((c) => remake(c, seen)) });
    if (DataType.isFixedSizeList(type)) {
      const items = seen && repeatBits(seen, length, type.listSize);
      return make(data, { ...made, children: data.children.map((c) => remake(c, items)) });
    }
    return make(data, { ...made, ...remakeOffsets(data) });
  }

  /** What is laid out by offsets shows a stretch of its child: that begins at 0 too. */
  function remakeOffsets({ type, length, valueOffsets, children }: Arrow.Data): Partial<Remade> {
    const offsets = valueOffsets as Int32Array | BigInt64Array | undefined;
    const isStretch = offsets !== undefined && length > 0 && children.length > 0 && !DataType.isUnion(type);
    if (!isStretch) return { offsets, children: children.map((child) => remake(child)) };
    const first = Number(offsets[0]);
    const child = (children[0] as Arrow.Data).slice(first, Number(offsets[length]) - first);
    return { offsets: rebaseOffsets(offsets), children: [remake(child)] };
  }

  function make(data: Arrow.Data, { validity, nulls, values, offsets, children = [] }: Partial<Remade>): Arrow.Data {
    const buffers = [offsets, values, validity, data.typeIds];
    return new arrow.Data(
      data.type,
      0,
      data.length,
      nulls,
      buffers as unknown as ConstructorParameters<typeof Arrow.Data>[4],
      children,
      data.dictionary && remakeDictionary(data.dictionary),
      data.variadicBuffers,
    );
  }

  function remakeDictionary(dictionary: Arrow.Vector): Arrow.Vector {
    let made = dictionaries.get(dictionary);
    if (made === undefined)
      dictionaries.set(dictionary, (made = new arrow.Vector(dictionary.data.map((part) => remake(part)))));
    return made;
  }

  return remake;
}

/** The bits that are set in both; `undefined` has all of them set. */
function both(own: Uint8Array | undefined, above: Uint8Array | undefined, length: number): Uint8Array | undefined {
  if (own === undefined || above === undefined) return own ?? above;
  return Uint8Array.from({ length: (length + 7) >> 3 }, (_, i) => (own[i] as number) & (above[i] as number));
}

/** Every one of the first `length` bits `times` times. */
function repeatBits(bits: Uint8Array, length: number, times: number): Uint8Array {
  const repeated = new Uint8Array((length * times + 7) >> 3);
  for (let i = 0; i < length * times; i++) {
    if (isSet(bits, Math.floor(i / times))) repeated[i >> 3] = (repeated[i >> 3] as number) | (1 << (i & 7));
  }
  return repeated;
}

interface Remade {
  readonly validity: Uint8Array;
  readonly nulls: number;
  readonly values: unknown;
  readonly offsets: Int32Array | BigInt64Array | undefined;
  readonly children: Arrow.Data[];
}
