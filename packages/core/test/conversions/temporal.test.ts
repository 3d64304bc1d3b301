/** `Temporal` objects, of a polyfill where the engine has none: both ways when asked for. */
import "temporal-polyfill/global";

import { python } from "@pyweld/core";
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const py = python({ dates: "temporal" });
const dates = toolOf(
  "temporal_tool",
  `
from datetime import *
from zoneinfo import ZoneInfo
UTC = timezone.utc
MADRID = ZoneInfo('Europe/Madrid')
class Pytz(tzinfo):
    def __init__(self, zone): self.zone = zone
    def utcoffset(self, when): return timedelta(hours=2)
    def dst(self, when): return None
class Half(tzinfo):
    def utcoffset(self, when): return timedelta(hours=5, minutes=30)
def spell(x): return type(x).__name__ + ' ' + repr(x)
def value(text): return eval(text)
def same(x): return x
`,
);

type One = PyFunction<(value: unknown) => unknown>;
const takes = (type: PyType): One => dates.function("spell", [type], t.str);
const gives = (type: PyType): One => dates.function("value", [t.str], type);
const kinds = [t.datetime, t.date, t.time, t.timedelta];
leavesNoHandles(() => [...kinds, t.any].map((type) => [gives(type)("None"), failure(() => takes(type)(Symbol()))]));

const spelled = (value: unknown): string =>
  `${Object.prototype.toString.call(value).slice(8, -1)} ${(value as { toString(): string }).toString()}`;

// A14
describe("python({ dates: 'temporal' })", () => {
  test.each([
    [t.datetime, "datetime(2024, 5, 1, 12, 30, 15, 1, tzinfo=UTC)", "Temporal.Instant 2024-05-01T12:30:15.000001Z"],
    [t.datetime, "datetime(1, 1, 1, tzinfo=UTC)", "Temporal.Instant 0001-01-01T00:00:00Z"],
    [
      t.datetime,
      "datetime(2024, 5, 1, 12, 30, 15, 1, tzinfo=MADRID)",
      "Temporal.ZonedDateTime 2024-05-01T12:30:15.000001+02:00[Europe/Madrid]",
    ],
    [
      t.datetime,
      "datetime(2024, 10, 27, 2, 30, tzinfo=MADRID)",
      "Temporal.ZonedDateTime 2024-10-27T02:30:00+02:00[Europe/Madrid]",
    ],
    [
      t.datetime,
      "datetime(2024, 10, 27, 2, 30, tzinfo=MADRID, fold=1)",
      "Temporal.ZonedDateTime 2024-10-27T02:30:00+01:00[Europe/Madrid]",
    ],
    [
      t.datetime,
      "datetime(1880, 1, 1, tzinfo=MADRID)",
      "Temporal.ZonedDateTime 1880-01-01T00:00:00-00:15[Europe/Madrid]",
    ],
    [
      t.datetime,
      "datetime(2024, 5, 1, tzinfo=Pytz('Europe/Madrid'))",
      "Temporal.ZonedDateTime 2024-05-01T00:00:00+02:00[Europe/Madrid]",
    ],
    [
      t.datetime,
      "datetime(2024, 5, 1, tzinfo=timezone(timedelta(hours=-3)))",
      "Temporal.ZonedDateTime 2024-05-01T00:00:00-03:00[-03:00]",
    ],
    [t.datetime, "datetime(2024, 5, 1, tzinfo=Half())", "Temporal.ZonedDateTime 2024-05-01T00:00:00+05:30[+05:30]"],
    // What no zone of JavaScript's can say leaves the point in time.
    [
      t.datetime,
      "datetime(2024, 5, 1, tzinfo=timezone(timedelta(seconds=1)))",
      "Temporal.Instant 2024-04-30T23:59:59Z",
    ],
    [t.datetime, "datetime(2024, 5, 1, tzinfo=Pytz('Atlantis'))", "Temporal.Instant 2024-04-30T22:00:00Z"],
    [t.datetime, "datetime(2024, 5, 1, 12, 30, 15, 1)", "Temporal.PlainDateTime 2024-05-01T12:30:15.000001"],
    [t.datetime, "datetime(9999, 12, 31, 23, 59, 59)", "Temporal.PlainDateTime 9999-12-31T23:59:59"],
    [t.date, "date(2024, 2, 29)", "Temporal.PlainDate 2024-02-29"],
    [t.time, "time(12, 30, 15, 1)", "Temporal.PlainTime 12:30:15.000001"],
    [t.timedelta, "timedelta(days=1, microseconds=1)", "Temporal.Duration PT86400.000001S"],
    [t.timedelta, "timedelta(microseconds=-1)", "Temporal.Duration -PT0.000001S"],
    [t.timedelta, "timedelta(0)", "Temporal.Duration PT0S"],
    [t.timedelta, "timedelta.max", "Temporal.Duration PT86399999999999.999999S"],
  ])("gives what keeps all of a value: %# %s", (type, source, expected) => {
    const value = gives(type)(source);
    expect(spelled(value)).toBe(expected);
    expect(spelled((gives(t.any)(`[${source}]`) as unknown[])[0])).toBe(expected);
    expect(spelled((gives(t.dict(t.optional(type)))(`{'a': ${source}}`) as { a: unknown }).a)).toBe(expected);
  });

  test("leaves a time with an offset a handle, which a PlainTime has no place for", () => {
    expect((gives(t.time)("time(12, tzinfo=UTC)") as { $type: string }).$type).toBe("time");
  });

  test("cannot be taken back", () => {
    expect(python({ dates: "temporal" })).toBe(py);
    expect(failure(() => python({ dates: "date" }))).toMatch(
      /^UsageError: Python runs with dates: "temporal" in this process and cannot be started again with dates: "date"/,
    );
  });
});

