/** Dataclasses, TypedDicts and NamedTuples as parameters and results. */
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const records = toolOf(
  "records_tool",
  `
import dataclasses, sys
from dataclasses import dataclass, field
from typing import NamedTuple, Optional

@dataclass
class Star:
    name: str
    magnitude: float = 1.5
    tags: list = field(default_factory=list)
    total: int = field(init=False, default=0)

    def __post_init__(self):
        if self.magnitude > 100:
            raise ValueError('too faint')
        self.total = len(self.tags)

@dataclass
class Double(Star):
    companion: Optional[Star] = None

@dataclass(frozen=True)
class Point:
    x: int
    y: int

if sys.version_info >= (3, 10):
    @dataclass(slots=True, kw_only=True)
    class Slim:
        a: int
        b: str = 'b'
else:
    @dataclass
    class Slim:
        __slots__ = ('a', 'b')
        a: int
        b: str
        def __init__(self, *, a, b='b'):
            self.a = a; self.b = b

class Place(NamedTuple):
    lat: float
    lon: float
    label: str = 'here'

@dataclass
class Sly:
    rows: list
    @property
    def trap(self):
        self.rows.clear()
        return 1

def sly():
    rows = []
    rows.extend([Sly(rows), Sly(rows), Sly(rows)])
    return rows

def same(x): return x
def spell(x): return type(x).__name__ + ' ' + repr(x)
def value(text): return eval(text)
def half_made():
    star = Star.__new__(Star)
    star.name = 'half'
    return star
`,
);

type One = PyFunction<(value: unknown) => unknown>;
const takes = (type: PyType): One => records.function("spell", [type], t.str);
const gives = (type: PyType): One => records.function("value", [t.str], type);

const { int, float, str } = t;
const star = t.dataclass(
  records,
  "Star",
  { name: str, magnitude: float, tags: t.list(str), total: int },
  ["name", "magnitude", "tags"],
  ["name"],
);
const point = t.dataclass(records, "Point", { x: int, y: int });
const slim = t.dataclass(records, "Slim", { a: int, b: str }, ["a", "b"], ["a"]);
const place = t.namedTuple(records, "Place", [float, float, str]);
const double = t.dataclass(
  records,
  "Double",
  { name: str, magnitude: float, tags: t.list(str), total: int, companion: t.optional(star) },
  ["name", "magnitude", "tags", "companion"],
  ["name"],
);
leavesNoHandles(() => [star, point, slim, place, double].map((type) => gives(type)("None")));

