/** Parameters and results of container types, as generated bindings declare them. */
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const containers = toolOf(
  "containers_tool",
  `
import collections
def spell(x): return type(x).__name__ + ' ' + repr(x)
def value(text): return eval(text)
`,
);

type One = PyFunction<(value: unknown) => unknown>;
const takes = (type: PyType): One => containers.function("spell", [type], t.str);
const gives = (type: PyType): One => containers.function("value", [t.str], type);
leavesNoHandles(() => takes(t.int)(1));

const { int, float, str, any, bool } = t;

describe("a parameter", () => {
  // A5, A14
  test.each([
    [t.list(int), [], "list []"],
    [t.list(int), [1, 2n ** 70n, 3], "list [1, 1180591620717411303424, 3]"],
    [t.list(float), [1, 0.5, -0], "list [1.0, 0.5, -0.0]"],
    [t.list(str), ["a", "é"], "list ['a', 'é']"],
    [t.list(t.list(int)), [[1], [], [2, 3]], "list [[1], [], [2, 3]]"],
    [t.list(any), [1, null, "a"], "list [1, None, 'a']"],
    [t.list(float), Float64Array.from([1.5, -0, NaN]), "list [1.5, -0.0, nan]"],
    [t.list(float), Float32Array.from([0.5]), "list [0.5]"],
    [t.list(float), Int32Array.from([-1]), "list [-1.0]"],
    [t.list(int), Int32Array.from([-1, 2 ** 31 - 1]), "list [-1, 2147483647]"],
    [t.list(int), Uint8ClampedArray.from([0, 255]), "list [0, 255]"],
    [t.list(int), Float64Array.from([1, 2 ** 53 - 1]), "list [1, 9007199254740991]"],
    [t.sequence(float), [1, 2], "tuple (1.0, 2.0)"],
    [t.sequence(float), Float64Array.from([1, 2]), "tuple (1.0, 2.0)"],
    [t.sequence(str), [], "tuple ()"],
    [t.tuple([int, str]), [1, "a"], "tuple (1, 'a')"],
    [t.tuple([]), [], "tuple ()"],
    [t.tuple([t.optional(int), t.tuple([float])]), [null, [1]], "tuple (None, (1.0,))"],
    [t.set(int), new Set([1]), "set {1}"],
    [t.set(int), [1, 1], "set {1}"],
    [t.set(t.tuple([int])), new Set([[1]]), "set {(1,)}"],
    [t.frozenset(str), new Set(["a"]), "frozenset frozenset({'a'})"],
    [t.frozenset(str), [], "frozenset frozenset()"],
    [t.dict(float), { a: 1, b: undefined }, "dict {'a': 1.0}"],
    [t.dict(float), new Map([["a", 1]]), "dict {'a': 1.0}"],
    [t.dict(t.list(int)), JSON.parse('{"__proto__": [1]}'), "dict {'__proto__': [1]}"],
    [t.map(int, str), new Map([[1, "a"]]), "dict {1: 'a'}"],
    [
      t.map(int, str),
      [
        [1, "a"],
        [2, "b"],
      ],
      "dict {1: 'a', 2: 'b'}",
    ],
    [t.map(t.tuple([int, int]), any), new Map([[[1, 2], null]]), "dict {(1, 2): None}"],
    [
      t.map(str, int),
      (function* () {
        yield ["k", 1];
      })(),
      "dict {'k': 1}",
    ],
  ])("of type %j takes %o", (type, value, expected) => {
    expect(takes(type)(value)).toBe(expected);
  });

  // Golden messages: Python's spelling, the place, what came.
  test.each([
    [t.list(int), "abc", 'expected list[int], got str "abc" at args[0]'],
    [t.list(int), { length: 1 }, "expected list[int], got dict at args[0]"],
    [t.list(int), new Set([1]), "expected list[int], got set at args[0]"],
    [t.list(int), [1, "2"], 'expected int, got str "2" at args[0][1]'],
    [t.list(int), [1, 1.5], "expected int, got float 1.5 at args[0][1]"],
    // oxlint-disable-next-line no-sparse-arrays -- a hole is what is tested
    [t.list(int), [1, , 3], "expected int, got None at args[0][1]"],
    [t.list(int), Float64Array.from([1, 0.5]), "expected int, got float 0.5 at args[0][1]"],
    [t.list(int), BigInt64Array.from([1n]), "expected list[int], got BigInt64Array at args[0]"],
    [t.list(str), Uint8Array.from([1]), "expected list[str], got Uint8Array at args[0]"],
    [t.sequence(int), 5, "expected tuple[int, ...], got int 5 at args[0]"],
    [t.tuple([int, str]), [1], "expected tuple[int, str], which has 2 items, got 1 at args[0]"],
    [t.tuple([int, str]), [1, "a", 2], "expected tuple[int, str], which has 2 items, got 3 at args[0]"],
    [t.tuple([int, str]), ["a", 1], 'expected int, got str "a" at args[0][0]'],
    [t.tuple([]), null, "expected tuple[()], got None at args[0]"],
    [t.set(int), { a: 1 }, "expected set[int], got dict at args[0]"],
    [t.set(int), new Set(["a"]), 'expected int, got str "a" at args[0][0]'],
    [t.frozenset(t.list(int)), 3, "expected frozenset[list[int]], got int 3 at args[0]"],
    [t.dict(int), [["a", 1]], "expected dict[str, int], got list at args[0]"],
    [t.dict(int), { k: "x" }, 'expected int, got str "x" at args[0]["k"]'],
    [t.dict(int), new Map([[1, 2]]), "expected str as key, got int 1 at args[0]"],
    [t.dict(int), new Date(0), "expected dict[str, int], got an instance of Date at args[0]"],
    [t.map(int, str), { a: 1 }, "expected dict[int, str], got dict at args[0]"],
    [t.map(int, str), [[1]], "expected a pair of key and value at args[0]{item 0}"],
    [t.map(int, str), new Map([["a", "b"]]), 'expected int, got str "a" at args[0]{item 0}'],
    [t.optional(t.list(int)), "x", 'expected list[int], got str "x" at args[0]'],
    [
      t.dict(t.list(t.dict(bool))),
      { items: [{}, { "a b": 1 }] },
      'expected bool, got int 1 at args[0]["items"][1]["a b"]',
    ],
  ])("of type %j refuses %o", (type, value, message) => {
    const f = takes(type);
    expect(failure(() => f(value))).toBe(`ConversionError: ${message}`);
    expect(failure(() => f(value))).toBe(`ConversionError: ${message}`);
  });

  test("of numbers takes a hundred thousand of them, from an array and from a typed array", () => {
    const total = containers.function<(values: unknown) => number>("sum", [t.list(float)], float);
    expect(() => total([1])).toThrow("sum");
    const sum = containers.function<(values: unknown) => string>("spell", [t.list(int)], str);
    const numbers = Array.from({ length: 100_000 }, (_, i) => i);
    const wanted = `list [${numbers.join(", ")}]`;
    expect(sum(numbers) === wanted).toBe(true);
    expect(sum(Float64Array.from(numbers)) === wanted).toBe(true);
    expect(sum([...numbers.slice(0, -1), 99_999n]) === wanted).toBe(true);
  });
});