/** What is known of every make of them. */
class Plain {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  get [Symbol.toStringTag](): string {
    return `Temporal.${this.#text.split(" ")[0]}`;
  }
  toString(): string {
    return this.#text.split(" ")[1] as string;
  }
}
const plain = (text: string): unknown => new Plain(text);

// A14
describe("a Temporal object", () => {
  const utc = "tzinfo=datetime.timezone.utc";
  const madrid = "tzinfo=zoneinfo.ZoneInfo(key='Europe/Madrid')";
  test.each([
    [
      t.datetime,
      Temporal.Instant.from("2024-05-01T12:30:15.000001Z"),
      `datetime.datetime(2024, 5, 1, 12, 30, 15, 1, ${utc})`,
    ],
    [
      t.datetime,
      Temporal.ZonedDateTime.from("2024-05-01T12:30[Europe/Madrid]"),
      `datetime.datetime(2024, 5, 1, 12, 30, ${madrid})`,
    ],
    [
      t.datetime,
      Temporal.ZonedDateTime.from("2024-10-27T02:30+01:00[Europe/Madrid]"),
      `datetime.datetime(2024, 10, 27, 2, 30, fold=1, ${madrid})`,
    ],
    [
      t.datetime,
      Temporal.ZonedDateTime.from("1880-01-01T00:00[Europe/Madrid]"),
      `datetime.datetime(1880, 1, 1, 0, 0, ${madrid})`,
    ],
    [
      t.datetime,
      Temporal.ZonedDateTime.from("0001-01-01T00:00[Asia/Tokyo]"),
      "datetime.datetime(1, 1, 1, 0, 0, tzinfo=zoneinfo.ZoneInfo(key='Asia/Tokyo'))",
    ],
    [t.datetime, Temporal.ZonedDateTime.from("2024-05-01T12:30[UTC]"), `datetime.datetime(2024, 5, 1, 12, 30, ${utc})`],
    [
      t.datetime,
      Temporal.ZonedDateTime.from("2024-05-01T12:30[+05:30]"),
      "datetime.datetime(2024, 5, 1, 12, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))",
    ],
    [t.datetime, Temporal.PlainDateTime.from("2024-05-01T12:30"), "datetime.datetime(2024, 5, 1, 12, 30)"],
    [t.date, Temporal.PlainDate.from("2024-05-01"), "datetime.date(2024, 5, 1)"],
    [t.time, Temporal.PlainTime.from("12:30:15.000001"), "datetime.time(12, 30, 15, 1)"],
    [
      t.timedelta,
      Temporal.Duration.from("P1W2DT3H4M5.000006S"),
      "datetime.timedelta(days=9, seconds=11045, microseconds=6)",
    ],
    [
      t.timedelta,
      Temporal.Duration.from("-PT0.000001S"),
      "datetime.timedelta(days=-1, seconds=86399, microseconds=999999)",
    ],
    [
      t.timedelta,
      Temporal.Duration.from({ seconds: 86_399_999_999_999, microseconds: 999_999 }),
      "datetime.timedelta(days=999999999, seconds=86399, microseconds=999999)",
    ],
    // Of any make.
    [t.datetime, plain("Instant 2024-05-01T12:30:15Z"), `datetime.datetime(2024, 5, 1, 12, 30, 15, ${utc})`],
    [t.date, plain("PlainDate 2024-05-01[u-ca=iso8601]"), "datetime.date(2024, 5, 1)"],
  ])("is what it stands for: %#", (type, value, expected) => {
    const bare = expected.replace(/^datetime\.(\w+).*/, "$1");
    expect(takes(type)(value)).toBe(`${bare} ${expected}`);
    expect(takes(t.any)(value)).toBe(`${bare} ${expected}`);
    expect(takes(t.any)([{ a: value }])).toBe(`list [{'a': ${expected}}]`);
    expect(takes(t.union([t.str, type]))(value)).toBe(`${bare} ${expected}`);
  });

  test.each([
    [t.datetime, "datetime(2024, 5, 1, 12, 30, 15, 123456, tzinfo=MADRID)"],
    [t.datetime, "datetime(2024, 10, 27, 2, 30, tzinfo=MADRID, fold=1)"],
    [t.datetime, "datetime(1880, 1, 1, tzinfo=MADRID)"],
    [t.datetime, "datetime(1, 1, 1, tzinfo=UTC)"],
    [t.datetime, "datetime.max"],
    [t.date, "date.min"],
    [t.time, "time.max"],
    [t.timedelta, "timedelta.min"],
    [t.timedelta, "timedelta.max"],
  ])("of Python's making goes back as it came: %s %s", (type, source) => {
    expect(takes(type)(gives(type)(source))).toBe(gives(t.str)(`spell(${source})`));
    expect(takes(t.any)(gives(t.any)(source))).toBe(gives(t.str)(`spell(${source})`));
  });

  test.each([
    [
      t.datetime,
      Temporal.Instant.from("2024-05-01T12:30:15.0000001Z"),
      'whole microseconds, and "0000001" behind the point is finer',
    ],
    [
      t.datetime,
      Temporal.Instant.from("+012024-05-01T12:30:15Z"),
      "Python's years are 1 to 9999, got +012024-05-01T12:30:15Z",
    ],
    [t.date, Temporal.PlainDate.from("-000001-05-01"), "Python's years are 1 to 9999, got -000001-05-01"],
    [
      t.date,
      plain("PlainDate 2024-05-01[u-ca=japanese]"),
      `Python's dates have no calendar "japanese"; pass value.withCalendar("iso8601")`,
    ],
    [
      t.timedelta,
      Temporal.Duration.from("P1M"),
      "years and months have no fixed length, so P1M has no counterpart in Python",
    ],
    [t.timedelta, Temporal.Duration.from("PT0.0000001S"), "Python keeps whole microseconds, and PT0.0000001S is finer"],
    [t.date, Temporal.Instant.from("2024-05-01T12:30:15Z"), "expected date, got an instance of "],
    [t.date, Temporal.PlainYearMonth.from("2024-05"), "expected date, got an instance of "],
  ])("that Python has no counterpart for is refused: %#", (type, value, message) => {
    expect(failure(() => takes(t.list(type))([value]))).toContain(message);
    expect(failure(() => takes(t.list(type))([value]))).toMatch(/^ConversionError: .* at args\[0\]\[0\]$/);
  });

  test("in a zone that Python does not know is Python's own error, with its place", () => {
    const zoned = plain("ZonedDateTime 2024-05-01T00:00+02:00[Atlantis/Deep]");
    expect(failure(() => takes(t.datetime)(zoned))).toMatch(/^PythonError: zoneinfo\.\w+\.ZoneInfoNotFoundError: /);
  });
});
