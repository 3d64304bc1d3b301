/** Parameters and results of scalar types, as generated bindings declare them. */
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure, rejection } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const scalars = toolOf(
  "scalars_tool",
  `
def same(x): return x
def spell(x): return type(x).__name__ + ' ' + repr(x)
def two(x, y): return x, y
def value(text): return eval(text)
`,
);

type One = PyFunction<(value: unknown) => unknown>;
const takes = (type: PyType): One => scalars.function("spell", [type], t.str);
const gives = (type: PyType): One => scalars.function("value", [t.str], type);
const lists = (type: PyType): One => scalars.function("value", [t.str], t.list(type));
leavesNoHandles(() => takes(t.int)(1));

/** A5, A14: type, value, what Python gets. A value in a list takes another way than one alone. */
const accepted: readonly (readonly [string, PyType, unknown, string])[] = [
  ["none", t.none, null, "NoneType None"],
  ["none", t.none, undefined, "NoneType None"],
  ["bool", t.bool, true, "bool True"],
  ["bool", t.bool, false, "bool False"],
  ["int", t.int, 3, "int 3"],
  ["int", t.int, -0, "int 0"],
  ["int", t.int, 2 ** 53 - 1, "int 9007199254740991"],
  ["int", t.int, 3n, "int 3"],
  ["int", t.int, -(2n ** 100n), "int -1267650600228229401496703205376"],
  ["bigint", t.bigint, 3n, "int 3"],
  ["bigint", t.bigint, 3, "int 3"],
  ["integer", t.integer, 2n ** 64n, "int 18446744073709551616"],
  ["float", t.float, 3, "float 3.0"],
  ["float", t.float, -0, "float -0.0"],
  ["float", t.float, NaN, "float nan"],
  ["float", t.float, -Infinity, "float -inf"],
  ["str", t.str, "", "str ''"],
  ["str", t.str, "é😀\0", "str 'é😀\\x00'"],
  ["str", t.str, "\ud800", "str '\\ud800'"],
  ["str", t.str, "x".repeat(30), `str '${"x".repeat(30)}'`],
  ["bytes", t.bytes, Uint8Array.from([0, 255]), "bytes b'\\x00\\xff'"],
  ["bytes", t.bytes, new Uint8Array(0), "bytes b''"],
  ["bytes", t.bytes, Uint8Array.from([1, 2]).buffer, "bytes b'\\x01\\x02'"],
  ["bytes", t.bytes, new DataView(Uint8Array.from([1, 2, 3]).buffer, 1, 1), "bytes b'\\x02'"],
  ["bytes", t.bytes, Uint16Array.from([1]), "bytes b'\\x01\\x00'"],
  ["any", t.any, [1, "a"], "list [1, 'a']"],
];

describe("a parameter", () => {
  test.each(accepted)("of type %s takes %o", (_name, type, value, expected) => {
    expect(takes(type)(value)).toBe(expected);
    if (type !== t.none) {
      expect(takes(t.list(type))([value])).toBe(`list [${expected.slice(expected.indexOf(" ") + 1)}]`);
      expect(takes(t.optional(type))(value)).toBe(expected);
      expect(takes(t.union([type, t.none]))(value)).toBe(type === t.int && Object.is(value, -0) ? "int 0" : expected);
    }
  });

  test.each(accepted.filter(([, type]) => type !== t.none))(
    "of type %s takes %o on a worker thread",
    async (_name, type, value, expected) => {
      expect(await takes(type).async(value)).toBe(expected);
    },
  );

  // A14: golden messages
  test.each([
    [t.int, "x", 'expected int, got str "x"'],
    [t.int, 1.5, "expected int, got float 1.5"],
    [t.int, NaN, "expected int, got float nan"],
    [t.int, Infinity, "expected int, got float inf"],
    [t.int, 2 ** 53, "int beyond ±(2**53 - 1) must be given as a bigint, got 9007199254740992"],
    [t.int, true, "expected int, got bool True"],
    [t.bigint, 0.5, "expected int, got float 0.5"],
    [t.integer, "1", 'expected int, got str "1"'],
    [t.float, "1.5", 'expected float, got str "1.5"'],
    [t.float, 3n, "expected float, got int 3"],
    [t.float, null, "expected float, got None"],
    [t.bool, 1, "expected bool, got int 1"],
    [t.bool, "true", 'expected bool, got str "true"'],
    [t.str, 5, "expected str, got int 5"],
    [t.str, -0, "expected str, got float -0.0"],
    [t.str, Uint8Array.from([1]), "expected str, got Uint8Array"],
    [t.str, new String("boxed"), "expected str, got an instance of String"],
    [t.bytes, "abc", 'expected bytes, got str "abc"'],
    [t.bytes, [1, 2], "expected bytes, got list"],
    [t.none, 0, "expected None, got int 0"],
    [t.str, Symbol("s"), "expected str, got a symbol"],
    [t.str, () => 1, "expected str, got a function"],
    [t.int, "x".repeat(41), "expected int, got str"],
    [t.str, 10n ** 50n, "expected str, got int"],
    [t.object, 5, "expected object, got int 5"],
  ])("of type %j refuses %o", async (type, value, message) => {
    expect(failure(() => takes(type)(value))).toBe(`ConversionError: ${message} at args[0]`);
    expect(failure(() => takes(t.list(type))([value]))).toBe(`ConversionError: ${message} at args[0][0]`);
    expect(await rejection(takes(type).async(value))).toBe(`ConversionError: ${message} at args[0]`);
  });

  test("takes a handle for whatever type it has: Python decides what it does with the object", () => {
    const object = scalars.function<(text: string) => object>("value", [t.str], t.object)("[1, 2]");
    for (const type of [
      t.int,
      t.bool,
      t.float,
      t.str,
      t.bytes,
      t.none,
      t.any,
      t.object,
      t.list(t.int),
      t.dict(t.str),
      t.tuple([t.int]),
    ]) {
      expect(takes(type)(object)).toBe("list [1, 2]");
      if (type !== t.none) expect(takes(t.optional(type))(object)).toBe("list [1, 2]");
      expect(takes(t.list(type))([object])).toBe("list [[1, 2]]");
    }
  });
});

