/** Unions, optionals and types that contain themselves, as parameters and results. */
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const unions = toolOf(
  "unions_tool",
  `
from dataclasses import dataclass
from typing import Optional
import enum
@dataclass
class Node:
    value: int
    next: 'Optional[Node]' = None
@dataclass
class Leaf:
    label: str
class Color(enum.Enum):
    RED = 'r'
def spell(x): return type(x).__name__ + ' ' + repr(x)
def value(text): return eval(text)
def chain(n):
    node = None
    for i in range(n): node = Node(i, node)
    return node
def nested(n):
    value = []
    for _ in range(n): value = [value]
    return value
`,
);

type One = PyFunction<(value: unknown) => unknown>;
const takes = (type: PyType): One => unions.function("spell", [type], t.str);
const gives = (type: PyType): One => unions.function("value", [t.str], type);
const { int, float, str, bool, bytes, none } = t;
const node: PyType = t.dataclass(
  unions,
  "Node",
  { value: int, next: t.optional(() => node) },
  ["value", "next"],
  ["value"],
);
const leaf = t.dataclass(unions, "Leaf", { label: str });
const color = t.enum(unions, "Color", { RED: "r" });
leavesNoHandles(() => [node, leaf, color].map((type) => gives(type)("None")));

describe("a union", () => {
  // A14: bool before int, 3 is an int, the first member that fits all the way down
  test.each([
    [[int, bool], true, "bool True"],
    [[bool, int], 1, "int 1"],
    [[float, int], 3, "int 3"],
    [[int, float], 3, "int 3"],
    [[float, int], 3.5, "float 3.5"],
    [[float, int], -0, "float -0.0"],
    [[int, str], -0, "int 0"],
    [[float, int], 2 ** 60, "float 1.152921504606847e+18"],
    [[float, int], NaN, "float nan"],
    [[float, str], 3, "float 3.0"],
    [[str, t.bigint], 3n, "int 3"],
    [[str, bytes], Uint8Array.from([65]), "bytes b'A'"],
    [[str, t.list(str)], "a", "str 'a'"],
    [[str, t.list(str)], ["a"], "list ['a']"],
    [[t.list(int), t.list(str)], ["a"], "list ['a']"],
    [[t.list(int), t.list(str)], [], "list []"],
    [[t.list(t.list(int)), t.list(t.list(str))], [[], ["a"]], "list [[], ['a']]"],
    [[t.tuple([int, int]), t.list(int)], [1, 2], "tuple (1, 2)"],
    [[t.tuple([int, int]), t.list(int)], [1, 2, 3], "list [1, 2, 3]"],
    [[t.set(int), t.list(int)], new Set([1]), "set {1}"],
    [[t.dict(int), t.dict(str)], { a: "b" }, "dict {'a': 'b'}"],
    [
      [t.typedDict({ kind: t.literal(["a"]), x: int }), t.typedDict({ kind: t.literal(["b"]), x: str })],
      { kind: "b", x: "s" },
      "dict {'kind': 'b', 'x': 's'}",
    ],
    [[leaf, node], { value: 1 }, "Node Node(value=1, next=None)"],
    [[node, leaf], { label: "l" }, "Leaf Leaf(label='l')"],
    [[color, str], "r", "Color <Color.RED: 'r'>"],
    [[color, str], "other", "str 'other'"],
    [[t.list(float), float], Float64Array.from([1]), "list [1.0]"],
    [[bytes, t.list(int)], Uint8Array.from([1]), "bytes b'\\x01'"],
    [[int, none], null, "NoneType None"],
    [[t.optional(str), int], null, "NoneType None"],
    [[t.map(int, str), t.dict(str)], new Map([[1, "a"]]), "dict {1: 'a'}"],
    [[int, t.any], { a: [1] }, "dict {'a': [1]}"],
  ] as const)("%j takes %o", (members, value, expected) => {
    const union = t.union(members);
    expect(takes(union)(value)).toBe(expected);
    expect(takes(t.tuple([union, str]))([value, "after"])).toBe(
      `tuple (${expected.slice(expected.indexOf(" ") + 1)}, 'after')`,
    );
    expect(takes(t.dict(union))({ k: value ?? null })).toBe(`dict {'k': ${expected.slice(expected.indexOf(" ") + 1)}}`);
  });

  test("takes a handle for whatever it is", () => {
    const handle = unions.function<(text: string) => object>("value", [str], t.object)("Leaf('x')");
    expect(takes(t.union([int, leaf]))(handle)).toBe("Leaf Leaf(label='x')");
    expect(takes(t.union([int, str]))(handle)).toBe("Leaf Leaf(label='x')");
  });

  test.each([
    [[int, str], 1.5, "expected int | str, got float 1.5 at args[0]"],
    [[int, t.list(str)], ["a", 1], "expected int | list[str], got list at args[0]"],
    [[t.optional(int), bytes], "x", 'expected int | None | bytes, got str "x" at args[0]'],
    [[leaf, node], { label: "a", value: 1 }, "expected Leaf | Node, got dict at args[0]"],
    [[int, str], Symbol("s"), "expected int | str, got a symbol at args[0]"],
  ] as const)("%j refuses %o", (members, value, message) => {
    expect(failure(() => takes(t.union(members))(value))).toBe(`ConversionError: ${message}`);
  });

  test.each([
    [[int, str], "'a'", "a"],
    [[int, str], "True", true],
    [[bool, int], "1", 1],
    [[t.bigint, str], "3", 3n],
    [[int, t.bigint], "3", 3],
    [[float, str], "3", 3],
    [[t.list(int), none], "[1]", [1]],
    [[t.set(int), t.list(int)], "(1,)", [1]],
    [[leaf, node], "Leaf('l')", { label: "l" }],
    [[leaf, node], "Node(1)", { value: 1, next: null }],
    [[leaf, t.list(leaf)], "[Leaf('l')]", [{ label: "l" }]],
    [[color, int], "Color.RED", "r"],
    [[color, int], "[Color.RED] and 5", 5],
    [[t.dict(leaf), str], "{'a': Leaf('l')}", { a: { label: "l" } }],
    [[t.tuple([int, leaf]), t.tuple([leaf])], "(Leaf('l'),)", [{ label: "l" }]],
    [[int, str], "{'lies': [1]}", { lies: [1] }],
  ] as const)("%j gives %s", (members, source, value) => {
    const union = t.union(members);
    expect(gives(union)(source)).toStrictEqual(value);
    expect(gives(t.list(union))(`[${source}]`)).toStrictEqual([value]);
    expect(gives(t.optional(union))(source)).toStrictEqual(value);
  });

  test("with int gives no int that is too large", () => {
    const message = "ConversionError: int beyond ±(2**53 - 1), which a number cannot hold exactly at result";
    expect(failure(() => gives(t.union([int, str]))("2**60"))).toBe(message);
    expect(failure(() => gives(t.list(t.union([int, str])))("['a', 2**60]"))).toBe(`${message}[1]`);
  });
});

