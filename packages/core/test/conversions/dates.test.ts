/** The datetime family as parameters, as results, and without types. */
import { runInNewContext } from "node:vm";

import { python } from "@pyweld/core";
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const dates = toolOf(
  "dates_tool",
  `
from datetime import *
from zoneinfo import ZoneInfo
class Day(date): pass
class Moment(datetime):
    def isoformat(self, *more): return 'mine'
class Nameless(tzinfo):
    def utcoffset(self, when): return None
class Broken(tzinfo):
    def utcoffset(self, when): raise RuntimeError('no such zone')
UTC = timezone.utc
MADRID = ZoneInfo('Europe/Madrid')
def at(*parts, **more): return datetime(*parts, tzinfo=UTC, **more)
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

// A14, B9
describe("a datetime with a time zone", () => {
  test.each([
    ["at(2024, 5, 1, 12, 30, 15)", "2024-05-01T12:30:15.000Z"],
    ["at(2024, 5, 1, 12, 30, 15, 123000)", "2024-05-01T12:30:15.123Z"],
    ["datetime(2024, 5, 1, 12, tzinfo=MADRID)", "2024-05-01T10:00:00.000Z"],
    ["datetime(2024, 5, 1, 12, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))", "2024-05-01T15:30:00.000Z"],
    ["datetime(2024, 5, 1, 12, tzinfo=timezone(timedelta(seconds=1)))", "2024-05-01T11:59:59.000Z"],
    ["at(1970, 1, 1)", "1970-01-01T00:00:00.000Z"],
    ["at(1, 1, 1)", "0001-01-01T00:00:00.000Z"],
    ["at(9999, 12, 31, 23, 59, 59, 999000)", "9999-12-31T23:59:59.999Z"],
    // Beyond what a datetime in UTC could be.
    ["datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))", "0000-12-31T10:00:00.000Z"],
    ["datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12)))", "+010000-01-01T11:00:00.000Z"],
    // The hour that comes twice.
    ["datetime(2024, 10, 27, 2, 30, tzinfo=MADRID)", "2024-10-27T00:30:00.000Z"],
    ["datetime(2024, 10, 27, 2, 30, tzinfo=MADRID, fold=1)", "2024-10-27T01:30:00.000Z"],
    // The hour that never comes.
    ["datetime(2024, 3, 31, 2, 30, tzinfo=MADRID)", "2024-03-31T01:30:00.000Z"],
    ["datetime(1880, 1, 1, tzinfo=MADRID)", "1880-01-01T00:14:44.000Z"],
    ["Moment(2024, 5, 1, tzinfo=UTC)", "2024-05-01T00:00:00.000Z"],
  ])("is a Date: %s", (source, iso) => {
    for (const type of [t.datetime, t.any]) {
      expect(gives(type)(source)).toStrictEqual(new Date(iso));
      expect(gives(t.list(type))(`[${source}, None]`)).toStrictEqual([new Date(iso), null]);
    }
    expect(gives(t.optional(t.datetime))(source)).toStrictEqual(new Date(iso));
    expect(gives(t.union([t.date, t.str, t.datetime]))(source)).toStrictEqual(new Date(iso));
  });

  test.each([
    ["at(2024, 5, 1, 0, 0, 0, 999)", "2024-05-01T00:00:00.000Z"],
    ["at(2024, 5, 1, 23, 59, 59, 999999)", "2024-05-01T23:59:59.999Z"],
    ["at(1969, 12, 31, 23, 59, 59, 999999)", "1969-12-31T23:59:59.999Z"],
    ["at(1969, 12, 31, 23, 59, 59, 999001)", "1969-12-31T23:59:59.999Z"],
    ["at(1969, 12, 31, 23, 59, 59, 998999)", "1969-12-31T23:59:59.998Z"],
    ["at(1970, 1, 1, 0, 0, 0, 1)", "1970-01-01T00:00:00.000Z"],
    ["at(1, 1, 1, 0, 0, 0, 1)", "0001-01-01T00:00:00.000Z"],
    ["at(9999, 12, 31, 23, 59, 59, 999999)", "9999-12-31T23:59:59.999Z"],
  ])("loses microseconds towards the past, on either side of 1970: %s", (source, iso) => {
    expect(gives(t.datetime)(source)).toStrictEqual(new Date(iso));
  });

  test.each([
    [new Date("2024-05-01T12:30:15.123Z"), "2024, 5, 1, 12, 30, 15, 123000"],
    [new Date(0), "1970, 1, 1, 0, 0"],
    [new Date(-1), "1969, 12, 31, 23, 59, 59, 999000"],
    [new Date(-62_135_596_800_000), "1, 1, 1, 0, 0"],
    [new Date(253_402_300_799_999), "9999, 12, 31, 23, 59, 59, 999000"],
    [runInNewContext("new Date(5)") as unknown, "1970, 1, 1, 0, 0, 0, 5000"],
    [new (class Own extends Date {})(5), "1970, 1, 1, 0, 0, 0, 5000"],
    ["2024-05-01T12:30:15.000001Z", "2024, 5, 1, 12, 30, 15, 1"],
    ["2024-05-01 12:30:15+00:00", "2024, 5, 1, 12, 30, 15"],
  ])("is made of a Date, or of text with an offset: %s", (value, parts) => {
    const expected = `datetime.datetime(${parts}, tzinfo=datetime.timezone.utc)`;
    expect(takes(t.datetime)(value)).toBe(`datetime ${expected}`);
    expect(takes(t.list(t.optional(t.datetime)))([value, null])).toBe(`list [${expected}, None]`);
    if (typeof value !== "string") {
      expect(takes(t.any)(value)).toBe(`datetime ${expected}`);
      expect(takes(t.any)({ a: [value] })).toBe(`dict {'a': [${expected}]}`);
      expect(takes(t.union([t.str, t.date, t.datetime]))(value)).toBe(`datetime ${expected}`);
    }
  });

  test.each([
    ["2024-05-01T12:30+05:30", "datetime.timedelta(seconds=19800)"],
    ["2024-05-01T12:30-0030", "datetime.timedelta(days=-1, seconds=84600)"],
    ["2024-05-01T12:30-00:00:01.5", "datetime.timedelta(days=-1, seconds=86398, microseconds=500000)"],
  ])("keeps the offset of its text: %s", (text, offset) => {
    expect(takes(t.datetime)(text)).toBe(
      `datetime datetime.datetime(2024, 5, 1, 12, 30, tzinfo=datetime.timezone(${offset}))`,
    );
  });

  test("stays a handle when its zone does not tell the time, and raises what the zone raises", () => {
    const handle = gives(t.any)("datetime(2024, 5, 1, tzinfo=Nameless())") as { $type: string };
    expect(handle.$type).toBe("datetime");
    expect(failure(() => gives(t.any)("[datetime(2024, 5, 1, tzinfo=Broken())]"))).toBe(
      "PythonError: RuntimeError: no such zone",
    );
  });
});

// A14
describe("a datetime without a time zone", () => {
  test.each([
    ["2024-05-01T12:30:15", "2024, 5, 1, 12, 30, 15"],
    ["2024-05-01T12:30:15.000001", "2024, 5, 1, 12, 30, 15, 1"],
    ["0001-01-01T00:00:00", "1, 1, 1, 0, 0"],
    ["9999-12-31T23:59:59.999999", "9999, 12, 31, 23, 59, 59, 999999"],
  ])("is ISO text both ways: %s", (text, parts) => {
    expect(gives(t.datetime)(`datetime(${parts})`)).toBe(text);
    expect(gives(t.any)(`[datetime(${parts})]`)).toStrictEqual([text]);
    expect(takes(t.datetime)(text)).toBe(`datetime datetime.datetime(${parts})`);
    expect(takes(t.any)(text)).toBe(`str '${text}'`);
  });

  test("is text whichever of two equal hours it is", () => {
    expect(gives(t.datetime)("datetime(2024, 10, 27, 2, 30, fold=1)")).toBe("2024-10-27T02:30:00");
    expect(gives(t.datetime)("Moment(2024, 5, 1)")).toBe("2024-05-01T00:00:00");
  });

  test("is taken from shorter text too", () => {
    expect(takes(t.datetime)("2024-05-01t12:30")).toBe("datetime datetime.datetime(2024, 5, 1, 12, 30)");
    expect(takes(t.datetime)("2024-05-01 12:30:15,5")).toBe(
      "datetime datetime.datetime(2024, 5, 1, 12, 30, 15, 500000)",
    );
    expect(takes(t.datetime)("2024-05-01T12:30:15.123456000")).toBe(
      "datetime datetime.datetime(2024, 5, 1, 12, 30, 15, 123456)",
    );
  });

  test("is no other text in a union", () => {
    const either = takes(t.union([t.datetime, t.str]));
    expect(either("2024-05-01T12:30")).toBe("str '2024-05-01T12:30'");
    expect(takes(t.union([t.datetime, t.int]))("2024-05-01T12:30")).toBe(
      "datetime datetime.datetime(2024, 5, 1, 12, 30)",
    );
  });
});

// A14
describe("a datetime that JavaScript has and Python has not", () => {
  test.each([
    [new Date(NaN), "an invalid Date is no point in time"],
    [new Date(253_402_300_800_000), "Python's years are 1 to 9999, got +010000-01-01T00:00:00.000Z"],
    [new Date(-62_135_596_800_001), "Python's years are 1 to 9999, got 0000-12-31T23:59:59.999Z"],
  ])("is an error that names the place: %#", (value, message) => {
    expect(failure(() => takes(t.datetime)(value))).toBe(`ConversionError: ${message} at args[0]`);
    expect(failure(() => takes(t.any)({ rows: [value] }))).toBe(`ConversionError: ${message} at args[0]["rows"][0]`);
    expect(failure(() => takes(t.dict(t.list(t.datetime)))({ rows: [value] }))).toBe(
      `ConversionError: ${message} at args[0]["rows"][0]`,
    );
  });

  test.each([
    ["2024-05-01T12:30:15.1234567", /whole microseconds, and "1234567" behind the point is finer.* at args\[0\]$/],
    ["2024-05-01", /expected datetime, got str "2024-05-01" at args\[0\]$/],
    ["May 1, 2024", /expected datetime, got str "May 1, 2024" at args\[0\]$/],
    ["2024-05-01T12", /expected datetime, got str/],
    ["+012024-05-01T12:30", /expected datetime, got str/],
    [1714566615000, /expected datetime, got int 1714566615000 at args\[0\]$/],
    [{}, /expected datetime, got dict at args\[0\]$/],
    [true, /expected datetime, got bool True at args\[0\]$/],
    [null, /expected datetime, got None at args\[0\]$/],
  ])("is refused where it is no datetime at all: %s", (value, message) => {
    expect(failure(() => takes(t.datetime)(value))).toMatch(message);
  });

  test.each([
    ["2024-02-30T00:00", "ValueError"],
    ["2024-13-01T00:00", "ValueError"],
    ["2024-05-01T24:01", "ValueError"],
    ["2024-05-01T23:59:60", "ValueError"],
    ["0000-01-01T00:00", "ValueError"],
    ["2024-05-01T00:00+24:00", "ValueError"],
  ])("is Python's own error where the parts do not fit together: %s", (text, type) => {
    expect(failure(() => takes(t.list(t.datetime))([text]))).toMatch(new RegExp(`^PythonError: ${type}: `));
    try {
      takes(t.list(t.datetime))(["2024-05-01T00:00", text]);
    } catch (error) {
      expect((error as { notes: string[] }).notes).toStrictEqual(["while converting args[0][1]"]);
    }
  });
});

// A14
describe("a date", () => {
  test.each([
    ["2024-05-01", "2024, 5, 1"],
    ["0001-01-01", "1, 1, 1"],
    ["9999-12-31", "9999, 12, 31"],
    ["2024-02-29", "2024, 2, 29"],
  ])("is ISO text both ways: %s", (text, parts) => {
    expect(gives(t.date)(`date(${parts})`)).toBe(text);
    expect(gives(t.any)(`{'a': date(${parts})}`)).toStrictEqual({ a: text });
    expect(gives(t.date)(`Day(${parts})`)).toBe(text);
    expect(takes(t.date)(text)).toBe(`date datetime.date(${parts})`);
  });

  test("that is a datetime after all keeps its time", () => {
    expect(gives(t.date)("datetime(2024, 5, 1, 12, 30)")).toBe("2024-05-01T12:30:00");
    expect(gives(t.date)("at(2024, 5, 1, 12, 30)")).toStrictEqual(new Date("2024-05-01T12:30:00Z"));
  });

  test("is not made of a point in time, nor of text with one", () => {
    expect(failure(() => takes(t.list(t.date))([new Date(0)]))).toBe(
      'ConversionError: a Date is a point in time, no day; pass text such as "2024-05-01" at args[0][0]',
    );
    expect(failure(() => takes(t.date)("2024-05-01T00:00"))).toBe(
      'ConversionError: expected date, got str "2024-05-01T00:00" at args[0]',
    );
    expect(failure(() => takes(t.date)("2023-02-29"))).toMatch(/^PythonError: ValueError: day /);
  });
});

// A14
describe("a time", () => {
  test.each([
    ["12:30:15", "12, 30, 15"],
    ["00:00:00", "0, 0"],
    ["23:59:59.999999", "23, 59, 59, 999999"],
    ["12:30:00+02:00", "12, 30, tzinfo=timezone(timedelta(hours=2))"],
    ["12:30:00+00:00", "12, 30, tzinfo=UTC"],
  ])("is ISO text both ways: %s", (text, parts) => {
    expect(gives(t.time)(`time(${parts})`)).toBe(text);
    expect(gives(t.any)(`(time(${parts}),)`)).toStrictEqual([text]);
    const there = dates.function<(value: unknown) => unknown>("same", [t.time], t.time);
    expect(there(text)).toBe(text);
    expect(takes(t.time)(text)).toMatch(/^time datetime\.time\(/);
  });

  test("in a zone whose offset depends on the day stays a handle", () => {
    expect((gives(t.time)("time(12, tzinfo=MADRID)") as { $type: string }).$type).toBe("time");
  });

  test("is refused where it is none", () => {
    expect(failure(() => takes(t.time)("25:00"))).toMatch(/^PythonError: ValueError: hour must be in 0\.\.23/);
    expect(failure(() => takes(t.time)("noon"))).toBe('ConversionError: expected time, got str "noon" at args[0]');
    expect(failure(() => takes(t.time)(new Date()))).toBe(
      "ConversionError: expected time, got an instance of Date at args[0]",
    );
  });
});

// A14
describe("a timedelta", () => {
  test.each([
    ["timedelta(0)", 0],
    ["timedelta(seconds=1.5)", 1500],
    ["timedelta(microseconds=1)", 0.001],
    ["timedelta(microseconds=-1)", -0.001],
    ["timedelta(days=-1, microseconds=1)", -86_399_999.999],
    ["timedelta(days=142 * 365, microseconds=1)", 142 * 365 * 86_400_000 + 0.001],
    // Whole milliseconds, to the last that a number can tell from its neighbours.
    ["timedelta(milliseconds=2**53 - 1)", 2 ** 53 - 1],
    ["timedelta(milliseconds=-(2**53 - 1))", -(2 ** 53 - 1)],
  ])("is milliseconds both ways: %s", (source, milliseconds) => {
    expect(gives(t.timedelta)(source)).toBe(milliseconds);
    expect(gives(t.any)(`[${source}]`)).toStrictEqual([milliseconds]);
    const there = dates.function<(value: unknown) => unknown>("same", [t.timedelta], t.timedelta);
    expect(there(milliseconds)).toBe(milliseconds);
    expect(takes(t.timedelta)(milliseconds)).toBe(`timedelta ${gives(t.str)(`repr(${source})`) as string}`);
  });

  test.each([
    "timedelta.max",
    "timedelta.min",
    "timedelta(milliseconds=2**53)",
    "timedelta(days=300000000, microseconds=1)",
  ])("that no number can tell from others stays a handle: %s", (source) => {
    for (const type of [t.timedelta, t.any]) {
      const handle = gives(type)(source) as { $type: string };
      expect(handle.$type).toBe("timedelta");
      expect(takes(t.timedelta)(handle)).toBe(`timedelta ${gives(t.str)(`repr(${source})`) as string}`);
    }
  });

  test("is a number in a union, where a number will do", () => {
    expect(takes(t.union([t.timedelta, t.int]))(5)).toBe("int 5");
    expect(takes(t.union([t.timedelta, t.str]))(5)).toBe("timedelta datetime.timedelta(microseconds=5000)");
    expect(takes(t.any)(5)).toBe("int 5");
  });

  test("takes products for what they were meant to be", () => {
    expect(takes(t.timedelta)(1.1 * 1000)).toBe("timedelta datetime.timedelta(seconds=1, microseconds=100000)");
    expect(takes(t.timedelta)(0.1 + 0.2)).toBe("timedelta datetime.timedelta(microseconds=300)");
    expect(takes(t.timedelta)(-0)).toBe("timedelta datetime.timedelta(0)");
    expect(takes(t.timedelta)(86_400_000 * 999_999_999)).toBe("timedelta datetime.timedelta(days=999999999)");
  });

  test.each([
    [
      0.0001,
      /whole microseconds, and 0\.0001 milliseconds is finer; pass Math\.round\(value \* 1000\) \/ 1000 at args\[0\]$/,
    ],
    [1234.56789, /finer/],
    [NaN, /a timedelta is a finite number of milliseconds, got NaN at args\[0\]$/],
    [Infinity, /got Infinity/],
    ["5", /expected timedelta, got str "5" at args\[0\]$/],
    [5n, /expected timedelta, got int 5 at args\[0\]$/],
  ])("is refused where it is none: %s", (value, message) => {
    expect(failure(() => takes(t.timedelta)(value))).toMatch(message);
  });

  test("beyond Python's is Python's own error", () => {
    expect(failure(() => takes(t.timedelta)(1e300))).toMatch(/^PythonError: OverflowError: /);
  });
});

test("dates that a function of JavaScript's gets and gives are converted as well", () => {
  const py = python();
  py.exec("def through(f, x): return f(x)");
  const seen: unknown[] = [];
  const moment = new Date(123);
  const result: unknown = py.import("__main__").through((value: unknown) => {
    seen.push(value);
    return [value, new Date(456)];
  }, moment);
  expect(seen).toStrictEqual([moment]);
  expect(result).toStrictEqual([moment, new Date(456)]);
});
