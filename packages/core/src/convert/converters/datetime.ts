/** `datetime.datetime`: with a time zone a point in time, without one a text. */
import { types } from "node:util";

import { Refused, type Converter } from "../converter.js";
import { OFFSET, readDatetime, type DatetimeParts } from "../iso-text.js";
import { makeTemporal, temporalText, type TemporalKind } from "../temporal.js";

const kinds: readonly TemporalKind[] = ["Instant", "ZonedDateTime", "PlainDateTime"];

/** Milliseconds since 1970 of year 1 and of the end of year 9999: what Python's datetime can hold. */
const first = -62_135_596_800_000;
const last = 253_402_300_799_999;

function isDate(value: unknown): value is Date {
  return value instanceof Date || types.isDate(value);
}

function millisecondsOf(date: Date): number {
  // The method itself: a Date of another realm has none that is this one's.
  const milliseconds = Date.prototype.getTime.call(date);
  if (Number.isNaN(milliseconds)) throw new Refused("an invalid Date is no point in time");
  if (milliseconds < first || milliseconds > last) {
    throw new Refused(`Python's years are 1 to 9999, got ${date.toISOString()}`);
  }
  return milliseconds;
}

function asPlain(parts: DatetimeParts | undefined, offset?: number): readonly [DatetimeParts] | undefined {
  return parts && [offset === undefined ? parts : parts.with(OFFSET, offset)];
}

/** Microseconds. The text of a zoned date-time rounds offsets of the 19th century to minutes. */
function exactOffset(value: unknown): number | undefined {
  const { offsetNanoseconds } = value as { readonly offsetNanoseconds?: unknown };
  return typeof offsetNanoseconds === "number" ? offsetNanoseconds / 1000 : undefined;
}

/** A `Date` is the point in time, to the millisecond; ISO text keeps microseconds, and may go without a zone. */
export const datetimeConverter: Converter = {
  number: 5,
  python: "datetime",
  fromPlain: (plain) => (typeof plain === "number" ? new Date(plain) : plain),
  toPlain(value) {
    if (isDate(value)) return [millisecondsOf(value)];
    if (typeof value === "string") return asPlain(readDatetime(value));
    const text = temporalText(value, kinds);
    return text === undefined ? undefined : asPlain(readDatetime(text), exactOffset(value));
  },
  claims: (value) => isDate(value) || temporalText(value, kinds) !== undefined,
};

/** The same, with `Temporal` objects for what comes from Python: they keep microseconds and zones. */
export const temporalDatetimeConverter: Converter = {
  ...datetimeConverter,
  fromPlain(plain) {
    const text = plain as string;
    if (text.endsWith("]")) return zoned(text);
    return makeTemporal(/(?:Z|[+-]\d\d:\d\d(?::[\d.]+)?)$/.test(text.slice(10)) ? "Instant" : "PlainDateTime", text);
  },
};

/** A zone that JavaScript does not know, of Python's making, leaves the point in time. */
function zoned(text: string): unknown {
  try {
    return makeTemporal("ZonedDateTime", text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return makeTemporal("Instant", text.slice(0, text.indexOf("[")));
  }
}
