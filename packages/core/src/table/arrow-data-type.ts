/** Types of columns as types of apache-arrow. */
import type * as Arrow from "apache-arrow";

import type { ArrowField } from "./arrow-field.js";
import type { ArrowLibrary } from "./arrow-library.js";
import type { ArrowKind, ArrowTypeOf, TimeUnit } from "./arrow-type.js";

type Maker<K extends ArrowKind> = (arrow: ArrowLibrary, type: ArrowTypeOf<K>, field: ArrowField) => Arrow.DataType;

/** A column as a field of apache-arrow. */
export function makeField(arrow: ArrowLibrary, field: ArrowField): Arrow.Field {
  return new arrow.Field(field.name, makeType(arrow, field), field.nullable, new Map(field.metadata));
}

function makeType(arrow: ArrowLibrary, field: ArrowField): Arrow.DataType {
  const { type, dictionary } = field;
  if (dictionary === undefined) return (makers[type.kind] as Maker<ArrowKind>)(arrow, type, field);
  const { bits, signed } = type as ArrowTypeOf<"int">;
  // Indices of 64 bits are narrowed: apache-arrow cannot look anything up by a bigint.
  const indices = bits === 64 ? new arrow.Int32() : new arrow.Int(signed, bits);
  return new arrow.Dictionary(makeType(arrow, dictionary.values), indices as Arrow.Int32, null, dictionary.ordered);
}

function unitOf(arrow: ArrowLibrary, unit: TimeUnit): Arrow.TimeUnit {
  const { SECOND, MILLISECOND, MICROSECOND, NANOSECOND } = arrow.TimeUnit;
  return { second: SECOND, millisecond: MILLISECOND, microsecond: MICROSECOND, nanosecond: NANOSECOND }[unit];
}

const child = (arrow: ArrowLibrary, field: ArrowField): Arrow.Field =>
  makeField(arrow, field.children[0] as ArrowField);

const makers = {
  null: (arrow) => new arrow.Null(),
  bool: (arrow) => new arrow.Bool(),
  int: (arrow, { bits, signed }) => new arrow.Int(signed, bits),
  float: (arrow, { bits }) => new { 16: arrow.Float16, 32: arrow.Float32, 64: arrow.Float64 }[bits](),
  decimal: (arrow, { scale, precision, bits }) => new arrow.Decimal(scale, precision, bits),
  utf8: (arrow, { layout }) => new { small: arrow.Utf8, large: arrow.LargeUtf8, view: arrow.Utf8View }[layout](),
  binary: (arrow, { layout }) =>
    new { small: arrow.Binary, large: arrow.LargeBinary, view: arrow.BinaryView }[layout](),
  fixedBinary: (arrow, { bytes }) => new arrow.FixedSizeBinary(bytes),
  date: (arrow, { unit }) => (unit === "day" ? new arrow.DateDay() : new arrow.DateMillisecond()),
  time: (arrow, { unit }) => new arrow.Time(unitOf(arrow, unit), unit === "second" || unit === "millisecond" ? 32 : 64),
  duration: (arrow, { unit }) => new arrow.Duration(unitOf(arrow, unit)),
  timestamp: (arrow, { unit, zone }) => new arrow.Timestamp(unitOf(arrow, unit), zone ?? null),
  interval: (arrow, { unit }) =>
    new { month: arrow.IntervalYearMonth, dayTime: arrow.IntervalDayTime, monthDayNano: arrow.IntervalMonthDayNano }[
      unit
    ](),
  list: (arrow, { large }, field) => new (large ? arrow.LargeList : arrow.List)(child(arrow, field)),
  fixedList: (arrow, { size }, field) => new arrow.FixedSizeList(size, child(arrow, field)),
  // oxlint-disable-next-line no-underscore-dangle -- apache-arrow's own name
  map: (arrow, _, field) => new arrow.Map_(child(arrow, field), field.keysSorted),
  struct: (arrow, _, field) => new arrow.Struct(field.children.map((part) => makeField(arrow, part))),
  union: (arrow, { dense, typeIds }, field) =>
    new (dense ? arrow.DenseUnion : arrow.SparseUnion)(
      [...typeIds],
      field.children.map((part) => makeField(arrow, part)),
    ),
} satisfies { [K in ArrowKind]: Maker<K> };
