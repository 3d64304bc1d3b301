/** Tables that live in Python as tables of apache-arrow, over the same memory. */
import type * as Arrow from "apache-arrow";

import type { PyObject } from "../object/py-object.js";
import type { ArrowArray } from "./arrow-array.js";
import { makeField } from "./arrow-data-type.js";
import { arrowLibrary, type ArrowLibrary } from "./arrow-library.js";
import { isSet } from "./bits.js";
import { readTable } from "./read-table.js";

/**
 * A table of Python's as a table of apache-arrow, without copying: the table's typed arrays lie over Python's memory,
 * which stays as long as any of them does. They are for reading: Python's libraries take their own data for constant,
 * and some of it lies in pages that no one may write to.
 *
 * It takes DataFrames and Series of pandas and polars, a LazyFrame (which is collected), tables, batches, readers
 * (which are used up) and arrays of pyarrow, and all else that has `__arrow_c_stream__` or `__arrow_c_array__`. An index
 * of pandas that does more than count the rows becomes a column. NaN of a numpy column stays NaN; what pandas calls
 * missing elsewhere is null. For pandas without pyarrow, text and truth values are copied.
 *
 * @throws `SetupError` without the package apache-arrow, `ConversionError` for columns that it has no type for, and
 * what the library raises in Python.
 * @example
 * ```ts
 * import { python, toArrow } from "@pyweld/core";
 * const frame = python().import("polars").DataFrame({ city: ["Oslo", "Rome"], people: [709_037, 2_748_109] });
 * toArrow(frame).getChild("people")?.toArray(); // BigInt64Array [ 709037n, 2748109n ]
 * ```
 */
// oxlint-disable-next-line typescript/no-explicit-any -- what apache-arrow itself has where the columns are not known
export function toArrow<T extends Arrow.TypeMap = any>(table: PyObject): Arrow.Table<T> {
  const arrow = arrowLibrary();
  const { rows, batches } = readTable(table, false);
  const fields = rows.children.map((column) => makeField(arrow, column));
  const schema = new arrow.Schema<T>(fields, new Map(rows.metadata));
  const struct = new arrow.Struct<T>(fields);
  const dictionaries = new Map<ArrowArray, Arrow.Vector>();
  const makeBatch = (batch: ArrowArray): Arrow.RecordBatch<T> =>
    new arrow.RecordBatch(schema, makeData(arrow, struct, batch, dictionaries) as Arrow.Data<Arrow.Struct<T>>);
  // Without any batch, apache-arrow cannot even slice a table.
  const made = batches.length > 0 ? batches.map(makeBatch) : new arrow.RecordBatch(schema, undefined);
  return new arrow.Table(schema, made);
}

/** `dictionaries`: those made already, which batches share. */
function makeData(
  arrow: ArrowLibrary,
  type: Arrow.DataType,
  array: ArrowArray,
  dictionaries: Map<ArrowArray, Arrow.Vector>,
): Arrow.Data {
  const dictionary =
    array.dictionary && makeDictionary(arrow, type as Arrow.Dictionary, array.dictionary, dictionaries);
  const values = dictionary === undefined ? array.values : narrow(array);
  const children = array.children.map((child, i) =>
    makeData(arrow, (type.children[i] as Arrow.Field).type as Arrow.DataType, child, dictionaries),
  );
  const buffers = [array.offsets, values, array.validity ?? new Uint8Array(0), array.typeIds];
  return new arrow.Data(
    type,
    0,
    array.length,
    array.nulls,
    buffers as unknown as ConstructorParameters<typeof Arrow.Data>[4],
    children,
    dictionary,
    array.variadic,
  );
}

function makeDictionary(
  arrow: ArrowLibrary,
  { dictionary: type }: Arrow.Dictionary,
  array: ArrowArray,
  dictionaries: Map<ArrowArray, Arrow.Vector>,
): Arrow.Vector {
  let vector = dictionaries.get(array);
  if (vector === undefined) {
    vector = new arrow.Vector([makeData(arrow, type as Arrow.DataType, array, dictionaries)]);
    dictionaries.set(array, vector);
  }
  return vector;
}

/** Indices that apache-arrow can look up by; where there is null, there may be any index. */
function narrow({ values, validity }: ArrowArray): ArrowArray["values"] {
  if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) return values;
  return Int32Array.from(values, (index, i) => (validity && !isSet(validity, i) ? 0 : Number(index)));
}
