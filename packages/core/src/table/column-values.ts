/** The values of columns as JavaScript's own: numbers, strings, arrays, objects. What would lose something is an error. */
import type { ArrowArray } from "./arrow-array.js";
import { extensionOf, type ArrowField } from "./arrow-field.js";
import type { ArrowKind } from "./arrow-type.js";
import { isSet } from "./bits.js";
import type { ColumnReader, WideIntegers } from "./column.js";
import * as nested from "./nested-readers.js";
import * as numbers from "./number-readers.js";
import * as temporal from "./temporal-readers.js";
import * as text from "./text-readers.js";

/** The values of each part of a column; null where there is none. */
export function columnValues(field: ArrowField, parts: readonly ArrowArray[], wide: WideIntegers): unknown[][] {
  const valuesOf = (other: ArrowField, others: readonly ArrowArray[]): unknown[][] => columnValues(other, others, wide);
  const read = readerOf(field)({ field, type: field.type, parts, wide, valuesOf });
  return parts.map((part, index) => {
    const { validity, length } = part;
    const item = read(part, index);
    const values = new Array<unknown>(length);
    for (let i = 0; i < length; i++) values[i] = validity === undefined || isSet(validity, i) ? item(i) : null;
    return values;
  });
}

const readers = {
  null: () => () => () => null,
  bool: numbers.readBools,
  int: numbers.readIntegers,
  float: numbers.readFloats,
  decimal: numbers.readDecimals,
  utf8: text.readText,
  binary: text.readBinary,
  fixedBinary: text.readFixedBinary,
  date: temporal.readDates,
  time: temporal.readTimes,
  timestamp: temporal.readTimestamps,
  duration: temporal.readDurations,
  interval: temporal.readIntervals,
  list: nested.readLists,
  fixedList: nested.readFixedLists,
  struct: nested.readStructs,
  map: nested.readMaps,
  union: nested.readUnions,
} satisfies { [K in ArrowKind]: ColumnReader<K> };

/** Types that libraries have agreed on beyond Arrow's own. */
const extensions: Readonly<Record<string, ColumnReader>> = {
  "arrow.bool8":
    () =>
    ({ values }) =>
    (i) =>
      values?.[i] !== 0,
  "arrow.uuid": text.readUuids,
};

function readerOf(field: ArrowField): ColumnReader {
  if (field.dictionary !== undefined) return nested.readDictionary;
  return extensions[extensionOf(field) ?? ""] ?? (readers[field.type.kind] as ColumnReader<never> as ColumnReader);
}
