/** Scalars of numpy and pandas where a plain value is expected, and where nothing is. */
import { python } from "@pyweld/core";
import { t, type PyFunction, type PyObject, type PyType } from "@pyweld/core/bindings/v1";
import { expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { toolOf } from "../support/python-source.js";
import { describeScience, sciencePython } from "../support/science-python.js";

python({ python: sciencePython });
const { int, float, str } = t;

// A14
describeScience(
  "a scalar of numpy",
  () => {
    const tool = toolOf(
      "numpy_scalars",
      "import numpy as np\nfrom datetime import *\ndef value(text): return eval(text)",
    );
    const gives = (type: PyType): PyFunction<(text: string) => unknown> => tool.function("value", [str], type);

    test.each([
      ["np.float64(1.5)", 1.5],
      ["np.float32(0.1)", Math.fround(0.1)],
      ["np.float16(65504)", 65504],
      ["np.float64('-0.0')", -0],
      ["np.float32('inf')", Infinity],
      ["np.float16('nan')", NaN],
      ["np.longdouble(0.5)", 0.5],
      ["np.longdouble('nan')", NaN],
      ["np.int8(-128)", -128],
      ["np.uint8(255)", 255],
      ["np.int64(2**53 - 1)", 2 ** 53 - 1],
      ["np.int64(-2**63)", -(2n ** 63n)],
      ["np.uint64(2**64 - 1)", 2n ** 64n - 1n],
      ["np.intp(7)", 7],
      ["np.bool_(False)", false],
      ["np.str_('é')", "é"],
      ["np.bytes_(b'ab')", Uint8Array.from([97, 98])],
      ["np.datetime64('2024-05-01')", "2024-05-01"],
      ["np.datetime64('2024-05')", "2024-05-01"],
      ["np.datetime64('2024-05-01T12:30')", "2024-05-01T12:30:00"],
      ["np.datetime64('2024-05-01T12:30:00.000001')", "2024-05-01T12:30:00.000001"],
      ["np.datetime64('2024-05-01T12:30:00.000001000')", "2024-05-01T12:30:00.000001"],
      ["np.datetime64('1969-12-31T23:59:59.999999000')", "1969-12-31T23:59:59.999999"],
      ["np.timedelta64(1500, 'ms')", 1500],
      ["np.timedelta64(-3, 'D')", -259_200_000],
      ["np.timedelta64(5000, 'ns')", 0.005],
    ])("is the plain value it stands for: %s", (source, value) => {
      expect(gives(t.any)(source)).toStrictEqual(value);
      expect(gives(t.any)(`{'a': [${source}]}`)).toStrictEqual({ a: [value] });
      expect(gives(t.list(t.datetime))(`[${source}]`)).toStrictEqual([value]);
      expect(gives(t.union([t.none, t.bytes]))(source)).toStrictEqual(value);
    });

    test.each([
      "np.datetime64('2024-05-01T12:30:00.000000001')",
      "np.datetime64('NaT')",
      "np.datetime64('20000-01-01')",
      "np.timedelta64('NaT')",
      "np.timedelta64(1, 'ns')",
      "np.timedelta64(1, 'Y')",
      "np.timedelta64(1)",
      "np.complex64(1j)",
      "np.void(b'x')",
    ])("that no plain value is equal to stays a handle: %s", (source) => {
      for (const type of [t.any, t.datetime, t.timedelta, float, int]) {
        expect((gives(type)(source) as PyObject).$repr()).toMatch(/^np\.|^void|datetime64|timedelta64|complex64/);
      }
    });

    test.skipIf(process.arch !== "x64")("of more digits than a number has stays a handle", () => {
      expect((gives(float)("np.longdouble(1) / 3") as PyObject).$type).toMatch(/^longdouble|float128$/);
    });

    test("fits the type of the plain value", () => {
      expect(gives(float)("np.float32(1.5)")).toBe(1.5);
      expect(gives(t.list(float))("[np.float16(1.5), 2, np.float64(3)]")).toStrictEqual([1.5, 2, 3]);
      expect(gives(float)("np.int64(5)")).toBe(5);
      expect(gives(t.list(int))("[np.int64(5), np.uint8(1)]")).toStrictEqual([5, 1]);
      expect(gives(t.bigint)("np.int64(5)")).toBe(5n);
      expect(gives(t.list(t.integer))("[np.int64(5), np.int64(2**60)]")).toStrictEqual([5, 2n ** 60n]);
      expect(gives(t.bool)("np.bool_(True)")).toBe(true);
      expect(gives(t.dict(t.bool))("{'a': np.bool_(True)}")).toStrictEqual({ a: true });
      expect(gives(str)("np.str_('a')")).toBe("a");
      expect(gives(t.optional(float))("np.float32(1.5)")).toBe(1.5);
      expect(gives(t.union([str, int]))("np.int64(5)")).toBe(5);
      expect(gives(t.complex)("np.complex64(1+2j)")).toStrictEqual({ re: 1, im: 2 });
      expect(gives(t.complex)("np.float32(1.5)")).toStrictEqual({ re: 1.5, im: 0 });
      expect(gives(t.typedDict({ a: float, b: int }))("{'a': np.float32(1.5), 'b': np.int8(1)}")).toStrictEqual({
        a: 1.5,
        b: 1,
      });
      expect(gives(t.map(int, float))("{np.int64(1): np.float32(2)}")).toStrictEqual(new Map([[1, 2]]));
    });

    test("beyond the safe integers is an error where a number is expected, with its place", () => {
      expect(failure(() => gives(t.list(int))("[np.int64(1), np.int64(2**60)]"))).toBe(
        "ConversionError: int beyond ±(2**53 - 1), which a number cannot hold exactly at result[1]",
      );
    });

    test("reaches functions of JavaScript's as the plain value", () => {
      const seen: unknown[] = [];
      tool.function<(text: string) => (f: unknown, x: unknown) => unknown>("value", [str], t.any);
      const py = python();
      py.exec("import numpy as np\ndef give(f): return f(np.float32(1.5), np.int64(2), k=np.str_('a'))");
      py.import("__main__").give((...args: unknown[]) => void seen.push(...args));
      expect(seen).toStrictEqual([1.5, 2, { k: "a" }]);
    });
  },
  ["numpy"],
);

// A14
describeScience(
  "a scalar of pandas",
  () => {
    const tool = toolOf(
      "pandas_scalars",
      "import pandas as pd\nimport numpy as np\ndef value(text): return eval(text)",
    );
    const gives = (type: PyType): PyFunction<(text: string) => unknown> => tool.function("value", [str], type);

    test.each([
      ["pd.Timestamp('2024-05-01T12:30Z')", new Date("2024-05-01T12:30Z")],
      ["pd.Timestamp('2024-05-01T12:30', tz='Europe/Madrid')", new Date("2024-05-01T10:30Z")],
      ["pd.Timestamp('2024-05-01T12:30:00.000001')", "2024-05-01T12:30:00.000001"],
      ["pd.Timedelta('1.5s')", 1500],
      ["pd.Timedelta('1us')", 0.001],
    ])("crosses as the datetime it is: %s", (source, value) => {
      for (const type of [t.any, t.datetime, t.timedelta, t.union([str, t.datetime, t.timedelta])]) {
        expect(gives(type)(source)).toStrictEqual(value);
      }
    });

    test.each([
      ["pd.Timestamp('2024-05-01T12:30:00.000000001')", "Timestamp"],
      ["pd.Timestamp('2024-05-01T12:30:00.000000001Z')", "Timestamp"],
      ["pd.Timedelta('1ns')", "Timedelta"],
      ["pd.Timestamp(np.datetime64('20000-01-01', 's'))", "Timestamp"],
      ["pd.NaT", "NaTType"],
      ["pd.NA", "NAType"],
      ["pd.Period('2024-05')", "Period"],
    ])("that is more than that stays a handle: %s", (source, type) => {
      for (const hint of [t.any, t.datetime, t.date, t.timedelta, float, t.optional(str)]) {
        expect((gives(hint)(source) as PyObject).$type).toBe(type);
      }
    });
  },
  ["pandas"],
);
