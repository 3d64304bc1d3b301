/** Builders of the types of Python's standard library that cross as plainer values. Part of `t`. */
import type { ConversionName, PyType } from "./type-description.js";

const converted = (name: ConversionName): PyType => ({ kind: "converted", name });

/** By the names that they have in `t`. */
export const convertedTypes = {
  /** `decimal.Decimal`, a string; numbers and bigints are taken too. */
  decimal: converted("Decimal"),
  /**
   * `datetime.datetime`. One with a time zone is a `Date`, floored to milliseconds; one without is an ISO string.
   * Takes a `Date`, ISO text with or without an offset, and `Temporal` instants, zoned and plain date-times.
   */
  datetime: converted("datetime"),
  /** `datetime.date`, an ISO string; a `Temporal.PlainDate` is taken too. */
  date: converted("date"),
  /** `datetime.time`, an ISO string; a `Temporal.PlainTime` is taken too. */
  time: converted("time"),
  /** `datetime.timedelta`, a number of milliseconds; a `Temporal.Duration` without years, months and weeks is taken too. */
  timedelta: converted("timedelta"),
  /** `uuid.UUID`, a string. */
  uuid: converted("UUID"),
  /** `pathlib.Path`, a string; a `file:` URL is taken too. */
  path: converted("Path"),
  /** `os.PathLike`: what has a path is that path. */
  pathLike: converted("PathLike"),
  /** `fractions.Fraction`, a string: `1/3`. Whole numbers are taken too. */
  fraction: converted("Fraction"),
  /** `complex`, `{ re, im }`; a number is taken too. */
  complex: converted("complex"),
  /** `range`, `{ start, stop, step }`, which can be iterated. */
  range: converted("range"),
  /** `slice`, `{ start, stop, step }`. */
  slice: converted("slice"),
  /** `re.Pattern`, a handle. A `RegExp` is taken where it means the same in Python. */
  pattern: converted("Pattern"),
} as const;
