/** Results whose types say that they are iterables, iterators, generators or context managers, and classes that are. */
// A8, A14, A17
import { inspect } from "node:util";

import { ops, python } from "@pyweld/core";
import {
  t,
  type PyClass,
  type PyContextManager,
  type PyFunction,
  type PyGenerator,
  type PyIterable,
  type PyObject,
} from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { caught, failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const py = python();
const tool = toolOf(
  "typed_iteration_tool",
  `
import abc, contextlib
from dataclasses import dataclass
@dataclass
class Row:
    id: int
    name: str
log = []
def rows(n):
    try:
        for i in range(n): yield Row(i, 'row %d' % i)
        return 'rows'
    finally: log.append('rows closed')
def numbers(kind, n):
    return {'list': list(range(n)), 'range': range(n), 'none': None, 'text': 'abc', 'number': 5, 'map': map(int, range(n)),
            'generator': (i for i in range(n)), 'lies': ['a', None, 2**60, 1.5]}[kind]
def large(n):
    for i in range(n): yield 2**53 if i == 20 else i
def average():
    total = count = 0
    result = None
    try:
        while True:
            value = yield result
            if value is None: return 'end'
            total, count = total + value, count + 1
            result = Row(count, str(total / count))
    except ValueError as error: yield Row(-1, str(error))
    finally: log.append('average closed')
def use(iterator): return list(iterator)
@contextlib.contextmanager
def opened(name):
    try: yield Row(1, name)
    finally: log.append('closed ' + name)
class Catalogue:
    def __init__(self, *names): self.names = list(names)
    def __iter__(self):
        for i, name in enumerate(self.names): yield Row(i, name)
    def __len__(self): return len(self.names)
    def __getitem__(self, key): return self.names[key]
    def __setitem__(self, key, value): self.names[key] = value
    def __contains__(self, name): return name in self.names
    def __add__(self, other): return Catalogue(*self.names, *other)
    def __radd__(self, other): return Catalogue(*other, *self.names)
    def __eq__(self, other): return isinstance(other, Catalogue) and self.names == other.names
    def __hash__(self): return 5
    def __enter__(self): return self
    def __exit__(self, *rest): self.names.clear()
class Cursor:
    place = 0
    def __iter__(self): return self
    def __next__(self):
        if self.place >= 100: raise StopIteration
        self.place += 1
        return self.place
class Broken:
    def __len__(self): raise OSError('no length')
    def __iter__(self): raise OSError('no items')
class Base(abc.ABC): pass
class Quacks(abc.ABC):
    @classmethod
    def __subclasshook__(cls, other): return hasattr(other, 'quack')
class Duck:
    def quack(self): return 1
def duck(): return Duck()
def name_of(kind): return kind.__name__
`,
);
interface Row {
  readonly id: number;
  readonly name: string;
}
const row = t.dataclass(tool, "Row", { id: t.int, name: t.str });
const { int, str, any } = t;
const rows: PyFunction<(n: number) => PyGenerator<Row, string>> = tool.function("rows", () => [
  [int],
  t.generator(row, t.none, str),
]);
const iterable: PyFunction<(kind: string, n: number) => PyIterable<number>> = tool.function("numbers", () => [
  [str, int],
  t.iterable(int),
]);
const iterator: PyFunction<(kind: string, n: number) => PyGenerator<number> | null> = tool.function("numbers", () => [
  [str, int],
  t.optional(t.iterator(int)),
]);
const large: PyFunction<(n: number) => PyGenerator<number>> = tool.function("large", () => [[int], t.iterator(int)]);
const average: PyFunction<() => PyGenerator<Row | null, string, number | null>> = tool.function("average", () => [
  [],
  t.generator(t.optional(row), t.optional(t.float), str),
]);
const use: PyFunction<(iterator: unknown) => unknown> = tool.function("use", [any], any);
const opened: PyFunction<(name: string) => PyContextManager<Row>> = tool.function("opened", () => [
  [str],
  t.contextManager(row),
]);
const duck: PyFunction<() => PyObject> = tool.function("duck", [], any);
const nameOf: PyFunction<(kind: unknown) => string> = tool.function("name_of", [any], str);
const log = tool.variable<string[]>("log", t.list(str));

interface Catalogue extends PyObject {
  readonly length: number;
  get(index: number): string;
  set(index: number, value: string): void;
  [Symbol.iterator](): Generator<Row, unknown, void>;
}
const Catalogue: PyClass<string[], Catalogue> = tool.class("Catalogue", {
  init: () => [[], { rest: str }],
  methods: { get: ["__getitem__", [int], str], set: ["__setitem__", [int, str], t.none] },
  getters: { length: ["__len__", int] },
  items: () => row,
});
const Broken: PyClass<[], Catalogue> = tool.class("Broken", {
  init: [[]],
  getters: { length: ["__len__", int] },
  items: () => row,
});
const Cursor: PyClass<[], PyObject & Iterable<number> & { place: number }> = tool.class("Cursor", {
  init: [[]],
  properties: { place: ["place", int] },
  items: () => int,
});
const Quacks: PyClass<never, PyObject> = tool.class("Quacks", {});
leavesNoHandles(() => {
  const generator = average();
  generator.next();
  return [
    [...rows(100)],
    [...iterable("list", 3)],
    [...(iterator("map", 3) ?? [])],
    generator.return(""),
    py.with(opened("warm"), (value) => value),
    new Catalogue("warm").length,
    [...new Catalogue("warm")],
    [...new Cursor()],
    failure(() => new Broken().length),
    duck() instanceof Quacks,
    nameOf(Catalogue),
    use(iterable("list", 3)),
  ];
});

describe("t.generator without values to send", () => {
  test("is a generator of converted items, with the value of its end", () => {
    const generator = rows(300);
    expect(generator.next()).toStrictEqual({ value: { id: 0, name: "row 0" }, done: false });
    expect([...generator]).toHaveLength(299);
    expect(generator.next()).toStrictEqual({ value: undefined, done: true });
    const again = rows(2);
    again.next();
    again.next();
    expect(again.next()).toStrictEqual({ value: "rows", done: true });
  });

  test("is closed when the loop is left, and at the end of a using", () => {
    const before = log.value.length;
    for (const { id } of rows(5000)) if (id === 100) break;
    expect(log.value).toHaveLength(before + 1);
    {
      using generator = rows(10);
      generator.next();
    }
    expect(log.value).toHaveLength(before + 2);
    expect(rows(5).return("mine")).toStrictEqual({ value: "mine", done: true });
  });

  test("is the Python object where it goes to Python, as long as nothing was read ahead", () => {
    expect(use(rows(2))).toHaveLength(2);
    const generator = rows(100);
    expect(generator.next().value).toStrictEqual({ id: 0, name: "row 0" });
    expect(use(generator)).toHaveLength(99);
    const ahead = rows(100);
    for (let i = 0; i < 3; i++) ahead.next();
    expect(failure(() => use(ahead))).toMatch(
      /^UsageError: this generator cannot be given to Python now: items of it were read ahead/,
    );
    expect(ahead.next().value).toStrictEqual({ id: 3, name: "row 3" });
    expect(ahead.$object.$type).toBe("generator");
    expect(inspect(ahead)).toMatch(/^<generator object rows/);
  });

  test("fails at the item that does not fit its type", () => {
    const seen: number[] = [];
    expect(
      failure(() => {
        for (const item of large(100)) seen.push(item);
      }),
    ).toMatch(/^ConversionError: int beyond/);
    expect(seen).toStrictEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test("comes from worker threads too", async () => {
    expect((await rows.async(3)).next().value).toStrictEqual({ id: 0, name: "row 0" });
  });
});

describe("t.iterable and t.iterator", () => {
  test("give what the function gave, whatever that is", () => {
    for (const kind of ["list", "range", "generator", "map"]) {
      expect([...iterable(kind, 5)]).toStrictEqual([0, 1, 2, 3, 4]);
      expect([...(iterator(kind, 5) ?? [])]).toStrictEqual([0, 1, 2, 3, 4]);
    }
    const list = iterable("list", 1000);
    expect([...list]).toStrictEqual([...list]);
    expect([...list]).toHaveLength(1000);
    expect(use(list)).toHaveLength(1000);
    expect([iterator("none", 0), iterable("none", 0), iterator("text", 0), iterable("number", 0)]).toStrictEqual([
      null,
      null,
      "abc",
      5,
    ]);
    expect(failure(() => [...iterable("lies", 0)])).toMatch(/^ConversionError: int beyond/);
    const lies = iterable("lies", 0)[Symbol.iterator]();
    expect([lies.next().value, lies.next().value, failure(() => lies.next()), lies.next().value]).toStrictEqual([
      "a",
      null,
      expect.stringMatching(/^ConversionError/),
      1.5,
    ]);
    list[Symbol.dispose]();
    expect(failure(() => [...list])).toBe("UsageError: this Python object has been released");
  });
});

describe("t.generator with values to send", () => {
  test("is resumed with them, one by one", () => {
    const generator = average();
    // The first value has nowhere to go, as in JavaScript.
    expect(generator.next(100)).toStrictEqual({ value: null, done: false });
    expect(generator.next(1)).toStrictEqual({ value: { id: 1, name: "1.0" }, done: false });
    expect(generator.next(2)).toStrictEqual({ value: { id: 2, name: "1.5" }, done: false });
    expect(failure(() => generator.next("text" as never))).toBe(
      'ConversionError: expected float, got str "text" at args[0]',
    );
    expect(generator.next(null)).toStrictEqual({ value: "end", done: true });
    expect(generator.next(1)).toStrictEqual({ value: undefined, done: true });
  });

  test("takes errors, and is closed by return and using", () => {
    const generator = average();
    generator.next();
    const mine = new Error("mine");
    expect(caught(() => generator.throw(mine))).toBe(mine);
    const other = average();
    other.next();
    expect(other.throw(py.eval("ValueError('value')"))).toStrictEqual({
      value: { id: -1, name: "value" },
      done: false,
    });
    const before = log.value.length;
    expect(other.return("r")).toStrictEqual({ value: "r", done: true });
    {
      using last = average();
      last.next();
      expect(use(last.$object.$type)).toHaveLength("generator".length);
    }
    expect(log.value).toHaveLength(before + 2);
    let seen = 0;
    for (const item of average() as Iterable<unknown>) {
      expect(item).toBeNull();
      seen++;
    }
    expect(seen).toBe(1);
  });
});

describe("t.contextManager", () => {
  test("gives a converted value", () => {
    expect(py.with(opened("one"), (value) => value.name)).toBe("one");
    {
      using scope = opened("two").$enter();
      expect(scope.value).toStrictEqual({ id: 1, name: "two" });
    }
    expect(log.value.slice(-2)).toStrictEqual(["closed one", "closed two"]);
  });
});

describe("a generated class", () => {
  test("iterates over items of its type, and has a length, items and operators", () => {
    const catalogue = new Catalogue("M1", "M31", "M42");
    expect([...catalogue]).toStrictEqual([
      { id: 0, name: "M1" },
      { id: 1, name: "M31" },
      { id: 2, name: "M42" },
    ]);
    expect([
      catalogue.length,
      catalogue.get(1),
      catalogue.$item(-1),
      catalogue.$has("M1"),
      catalogue.$length,
    ]).toStrictEqual([3, "M31", "M42", true, 3]);
    catalogue.set(0, "M2");
    catalogue.$setItem(1, "M3");
    expect(Array.from(catalogue, ({ name }) => name)).toStrictEqual(["M2", "M3", "M42"]);
    const sum = ops.add(catalogue, ["x"]) as Catalogue;
    expect(sum).toBeInstanceOf(Catalogue);
    expect(sum.get(3)).toBe("x");
    expect((catalogue.$reflected("+", ["y"]) as Catalogue).get(0)).toBe("y");
    expect([catalogue.$equals(new Catalogue("M2", "M3", "M42")), catalogue.$hash]).toStrictEqual([true, 5n]);
    expect(py.with(catalogue, (value) => value)).toBe(catalogue);
    expect([catalogue.length, catalogue.$truth]).toStrictEqual([0, false]);
    const broken = new Broken();
    expect(failure(() => broken.length)).toBe("PythonError: OSError: no length");
    expect(failure(() => [...broken])).toBe("PythonError: OSError: no items");
  });

  test("that is its own iterator is read no further than the loop", () => {
    const cursor = new Cursor();
    for (const item of cursor) if (item === 50) break;
    expect(cursor.place).toBe(50);
    expect([...cursor]).toHaveLength(50);
  });

  test("asks Python for instanceof, about objects only", () => {
    const Base: PyClass<never, PyObject> = tool.class("Base", {});
    expect(duck() instanceof Quacks).toBe(true);
    expect(new Catalogue() instanceof Quacks).toBe(false);
    expect(duck() instanceof Base).toBe(false);
    tool.load();
    (py.import("typed_iteration_tool")["Base"] as PyObject).$invoke("register", [
      py.import("typed_iteration_tool")["Duck"],
    ]);
    expect(duck() instanceof Base).toBe(true);
    expect(duck() instanceof Catalogue).toBe(false);
    for (const value of [1, "x", null, {}, [], () => 1]) expect((value as object) instanceof Quacks).toBe(false);
    class Mine extends (Catalogue as unknown as new (...names: string[]) => Catalogue) {}
    expect(new Mine("a")).toBeInstanceOf(Mine);
    expect(new Mine("a")).toBeInstanceOf(Catalogue);
    expect(new Catalogue("a") instanceof Mine).toBe(false);
  });

  test("is Python's class where it goes to Python", () => {
    expect(nameOf(Catalogue)).toBe("Catalogue");
    expect(new Catalogue().$isInstance(Catalogue)).toBe(true);
    expect(new Catalogue().$isInstance([Quacks, Catalogue])).toBe(true);
    expect(new Catalogue().$class.$is(Catalogue)).toBe(true);
    class Mine extends (Catalogue as unknown as new () => Catalogue) {}
    expect(nameOf(Mine)).toBe("Catalogue");
  });
});
