/** Tables in Python from columns and records of JavaScript. */
// A14
import { fromColumns, fromRecords, python, toColumns, toRecords, type TableLibrary } from "@pyweld/core";
import { expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { forAll, type Random } from "../support/random.js";
import { describeScience, sciencePython } from "../support/science-python.js";

const py = python(sciencePython === undefined ? {} : { python: sciencePython });
const libraries: TableLibrary[] = ["pandas", "polars", "pyarrow"];

describeScience(
  "fromColumns and fromRecords",
  () => {
    leavesNoHandles(() => libraries.map((as) => toRecords(fromColumns({ a: [1, null, 0.5] }, { as }))));

    test("make tables of each library that hold the same", () => {
      const columns = {
        whole: [1, -2, 3],
        mixed: [1, 2.5, null],
        nan: [NaN, null, 1],
        zero: [-0, 0, 1],
        text: ["é", null, ""],
        truth: [true, null, false],
        wide: [2n ** 60n, 1n, null],
        unsigned: [2n ** 63n, 1n, 2n],
        lists: [[1, 2.5], [], null],
        structs: [{ a: 1 }, { a: 0.5, b: "x" }, null],
        nothing: [null, undefined, null],
      };
      for (const as of libraries.slice(1)) {
        expect(toRecords(fromColumns(columns, { as }))).toStrictEqual([
          {
            whole: 1,
            mixed: 1,
            nan: NaN,
            zero: -0,
            text: "é",
            truth: true,
            wide: 2n ** 60n,
            unsigned: 2n ** 63n,
            lists: [1, 2.5],
            structs: { a: 1, b: null },
            nothing: null,
          },
          {
            whole: -2,
            mixed: 2.5,
            nan: null,
            zero: 0,
            text: null,
            truth: null,
            wide: 1n,
            unsigned: 1n,
            lists: [],
            structs: { a: 0.5, b: "x" },
            nothing: null,
          },
          {
            whole: 3,
            mixed: null,
            nan: 1,
            zero: 1,
            text: "",
            truth: false,
            wide: null,
            unsigned: 2n,
            lists: null,
            structs: null,
            nothing: null,
          },
        ]);
      }
      const { lists: _, structs: __, ...flat } = columns;
      const frame = fromColumns(flat);
      expect(py.eval("lambda frame: [str(dtype) for dtype in frame.dtypes]")(frame)).toMatchObject([
        ...["int64", "Float64", "Float64", "float64"],
        ...[expect.stringMatching(/^(str|object)$/), "boolean", "Int64", "uint64", "object"],
      ]);
      expect(toColumns(frame)).toStrictEqual({
        ...flat,
        whole: BigInt64Array.of(1n, -2n, 3n),
        zero: Float64Array.of(-0, 0, 1),
        unsigned: BigUint64Array.of(2n ** 63n, 1n, 2n),
        nothing: [null, null, null],
      });
    });

    test("keep the type of typed arrays, and what the table holds when the array changes", () => {
      const arrays = {
        i1: Int8Array.of(1, -128),
        u1: Uint8Array.of(1, 255),
        i2: Int16Array.of(1, -32768),
        u2: Uint16Array.of(1, 65535),
        i4: Int32Array.of(1, -(2 ** 31)),
        u4: Uint32Array.of(1, 2 ** 32 - 1),
        i8: BigInt64Array.of(1n, -(2n ** 63n)),
        u8: BigUint64Array.of(1n, 2n ** 64n - 1n),
        f4: Float32Array.of(0.5, NaN),
        f8: Float64Array.of(-0, Infinity),
        part: new Float64Array([9, 1, 2, 9]).subarray(1, 3),
      };
      const copies = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]));
      for (const as of libraries) {
        const frame = fromColumns({ ...arrays, clamped: Uint8ClampedArray.of(1, 2) }, { as });
        arrays.f8[0] = 42;
        expect(toColumns(frame)).toStrictEqual({ ...copies, clamped: Uint8Array.of(1, 2) });
        arrays.f8[0] = -0;
      }
    });

    test("make tables without rows, and without columns", () => {
      for (const as of libraries) {
        expect(toColumns(fromColumns({ a: new Float32Array(0) }, { as }))).toStrictEqual({ a: new Float32Array(0) });
        expect(toColumns(fromColumns({ a: [] }, { as }))).toStrictEqual({ a: [] });
        expect(toRecords(fromRecords([], { as }))).toStrictEqual([]);
      }
    });

    test("take all keys of all rows, in the order in which they come", () => {
      for (const as of libraries) {
        const frame = fromRecords([{ b: "x" }, { a: "y", b: undefined }, { "c d": "z", ["__proto__"]: "p" }], { as });
        expect(toRecords(frame).map((row) => Object.entries(row))).toStrictEqual([
          Object.entries({ b: "x", a: null, "c d": null, ["__proto__"]: null }),
          Object.entries({ b: null, a: "y", "c d": null, ["__proto__"]: null }),
          Object.entries({ b: null, a: null, "c d": "z", ["__proto__"]: "p" }),
        ]);
      }
      const ordered = new Map([
        ["2", [1]],
        ["1", [2]],
      ]);
      expect(py.eval("lambda frame: list(frame.columns)")(fromColumns(ordered))).toStrictEqual(["2", "1"]);
    });

    test("give back random rows as they were", () => {
      const cell: Record<string, (random: Random) => unknown> = {
        number: (random) => random.pick([0, -0, 0.5, NaN, Infinity, 2 ** 60, random.next()]),
        // Never all safe, so that they come back as bigints.
        bigint: (random) => BigInt(random.upTo(2 ** 31)) << 31n,
        text: (random) => random.pick(["", "é", "\u{1f600}", "a\0b"]),
        truth: (random) => random.chance(0.5),
      };
      forAll(30, (random) => {
        const as = random.pick(libraries);
        const rows = random.list(1 + random.upTo(40), () =>
          Object.fromEntries(
            Object.entries(cell).map(([name, make]) => [name, random.chance(0.2) ? null : make(random)]),
          ),
        );
        // A column that is only null has no type to come back in.
        rows.push({ number: 0.5, bigint: 2n ** 60n, text: "t", truth: true });
        expect(toRecords(fromRecords(rows, { as }))).toStrictEqual(rows);
      });
    });

    test("refuse what is no table", () => {
      expect(failure(() => fromColumns({ a: [1], b: [1, 2] }))).toBe(
        'UsageError: columns must have one length: "a" has 1 values, "b" has 2',
      );
      expect(failure(() => fromColumns({ a: "text" as unknown as string[] }))).toBe(
        'UsageError: column "a" is no array of values',
      );
      expect(failure(() => fromColumns({ a: new DataView(new ArrayBuffer(8)) as never }))).toMatch(
        'column "a" is no array',
      );
      expect(failure(() => fromRecords([{ a: 1 }, 5 as never]))).toMatch(
        /^UsageError: expected an object as rows\[1\], got /,
      );
      expect(failure(() => fromRecords([[1] as never]))).toMatch(/^UsageError: expected an object as rows\[0\], got /);
      expect(failure(() => fromColumns({}, { as: "dask" as "polars" }))).toBe(
        'UsageError: expected "pandas", "polars" or "pyarrow" as the library of a table, got "dask"',
      );
      expect(failure(() => fromColumns({ a: [Symbol("s")] }))).toMatch("a symbol has no counterpart in Python");
    });

    test("refuse to make floats of integers that no float is exact for", () => {
      for (const as of libraries) {
        expect(failure(() => fromColumns({ a: [2n ** 60n + 1n, 0.5] }, { as }))).toBe(
          "PythonError: ValueError: a column holds 1152921504606846977 beside numbers with a fraction: no float is that exact",
        );
      }
    });

    test("leave columns of several types to the library", () => {
      expect(py.eval("lambda frame: frame['a'].tolist()")(fromColumns({ a: [1, "x"] }))).toStrictEqual([1, "x"]);
      for (const as of ["polars", "pyarrow"] as const) {
        expect(failure(() => fromColumns({ a: [1, "x"] }, { as }))).toMatch(/^PythonError: /);
      }
    });
  },
  ["numpy", "pandas", "polars", "pyarrow"],
);