describe("a result", () => {
  test.each([
    [t.list(int), "[1, 2]", [1, 2]],
    [t.list(float), "[0.5, 1, -0.0]", [0.5, 1, -0]],
    [t.list(str), "('a', 'b')", ["a", "b"]],
    [t.sequence(int), "(1, 2)", [1, 2]],
    [t.sequence(int), "[1, 2]", [1, 2]],
    [t.tuple([int, str, t.none]), "(1, 'a', None)", [1, "a", null]],
    [t.tuple([]), "()", []],
    [t.set(int), "{1, 2}", new Set([1, 2])],
    [t.set(int), "frozenset({1})", new Set([1])],
    [t.frozenset(str), "frozenset({'a'})", new Set(["a"])],
    [t.set(t.tuple([int, int])), "{(1, 2)}", new Set([[1, 2]])],
    [t.dict(int), "{'a': 1, '__proto__': 2}", JSON.parse('{"a": 1, "__proto__": 2}')],
    [t.dict(t.list(float)), "{'a': [1, 0.5], 'b': []}", { a: [1, 0.5], b: [] }],
    [t.map(int, str), "{1: 'a'}", new Map([[1, "a"]])],
    [t.map(str, int), "{'a': 1}", new Map([["a", 1]])],
    [t.map(t.tuple([int, int]), t.optional(bool)), "{(1, 2): None}", new Map([[[1, 2], null]])],
    [t.list(t.optional(int)), "[1, None]", [1, null]],
    [t.list(t.dict(any)), "[{'a': [1, {2: 3}]}]", [{ a: [1, new Map([[2, 3]])] }]],
    [t.list(any), "[]", []],
    // Subclasses of the containers, and of their items, count as what they are.
    [t.dict(int), "collections.OrderedDict(b=1, a=2)", { b: 1, a: 2 }],
    [t.dict(int), "collections.Counter('aab')", { a: 2, b: 1 }],
    [t.dict(t.list(int)), "collections.defaultdict(list, a=[1])", { a: [1] }],
    [t.list(int), "type('Stack', (list,), {})([1])", [1]],
    [t.tuple([int, int]), "collections.namedtuple('P', 'x y')(1, 2)", [1, 2]],
    [t.list(int), "[type('Id', (int,), {})(7)]", [7]],
    [t.list(float), "[type('C', (float,), {})(0.5)]", [0.5]],
    [t.list(str), "[type('S', (str,), {})('s')]", ["s"]],
    [t.list(t.bytes), "[type('B', (bytes,), {})(b'b')]", [Uint8Array.from([98])]],
  ])("of type %j: %s", async (type, source, value) => {
    expect(gives(type)(source)).toStrictEqual(value);
    expect(gives(t.list(type))(`[${source}, ${source}]`)).toStrictEqual([value, value]);
    expect(await gives(type).async(source)).toStrictEqual(value);
  });

  test("of numbers brings a hundred thousand of them", () => {
    expect(gives(t.list(float))("[i / 2 for i in range(100000)]")).toStrictEqual(
      Array.from({ length: 100_000 }, (_, i) => i / 2),
    );
    expect(gives(t.list(int))("list(range(100000))")).toStrictEqual(Array.from({ length: 100_000 }, (_, i) => i));
  });

  test("of a dict whose class lies about its length is what it holds", () => {
    expect(gives(t.dict(int))("type('D', (dict,), {'__len__': lambda self: 99})(a=1)")).toStrictEqual({ a: 1 });
    expect(gives(t.list(int))("type('L', (list,), {'__len__': lambda self: 99, '__iter__': None})([1])")).toStrictEqual(
      [1],
    );
    expect(gives(t.set(int))("type('S', (set,), {'__len__': lambda self: 99})({1})")).toStrictEqual(new Set([1]));
  });
});
