/** Items, apart from attributes: keys, slices, several indices at once; length and containment. */
// A9
import { python, slice, type PyObject } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
py.exec(`
class Indexed:
    """Gives back the key that it was asked for, as Python shows it."""
    def __getitem__(self, key): return repr(key)
    def __setitem__(self, key, value): self.last = (repr(key), value)
    def __delitem__(self, key): self.gone = repr(key)
    def __contains__(self, item): return item == 'inside'
class Broken:
    def __getitem__(self, key): raise OSError('item')
    def __setitem__(self, key, value): raise OSError('set')
    def __delitem__(self, key): raise OSError('deleted')
    def __contains__(self, item): raise OSError('contained')
    def __len__(self): return -1
    def __bool__(self): return 'yes'
class Recursive:
    def __getitem__(self, key): return self[key]
    def __len__(self): return len(self)
`);
const main = py.import("__main__");
leavesNoHandles(() => [
  main
    .$handle("Indexed")
    .$construct()
    .$item([slice(1), 1]),
]);

const list = (): PyObject =>
  py
    .import("builtins")
    .$handle("list")
    .$construct([[10, 20, 30, 40]]);
const dict = (entries: unknown): PyObject => py.import("builtins").$handle("dict").$construct([entries]);

describe("PyObject.$item", () => {
  test("gives an item by its key, converted, and raises when there is none", () => {
    expect([list().$item(0), list().$item(-1)]).toStrictEqual([10, 40]);
    const object = dict(
      new Map<unknown, unknown>([
        ["a", 1],
        [2, "two"],
        [2.5, [1]],
        [true, { b: null }],
        [null, 0],
        [2n ** 70n, -0],
      ]),
    );
    expect([object.$item("a"), object.$item(2), object.$item(2.5), object.$item(null)]).toStrictEqual([
      1,
      "two",
      [1],
      0,
    ]);
    expect(object.$item(true)).toStrictEqual({ b: null });
    expect(object.$item(2n ** 70n)).toBe(-0);
    expect(object.$item(undefined)).toBe(0);
    expect(failure(() => list().$item(4))).toBe("PythonError: IndexError: list index out of range");
    expect(failure(() => object.$item("é \u{1f600}"))).toBe("PythonError: KeyError: 'é \u{1f600}'");
    expect(failure(() => object.$item(0.5))).toBe("PythonError: KeyError: 0.5");
    expect(failure(() => list().$item("a"))).toMatch(/^PythonError: TypeError: list indices must be/);
    expect(failure(() => main.$handle("Broken").$construct().$item(1))).toBe("PythonError: OSError: item");
  });

  test("passes each key as what it is", () => {
    const indexed = main.Indexed() as PyObject;
    const shown = (key: unknown): unknown => indexed.$item(key);
    expect([shown(0), shown(-0), shown(1.5), shown(2 ** 60), shown("k"), shown(""), shown(5n)]).toStrictEqual([
      "0",
      "-0.0",
      "1.5",
      "1.152921504606847e+18",
      "'k'",
      "''",
      "5",
    ]);
    expect([shown(slice(3)), shown(slice(1, 3)), shown(slice(1, undefined, -2)), shown({})]).toStrictEqual([
      "slice(None, 3, None)",
      "slice(1, 3, None)",
      "slice(1, None, -2)",
      "slice(None, None, None)",
    ]);
    expect(shown({ start: 1, step: 2n ** 70n })).toBe("slice(1, None, 1180591620717411303424)");
    expect(shown(slice("a", "c"))).toBe("slice('a', 'c', None)");
    expect([shown([1, 2]), shown([]), shown([1]), shown([[0, 2], 1])]).toStrictEqual([
      "(1, 2)",
      "()",
      "(1,)",
      "([0, 2], 1)",
    ]);
    expect(shown([slice(0, 2), null, { start: 1 }, py.eval("...")])).toBe(
      "(slice(0, 2, None), None, slice(1, None, None), Ellipsis)",
    );
    // A handle is the object itself: no key is taken apart that Python made.
    expect(shown(dict({ start: 1 }))).toBe("{'start': 1}");
    expect(shown([dict({ start: 1 }), list()])).toBe("({'start': 1}, [10, 20, 30, 40])");
  });

  test("refuses a key that no key can be", () => {
    expect(failure(() => list().$item({ start: 1, end: 2 }))).toBe(
      'UsageError: an object among keys is a slice, { start, stop, step }, but this one has "end"; a dict cannot be a key',
    );
    expect(failure(() => list().$item([{ a: 1 }]))).toMatch(/^UsageError: an object among keys is a slice/);
    expect(failure(() => dict({}).$item(new Map([["a", 1]])))).toMatch(/^PythonError: TypeError: .*unhashable/);
    expect(failure(() => list().$item(/x/))).toMatch(
      /^ConversionError: an instance of RegExp has no counterpart in Python/,
    );
  });

  test("gives a handle instead, where the item is to be changed", () => {
    const config = dict({ inner: { values: [1] } });
    expect(config.$item("inner")).toStrictEqual({ values: [1] });
    config.$itemHandle("inner").$itemHandle("values").$invoke("append", [2]);
    expect(config.$item("inner")).toStrictEqual({ values: [1, 2] });
    expect(String(list().$itemHandle(slice(1, 3)))).toBe("[20, 30]");
    expect(failure(() => config.$itemHandle("outer"))).toBe("PythonError: KeyError: 'outer'");
  });
});