describe("a dataclass", () => {
  // A5, A14
  test.each([
    [star, { name: "a" }, "Star Star(name='a', magnitude=1.5, tags=[], total=0)"],
    [
      star,
      { name: "a", magnitude: 2, tags: ["x", "é"] },
      "Star Star(name='a', magnitude=2.0, tags=['x', 'é'], total=2)",
    ],
    [star, { name: "a", magnitude: undefined }, "Star Star(name='a', magnitude=1.5, tags=[], total=0)"],
    [point, { y: 2, x: 1 }, "Point Point(x=1, y=2)"],
    [
      double,
      { name: "d", companion: { name: "c" } },
      "Double Double(name='d', magnitude=1.5, tags=[], total=0, companion=Star(name='c', magnitude=1.5, tags=[], total=0))",
    ],
    [
      double,
      { name: "d", companion: null },
      "Double Double(name='d', magnitude=1.5, tags=[], total=0, companion=None)",
    ],
  ])("is made by its own constructor: %#", (type, value, expected) => {
    expect(takes(type)(value)).toBe(expected);
    expect(takes(t.list(type))([value, value])).toBe(
      `list [${[expected, expected].map((text) => text.slice(text.indexOf(" ") + 1)).join(", ")}]`,
    );
  });

  test("with slots, and with parameters that are keyword-only, is made too", () => {
    expect(takes(slim)({ a: 1 })).toContain("a=1, b='b'");
    expect(gives(slim)("Slim(a=1, b='z')")).toStrictEqual({ a: 1, b: "z" });
  });

  test("comes as a plain object of all its fields", () => {
    expect(gives(star)("Star('a', 1, ['t'])")).toStrictEqual({ name: "a", magnitude: 1, tags: ["t"], total: 1 });
    expect(gives(point)("Point(1, 2)")).toStrictEqual({ x: 1, y: 2 });
    expect(gives(t.list(t.optional(point)))("[Point(1, 2), None]")).toStrictEqual([{ x: 1, y: 2 }, null]);
    expect(gives(double)("Double('d', companion=Star('c'))")).toStrictEqual({
      name: "d",
      magnitude: 1.5,
      tags: [],
      total: 0,
      companion: { name: "c", magnitude: 1.5, tags: [], total: 0 },
    });
  });

  test("of a subclass brings the fields of the subclass as well", () => {
    expect(gives(star)("Double('d', companion=None)")).toStrictEqual({
      name: "d",
      magnitude: 1.5,
      tags: [],
      total: 0,
      companion: null,
    });
    expect(gives(t.list(star))("[Star('a'), Double('d')]")).toStrictEqual([
      { name: "a", magnitude: 1.5, tags: [], total: 0 },
      { name: "d", magnitude: 1.5, tags: [], total: 0, companion: null },
    ]);
  });

  test("whose fields were never all set brings those that were", () => {
    const halfMade = records.function<() => unknown>("half_made", [], star);
    // The class attributes are the defaults of the others; `tags` has a factory and so none.
    expect(halfMade()).toStrictEqual({ name: "half", magnitude: 1.5, total: 0 });
  });

  test("whose values lie about their types brings them as they are", () => {
    expect(gives(star)("Star(5, True, {'a': 1})")).toStrictEqual({
      name: 5,
      magnitude: true,
      tags: { a: 1 },
      total: 1,
    });
  });

  test.each([
    [star, {}, 'expected Star, whose "name" is missing, at args[0].name'],
    [star, { name: 5 }, "expected str, got int 5 at args[0].name"],
    [star, { name: "a", tags: ["x", 5] }, "expected str, got int 5 at args[0].tags[1]"],
    [star, { name: "a", colour: "red" }, 'Star has no "colour" at args[0]'],
    [star, { name: "a", total: 3 }, 'Star has no "total" at args[0]'],
    [star, "a", 'expected Star, got str "a" at args[0]'],
    [star, new Map([["name", "a"]]), "expected Star, got dict (a Map) at args[0]"],
    [star, null, "expected Star, got None at args[0]"],
    [
      double,
      { name: "d", companion: { name: "c", tags: "x" } },
      'expected list[str], got str "x" at args[0].companion.tags',
    ],
    [point, { x: 1, __proto__: { y: 2 } }, "expected Point, got an object with a prototype of its own at args[0]"],
  ])("refuses what does not fit: %#", (type, value, message) => {
    expect(failure(() => takes(type)(value))).toBe(`ConversionError: ${message}`);
  });

  test("whose constructor raises is that exception", () => {
    expect(failure(() => takes(star)({ name: "a", magnitude: 101 }))).toBe("PythonError: ValueError: too faint");
    expect(failure(() => takes(t.list(star))([{ name: "a" }, { name: "a", magnitude: 101 }]))).toBe(
      "PythonError: ValueError: too faint",
    );
    expect(takes(star)({ name: "b" })).toContain("name='b'");
  });

  test("may be given as a handle", () => {
    const handle = records.function<(text: string) => object>("value", [str], t.object)("Point(3, 4)");
    expect(takes(point)(handle)).toBe("Point Point(x=3, y=4)");
    expect(takes(t.dict(t.list(point)))({ a: [handle, { x: 0, y: 0 }] })).toBe(
      "dict {'a': [Point(x=3, y=4), Point(x=0, y=0)]}",
    );
  });

  test("stays a handle where no type is given", () => {
    expect((gives(t.any)("Point(1, 2)") as { $type: string }).$type).toBe("Point");
  });

  test("whose fields run code that changes the list around them is an error, not a crash", () => {
    const sly = t.dataclass(records, "Sly", { trap: int });
    expect(failure(() => records.function<() => unknown>("sly", [], t.list(sly))())).toBe(
      "ConversionError: list changed while it was converted at result[1]",
    );
  });
});

