/** Reads ISO 8601 text of dates and times into its parts; Python has the last word on what they may be. */
import { Refused } from "./converter.js";

const date = String.raw`(\d{4})-(\d{2})-(\d{2})`;
const time = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?`;
const offset = String.raw`(?:([zZ])|([+-])(\d{2}):?(\d{2})(?::?(\d{2})(?:\.(\d{1,9}))?)?)`;

const dateText = new RegExp(`^${date}$`);
const timeText = new RegExp(`^${time}${offset}?$`);
const datetimeText = new RegExp(`^${date}[Tt ]${time}${offset}?(?:\\[([^\\]=]+)\\])?$`);

/** Year, month, day. */
export type DateParts = readonly [year: number, month: number, day: number];
/** Offset from UTC in microseconds; null where the text has none. */
export type TimeParts = readonly [hour: number, minute: number, second: number, microsecond: number, o: number | null];

/** `2024-05-01`; undefined for what is no date. */
export function readDate(text: string): DateParts | undefined {
  const match = dateText.exec(text);
  return match ? dateParts(match, 1) : undefined;
}

/** `12:30`, `12:30:15.000001+02:00`; undefined for what is no time. */
export function readTime(text: string): TimeParts | undefined {
  const match = timeText.exec(text);
  return match ? timeParts(match, 1) : undefined;
}

/** The parts of a date, those of a time, and the zone's name; null where the text has none. */
export type DatetimeParts = readonly (number | string | null)[];
/** Where among them the offset is. */
export const OFFSET = 7;

/** `2024-05-01T12:30:15+02:00[Europe/Madrid]`; undefined for what is none. */
export function readDatetime(text: string): DatetimeParts | undefined {
  const match = datetimeText.exec(text);
  if (match === null) return undefined;
  const parts = timeParts(match, 4);
  const zone = match[14];
  // A zone that is an offset says nothing more than the offset does.
  const named = zone === undefined || zone === "UTC" || /^[+-]/.test(zone) ? null : zone;
  return [...dateParts(match, 1), ...parts, parts[4] === null ? null : named];
}

function dateParts(match: RegExpExecArray, at: number): DateParts {
  return [Number(match[at]), Number(match[at + 1]), Number(match[at + 2])];
}

function timeParts(match: RegExpExecArray, at: number): TimeParts {
  const part = (index: number): number => Number(match[at + index] ?? 0);
  return [part(0), part(1), part(2), microseconds(match[at + 3]), offsetOf(match, at + 4)];
}

function offsetOf(match: RegExpExecArray, at: number): number | null {
  if (match[at] !== undefined) return 0;
  const sign = match[at + 1];
  if (sign === undefined) return null;
  const part = (index: number): number => Number(match[at + index] ?? 0);
  const seconds = 3600 * part(2) + 60 * part(3) + part(4);
  return (sign === "-" ? -1 : 1) * (1e6 * seconds + microseconds(match[at + 5])) || 0;
}

/** Digits behind the point. */
function microseconds(digits = ""): number {
  if (/[1-9]/.test(digits.slice(6))) {
    throw new Refused(
      `Python keeps whole microseconds, and "${digits}" behind the point is finer; cut it to six digits`,
    );
  }
  return Number(digits.slice(0, 6).padEnd(6, "0"));
}
