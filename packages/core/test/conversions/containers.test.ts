/** Containers with a class of their own, abstract kinds of containers, and tuples of every shape. */
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const containers = toolOf(
  "containers_tool",
  `
import collections, os, types
from collections import *
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
class Point(NamedTuple):
    x: float
    y: float = 0.5
    label: str = 'here'
class Odd(NamedTuple):
    length: int
    map: str
    count: float
class Own(collections.abc.Mapping):
    def __getitem__(self, key): return {'a': 1, 'b': 2}[key]
    def __iter__(self): return iter('ab')
    def __len__(self): return 2
class Broken(Own):
    def __getitem__(self, key): raise RuntimeError('broken ' + key)
class Box:
    def __len__(self): return 1
    def __iter__(self): yield 1
    def __contains__(self, x): return x == 1
def spell(x): return type(x).__name__ + ' ' + repr(x)
def value(text): return eval(text)
def missing(x): return x['missing']
`,
);

type One = PyFunction<(value: unknown) => unknown>;
const takes = (type: PyType): One => containers.function("spell", [type], t.str);
const gives = (type: PyType): One => containers.function("value", [t.str], type);
const { int, str, float } = t;
const point = t.namedTuple(containers, "Point", { x: float, y: float, label: str }, 1);
const every: PyType[] = [
  t.deque(int),
  t.orderedDict(str, int),
  t.defaultDict(str, t.list(int)),
  t.counter(str),
  t.mapping(str, int),
  t.abstractSet(int),
  t.collection(int),
  t.openTuple([int], str),
  point,
];
leavesNoHandles(() => [...every, t.any].map((type) => [gives(type)("None"), failure(() => takes(type)(Symbol()))]));

// A14
describe("a deque", () => {
  test("is an array both ways", () => {
    expect(gives(t.deque(int))("deque([1, 2], maxlen=2)")).toStrictEqual([1, 2]);
    expect(gives(t.list(t.deque(str)))("[deque('ab'), deque()]")).toStrictEqual([["a", "b"], []]);
    expect(takes(t.deque(int))([1, 2])).toBe("deque deque([1, 2])");
    expect(takes(t.deque(float))(Float64Array.from([1, 2]))).toBe("deque deque([1.0, 2.0])");
    expect(takes(t.deque(t.deque(str)))([["a"], []])).toBe("deque deque([deque(['a']), deque([])])");
  });

  test("has items of its type", () => {
    expect(gives(t.deque(t.fraction))("deque([Fraction(1, 3)])")).toStrictEqual(["1/3"]);
    expect(gives(t.deque(float))("deque([1])")).toStrictEqual([1]);
    expect(takes(t.deque(t.decimal))(["1.50"])).toBe("deque deque([Decimal('1.50')])");
    expect(failure(() => gives(t.deque(int))("deque([1, 2**60])"))).toBe(
      "ConversionError: int beyond ±(2**53 - 1), which a number cannot hold exactly at result[1]",
    );
    expect(failure(() => takes(t.dict(t.deque(int)))({ a: [1, "2"] }))).toBe(
      'ConversionError: expected int, got str "2" at args[0]["a"][1]',
    );
    expect(failure(() => takes(t.deque(int))("12"))).toBe(
      'ConversionError: expected deque[int], got str "12" at args[0]',
    );
  });
});

