/**
 * Works around a fault of apache-arrow 21: it writes a part of text or bytes in views as if it began once more as far in
 * as it does, so that a sliced column comes out wrong. Parts are made anew here so that they begin with what they show.
 */
import type * as Arrow from "apache-arrow";

import type { ArrowLibrary } from "./arrow-library.js";
import { shiftBits } from "./bits.js";

/** The same table, for writing. */
export function withoutViewOffsets(arrow: ArrowLibrary, table: Arrow.Table): Arrow.Table {
  const { schema, batches } = table;
  if (!schema.fields.some(({ type }) => hasViews(arrow, type as Arrow.DataType))) return table;
  const dictionaries = new Map<Arrow.Vector, Arrow.Vector>();
  const remake = ({ data }: Arrow.RecordBatch): Arrow.RecordBatch =>
    new arrow.RecordBatch(schema, fromStart(arrow, data, dictionaries) as Arrow.Data<Arrow.Struct>);
  return new arrow.Table(schema, batches.map(remake));
}

function hasViews(arrow: ArrowLibrary, type: Arrow.DataType): boolean {
  const { DataType } = arrow;
  if (DataType.isDictionary(type)) return hasViews(arrow, type.dictionary as Arrow.DataType);
  if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) return true;
  return (type.children ?? []).some((child) => hasViews(arrow, (child as Arrow.Field).type as Arrow.DataType));
}

/** `dictionaries`: those made anew already. The writer knows by identity what it has written. */
function fromStart(arrow: ArrowLibrary, data: Arrow.Data, dictionaries: Map<Arrow.Vector, Arrow.Vector>): Arrow.Data {
  const { type, offset, length, nullCount } = data;
  if (!hasViews(arrow, type)) return data;
  let { valueOffsets } = data as { readonly valueOffsets: Int32Array | BigInt64Array | undefined };
  let children = data.children;
  // The writer cuts out what a list shows of its child, which makes the child begin further in.
  if (valueOffsets !== undefined && !arrow.DataType.isUnion(type)) {
    const first = Number(valueOffsets[0] ?? 0);
    children = [(children[0] as Arrow.Data).slice(first, Number(valueOffsets[length] ?? 0) - first)];
    valueOffsets =
      valueOffsets instanceof Int32Array
        ? valueOffsets.map((position) => position - first)
        : valueOffsets.map((position) => position - BigInt(first));
  }
  const bits = data.nullBitmap as Uint8Array | undefined;
  const validity =
    nullCount > 0 && bits ? shiftBits(bits.subarray(offset >> 3), offset % 8, length) : new Uint8Array(0);
  return new arrow.Data(
    type,
    0,
    length,
    nullCount,
    [valueOffsets, data.values, validity, data.typeIds] as unknown as ConstructorParameters<typeof Arrow.Data>[4],
    children.map((child) => fromStart(arrow, child, dictionaries)),
    data.dictionary && fromStartAll(arrow, data.dictionary, dictionaries),
    data.variadicBuffers,
  );
}

function fromStartAll(
  arrow: ArrowLibrary,
  dictionary: Arrow.Vector,
  dictionaries: Map<Arrow.Vector, Arrow.Vector>,
): Arrow.Vector {
  let made = dictionaries.get(dictionary);
  if (made === undefined) {
    made = new arrow.Vector(dictionary.data.map((part) => fromStart(arrow, part, dictionaries)));
    dictionaries.set(dictionary, made);
  }
  return made;
}
