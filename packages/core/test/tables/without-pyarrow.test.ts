/** DataFrames of pandas where pyarrow is not installed. */
// A14
import { fromArrow, fromColumns, python, toArrow, toColumns, toRecords } from "@pyweld/core";
import { tableFromArrays, vectorFromArray, Decimal, Table } from "apache-arrow";
import { expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { describeScience, sciencePython } from "../support/science-python.js";

const py = python(sciencePython === undefined ? {} : { python: sciencePython });

describeScience(
  "a table of pandas without pyarrow",
  () => {
    // As if it were not installed; before pandas looks for it.
    py.exec("import sys\nsys.modules['pyarrow'] = None\nimport datetime, decimal, numpy, pandas");
    py.exec(`
frame = pandas.DataFrame({
  "i": [1, -2, 2**60], "u": numpy.array([1, 2, 255], "u1"), "n": pandas.array([1, None, 3], dtype="Int64"),
  "f": [1.5, numpy.nan, -0.0], "h": numpy.array([0.5, 2, 65504], "f2"), "big": numpy.array([1, 2, 3], ">i4"),
  "F": pandas.arrays.FloatingArray(numpy.array([1, numpy.nan, 0]), numpy.array([False, False, True])),
  "s": ["x", None, "\\u00e9\\0"], "e": ["", "", ""], "B": [b"x", None, b""], "b": [True, False, True],
  "bn": pandas.array([True, None, False], dtype="boolean"),
  "d": [datetime.date(2024, 2, 29), None, datetime.date(1900, 1, 1)],
  "c": pandas.Categorical(["a", "b", None], ["b", "unused", "a"], ordered=True),
  "t": pandas.to_datetime(["2024-01-01 00:00:00", "2024-01-02 03:04:05.678901", None], format="ISO8601"), "z": pandas.to_datetime(["2024-07-01", "2024-01-02", None]).tz_localize("Europe/Oslo"),
  "td": pandas.to_timedelta([1, -2, None], unit="s"), "o": pandas.Series([1, None, 3], dtype=object), "none": [None, None, None]})
def same(one, other):
    expected = one.assign(big=one["big"].astype("i4"), o=one["o"].astype("Int64"))
    pandas.testing.assert_frame_equal(expected, other)
    return True
`);
    leavesNoHandles(() => fromArrow(toArrow(py.eval("frame"))));

    test("has the same values", () => {
      expect(toRecords(py.eval("frame"))).toStrictEqual([
        {
          ...{
            i: 1n,
            u: 1,
            n: 1,
            f: 1.5,
            h: 0.5,
            big: 1,
            F: 1,
            s: "x",
            e: "",
            B: Uint8Array.of(120),
            b: true,
            bn: true,
          },
          ...{
            d: "2024-02-29",
            c: "a",
            t: "2024-01-01T00:00:00.000000",
            z: "2024-06-30T22:00:00Z",
            td: 1000,
            o: 1,
            none: null,
          },
        },
        {
          ...{ i: -2n, u: 2, n: null, f: NaN, h: 2, big: 2, F: NaN, s: null, e: "", B: null, b: false, bn: null },
          ...{
            d: null,
            c: "b",
            t: "2024-01-02T03:04:05.678901",
            z: "2024-01-01T23:00:00Z",
            td: -2000,
            o: null,
            none: null,
          },
        },
        {
          ...{
            i: 2n ** 60n,
            u: 255,
            n: 3,
            f: -0,
            h: 65504,
            big: 3,
            F: null,
            s: "é\0",
            e: "",
            B: new Uint8Array(0),
            b: true,
          },
          ...{ bn: false, d: "1900-01-01", c: null, t: null, z: null, td: null, o: 3, none: null },
        },
      ]);
    });

    test("comes back from apache-arrow as it was", () => {
      expect(py.eval("same")(py.eval("frame"), fromArrow(toArrow(py.eval("frame"))))).toBe(true);
      const part = fromArrow(toArrow(py.eval("pandas.concat([frame] * 5, ignore_index=True)")).slice(7, 12));
      const expected = py.eval("pandas.concat([frame] * 5, ignore_index=True).iloc[7:12].reset_index(drop=True)");
      expect(py.eval("same")(expected, part)).toBe(true);
    });

    test("lies over numpy's memory", () => {
      py.exec("numbers = numpy.array([1.5, 2.5]); shared = pandas.DataFrame({'a': numbers}, copy=False)");
      const { a } = toColumns<{ a: Float64Array }>(py.eval("shared"));
      py.exec("numbers[0] = 42; del shared, numbers");
      expect(a).toStrictEqual(Float64Array.of(42, 2.5));
    });

    test("has its index as columns, and periods as text", () => {
      const frame = py.eval("pandas.DataFrame({'a': [1]}, index=pandas.period_range('2024-05', periods=1, freq='M'))");
      expect(toRecords(frame)).toStrictEqual([{ index: "2024-05", a: 1 }]);
      expect(failure(() => toArrow(frame))).toBe(
        "PythonError: TypeError: column 'index' (period[M]) holds Period, which need pyarrow to cross: pip install pyarrow",
      );
    });

    test("is made of columns, and of tables with parts and categories of their own", () => {
      expect(toRecords(fromColumns({ a: [1, null], s: ["x", null] }))).toStrictEqual([
        { a: 1, s: "x" },
        { a: null, s: null },
      ]);
      const one = tableFromArrays({ s: ["b", "a"], f: Float32Array.of(1, 2) });
      const table = one.concat(tableFromArrays({ s: ["a", "c"], f: Float32Array.of(3, 4) }) as typeof one);
      const frame = fromArrow(table);
      expect(py.eval("lambda frame: frame['s'].cat.categories.tolist()")(frame)).toStrictEqual(["b", "a", "c"]);
      expect(toRecords(frame)).toStrictEqual([
        { s: "b", f: 1 },
        { s: "a", f: 2 },
        { s: "a", f: 3 },
        { s: "c", f: 4 },
      ]);
    });

    test("is refused where only pyarrow knows how", () => {
      expect(failure(() => toRecords(py.eval("pandas.DataFrame({'d': [decimal.Decimal(1)]})")))).toBe(
        "PythonError: TypeError: column 'd' (object) holds Decimal, which need pyarrow to cross: pip install pyarrow",
      );
      const decimals = new Table({ d: vectorFromArray([Uint32Array.of(1, 0, 0, 0)], new Decimal(0, 10, 128)) });
      expect(failure(() => fromArrow(decimals))).toBe(
        'SetupError: column "d" (Decimal[10e0]) takes pyarrow to become one of pandas: pip install pyarrow',
      );
      expect(failure(() => fromArrow(decimals, { as: "pyarrow" }))).toMatch(/^PythonError: ModuleNotFoundError/);
    });
  },
  ["numpy", "pandas"],
);
