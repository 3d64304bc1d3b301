/** DataFrames, LazyFrames and Series of polars in JavaScript and back: every type, in parts. */
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
  "a table of polars",
  () => {
    const tables = py.load(join(import.meta.dirname, "random_tables.py"));
    py.exec("import polars");
    leavesNoHandles(() => {
      const frame = tables.call("random_polars", [0, 3]);
      fromArrow(toArrow(frame), { as: "polars" });
      toRecords(frame);
      toColumns(frame);
    });

    test("has the same values in records, and comes back from apache-arrow as it was", () => {
      forAll(20, (random, index) => {
        const rows = index === 0 ? 10_000 : random.upTo(40);
        const frame = tables.call("random_polars", [seed + index, rows]);
        const expected = tables.call("plain_polars", [frame]) as unknown[][];
        const records = toRecords(frame);
        expect(
          difference(
            records.map((row) => Object.values(row)),
            expected,
          ),
        ).toBeUndefined();
        expect(tables.call("same_polars", [frame, fromArrow(toArrow(frame), { as: "polars" })])).toBe(true);
      });
    });

    test("comes back sliced when JavaScript slices it", () => {
      forAll(20, (random, index) => {
        const frame = tables.call("random_polars", [seed + index, 40]);
        const begin = random.upTo(40);
        const end = begin + random.upTo(40 - begin);
        const back = fromArrow(toArrow(frame).slice(begin, end), { as: "polars" });
        expect(tables.call("same_polars", [frame.slice(begin, end - begin), back])).toBe(true);
      });
    });

    test("has the values of a slice, also within structs and arrays that hold nulls", () => {
      py.exec(`
sliced = polars.DataFrame({
    "struct": polars.Series([{"a": i} if i % 3 else None for i in range(6)], dtype=polars.Struct({"a": polars.Int8})),
    "array": polars.Series([[i, i] if i % 3 else None for i in range(6)], dtype=polars.Array(polars.Int8, 2)),
    "both": polars.Series([[{"a": [i]}] if i % 3 else [None] for i in range(6)],
      dtype=polars.List(polars.Struct({"a": polars.Array(polars.Int8, 1)}))),
}).slice(2)`);
      const rows = [2, 3, 4, 5].map((i) => {
        const there = i % 3 !== 0;
        return { struct: there ? { a: i } : null, array: there ? [i, i] : null, both: [there ? { a: [i] } : null] };
      });
      const sliced = py.eval("sliced");
      expect(toRecords(sliced)).toStrictEqual(rows);
      expect(Object.keys(toColumns(sliced))).toStrictEqual(["struct", "array", "both"]);
      expect(
        toArrow(sliced)
          .toArray()
          .map((row) => JSON.parse(JSON.stringify(row)) as unknown),
      ).toStrictEqual(rows);
      expect(toRecords(py.eval("polars.concat([sliced, sliced.slice(3)], rechunk=False)"))).toStrictEqual([
        ...rows,
        rows[3],
      ]);
    });

    test("is collected when it is lazy", () => {
      const lazy = py.eval("polars.LazyFrame({'a': [1, 2, 3]}).filter(polars.col('a') > 1)");
      expect(toRecords(lazy)).toStrictEqual([{ a: 2 }, { a: 3 }]);
    });

    test("is one column when it is a Series, also of structs, and has a name without one", () => {
      expect(toRecords(py.eval("polars.Series('s', [1, None])"))).toStrictEqual([{ s: 1 }, { s: null }]);
      expect(toRecords(py.eval("polars.Series([{'a': 1}])"))).toStrictEqual([{ value: { a: 1 } }]);
    });

    test("is refused when a column has no type here, which is named", () => {
      expect(failure(() => toRecords(py.eval("polars.DataFrame({'n': [1], 'o': [object()]})")))).toBe(
        'ConversionError: column "o" is made of Python objects, which tables in JavaScript have no type for: cast it in Python, or leave it out',
      );
      expect(
        failure(() =>
          toArrow(py.eval("polars.DataFrame({'s': [{'i': 1}]}, {'s': polars.Struct({'i': polars.Int128})})")),
        ),
      ).toBe(
        'ConversionError: column "s"."i" is of the Arrow type "_pli128", which tables in JavaScript have no type for: cast it in Python, or leave it out',
      );
    });
  },
  ["numpy", "pandas", "polars", "pyarrow"],
);
