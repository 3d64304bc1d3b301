/** Tables of apache-arrow as DataFrames of pandas where there is no pyarrow: column by column, through memory and lists. */
import type * as Arrow from "apache-arrow";

import { SetupError } from "../errors/pyweld-error.js";
import { supportFunction } from "../object/support.js";
import type { DynamicObject } from "../python/python.js";
import { t } from "../schema/py-type.js";
import type { ArrowLibrary } from "./arrow-library.js";

/** A column as python/_pyweld/numpy_frames.py takes it; `nulls` has a byte per row, if there are any. */
type Column = readonly [kind: string, data: unknown, nulls: DataView | null, details: unknown];

const makeInPython = supportFunction<[readonly string[], readonly Column[]], DynamicObject>(
  "numpy_frames.make_frame",
  [t.list(t.str), t.list(t.tuple([t.str, t.any, t.any, t.any]))],
  t.object,
);

/**
 * The DataFrame.
 *
 * @throws `SetupError` for columns that only pyarrow can make.
 */
export function makePlainFrame(arrow: ArrowLibrary, table: Arrow.Table): DynamicObject {
  const { fields } = table.schema;
  return makeInPython(
    fields.map(({ name }) => String(name)),
    fields.map(({ name }, i) => writeColumn(arrow, String(name), table.getChildAt(i) as Arrow.Vector)),
  );
}

function writeColumn(arrow: ArrowLibrary, name: string, vector: Arrow.Vector): Column {
  const { DataType } = arrow;
  const type = vector.type as Arrow.DataType;
  const nulls = nullsOf(vector);
  if (DataType.isBool(type)) return ["numbers", view(Uint8Array.from(vector, Number)), nulls, "?"];
  if (DataType.isInt(type))
    return ["numbers", memory(vector), nulls, `${type.isSigned ? "i" : "u"}${type.bitWidth / 8}`];
  if (DataType.isFloat(type)) return ["numbers", memory(vector), nulls, `f${2 << type.precision}`];
  if (DataType.isDate(type) && type.unit === arrow.DateUnit.DAY) return ["days", memory(vector), nulls, null];
  if (DataType.isTimestamp(type)) {
    return ["times", memory(vector), nulls, [`datetime64[${unitOf(type)}]`, type.timezone ?? null]];
  }
  if (DataType.isDuration(type)) return ["times", memory(vector), nulls, [`timedelta64[${unitOf(type)}]`, null]];
  if (DataType.isDictionary(type) && isText(arrow, type.dictionary as Arrow.DataType)) {
    return writeCategories(vector, type.isOrdered);
  }
  if (DataType.isNull(type) || isText(arrow, type) || isBytes(arrow, type)) return ["values", [...vector], null, null];
  throw new SetupError(
    `column ${JSON.stringify(name)} (${type}) takes pyarrow to become one of pandas: pip install pyarrow`,
  );
}

function isText({ DataType }: ArrowLibrary, type: Arrow.DataType): boolean {
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type);
}

function isBytes({ DataType }: ArrowLibrary, type: Arrow.DataType): boolean {
  return DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isBinaryView(type);
}

function unitOf({ unit }: { readonly unit: Arrow.TimeUnit }): string {
  return ["s", "ms", "us", "ns"][unit] as string;
}

/** The categories of all parts, in their order, and of each row which of them it has. */
function writeCategories(vector: Arrow.Vector, ordered: boolean): Column {
  const codes = new Map<unknown, number>();
  for (const { dictionary } of vector.data) {
    for (const value of dictionary ?? []) if (value !== null && !codes.has(value)) codes.set(value, codes.size);
  }
  const data = Int32Array.from(vector, (value) => (value === null ? -1 : (codes.get(value) as number)));
  return ["category", view(data), null, [[...codes.keys()], ordered]];
}

function nullsOf(vector: Arrow.Vector): DataView | null {
  if (vector.nullCount === 0) return null;
  return view(Uint8Array.from({ length: vector.length }, (_, i) => (vector.isValid(i) ? 0 : 1)));
}

/** The numbers of all parts in one piece. */
function memory(vector: Arrow.Vector): DataView {
  const parts = vector.data.map(({ values, length }) => (values as Uint8Array).subarray(0, length));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of parts) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return view(bytes);
}

function view({ buffer, byteOffset, byteLength }: Uint8Array | Int32Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
