/** Dates, times, moments, durations and intervals of columns: ISO 8601 text, and numbers where those tell all. */
import { ConversionError } from "../errors/pyweld-error.js";
import type { ArrowTypeOf } from "./arrow-type.js";
import { validIntegers, type ColumnReader } from "./column.js";
import { dayText, digitsFor, durationMilliseconds, momentText, timeText } from "./temporal-text.js";

const DAY = 86_400_000n;

/** `2024-02-29`. */
export const readDates: ColumnReader<"date"> = (column) => {
  if (column.type.unit === "day") {
    return ({ values }) =>
      (i) =>
        dayText((values as Int32Array)[i] as number);
  }
  for (const count of validIntegers(column)) {
    // Arrow wants whole days here, but nobody keeps producers from others: those are shown as what they are.
    if (count % DAY !== 0n) return readMoments("millisecond", false)(column);
  }
  return ({ values }) =>
    (i) =>
      dayText(Number(((values as BigInt64Array)[i] as bigint) / DAY));
};

/** `13:05:00.250`. */
export const readTimes: ColumnReader<"time"> = (column) => {
  const { unit } = column.type;
  const digits = digitsFor(unit, validIntegers(column));
  return ({ values }) =>
    (i) =>
      timeText(BigInt((values as BigInt64Array)[i] as bigint), unit, digits);
};

/** `2024-02-29T13:05:00`, with `Z` in columns that have a time zone. */
export const readTimestamps: ColumnReader<"timestamp"> = (column) =>
  readMoments(column.type.unit, column.type.zone !== undefined)(column);

function readMoments(unit: ArrowTypeOf<"timestamp">["unit"], zoned: boolean): ColumnReader {
  return (column) => {
    const digits = digitsFor(unit, validIntegers(column));
    return ({ values }) =>
      (i) =>
        momentText((values as BigInt64Array)[i] as bigint, unit, digits, zoned);
  };
}

/** Milliseconds. */
export const readDurations: ColumnReader<"duration"> =
  ({ field, type: { unit } }) =>
  ({ values }) =>
  (i) => {
    const count = (values as BigInt64Array)[i] as bigint;
    const milliseconds = durationMilliseconds(count, unit);
    if (milliseconds !== undefined) return milliseconds;
    throw new ConversionError(
      `column ${field.place} holds a duration of ${count} ${unit}s, more digits than milliseconds as a number have: ` +
        "use toArrow(), or cast the column to a coarser unit in Python",
    );
  };

/** What a calendar adds, by name. */
export const readIntervals: ColumnReader<"interval"> =
  ({ type: { unit } }) =>
  ({ values }) => {
    const items = values as Int32Array;
    switch (unit) {
      case "month":
        return (i) => ({ months: items[i] });
      case "dayTime":
        return (i) => ({ days: items[2 * i], milliseconds: items[2 * i + 1] });
      case "monthDayNano": {
        const view = new DataView(items.buffer, items.byteOffset, items.byteLength);
        return (i) => ({
          months: items[4 * i],
          days: items[4 * i + 1],
          nanoseconds: view.getBigInt64(16 * i + 8, true),
        });
      }
    }
  };