describe("PyObject.$setItem and $deleteItem", () => {
  test("set and delete by key, slice and several indices", () => {
    const numbers = list();
    numbers.$setItem(0, 1);
    numbers.$setItem(slice(1, 3), ["x"]);
    expect([...numbers]).toStrictEqual([1, "x", 40]);
    numbers.$deleteItem(slice(undefined, undefined, 2));
    expect([...numbers]).toStrictEqual(["x"]);
    numbers.$deleteItem(0);
    expect(numbers.$length).toBe(0);
    const object = dict({});
    object.$setItem([1, 2], { deep: [1] });
    object.$setItem("none", undefined);
    expect([object.$item([1, 2]), object.$item("none"), object.$length]).toStrictEqual([{ deep: [1] }, null, 2]);
    object.$deleteItem([1, 2]);
    expect(object.$has("none")).toBe(true);
    expect(failure(() => object.$deleteItem([1, 2]))).toBe("PythonError: KeyError: (1, 2)");
    expect(failure(() => dict({}).$setItem(list(), 1))).toMatch(/^PythonError: TypeError: .*unhashable/);
    const indexed = main.Indexed() as PyObject;
    indexed.$setItem([slice(1), 0], "v");
    indexed.$deleteItem([slice(1), 0]);
    expect([indexed.$get("last"), indexed.$get("gone")]).toStrictEqual([
      ["(slice(None, 1, None), 0)", "v"],
      "(slice(None, 1, None), 0)",
    ]);
  });

  test("pass on what the object raises", () => {
    const broken = main.Broken() as PyObject;
    expect(failure(() => broken.$setItem(1, 2))).toBe("PythonError: OSError: set");
    expect(failure(() => broken.$deleteItem(1))).toBe("PythonError: OSError: deleted");
    expect(failure(() => (py.eval("frozenset") as PyObject).$setItem(0, 1))).toMatch(/^PythonError: TypeError/);
  });
});

describe("PyObject.$has and $length", () => {
  test("ask Python", () => {
    expect([list().$has(10), list().$has(10.0), list().$has("10"), list().$has(null)]).toStrictEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([dict({ a: 1 }).$has("a"), dict({ a: 1 }).$has("b")]).toStrictEqual([true, false]);
    const indexed = main.Indexed() as PyObject;
    expect([indexed.$has("inside"), indexed.$has("outside")]).toStrictEqual([true, false]);
    expect([list().$length, dict({}).$length, py.eval("range").$construct([10 ** 9]).$length]).toStrictEqual([
      4,
      0,
      10 ** 9,
    ]);
  });

  test("pass on what the object raises, and wrong results", () => {
    const broken = main.Broken() as PyObject;
    expect(failure(() => broken.$has(1))).toBe("PythonError: OSError: contained");
    expect(failure(() => broken.$length)).toBe("PythonError: ValueError: __len__() should return >= 0");
    expect(failure(() => main.Indexed().$length)).toBe("PythonError: TypeError: object of type 'Indexed' has no len()");
    expect(failure(() => py.eval("range").$construct([2n ** 60n]).$length)).toMatch(/^ConversionError: int beyond/);
    const recursive = main.Recursive() as PyObject;
    expect(failure(() => recursive.$item(1))).toMatch(/^PythonError: RecursionError/);
    expect(failure(() => recursive.$length)).toMatch(/^PythonError: RecursionError/);
    expect(list().$length).toBe(4);
  });
});
