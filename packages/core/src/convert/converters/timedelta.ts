/** `datetime.timedelta`: a number of milliseconds. */
import { Refused, type Converter } from "../converter.js";
import { makeTemporal, temporalText } from "../temporal.js";

/** The last bits of a product such as `1.1 * 1000` are nobody's wish; more than that is a fraction of a microsecond. */
const NOISE = 2 ** -50;

/** Takes milliseconds that are whole microseconds, as far as a number can say, and `Temporal.Duration`. */
export const timedeltaConverter: Converter = {
  number: 8,
  python: "timedelta",
  fromPlain: (plain) => plain,
  toPlain(value) {
    if (typeof value === "number") return [milliseconds(value)];
    const text = temporalText(value, ["Duration"]);
    return text === undefined ? undefined : [[readDuration(text)]];
  },
  claims: (value) => temporalText(value, ["Duration"]) !== undefined,
};

/** The same, with a `Temporal.Duration` for what comes from Python. */
export const temporalTimedeltaConverter: Converter = {
  ...timedeltaConverter,
  fromPlain: (plain) => makeTemporal("Duration", plain as string),
};

function milliseconds(value: number): number {
  if (!Number.isFinite(value)) throw new Refused(`a timedelta is a finite number of milliseconds, got ${value}`);
  const exact = value * 1000;
  if (Math.abs(exact - Math.round(exact)) > Math.abs(exact) * NOISE) {
    throw new Refused(
      `Python keeps whole microseconds, and ${value} milliseconds is finer; pass Math.round(value * 1000) / 1000`,
    );
  }
  // Python takes the nearest microsecond, reckoned exactly; here, the product may have been rounded to another one.
  return value;
}

const duration =
  /^([+-])?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$/;

/** Microseconds of ISO text: days have 24 hours, as Python's have. */
function readDuration(text: string): bigint {
  const match = duration.exec(text);
  if (match === null) throw new Refused(`${text} is no duration`);
  const part = (index: number): bigint => BigInt(match[index] ?? 0);
  if (part(2) !== 0n || part(3) !== 0n) {
    throw new Refused(`years and months have no fixed length, so ${text} has no counterpart in Python`);
  }
  const fraction = (match[9] ?? "").padEnd(6, "0");
  if (/[1-9]/.test(fraction.slice(6))) throw new Refused(`Python keeps whole microseconds, and ${text} is finer`);
  const days = 7n * part(4) + part(5);
  const seconds = ((24n * days + part(6)) * 60n + part(7)) * 60n + part(8);
  const microseconds = 1_000_000n * seconds + BigInt(fraction.slice(0, 6));
  return match[1] === "-" ? -microseconds : microseconds;
}