// A14
describe("a dict with a class of its own", () => {
  test.each([
    [t.orderedDict(str, int), "OrderedDict([('b', 1), ('a', 2)])", { b: 1, a: 2 }],
    [
      t.orderedDict(int, str),
      "OrderedDict([(2, 'b'), (1, 'a')])",
      new Map([
        [2, "b"],
        [1, "a"],
      ]),
    ],
    [t.counter(str), "Counter({'a': 2, 'b': 1})", { a: 2, b: 1 }],
    [t.counter(t.tuple([int, int])), "Counter({(1, 2): 3})", new Map([[[1, 2], 3]])],
    [t.defaultDict(str, t.list(int)), "defaultdict(<class 'list'>, {'a': [1]})", { a: [1] }],
    [t.defaultDict(str, t.dict(int)), "defaultdict(<class 'dict'>, {'a': {'b': 1}})", { a: { b: 1 } }],
    [t.defaultDict(str, t.map(int, int)), "defaultdict(<class 'dict'>, {'a': {1: 1}})", { a: new Map([[1, 1]]) }],
    [t.defaultDict(int, t.set(int)), "defaultdict(<class 'set'>, {1: {2}})", new Map([[1, new Set([2])]])],
    [t.defaultDict(str, int), "defaultdict(<class 'int'>, {'a': 1})", { a: 1 }],
    [t.defaultDict(str, float), "defaultdict(<class 'float'>, {'a': 1.0})", { a: 1 }],
    [t.defaultDict(str, str), "defaultdict(<class 'str'>, {'a': 'b'})", { a: "b" }],
    [t.defaultDict(str, t.decimal), "defaultdict(None, {'a': Decimal('1')})", { a: "1" }],
  ])("is the dict of its items both ways: %# %s", (type, spelled, value) => {
    const source = spelled.replace(/<class '(\w+)'>/, "$1");
    expect(gives(type)(source)).toStrictEqual(value);
    expect(gives(t.list(type))(`[${source}]`)).toStrictEqual([value]);
    expect(spelledOut(takes(type)(value))).toBe(`${spelled.slice(0, spelled.indexOf("("))} ${spelled}`);
    expect(spelledOut(takes(t.optional(type))(value))).toBe(`${spelled.slice(0, spelled.indexOf("("))} ${spelled}`);
  });

  test("makes what is missing, where its values have a class", () => {
    const missing = (type: PyType): One => containers.function("missing", [type], t.any);
    expect(missing(t.defaultDict(str, t.list(int)))({})).toStrictEqual([]);
    expect(missing(t.defaultDict(str, int))({})).toBe(0);
    expect(missing(t.defaultDict(str, float))(new Map())).toBe(0);
    expect(failure(() => missing(t.defaultDict(str, t.decimal))({}))).toBe("PythonError: KeyError: 'missing'");
    expect(missing(t.counter(str))({})).toBe(0);
  });

  test("takes a Map, an object where keys are text, and pairs where they are not", () => {
    expect(takes(t.orderedDict(str, int))(new Map([["a", 1]]))).toMatch(/^OrderedDict .*'a'/);
    expect(takes(t.orderedDict(int, int))([[1, 2]])).toMatch(/^OrderedDict OrderedDict\(.*1.*2/);
    expect(failure(() => takes(t.orderedDict(int, int))({ a: 1 }))).toBe(
      "ConversionError: expected OrderedDict[int, int], got dict at args[0]",
    );
    expect(failure(() => takes(t.counter(str))([["a", 1]]))).toBe(
      "ConversionError: expected Counter[str, int], got list at args[0]",
    );
    expect(failure(() => takes(t.defaultDict(str, t.list(int)))({ a: [1, "x"] }))).toBe(
      'ConversionError: expected int, got str "x" at args[0]["a"][1]',
    );
  });
});

// A14
describe("a Mapping", () => {
  test.each([
    ["{'a': 1}", { a: 1 }],
    ["types.MappingProxyType({'a': 1})", { a: 1 }],
    ["ChainMap({'a': 1}, {'b': 2, 'a': 3})", { b: 2, a: 1 }],
    ["UserDict(a=1)", { a: 1 }],
    ["Own()", { a: 1, b: 2 }],
    ["OrderedDict(a=1)", { a: 1 }],
    // Hints lie.
    ["types.MappingProxyType({1: 'x'})", new Map([[1, "x"]])],
    ["[('a', 1)]", [["a", 1]]],
  ])("of any class is an object: %s", (source, value) => {
    expect(gives(t.mapping(str, int))(source)).toStrictEqual(value);
    expect(gives(t.tuple([t.mapping(str, int), int]))(`(${source}, 'lie')`)).toStrictEqual([value, "lie"]);
  });

  test("has values of its type, and raises what looking raises", () => {
    expect(gives(t.mapping(str, t.fraction))("types.MappingProxyType({'a': Fraction(1, 2)})")).toStrictEqual({
      a: "1/2",
    });
    expect(gives(t.mapping(int, float))("types.MappingProxyType({1: 2})")).toStrictEqual(new Map([[1, 2]]));
    expect(failure(() => gives(t.mapping(str, int))("Broken()"))).toBe("PythonError: RuntimeError: broken a");
    const environment = gives(t.mapping(str, str))("os.environ") as Record<string, string>;
    expect(environment["PATH"]).toBe(process.env["PATH"]);
  });

  test("is a dict in Python", () => {
    expect(takes(t.mapping(str, t.deque(int)))({ a: [1] })).toBe("dict {'a': deque([1])}");
    expect(takes(t.mapping(int, str))(new Map([[1, "a"]]))).toBe("dict {1: 'a'}");
    expect(failure(() => takes(t.mapping(str, int))([1]))).toBe(
      "ConversionError: expected Mapping[str, int], got list at args[0]",
    );
  });
});

// A14
describe("an abstract set", () => {
  test.each([
    ["{1, 2}", [1, 2]],
    ["frozenset({1})", [1]],
    ["{'b': 1, 'a': 2}.keys()", ["b", "a"]],
    [
      "{'b': 1, 'a': 2}.items()",
      [
        ["b", 1],
        ["a", 2],
      ],
    ],
    ["set()", []],
  ])("is a Set, in its order: %s", (source, items) => {
    const set = gives(t.abstractSet(t.any))(source);
    expect(set).toBeInstanceOf(Set);
    expect([...(set as Set<unknown>)]).toStrictEqual(items);
  });

  test("has items of its type, which differ here as well", () => {
    expect(gives(t.abstractSet(t.fraction))("{Fraction(1, 2): 0}.keys()")).toStrictEqual(new Set(["1/2"]));
    expect(failure(() => gives(t.list(t.abstractSet(float)))("[{float('nan'), float('nan')}]"))).toBe(
      "ConversionError: members that differ in Python are the same in JavaScript (two NaN, for example) at result[0]",
    );
    expect(takes(t.abstractSet(int))(new Set([1]))).toBe("set {1}");
    expect(takes(t.abstractSet(t.tuple([int])))([[1], [1]])).toBe("set {(1,)}");
    expect(failure(() => takes(t.list(t.abstractSet(t.list(int))))([[], [[1]]]))).toMatch(
      /^PythonError: TypeError: .*unhashable/,
    );
    expect(failure(() => takes(t.abstractSet(int))({ a: 1 }))).toBe(
      "ConversionError: expected AbstractSet[int], got dict at args[0]",
    );
  });
});

// A14
describe("a collection", () => {
  test.each([
    ["[1, 2]", [1, 2]],
    ["(1, 2)", [1, 2]],
    ["{1: 2}.values()", [2]],
    ["{1: 2}.keys()", [1]],
    ["deque([1])", [1]],
    ["range(3)", [0, 1, 2]],
    ["{1}", new Set([1])],
    ["frozenset({1})", new Set([1])],
    ["'text'", "text"],
    ["b'ab'", Uint8Array.from([97, 98])],
    ["{'a': 1}", { a: 1 }],
  ])("is what it holds: %s", (source, value) => {
    expect(gives(t.collection(int))(source)).toStrictEqual(value);
  });

  test("that is more than what it holds stays a handle", () => {
    expect((gives(t.collection(int))("Box()") as { $type: string }).$type).toBe("Box");
    expect((gives(t.collection(int))("Own()") as { $type: string }).$type).toBe("Own");
  });

  test("has items of its type", () => {
    expect(gives(t.collection(t.fraction))("{1: Fraction(1, 2)}.values()")).toStrictEqual(["1/2"]);
    expect(gives(t.collection(float))("{1}")).toStrictEqual(new Set([1]));
    expect(failure(() => gives(t.collection(int))("(1, 2**60)"))).toMatch(/at result\[1\]$/);
  });

  test("is made of whatever can be iterated, but for text", () => {
    function* items(): Generator<number> {
      yield 1;
      yield 2;
    }
    for (const value of [
      [1, 2],
      new Set([1, 2]),
      items(),
      new Map([
        [1, 0],
        [2, 0],
      ]).keys(),
      Int8Array.from([1, 2]),
    ]) {
      expect(takes(t.collection(int))(value)).toBe("list [1, 2]");
    }
    expect(failure(() => takes(t.collection(str))("ab"))).toMatch(
      /^ConversionError: expected Collection.*, got str "ab"/,
    );
    expect(failure(() => takes(t.collection(int))({ a: 1 }))).toMatch(/, got dict at args\[0\]$/);
    expect(failure(() => takes(t.collection(int))([1, "x"]))).toMatch(/^ConversionError: expected list\[int\] \| /);
  });
});

// A14
describe("a tuple with any number of items of one type", () => {
  const type = t.openTuple([int], str, [float, t.fraction]);

  test.each([
    [[1, 2, "1/2"], "(1, 2.0, Fraction(1, 2))"],
    [[1, "a", 2, "1/2"], "(1, 'a', 2.0, Fraction(1, 2))"],
    [[1, "a", "b", "c", 2, "1/2"], "(1, 'a', 'b', 'c', 2.0, Fraction(1, 2))"],
  ])("has each in its place, both ways: %j", (value, source) => {
    expect(takes(type)(value)).toBe(`tuple ${source}`);
    expect(gives(type)(source)).toStrictEqual(value);
    expect(gives(t.list(type))(`[${source}, ${source}]`)).toStrictEqual([value, value]);
    expect(gives(t.tuple([type, int]))(`(${source}, 'lie')`)).toStrictEqual([value, "lie"]);
    expect(takes(t.union([t.tuple([int]), type]))(value)).toBe(`tuple ${source}`);
    expect(gives(t.union([t.tuple([int]), type]))(source)).toStrictEqual(value);
  });

  test("of nothing else is a sequence of at least so many", () => {
    expect(takes(t.openTuple([], int))([])).toBe("tuple ()");
    expect(takes(t.openTuple([], int, [str]))([1, 2, "x"])).toBe("tuple (1, 2, 'x')");
    expect(gives(t.openTuple([], t.fraction))("()")).toStrictEqual([]);
    expect(gives(t.openTuple([str], t.fraction))("('a', Fraction(1, 2), Fraction(1))")).toStrictEqual([
      "a",
      "1/2",
      "1",
    ]);
  });

  test("is refused where items are missing or misplaced", () => {
    const spelled = "tuple[int, *tuple[str, ...], float, Fraction]";
    expect(failure(() => takes(type)([1, 2]))).toBe(
      `ConversionError: expected ${spelled}, which has 3 items or more, got 2 at args[0]`,
    );
    expect(failure(() => takes(type)([1, "a", 5, 2, "1/2"]))).toBe(
      "ConversionError: expected str, got int 5 at args[0][2]",
    );
    expect(failure(() => takes(t.list(type))([[1, "a", "b", "1/2"]]))).toBe(
      'ConversionError: expected float, got str "b" at args[0][0][2]',
    );
    expect(failure(() => takes(type)("abc"))).toBe(`ConversionError: expected ${spelled}, got str "abc" at args[0]`);
  });

  test("that lies comes as it is", () => {
    expect(gives(type)("(1, 2)")).toStrictEqual([1, 2]);
    expect(gives(type)("('x', 'a', None, 5)")).toStrictEqual(["x", "a", null, 5]);
    expect(gives(type)("[1]")).toStrictEqual([1]);
  });
});

// A14
describe("a named tuple whose names are known", () => {
  type Point = [number, number, string] & { x: number; y: number; label: string };

  test("is an array whose items have names", () => {
    const value = gives(point)("Point(1, 2, 'there')") as Point;
    expect(value).toStrictEqual([1, 2, "there"]);
    expect([value.x, value.y, value.label]).toStrictEqual([1, 2, "there"]);
    expect(Array.isArray(value)).toBe(true);
    expect(JSON.stringify(value)).toBe('[1,2,"there"]');
    expect(Object.keys(value)).toStrictEqual(["0", "1", "2"]);
    expect(() => {
      (value as { x: number }).x = 5;
    }).toThrow(TypeError);
  });

  test("has its names also where the frame carries tags, and where other types might have been", () => {
    const [inner] = gives(t.tuple([point, int]))("(Point(1, 2), 'lie')") as [Point, string];
    expect(inner).toStrictEqual([1, 2, "here"]);
    expect([inner.x, inner.label]).toStrictEqual([1, "here"]);
    const member = gives(t.union([t.tuple([int, int, str]), point]))("Point(1, 2)") as Point;
    expect(member.y).toBe(2);
    const lie = gives(point)("Point('a', None)") as Point;
    expect(lie).toStrictEqual(["a", null, "here"]);
    expect(lie.x).toBe("a");
    const list = gives(t.list(point))("[Point(1, 2), Point(3, 4)]") as Point[];
    expect(list.map(({ x }) => x)).toStrictEqual([1, 3]);
  });

  test("is told from other tuples", () => {
    const plain = gives(point)("(1, 2, 'x')") as Point;
    expect(plain).toStrictEqual([1, 2, "x"]);
    expect("x" in plain).toBe(false);
  });

  test("leaves names that arrays have a meaning for to that", () => {
    const odd = t.namedTuple(containers, "Odd", { length: int, map: str, count: float });
    const value = gives(odd)("Odd(7, 'm', 1.5)") as unknown[] & { count: number };
    expect(value).toHaveLength(3);
    expect(value.map((item) => item)).toStrictEqual([7, "m", 1.5]);
    expect(value.count).toBe(1.5);
    expect(takes(odd)(value)).toBe("Odd Odd(length=7, map='m', count=1.5)");
  });

  test.each([
    [[1, 2, "x"], "Point(x=1.0, y=2.0, label='x')"],
    [[1], "Point(x=1.0, y=0.5, label='here')"],
    [[1, undefined, "x"], "Point(x=1.0, y=0.5, label='x')"],
    [{ x: 1 }, "Point(x=1.0, y=0.5, label='here')"],
    [{ label: "x", x: 1 }, "Point(x=1.0, y=0.5, label='x')"],
    [{ x: 1, y: undefined, label: "x" }, "Point(x=1.0, y=0.5, label='x')"],
  ])("is made of an array or of an object: %j", (value, spelled) => {
    expect(takes(point)(value)).toBe(`Point ${spelled}`);
    expect(takes(t.dict(t.list(point)))({ a: [value, value] })).toBe(`dict {'a': [${spelled}, ${spelled}]}`);
    expect(takes(t.union([str, point]))(value)).toBe(`Point ${spelled}`);
  });

  test("goes back as it came", () => {
    expect(takes(point)(gives(point)("Point(1, 2, 'x')"))).toBe("Point Point(x=1.0, y=2.0, label='x')");
  });

  test.each([
    [[], "expected Point, which has 1 to 3 items, got 0 at args[0]"],
    [[1, 2, "x", 4], "expected Point, which has 1 to 3 items, got 4 at args[0]"],
    [["x"], 'expected float, got str "x" at args[0][0]'],
    [{ y: 1 }, 'expected Point, whose "x" is missing, at args[0]'],
    [{ x: 1, z: 1 }, 'Point has no "z" at args[0]'],
    [{ x: 1, label: 5 }, "expected str, got int 5 at args[0].label"],
    ["x", 'expected Point, got str "x" at args[0]'],
    [new Map(), "expected Point, got dict (a Map) at args[0]"],
  ])("is refused where it is none: %j", (value, message) => {
    expect(failure(() => takes(point)(value))).toBe(`ConversionError: ${message}`);
  });
});

// A14
describe("a dict with keys of any type", () => {
  test.each([
    [t.map(t.tuple([int, str]), int), "{(1, 'a'): 2}", new Map([[[1, "a"], 2]])],
    [t.map(t.date, int), "{__import__('datetime').date(2024, 5, 1): 2}", new Map([["2024-05-01", 2]])],
    [
      t.map(t.optional(int), str),
      "{None: 'a', 1: 'b'}",
      new Map<unknown, unknown>([
        [null, "a"],
        [1, "b"],
      ]),
    ],
    [t.map(t.bool, str), "{True: 'a'}", new Map([[true, "a"]])],
    [t.map(t.frozenset(int), str), "{frozenset({1}): 'a'}", new Map([[new Set([1]), "a"]])],
    [t.map(t.bytes, float), "{b'a': 1.0}", new Map([[Uint8Array.from([97]), 1]])],
    [t.map(t.decimal, t.deque(int)), "{Decimal('1.50'): deque([1])}", new Map([["1.50", [1]]])],
  ])("is a Map both ways: %# %s", (type, source, value) => {
    expect(gives(type)(source)).toStrictEqual(value);
    expect(takes(type)(value)).toBe(`dict ${gives(str)(`repr(${source})`) as string}`);
  });
});

/** From 3.12 on, an OrderedDict shows its items as a dict does. */
function spelledOut(text: unknown): string {
  return String(text).replace(/OrderedDict\(\{(.*)\}\)/, (_, items: string) => {
    const pairs = items.split(", ").map((item) => `(${item.replace(": ", ", ")})`);
    return `OrderedDict([${pairs.join(", ")}])`;
  });
}
