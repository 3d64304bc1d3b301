/**
 * Tables as apache-arrow 21 writes them without a fault. It goes wrong over parts that begin further in than their buffers
 * do: of text and bytes in views it skips the beginning twice, dense unions get positions that lie in no member, columns
 * of null alone lose count. Here every part is made to begin with what it shows, over the same buffers.
 */
import type * as Arrow from "apache-arrow";

import type { ArrowLibrary } from "./arrow-library.js";
import { shiftBits } from "./bits.js";
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

  function remake(data: Arrow.Data): Arrow.Data {
    const { type, offset, length } = data;
    const bits = (source: Uint8Array): Uint8Array => shiftBits(source.subarray(offset >> 3), offset % 8, length);
    // A part of a part counts its nulls anew, for which it needs the bits also where there is nothing else.
    if (DataType.isNull(type)) return make(data, { validity: new Uint8Array((length + 7) >> 3), nulls: length });
    const validity = data.nullCount > 0 ? bits(data.nullBitmap as Uint8Array) : new Uint8Array(0);
    const values = DataType.isBool(type) ? bits(data.values as Uint8Array) : data.values;
    return make(data, { validity, nulls: data.nullCount, values, ...remakeOffsets(data) });
  }

  /** What is laid out by offsets shows a stretch of its child: that begins at 0 too. */
  function remakeOffsets({ type, length, valueOffsets, children }: Arrow.Data): Partial<Remade> {
    const offsets = valueOffsets as Int32Array | BigInt64Array | undefined;
    const isStretch = offsets !== undefined && length > 0 && children.length > 0 && !DataType.isUnion(type);
    if (!isStretch) return { offsets, children: children.map(remake) };
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
    if (made === undefined) dictionaries.set(dictionary, (made = new arrow.Vector(dictionary.data.map(remake))));
    return made;
  }

  return remake;
}

interface Remade {
  readonly validity: Uint8Array;
  readonly nulls: number;
  readonly values: unknown;
  readonly offsets: Int32Array | BigInt64Array | undefined;
  readonly children: Arrow.Data[];
}
