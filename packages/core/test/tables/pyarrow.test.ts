/** Tables of pyarrow in JavaScript and back: every type, cut into parts at random. */
// A14
import { join } from "node:path";

import { fromArrow, python, toArrow, toColumns, toRecords } from "@pyweld/core";
import { expect, test } from "vitest";

import { leavesNoHandles } from "../support/live-handles.js";
import { difference } from "../support/plain-values.js";
import { forAll, seed } from "../support/random.js";
import { describeScience, sciencePython } from "../support/science-python.js";

const py = python(sciencePython === undefined ? {} : { python: sciencePython });

describeScience(
  "a table of pyarrow",
  () => {
    const tables = py.load(join(import.meta.dirname, "random_tables.py"));
    leavesNoHandles(() => {
      const table = tables.call("random_table", [0, 3]);
      fromArrow(toArrow(table), { as: "pyarrow" });
      toRecords(table);
      toColumns(table);
    });

    test("has the same values in records and columns, whatever its types", () => {
      forAll(60, (random, index) => {
        const table = tables.call("random_table", [seed + index, random.upTo(40)]);
        checkValues(table);
      });
    });

    test("has the same values when it has ten thousand rows of every type", () => {
      const table = tables.call("random_table", [seed, 10_000, true]);
      checkValues(table);
      expect(table.num_rows).toBeGreaterThan(1000);
    });

    test("comes back from apache-arrow as it was", () => {
      forAll(60, (random, index) => {
        const table = tables.call("random_table", [seed + index, random.upTo(40)]);
        const back = fromArrow(toArrow(table), { as: "pyarrow" });
        expect(tables.call("same", [table, back])).toBe(true);
      });
      const large = tables.call("random_table", [seed, 10_000, true]);
      expect(tables.call("same", [large, fromArrow(toArrow(large), { as: "pyarrow" })])).toBe(true);
    });

    test("comes back where a null struct holds an index that nothing is found by", () => {
      for (const table of tables.call("indices_in_null_structs", []) as Iterable<ReturnType<typeof py.import>>) {
        const back = fromArrow(toArrow(table), { as: "pyarrow" });
        expect(tables.call("same", [table, back])).toBe(true);
      }
    });

    test("comes back sliced when JavaScript slices it", () => {
      forAll(60, (random, index) => {
        const table = tables.call("random_table", [seed + index, 40]);
        const begin = random.upTo(table.num_rows);
        const end = begin + random.upTo(table.num_rows - begin);
        const back = fromArrow(toArrow(table).slice(begin, end), { as: "pyarrow" });
        expect(tables.call("same", [table.slice(begin, end - begin), back])).toBe(true);
      });
    });

    function checkValues(table: ReturnType<typeof py.import>): void {
      const names = table.column_names as string[];
      const expected = tables.call("plain_rows", [table]) as unknown[][];
      const records = toRecords(table);
      expect(records.length).toBe(table.num_rows);
      expect(
        difference(
          records.map((row) => Object.values(row)),
          expected,
        ),
      ).toBeUndefined();
      const columns = toColumns(table);
      expect(Object.keys(columns)).toStrictEqual(names);
      for (const [i, name] of names.entries()) {
        const values = [...(columns[name] as unknown[])];
        expect(
          difference(
            values,
            expected.map((row) => row[i]),
            name,
          ),
        ).toBeUndefined();
      }
    }
  },
  ["numpy", "pandas", "polars", "pyarrow"],
);
