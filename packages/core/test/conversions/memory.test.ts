/** bytearray and memoryview as parameters: a copy, and the memory itself. */
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { toolOf } from "../support/python-source.js";

const memory = toolOf(
  "memory_tool",
  `
def spell(x): return type(x).__name__ + ' ' + bytes(x).hex()
def first(x):
    x[0] = 9
    return len(x)
def shape(x): return [x.format, x.itemsize, len(x), x.readonly]
def value(text): return eval(text)
held = bytearray(b'ab')
def hold(): return held
`,
);
const spell = (type: PyType): PyFunction<(value: unknown) => string> => memory.function("spell", [type], t.str);
const first = (type: PyType): PyFunction<(value: unknown) => number> => memory.function("first", [type], t.int);
const gives = (type: PyType): PyFunction<(text: string) => unknown> => memory.function("value", [t.str], type);

const shared = (): SharedArrayBuffer => {
  const buffer = new SharedArrayBuffer(2);
  new Uint8Array(buffer).set([1, 2]);
  return buffer;
};

// A14
describe("a bytearray", () => {
  test.each([
    [Uint8Array.from([1, 2])],
    [Buffer.from([1, 2])],
    [Uint8Array.from([1, 2]).buffer],
    [new DataView(Uint8Array.from([0, 1, 2, 3]).buffer, 1, 2)],
    [Uint16Array.from([0x0201])],
    [new Uint8Array(shared())],
  ])("is a copy of bytes: %#", (value) => {
    expect(spell(t.bytearray)(value)).toBe("bytearray 0102");
    expect(first(t.bytearray)(value)).toBe(2);
    expect(spell(t.bytearray)(value)).toBe("bytearray 0102");
  });

  test("that is returned is the memory that Python sees", () => {
    const hold = memory.function<() => Uint8Array>("hold", [], t.bytearray);
    const bytes = hold();
    expect([...bytes]).toStrictEqual([97, 98]);
    bytes[0] = 99;
    expect([...hold()]).toStrictEqual([99, 98]);
    expect([...(gives(t.any)("bytearray(b'ab')") as Uint8Array)]).toStrictEqual([97, 98]);
  });

  test.each(["ab", [1, 2], 5, null, {}])("is not made of %o", (value) => {
    expect(failure(() => spell(t.bytearray)(value))).toMatch(
      /^ConversionError: expected bytearray, got .* at args\[0\]$/,
    );
  });
});

// A14
describe("a memoryview", () => {
  test("is the memory itself, of every kind of buffer", () => {
    for (const value of [Uint8Array.from([1, 2]), Buffer.from([1, 2]), new DataView(Uint8Array.from([1, 2]).buffer)]) {
      expect(spell(t.memoryview)(value)).toBe("memoryview 0102");
      expect(first(t.memoryview)(value)).toBe(2);
      expect(spell(t.memoryview)(value)).toBe("memoryview 0902");
    }
    const { buffer } = Uint8Array.from([1, 2]);
    expect(first(t.memoryview)(buffer)).toBe(2);
    expect([...new Uint8Array(buffer)]).toStrictEqual([9, 2]);
    const together = shared();
    expect(first(t.memoryview)(together)).toBe(2);
    expect([...new Uint8Array(together)]).toStrictEqual([9, 2]);
  });

  test("has the items of the typed array", () => {
    const shape = memory.function<(value: unknown) => unknown>("shape", [t.memoryview], t.any);
    expect(shape(new Float64Array(3))).toStrictEqual(["d", 8, 3, false]);
    expect(shape(new BigInt64Array(2))).toStrictEqual(["q", 8, 2, false]);
    expect(shape(new Uint8Array(0))).toStrictEqual(["B", 1, 0, false]);
  });

  test("that is returned brings what it is: memory, or bytes", () => {
    expect([...(gives(t.memoryview)("memoryview(b'ab')") as Uint8Array)]).toStrictEqual([97, 98]);
    expect([...(gives(t.memoryview)("b'ab'") as Uint8Array)]).toStrictEqual([97, 98]);
  });

  test.each(["ab", [1, 2], 5, null, {}])("is not made of %o", (value) => {
    expect(failure(() => spell(t.list(t.memoryview))([value]))).toMatch(
      /^ConversionError: expected memoryview, got .* at args\[0\]\[0\]$/,
    );
  });
});