describe("a result", () => {
  test.each([
    [t.bool, "True", true],
    [t.int, "3", 3],
    [t.int, "2**53 - 1", 2 ** 53 - 1],
    [t.bigint, "3", 3n],
    [t.bigint, "-(2**63)", -(2n ** 63n)],
    [t.bigint, "2**200", 2n ** 200n],
    [t.integer, "3", 3],
    [t.integer, "2**53", 2n ** 53n],
    [t.float, "0.5", 0.5],
    [t.float, "float('nan')", NaN],
    [t.float, "-0.0", -0],
    [t.float, "3", 3],
    [t.str, "''", ""],
    [t.str, "'é😀'", "é😀"],
    [t.bytes, "b'\\x00\\xff'", Uint8Array.from([0, 255])],
    [t.any, "[2**70]", [2n ** 70n]],
  ])("of type %j: %s", async (type, source, value) => {
    expect(gives(type)(source)).toStrictEqual(value);
    expect(lists(type)(`[${source}] * 2`)).toStrictEqual([value, value]);
    expect(gives(t.optional(type))(source)).toStrictEqual(value);
    expect(gives(t.optional(type))("None")).toBeNull();
    expect(gives(t.union([t.none, type]))(source)).toStrictEqual(value);
    expect(await gives(type).async(source)).toStrictEqual(value);
  });

  test("of type None is undefined, and null inside a value", async () => {
    expect(gives(t.none)("None")).toBeUndefined();
    expect(await gives(t.none).async("None")).toBeUndefined();
    expect(lists(t.none)("[None, None]")).toStrictEqual([null, null]);
  });

  test("of type object is a handle, also for what would cross by value", () => {
    expect(String(gives(t.object)("[1, 2]"))).toBe("[1, 2]");
    expect(String(gives(t.object)("{'a': 1}"))).toBe("{'a': 1}");
  });

  // A14: no silent loss
  test("of type int beyond the safe integers is an error that names the place", async () => {
    const message = "int beyond ±(2**53 - 1), which a number cannot hold exactly at result";
    expect(failure(() => gives(t.int)("2**53"))).toBe(`ConversionError: ${message}`);
    expect(failure(() => gives(t.int)("-(2**70)"))).toBe(`ConversionError: ${message}`);
    expect(failure(() => gives(t.optional(t.int))("2**53"))).toBe(`ConversionError: ${message}`);
    expect(failure(() => lists(t.int)("[1, 2, 2**53]"))).toBe(`ConversionError: ${message}[2]`);
    expect(failure(() => gives(t.list(t.dict(t.int)))("[{}, {}, {}, {'id': 2**60}]"))).toBe(
      `ConversionError: ${message}[3]["id"]`,
    );
    expect(failure(() => gives(t.tuple([t.str, t.list(t.int)]))("('a', [0, 2**60])"))).toBe(
      `ConversionError: ${message}[1][1]`,
    );
    expect(await rejection(gives(t.int).async("2**53"))).toBe(`ConversionError: ${message}`);
    expect(gives(t.int)("1")).toBe(1);
  });

  test("of type float that is an int too large to convert exactly stays an integer", () => {
    expect(gives(t.float)("2**53 + 1")).toBe(9007199254740993n);
    expect(lists(t.float)("[0.5, 2**53 + 1]")).toStrictEqual([0.5, 9007199254740993n]);
  });
});
