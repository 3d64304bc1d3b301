/** How numbers and booleans cross where no type is given. */
import { python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { forAll, randomBigintOfBits } from "../support/random.js";

const py = python();
py.exec(
  "def same(x): return x\ndef spell(x): return type(x).__name__ + ' ' + repr(x)\ndef equals(x, text): return x == eval(text)",
);
const { same, spell, equals } = py.import("__main__");
leavesNoHandles();

describe("py.eval", () => {
  // A5, A14
  test.each([
    ["None", null],
    ["True", true],
    ["False", false],
    ["0", 0],
    ["-1", -1],
    ["2**31", 2 ** 31],
    ["2**53 - 1", 9007199254740991],
    ["-(2**53 - 1)", -9007199254740991],
    ["2**53", 9007199254740992n],
    ["-(2**53)", -9007199254740992n],
    ["2**53 + 1", 9007199254740993n],
    ["2**63 - 1", 9223372036854775807n],
    ["2**63", 9223372036854775808n],
    ["-(2**63)", -9223372036854775808n],
    ["-(2**63) - 1", -9223372036854775809n],
    ["2**64", 18446744073709551616n],
    ["2**70", 1180591620717411303424n],
    ["0.1", 0.1],
    ["1.0", 1],
    ["-0.0", -0],
    ["float('nan')", NaN],
    ["float('inf')", Infinity],
    ["float('-inf')", -Infinity],
    ["5e-324", 5e-324],
    ["1.7976931348623157e308", Number.MAX_VALUE],
    ["2.0**60", 2 ** 60],
  ])("gives %s as %s", (source, value) => {
    expect(py.eval(source)).toBe(value);
  });

  test("gives the same inside a container, where values cross by another way", () => {
    expect(
      py.eval("[None, True, False, 0, -1, 2**53 - 1, 2**53, -0.0, float('nan'), 2**70, -(2**70), -(2**63)]"),
    ).toStrictEqual([
      null,
      true,
      false,
      0,
      -1,
      9007199254740991,
      9007199254740992n,
      -0,
      NaN,
      1180591620717411303424n,
      -1180591620717411303424n,
      -(2n ** 63n),
    ]);
  });

  test("gives integers of thousands of bits, past the limit of Python's own decimal text", () => {
    expect(py.eval("10**6000 + 7")).toBe(10n ** 6000n + 7n);
    expect(py.eval("-(10**6000)")).toBe(-(10n ** 6000n));
  });

  test("gives instances of subclasses of int, float and bool's like as handles, since they are more than their value", () => {
    expect(String(py.eval("type('Celsius', (float,), {})(3.5)"))).toBe("3.5");
    expect(py.eval("type('Id', (int,), {})(3)").$type).toBe("Id");
  });
});

describe("a dynamic call", () => {
  test.each([
    [undefined, "NoneType None"],
    [null, "NoneType None"],
    [true, "bool True"],
    [false, "bool False"],
    [3, "int 3"],
    [3.0, "int 3"],
    [-0, "float -0.0"],
    [0.5, "float 0.5"],
    [NaN, "float nan"],
    [-Infinity, "float -inf"],
    [2 ** 53 - 1, "int 9007199254740991"],
    [2 ** 53, "float 9007199254740992.0"],
    [1e300, "float 1e+300"],
    [3n, "int 3"],
    [2n ** 64n, "int 18446744073709551616"],
    [-(2n ** 63n), "int -9223372036854775808"],
    [-(2n ** 63n) - 1n, "int -9223372036854775809"],
  ])("takes %s for %s", (value, expected) => {
    expect(spell(value)).toBe(expected);
    // Inside a container, where values cross by another way.
    expect(spell([value])).toBe(`list [${expected.slice(expected.indexOf(" ") + 1)}]`);
  });

  test("takes and gives integers of any size, either sign, unchanged", () => {
    forAll(300, (random) => {
      const value = randomBigintOfBits(random, 1 + random.upTo(4000));
      const same64 = value >= -(2n ** 53n) + 1n && value < 2n ** 53n ? Number(value) : value;
      expect(same(value)).toBe(same64);
      expect(equals(value, `${value < 0n ? "-" : ""}0x${(value < 0n ? -value : value).toString(16)}`)).toBe(true);
    });
  });

  test("takes and gives every float unchanged, to the bit", () => {
    const bits = new BigUint64Array(1);
    const floats = new Float64Array(bits.buffer);
    forAll(2000, (random) => {
      bits[0] = (BigInt(random.upTo(2 ** 32 - 1)) << 32n) | BigInt(random.upTo(2 ** 32 - 1));
      const value = floats[0] as number;
      expect(same(value)).toBe(value);
      expect(same([value])).toStrictEqual([value]);
    });
  });

  // A14: no silent loss
  test.each([
    [Symbol("s"), "a symbol"],
    [/x/, "an instance of RegExp"],
    [new Error("x"), "an instance of Error"],
    [new (class Row {})(), "an instance of Row"],
    [Object.create({ a: 1 }), "an object with a prototype of its own"],
    [new Number(3), "an instance of Number"],
    [Promise.resolve(), "an instance of Promise"],
    [new WeakMap(), "an instance of WeakMap"],
  ])("refuses %s", (value, what) => {
    expect(failure(() => same(value))).toBe(`ConversionError: ${what} has no counterpart in Python at args[0]`);
    expect(failure(() => same(1, { rows: [0, value] }))).toBe(
      `ConversionError: ${what} has no counterpart in Python at args[1]["rows"][1]`,
    );
    expect(same(1)).toBe(1);
  });
});
