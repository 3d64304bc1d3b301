/** How text and bytes cross where no type is given. */
import { python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { randomBytes, randomText } from "../support/any-value.js";
import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { forAll } from "../support/random.js";

const py = python();
py.exec(`
def same(x): return x
def points(s): return [ord(c) for c in s]
def text(points): return ''.join(map(chr, points))
def kind(x): return type(x).__name__
def ints(b): return list(b)
`);
const { same, points, text, kind, ints } = py.import("__main__");
leavesNoHandles();

const pointsOf = (value: string): number[] => [...value].map((character) => character.codePointAt(0) as number);

/** A14 */
const texts = [
  "",
  "a",
  "abc",
  "\0",
  "a\0b",
  "\n\r\t\\\"'",
  "\x7f",
  "\x80",
  "\xff",
  "é",
  "e\u0301",
  "ß",
  "İ",
  "日本語",
  "\ufeff",
  "\ufffd",
  "\uffff",
  "\u2028",
  "😀",
  "\u{10ffff}",
  "a😀b",
  "👩‍👩‍👧",
  "\ud800",
  "\udfff",
  "a\ud800b",
  "\udc00\ud800",
  "😀\udc00",
  "\ud83d😀",
  "x".repeat(24),
  "x".repeat(25),
  `${"x".repeat(23)}é`,
  "é".repeat(24),
  "x".repeat(65_536),
  `${"x".repeat(65_535)}é`,
];

describe("text", () => {
  test.each(texts.map((value) => [value.length > 40 ? `${value.length} units` : JSON.stringify(value), value]))(
    "crosses both ways unchanged: %s",
    (_name, value) => {
      expect(same(value)).toBe(value);
      expect(points(value)).toStrictEqual(pointsOf(value));
      expect(text(pointsOf(value))).toBe(value);
      // Several strings share one blob: each keeps its own ends.
      expect(same([value, "é", value, "\udc00", value])).toStrictEqual([value, "é", value, "\udc00", value]);
      expect(same({ [value]: value })).toStrictEqual({ [value]: value });
    },
  );

  test("keeps surrogates of neighbouring strings apart", () => {
    expect(same(["\ud83d", "\ude00"])).toStrictEqual(["\ud83d", "\ude00"]);
    expect(same({ "\ud83d": "\ude00" })).toStrictEqual({ "\ud83d": "\ude00" });
  });

  test("that Python holds as two surrogates side by side is refused, because JavaScript would read one character", () => {
    const message = "str holds a surrogate pair as two characters, which JavaScript cannot tell from one";
    expect(failure(() => py.eval(String.raw`'\ud83d\ude00'`))).toBe(`ConversionError: ${message} at result`);
    expect(failure(() => py.eval(String.raw`{'a': ['x', '\ud83d\ude00']}`))).toBe(
      `ConversionError: ${message} at result["a"][1]`,
    );
    expect(failure(() => py.eval(String.raw`{'\ud83d\ude00': 1}`))).toContain(message);
    expect(py.eval("'after'")).toBe("after");
  });

  test("of a mebibyte crosses, whatever it is made of", () => {
    for (const character of ["x", "é", "日", "😀", "\0"]) {
      const value = character.repeat(2 ** 20 / character.length);
      expect(same(value) === value).toBe(true);
      expect((same([value, value]) as string[])[1] === value).toBe(true);
    }
  });

  test("of any length around the sizes that buffers grow by crosses, beside slots and bytes", () => {
    for (const around of [2 ** 12, 2 ** 15, 2 ** 16, 2 ** 17]) {
      for (let length = around - 20; length <= around + 20; length++) {
        const ascii = "x".repeat(length);
        const wide = "é".repeat(length);
        expect(same(ascii) === ascii && same(wide) === wide).toBe(true);
        const [one, two, bytes] = same([ascii, wide, new Uint8Array(length).fill(7), 1.5]);
        expect(one === ascii && two === wide && bytes.length === length && bytes.at(-1) === 7).toBe(true);
      }
    }
  });

  test("longer than JavaScript can hold is an error, and the next call works", () => {
    expect(failure(() => py.eval("[b'x' * 9, 'x' * 2**29]"))).toBe(
      "ConversionError: the text of this value is longer than JavaScript can hold (536870888 characters) at result[1]",
    );
    expect(py.eval("'after'")).toBe("after");
  });

  test("crosses unchanged at random", () => {
    forAll(2000, (random) => {
      const value = randomText(random, 60);
      expect(same(value)).toBe(value);
      expect(points(value)).toStrictEqual(pointsOf(value));
    });
  });
});

describe("bytes", () => {
  test.each([0, 1, 7, 8, 9, 255, 4096, 2 ** 20 + 3])("of length %i cross both ways", (length) => {
    const value = Uint8Array.from({ length }, (_, i) => (i * 7) % 256);
    const back = same(value) as Uint8Array;
    expect(back.constructor).toBe(Uint8Array);
    // Item by item, toStrictEqual takes seconds for a megabyte.
    expect(Buffer.compare(back, value)).toBe(0);
    expect(kind(value)).toBe("bytes");
  });

  test("may be given as an ArrayBuffer, as a Buffer, and as a part of a larger one", () => {
    const all = Uint8Array.from([0, 1, 2, 3, 4, 5]);
    expect(ints(all.buffer)).toStrictEqual([0, 1, 2, 3, 4, 5]);
    expect(ints(Buffer.from("abc"))).toStrictEqual([97, 98, 99]);
    expect(ints(all.subarray(2, 4))).toStrictEqual([2, 3]);
  });

  test("come as a copy: the next call leaves them as they are", () => {
    const first = same(Uint8Array.from([1, 2, 3])) as Uint8Array;
    same(Uint8Array.from([9, 9, 9, 9, 9, 9]));
    expect(first).toStrictEqual(Uint8Array.from([1, 2, 3]));
    expect(first.buffer.byteLength).toBe(3);
  });

  test("bytearray and memoryview are seen where they lie", () => {
    expect(py.eval("bytearray(b'abc')")).toStrictEqual(new Uint8Array([97, 98, 99]));
    expect(py.eval("memoryview(b'abc')")).toStrictEqual(new Uint8Array([97, 98, 99]));
    py.exec("seen = bytearray(b'abc')");
    py.eval("seen")[1] = 120;
    expect(py.eval("bytes(seen)")).toStrictEqual(new Uint8Array([97, 120, 99]));
  });

  test("cross unchanged at random, also among other values", () => {
    forAll(300, (random) => {
      const value = [randomBytes(random), "é", randomBytes(random), 1.5, randomBytes(random)];
      expect(same(value)).toStrictEqual(value);
    });
  });
});
