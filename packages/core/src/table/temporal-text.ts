/** Days, times and moments as ISO 8601 text, with every digit that they have. */
import type { TimeUnit } from "./arrow-type.js";

/** Of a second, how many there are, and how many digits name one. */
const units: Readonly<Record<TimeUnit, { readonly perSecond: bigint; readonly digits: number }>> = {
  second: { perSecond: 1n, digits: 0 },
  millisecond: { perSecond: 1_000n, digits: 3 },
  microsecond: { perSecond: 1_000_000n, digits: 6 },
  nanosecond: { perSecond: 1_000_000_000n, digits: 9 },
};

/** The fewest digits, in threes, that hold every one of the counts of a unit: all texts of a column look alike. */
export function digitsFor(unit: TimeUnit, counts: Iterable<bigint>): number {
  const { perSecond, digits: most } = units[unit];
  let digits = 0;
  let step = perSecond;
  for (const count of counts) {
    while (digits < most && count % step !== 0n) {
      digits += 3;
      step /= 1_000n;
    }
    if (digits === most) break;
  }
  return digits;
}

/** A day, counted from 1970-01-01: `2024-02-29`. Years beyond four digits have a sign: `+012024-02-29`. */
export function dayText(day: number): string {
  // Years begin in March and are counted in cycles of 400, so that the leap day comes last.
  const fromMarch = day + 719_468;
  const cycle = Math.floor(fromMarch / 146_097);
  const dayOfCycle = fromMarch - cycle * 146_097;
  const leaps = Math.floor(dayOfCycle / 1_460) - Math.floor(dayOfCycle / 36_524) + Math.floor(dayOfCycle / 146_096);
  const yearOfCycle = Math.floor((dayOfCycle - leaps) / 365);
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = 400 * cycle + yearOfCycle + (month <= 2 ? 1 : 0);
  return `${yearText(year)}-${pad(month)}-${pad(dayOfMonth)}`;
}

/** A time of day, counted from midnight: `13:05:00.250`. */
export function timeText(count: bigint, unit: TimeUnit, digits: number): string {
  const { perSecond, digits: most } = units[unit];
  const seconds = Number(count / perSecond);
  const whole = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  if (digits === 0) return whole;
  return `${whole}.${String(count % perSecond)
    .padStart(most, "0")
    .slice(0, digits)}`;
}

/** A moment, counted from 1970: `2024-02-29T13:05:00`; of a column with a time zone, in UTC with `Z`. */
export function momentText(count: bigint, unit: TimeUnit, digits: number, zoned: boolean): string {
  const perDay = 86_400n * units[unit].perSecond;
  const ofDay = ((count % perDay) + perDay) % perDay;
  const day = Number((count - ofDay) / perDay);
  return `${dayText(day)}T${timeText(ofDay, unit, digits)}${zoned ? "Z" : ""}`;
}

/** A duration in milliseconds; undefined when a number would not tell it from its neighbours. */
export function durationMilliseconds(count: bigint, unit: TimeUnit): number | undefined {
  const { perSecond } = units[unit];
  if (perSecond < 1_000n) return safe(count * 1_000n);
  const perMillisecond = perSecond / 1_000n;
  if (count % perMillisecond === 0n) return safe(count / perMillisecond);
  return safe(count) === undefined ? undefined : Number(count) / Number(perMillisecond);
}

function safe(value: bigint): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, "0");
  return `${year < 0 ? "-" : "+"}${String(Math.abs(year)).padStart(6, "0")}`;
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
