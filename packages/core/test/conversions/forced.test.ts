/** Values that say what they are to be in Python. */
import { python } from "@pyweld/core";
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const py = python();
const tool = toolOf("forced_tool", "def spell(x): return type(x).__name__ + ' ' + repr(x)");
const takes = (type: PyType): PyFunction<(value: unknown) => string> => tool.function("spell", [type], t.str);
leavesNoHandles(() => [t.any, t.float, t.list(t.any)].map((type) => failure(() => takes(type)(Symbol()))));

// A14
describe("a value that says what it is to be", () => {
  test.each([
    [py.float(2), "float 2.0"],
    [py.float(-0), "float -0.0"],
    [py.float(NaN), "float nan"],
    [py.int(2), "int 2"],
    [py.int(-0), "int 0"],
    [py.int(2 ** 60), `int ${2n ** 60n}`],
    [py.int(5n), "int 5"],
    [py.bytes(Uint16Array.of(0x6261)), "bytes b'ab'"],
    [py.bytes(Uint8Array.of(97).buffer), "bytes b'a'"],
    [py.bytes(new DataView(Uint8Array.of(97, 98, 99).buffer, 1, 1)), "bytes b'b'"],
    [py.bytes(new SharedArrayBuffer(2)), String.raw`bytes b'\x00\x00'`],
    [py.tuple([1, "a"]), "tuple (1, 'a')"],
    [py.tuple(new Set([1])), "tuple (1,)"],
    [py.tuple([]), "tuple ()"],
    [py.set([1, 1]), "set {1}"],
    [py.set("a".matchAll(/b/g)), "set set()"],
    [py.frozenset(new Set(["a"])), "frozenset frozenset({'a'})"],
    [py.dict(new Map([[1, "a"]])), "dict {1: 'a'}"],
    [py.dict([[py.tuple([1, 2]), "a"]]), "dict {(1, 2): 'a'}"],
    [py.dict({ a: py.float(1) }), "dict {'a': 1.0}"],
    [py.dict([]), "dict {}"],
    [
      py.tuple([py.tuple([py.float(1)]), { a: py.set([py.frozenset([2])]) }]),
      "tuple ((1.0,), {'a': {frozenset({2})}})",
    ],
  ])("is that where no type is given: %#", (value, spelled) => {
    expect(takes(t.any)(value)).toBe(spelled);
    expect(takes(t.any)([{ a: value }])).toBe(`list [{'a': ${spelled.slice(spelled.indexOf(" ") + 1)}}]`);
    expect(takes(t.list(t.any))([value])).toBe(`list [${spelled.slice(spelled.indexOf(" ") + 1)}]`);
  });

  test("fits a type of that kind, and no other", () => {
    expect(takes(t.float)(py.float(2))).toBe("float 2.0");
    expect(takes(t.int)(py.int(2))).toBe("int 2");
    expect(takes(t.sequence(t.float))(py.tuple([1]))).toBe("tuple (1.0,)");
    expect(takes(t.tuple([t.int]))(py.tuple([1]))).toBe("tuple (1,)");
    expect(takes(t.frozenset(t.int))(py.frozenset([1]))).toBe("frozenset frozenset({1})");
    expect(takes(t.map(t.int, t.str))(py.dict([[1, "a"]]))).toBe("dict {1: 'a'}");
    expect(takes(t.dict(t.float))(py.dict({ a: 1 }))).toBe("dict {'a': 1.0}");
    expect(takes(t.optional(t.bytes))(py.bytes(Uint8Array.of(97)))).toBe("bytes b'a'");
    expect(failure(() => takes(t.int)(py.float(2)))).toBe(
      "ConversionError: expected int, got float (of py.float) at args[0]",
    );
    expect(failure(() => takes(t.list(t.list(t.int)))([py.tuple([1])]))).toBe(
      "ConversionError: expected list[int], got tuple (of py.tuple) at args[0][0]",
    );
    expect(failure(() => takes(t.sequence(t.int))(py.tuple(["a"])))).toBe(
      'ConversionError: expected int, got str "a" at args[0][0]',
    );
  });

  test("chooses the member of a union", () => {
    expect(takes(t.union([t.int, t.float]))(2)).toBe("int 2");
    expect(takes(t.union([t.int, t.float]))(py.float(2))).toBe("float 2.0");
    expect(takes(t.union([t.list(t.int), t.sequence(t.int)]))(py.tuple([1]))).toBe("tuple (1,)");
    expect(takes(t.union([t.set(t.int), t.frozenset(t.int)]))(py.frozenset([1]))).toBe("frozenset frozenset({1})");
    expect(takes(t.union([t.int, t.any]))(py.tuple([1]))).toBe("tuple (1,)");
    expect(failure(() => takes(t.union([t.int, t.str]))(py.float(2)))).toBe(
      "ConversionError: expected int | str, got float (of py.float) at args[0]",
    );
  });

  test("names the place of what is wrong inside of it", () => {
    expect(failure(() => takes(t.any)({ a: py.tuple([1, Symbol("s")]) }))).toBe(
      'ConversionError: a symbol has no counterpart in Python at args[0]["a"][1]',
    );
    expect(
      failure(() =>
        takes(t.any)(
          py.dict([
            [1, () => Symbol("s")],
            [2, new WeakMap()],
          ]),
        ),
      ),
    ).toBe("ConversionError: an instance of WeakMap has no counterpart in Python at args[0]{item 1}");
    expect(failure(() => takes(t.any)(py.set([[1]])))).toMatch(/^PythonError: TypeError: .*unhashable type: 'list'/);
  });

  test("is made of what can be that", () => {
    expect(failure(() => py.float("2" as never))).toBe('UsageError: py.float() takes a number, got str "2"');
    expect(failure(() => py.int(1.5))).toBe("UsageError: py.int() takes a whole number, got float 1.5");
    expect(failure(() => py.int(NaN))).toBe("UsageError: py.int() takes a whole number, got float nan");
    expect(failure(() => py.bytes("ab" as never))).toMatch(/^UsageError: py\.bytes\(\) takes an ArrayBuffer/);
    expect(failure(() => py.tuple("ab" as never))).toMatch(
      /^UsageError: py\.tuple\(\) takes something that can be iterated/,
    );
    expect(failure(() => py.set(5 as never))).toMatch(/^UsageError: py\.set\(\) takes something/);
    expect(failure(() => py.dict([[1, 2, 3]] as never))).toMatch(/^UsageError: py\.dict\(\) takes pairs/);
  });

  test("is a copy of memory that changes later", () => {
    const memory = Uint8Array.of(97);
    const value = py.bytes(memory);
    memory[0] = 98;
    expect(takes(t.any)(value)).toBe("bytes b'a'");
  });
});
