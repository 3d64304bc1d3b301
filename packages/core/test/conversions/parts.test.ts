/** Types that cross as objects of their parts: complex, range, slice. */
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const parts = toolOf(
  "parts_tool",
  `
from fractions import Fraction
class Own(complex): pass
def spell(x): return type(x).__name__ + ' ' + repr(x)
def value(text): return eval(text)
`,
);

type One = PyFunction<(value: unknown) => unknown>;
const takes = (type: PyType): One => parts.function("spell", [type], t.str);
const gives = (type: PyType): One => parts.function("value", [t.str], type);
const kinds = [t.complex, t.range, t.slice];
leavesNoHandles(() => [...kinds, t.any].map((type) => [gives(type)("None"), failure(() => takes(type)(Symbol()))]));

// A14
describe("a complex number", () => {
  test.each([
    ["1+2j", { re: 1, im: 2 }],
    ["complex('nan-infj')", { re: NaN, im: -Infinity }],
    ["complex(-0.0, -0.0)", { re: -0, im: -0 }],
    ["Own(1, 2)", { re: 1, im: 2 }],
    // Other numbers are complex as well, as long as nothing is lost.
    ["5", { re: 5, im: 0 }],
    ["2.5", { re: 2.5, im: 0 }],
    ["True", true],
    ["2**60 + 1", 2n ** 60n + 1n],
    ["'text'", "text"],
  ])("is an object of two numbers: %s", (source, value) => {
    expect(gives(t.complex)(source)).toStrictEqual(value);
    expect(gives(t.dict(t.complex))(`{'a': ${source}}`)).toStrictEqual({ a: value });
  });

  test("stays a handle without a hint", () => {
    expect((gives(t.any)("1j") as { $type: string }).$type).toBe("complex");
    expect((gives(t.complex)("Fraction(1, 3)") as { $type: string }).$type).toBe("Fraction");
  });

  test("is made of such an object, or of a number", () => {
    expect(takes(t.complex)({ re: 1, im: -2 })).toBe("complex (1-2j)");
    expect(takes(t.complex)({ im: -0, re: -0 })).toBe("complex (-0-0j)");
    expect(takes(t.complex)({ re: NaN, im: Infinity })).toBe("complex (nan+infj)");
    expect(takes(t.complex)(3)).toBe("complex (3+0j)");
    expect(takes(t.list(t.complex))([-0, gives(t.any)("1j")])).toBe("list [(-0+0j), 1j]");
    expect(takes(t.union([t.float, t.complex]))(3)).toBe("float 3.0");
    expect(takes(t.union([t.float, t.complex]))({ re: 1, im: 2 })).toBe("complex (1+2j)");
    expect(takes(t.any)({ re: 1, im: 2 })).toBe("dict {'re': 1, 'im': 2}");
  });

  test.each([{ re: 1 }, { re: 1, im: "2" }, { re: 1, im: 2, abs: 3 }, "1+2j", 5n, null, [1, 2]])(
    "is not made of %o",
    (value) => {
      expect(failure(() => takes(t.list(t.complex))([value]))).toMatch(
        /^ConversionError: expected complex, got .* at args\[0\]\[0\]$/,
      );
    },
  );
});

// A14
describe("a range", () => {
  test.each([
    ["range(5)", { start: 0, stop: 5, step: 1 }, [0, 1, 2, 3, 4]],
    ["range(10, 0, -4)", { start: 10, stop: 0, step: -4 }, [10, 6, 2]],
    ["range(5, 5)", { start: 5, stop: 5, step: 1 }, []],
    [
      "range(2**53 - 1, 2**53 + 2)",
      { start: 2 ** 53 - 1, stop: 2n ** 53n + 2n, step: 1 },
      [2 ** 53 - 1, 2n ** 53n, 2n ** 53n + 1n],
    ],
    ["range(1, -2**70, -2**71)", { start: 1, stop: -(2n ** 70n), step: -(2n ** 71n) }, [1]],
  ])("is an object of its parts that can be iterated: %s", (source, expected, items) => {
    const range = gives(t.range)(source) as Iterable<number>;
    expect({ ...range }).toStrictEqual(expected);
    expect([...range]).toStrictEqual(items);
    expect([...range]).toStrictEqual(items);
    // Going back, it is the range it was, also where no type says so.
    expect(takes(t.range)(range)).toBe(`range ${gives(t.str)(`repr(${source})`) as string}`);
    expect(takes(t.any)([range])).toBe(`list [${gives(t.str)(`repr(${source})`) as string}]`);
  });

  test("stays a handle without a hint", () => {
    expect((gives(t.any)("range(5)") as { $type: string }).$type).toBe("range");
    expect(gives(t.list(t.int))("range(3)")).toStrictEqual([0, 1, 2]);
  });

  test("is made of an object of its parts", () => {
    expect(takes(t.range)({ stop: 5 })).toBe("range range(0, 5)");
    expect(takes(t.range)({ start: 1, stop: 2n ** 70n, step: 2 })).toBe(`range range(1, ${2n ** 70n}, 2)`);
    expect(failure(() => takes(t.range)({ stop: 5, step: 0 }))).toMatch(/^PythonError: ValueError: range\(\) arg 3/);
  });

  test.each([{}, { start: 1 }, { stop: 1.5 }, { stop: "5" }, { stop: 5, by: 1 }, [1, 2], 5, null])(
    "is not made of %o",
    (value) => {
      expect(failure(() => takes(t.list(t.range))([value]))).toMatch(
        /^ConversionError: expected range, got .* at args\[0\]\[0\]$/,
      );
    },
  );
});

// A14
describe("a slice", () => {
  test.each([
    ["slice(5)", { start: null, stop: 5, step: null }],
    ["slice(1, -1, 2**70)", { start: 1, stop: -1, step: 2n ** 70n }],
    ["slice('a', None, [1])", { start: "a", stop: null, step: [1] }],
  ])("is an object of its parts both ways: %s", (source, value) => {
    expect(gives(t.slice)(source)).toStrictEqual(value);
    expect(takes(t.slice)(value)).toBe(`slice ${gives(t.str)(`repr(${source})`) as string}`);
    expect((gives(t.any)(source) as { $type: string }).$type).toBe("slice");
  });

  test("is made of the parts that are given", () => {
    expect(takes(t.slice)({})).toBe("slice slice(None, None, None)");
    expect(takes(t.slice)({ start: 1, stop: undefined })).toBe("slice slice(1, None, None)");
    expect(failure(() => takes(t.slice)({ from: 1 }))).toBe("ConversionError: expected slice, got dict at args[0]");
    expect(failure(() => takes(t.slice)([1, 2]))).toBe("ConversionError: expected slice, got list at args[0]");
  });
});