describe("a TypedDict", () => {
  const row = t.typedDict({ id: int, name: str, "a b": t.optional(float) }, ["name", "a b"]);
  const full = t.typedDict({ id: int, items: t.list(t.typedDict({ k: str })) });

  test.each([
    [row, { id: 1 }, "dict {'id': 1}"],
    [row, { "a b": null, name: "n", id: 1 }, "dict {'id': 1, 'name': 'n', 'a b': None}"],
    [row, { id: 1, name: undefined }, "dict {'id': 1}"],
    [full, { id: 1, items: [{ k: "é" }] }, "dict {'id': 1, 'items': [{'k': 'é'}]}"],
    [t.typedDict({ __proto__x: int }), { __proto__x: 1 }, "dict {'__proto__x': 1}"],
  ])("is a dict: %#", (type, value, expected) => {
    expect(takes(type)(value)).toBe(expected);
  });

  test.each([
    [row, "{'id': 1}", { id: 1 }],
    [row, "{'a b': 2, 'name': 'n', 'id': 1}", { id: 1, name: "n", "a b": 2 }],
    [row, "{'id': 1, 'extra': [1]}", { id: 1, extra: [1] }],
    [row, "{'name': 'n'}", { name: "n" }],
    [row, "{'id': 'lies'}", { id: "lies" }],
    [
      row,
      "{'id': 1, 2: 3}",
      new Map<unknown, unknown>([
        ["id", 1],
        [2, 3],
      ]),
    ],
    [full, "{'id': 1, 'items': ({'k': 'x'}, {'k': 1})}", { id: 1, items: [{ k: "x" }, { k: 1 }] }],
    [full, "{}", {}],
  ])("comes with the keys it has, also those that its type does not know: %#", (type, source, value) => {
    expect(gives(type)(source)).toStrictEqual(value);
    expect(gives(t.list(type))(`[${source}] * 2`)).toStrictEqual([value, value]);
  });

  test.each([
    [row, {}, 'expected TypedDict, whose "id" is missing, at args[0]["id"]'],
    [row, { id: 1, Name: "n" }, 'TypedDict has no "Name" at args[0]'],
    [row, { id: 1, name: null }, 'expected str, got None at args[0]["name"]'],
    [full, { id: 1, items: [{ k: "a" }, { k: 1 }] }, 'expected str, got int 1 at args[0]["items"][1]["k"]'],
    [row, [], "expected TypedDict, got list at args[0]"],
  ])("refuses what does not fit: %#", (type, value, message) => {
    expect(failure(() => takes(type)(value))).toBe(`ConversionError: ${message}`);
  });

  test("names the place of an int that is too large", () => {
    expect(failure(() => gives(t.list(full))("[{'id': 1, 'items': []}, {'id': 2**60, 'items': []}]"))).toBe(
      'ConversionError: int beyond ±(2**53 - 1), which a number cannot hold exactly at result[1]["id"]',
    );
    expect(failure(() => gives(t.list(star))("[Star('a'), Double('b', tags=[1] * 3)] + [Point(1, 2)]"))).toBe(
      "no error",
    );
    expect(failure(() => gives(t.list(point))("[Point(1, 2), Point(1, 2**60)]"))).toContain("at result[1].y");
  });
});

describe("a NamedTuple", () => {
  test("is an array here and an instance of its class in Python", () => {
    expect(takes(place)([1, 2, "x"])).toBe("Place Place(lat=1.0, lon=2.0, label='x')");
    expect(gives(place)("Place(1, 2)")).toStrictEqual([1, 2, "here"]);
    expect(gives(place)("(1, 2, 'plain')")).toStrictEqual([1, 2, "plain"]);
    expect(gives(t.map(place, int))("{Place(1, 2): 3}")).toStrictEqual(new Map([[[1, 2, "here"], 3]]));
  });

  test("refuses what does not fit", () => {
    expect(failure(() => takes(place)([1, 2]))).toBe(
      "ConversionError: expected Place, which has 3 items, got 2 at args[0]",
    );
    expect(failure(() => takes(place)([1, 2, 3]))).toBe("ConversionError: expected str, got int 3 at args[0][2]");
    expect(failure(() => takes(place)({ lat: 1 }))).toBe("ConversionError: expected Place, got dict at args[0]");
  });
});