describe("a type that contains itself", () => {
  const json: PyType = t.union([none, bool, float, str, t.list(() => json), t.dict(() => json)]);
  const tree: PyType = t.typedDict({ name: str, children: t.list(t.ref(() => tree)) }, ["children"]);
  // The function makes another description each time it is asked, as one written by hand may.
  const fresh = (): PyType => t.union([str, t.list(fresh)]);

  test("takes and gives values of any shape", () => {
    const value = { a: [1.5, null, ["x", { b: true }]], c: {} };
    expect(takes(json)(value)).toBe("dict {'a': [1.5, None, ['x', {'b': True}]], 'c': {}}");
    expect(gives(json)("{'a': [1.5, None, ['x', {'b': True}]], 'c': {}}")).toStrictEqual(value);
    expect(takes(tree)({ name: "a", children: [{ name: "b" }, { name: "c", children: [] }] })).toBe(
      "dict {'name': 'a', 'children': [{'name': 'b'}, {'name': 'c', 'children': []}]}",
    );
    expect(gives(tree)("{'name': 'a', 'children': [{'name': 'b'}]}")).toStrictEqual({
      name: "a",
      children: [{ name: "b" }],
    });
    expect(takes(node)({ value: 1, next: { value: 2 } })).toBe("Node Node(value=1, next=Node(value=2, next=None))");
    expect(takes(t.list(fresh()))(["a", ["b", ["c"]]])).toBe("list ['a', ['b', ['c']]]");
  });

  test("is spelled with an end in messages", () => {
    expect(failure(() => takes(json)({ a: [Symbol("s")] }))).toBe(
      "ConversionError: expected None | bool | float | str | list[...] | dict[str, ...], got dict at args[0]",
    );
    expect(failure(() => takes(tree)({ name: "a", children: [{}] }))).toBe(
      'ConversionError: expected TypedDict, whose "name" is missing, at args[0]["children"][0]["name"]',
    );
  });

  test("refuses a value that contains itself", () => {
    const array: unknown[] = [];
    array.push(array, array);
    const object: Record<string, unknown> = { name: "a" };
    object["children"] = [object];
    for (const [type, value] of [
      [json, array],
      [json, object],
      [tree, object],
    ] as const) {
      const message = failure(() => takes(type)(value));
      expect(message).toMatch(
        /^ConversionError: value is nested more than 1000 levels deep, or contains itself at args\[0\]/,
      );
      expect(message.length).toBeLessThan(400);
    }
  });

  test("takes values a thousand levels deep, and says so beyond", () => {
    const deep = (levels: number): unknown => {
      let value: unknown = [];
      for (let i = 0; i < levels; i++) value = [value];
      return value;
    };
    expect(takes(json)(deep(900))).toContain("[[[[");
    expect(failure(() => takes(json)(deep(5000)))).toContain("nested more than 1000 levels deep");
    expect(failure(() => takes(json)(deep(100_000)))).toContain("nested more than 1000 levels deep");
  });

  test("gives values of any depth", () => {
    let chain = unions.function<(n: number) => { next: unknown } | null>("chain", [int], node)(20_000);
    let length = 0;
    for (; chain !== null; length++) chain = chain.next as typeof chain;
    expect(length).toBe(20_000);
    const list: PyType = t.list(() => list);
    let nested = unions.function<(n: number) => unknown[]>("nested", [int], list)(100_000);
    for (length = 0; nested.length > 0; length++) nested = nested[0] as unknown[];
    expect(length).toBe(100_000);
  });
});
