/** Where apache-arrow comes from: the copy that the program itself has, or nowhere. */
// A14
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { fromArrow, fromColumns, python, toArrow } from "@pyweld/core";
import * as arrow from "apache-arrow";
import { expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { failure } from "../support/failure.js";
import { temporaryFolder } from "../support/python-source.js";
import { describeScience, sciencePython } from "../support/science-python.js";

const core = resolve(import.meta.dirname, "../..");

describeScience(
  "apache-arrow",
  () => {
    const py = python({ python: sciencePython });

    test("is the copy that the program imports", () => {
      const table = toArrow(py.eval("__import__('polars').DataFrame({'a': [1], 's': ['x']})"));
      expect(table.constructor).toBe(arrow.Table);
      expect(table.getChild("a")?.data[0]?.constructor).toBe(arrow.Data);
      expect(arrow.tableFromIPC(arrow.tableToIPC(table)).toArray().map(String)).toStrictEqual(['{"a": 1, "s": "x"}']);
    });

    test("is the copy that the program requires, in CommonJS", async () => {
      const { stdout, stderr } = await runChild(`
        import { createRequire } from "node:module";
        const require = createRequire(${JSON.stringify(join(core, "package.json"))});
        const common = require("./dist/index.cjs");
        const py = common.python({ python: ${JSON.stringify(sciencePython)} });
        const table = common.toArrow(py.eval("__import__('polars').DataFrame({'a': [1]})"));
        console.log(table.constructor === require("apache-arrow").Table, String(table));
      `);
      expect([stdout, stderr]).toStrictEqual(['true [\n  {"a": 1}\n]\n', ""]);
    });

    test("is told apart from other copies, whose types it would not know", () => {
      const other = createRequire(import.meta.url)("apache-arrow") as typeof arrow;
      const table = other.tableFromArrays({ a: Float64Array.of(1, 2), s: ["x", "y"] });
      expect(failure(() => fromArrow(table))).toMatch(
        /^UsageError: the table was made by another copy of apache-arrow/,
      );
      expect(failure(() => fromArrow({} as arrow.Table))).toBe(
        "UsageError: expected a table of apache-arrow, got dict",
      );
      for (const as of ["pandas", "polars", "pyarrow"] as const) {
        const own = arrow.tableFromArrays({ a: Float64Array.of(1, 2), s: ["x", "y"] });
        expect(toArrow(fromArrow(own, { as })).toArray().map(String)).toStrictEqual(own.toArray().map(String));
      }
    });

    test("is asked for where it is not installed, and not needed for records and columns", async () => {
      const folder = join(temporaryFolder(), "without-arrow", "node_modules", "@pyweld");
      mkdirSync(folder, { recursive: true });
      for (const name of ["dist", "python", "package.json"])
        cpSync(join(core, name), join(folder, "core", name), { recursive: true });
      symlinkSync(resolve(core, "../native"), join(folder, "native"));
      const script = (specifier: string): string => `
        const { toArrow, fromArrow, toRecords, toColumns, fromColumns, ...alone } = ${specifier};
        alone.python({ python: ${JSON.stringify(sciencePython)} });
        const frame = fromColumns({ a: [1.5], s: ["x"] }, { as: "polars" });
        console.log(JSON.stringify([toRecords(frame), toColumns(frame)]));
        for (const use of [() => toArrow(frame), () => fromArrow({})]) try { use(); } catch (error) { console.log(String(error)); }
      `;
      const said =
        "SetupError: Arrow tables in JavaScript need the package apache-arrow, which is not installed: npm install apache-arrow\n";
      const expected = `[[{"a":1.5,"s":"x"}],{"a":{"0":1.5},"s":["x"]}]\n${said}${said}`;
      const url = pathToFileURL(join(folder, "core", "dist", "index.js")).href;
      // Folders that the runner of these tests looks in as well.
      const env = { NODE_PATH: undefined };
      expect((await runChild(script(`await import(${JSON.stringify(url)})`), { env })).stdout).toBe(expected);
      const file = JSON.stringify(join(folder, "core", "dist", "index.cjs"));
      expect(
        (await runChild(script(`(await import("node:module")).createRequire(${file})(${file})`), { env })).stdout,
      ).toBe(expected);
    });

    test("has slices that come out right, which its own writer gets wrong", () => {
      // Should this fail, writable-table.ts has become needless.
      const long = Array.from({ length: 9 }, (_, i) => `a text of more than twelve bytes ${i}`);
      const views = toArrow(fromColumns({ s: long }, { as: "polars" })).slice(3, 9);
      expect(() => arrow.tableFromIPC(arrow.tableToIPC(views)).toString()).toThrow(Error);
      expect(
        toArrow(fromArrow(views, { as: "polars" }))
          .getChild("s")
          ?.toJSON(),
      ).toStrictEqual(long.slice(3));
    });
  },
  ["numpy", "pandas", "polars", "pyarrow"],
);
