/** DataFrames and Series of pandas in JavaScript and back: every type, and every kind of index. */
// A14
import { join } from "node:path";

import { fromArrow, python, toArrow, toColumns, toRecords } from "@pyweld/core";
import { expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { difference } from "../support/plain-values.js";
import { forAll, seed } from "../support/random.js";
import { describeScience, sciencePython } from "../support/science-python.js";

const py = python(sciencePython === undefined ? {} : { python: sciencePython });

describeScience(
  "a table of pandas",
  () => {
    const tables = py.load(join(import.meta.dirname, "random_tables.py"));
    py.exec("import pandas, numpy");
    leavesNoHandles(() => {
      const frame = tables.call("random_pandas", [0, 3]);
      fromArrow(toArrow(frame));
      toRecords(frame);
      toColumns(frame);
    });

    test("has the same values in records, and comes back from apache-arrow as it was", () => {
      forAll(20, (random, index) => {
        const rows = index === 0 ? 10_000 : 1 + random.upTo(40);
        const frame = tables.call("random_pandas", [seed + index, rows]);
        expect(difference(toRecords(frame), tables.call("plain_pandas", [frame]))).toBeUndefined();
        expect(tables.call("same_pandas", [frame, fromArrow(toArrow(frame))])).toBe(true);
      });
    });

    test("has no rows when it has none", () => {
      const frame = tables.call("random_pandas", [seed, 0]);
      expect(toRecords(frame)).toStrictEqual([]);
      expect(toColumns(frame)).toMatchObject({ int64: new BigInt64Array(0), float16: new Float32Array(0), str: [] });
      expect(fromArrow(toArrow(frame)).shape[0]).toBe(0);
      expect(toRecords(py.eval("pandas.DataFrame()"))).toStrictEqual([]);
      expect(toColumns(py.eval("pandas.DataFrame()"))).toStrictEqual({});
      expect(toArrow(py.eval("pandas.DataFrame()")).numCols).toBe(0);
      expect(toRecords(py.eval("pandas.DataFrame(index=[5, 6])"))).toStrictEqual([{ index: 5 }, { index: 6 }]);
    });

    test("keeps NaN and null apart", () => {
      const frame = py.eval(`pandas.DataFrame({
        "numpy": [1.5, numpy.nan, 3], "masked": pandas.arrays.FloatingArray(numpy.array([1, numpy.nan, 0]), numpy.array([False, False, True])),
        "text": ["a", None, numpy.nan], "whole": pandas.array([1, None, 2**60], dtype="Int64")})`);
      expect(toRecords(frame)).toStrictEqual([
        { numpy: 1.5, masked: 1, text: "a", whole: 1n },
        { numpy: NaN, masked: NaN, text: null, whole: null },
        { numpy: 3, masked: null, text: null, whole: 2n ** 60n },
      ]);
      expect(toColumns(frame)).toStrictEqual({
        numpy: Float64Array.of(1.5, NaN, 3),
        masked: [1, NaN, null],
        text: ["a", null, null],
        whole: [1n, null, 2n ** 60n],
      });
      expect(tables.call("same_pandas", [frame, fromArrow(toArrow(frame))])).toBe(true);
    });

    test("gives an index as columns unless it only counts the rows", () => {
      const records = (index: string): unknown => toRecords(py.eval(`pandas.DataFrame({"a": [1]}, index=${index})`));
      expect(records("None")).toStrictEqual([{ a: 1 }]);
      expect(records("pandas.RangeIndex(3, 4)")).toStrictEqual([{ index: 3, a: 1 }]);
      expect(records("pandas.RangeIndex(1, name='n')")).toStrictEqual([{ n: 0, a: 1 }]);
      expect(records("['x']")).toStrictEqual([{ index: "x", a: 1 }]);
      expect(records("pandas.MultiIndex.from_tuples([('x', 2)], names=['k', None])")).toStrictEqual([
        { k: "x", level_1: 2, a: 1 },
      ]);
      expect(toArrow(py.eval("pandas.DataFrame({'a': [1]}, index=['x'])")).schema.names).toStrictEqual([
        "a",
        "__index_level_0__",
      ]);
    });

    test("is one column when it is a Series", () => {
      expect(toRecords(py.eval("pandas.Series([1, 2], name='s')"))).toStrictEqual([{ s: 1 }, { s: 2 }]);
      expect(toColumns(py.eval("pandas.Series([0.5])"))).toStrictEqual({ value: Float64Array.of(0.5) });
      expect(toRecords(py.eval("pandas.Series([1], index=['x'])"))).toStrictEqual([{ index: "x", value: 1 }]);
    });

    test("gives periods and intervals as text in records, also as categories, and as themselves to apache-arrow", () => {
      const frame = py.eval(`pandas.DataFrame({"p": pandas.period_range("2024-01", periods=2, freq="M"),
        "c": pandas.cut([1, 5], [0, 2, 6])})`);
      expect(toRecords(frame)).toStrictEqual([
        { p: "2024-01", c: "(0, 2]" },
        { p: "2024-02", c: "(2, 6]" },
      ]);
      expect(toRecords(frame.groupby("p").count())).toStrictEqual([
        { p: "2024-01", c: 1 },
        { p: "2024-02", c: 1 },
      ]);
    });

    test("has labels that are no text as text, and is refused in records when two are the same", () => {
      expect(toRecords(py.eval("pandas.DataFrame([[1, 2]], columns=[0, 1])"))).toStrictEqual([{ 0: 1, 1: 2 }]);
      expect(
        toRecords(py.eval("pandas.DataFrame([[1, 2]], columns=pandas.MultiIndex.from_tuples([('a', 1), ('a', 2)]))")),
      ).toStrictEqual([{ "('a', '1')": 1, "('a', '2')": 2 }]);
      expect(failure(() => toRecords(py.eval("pandas.DataFrame([[1, 2]], columns=['a', 'a'])")))).toMatch(
        /Duplicate column names found/,
      );
    });

    test("passes on what pandas says of columns that are no table's", () => {
      expect(failure(() => toRecords(py.eval("pandas.DataFrame({'odd': [object()]})")))).toMatch(/odd/);
    });
  },
  ["numpy", "pandas", "polars", "pyarrow"],
);
