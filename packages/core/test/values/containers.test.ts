/** How containers cross where no type is given. */
import { python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
py.exec(
  "def same(x): return x\ndef spell(*x): return ' | '.join(type(i).__name__ + ' ' + repr(i) for i in x)\ndef second(a, b): return b",
);
const { same, spell, second } = py.import("__main__");
leavesNoHandles();

describe("py.eval", () => {
  // A5, A14
  test.each([
    ["[]", []],
    ["()", []],
    ["{}", {}],
    ["set()", new Set()],
    ["frozenset()", new Set()],
    ["[1, 'a', None]", [1, "a", null]],
    ["(1, (2, [3]))", [1, [2, [3]]]],
    ["{'a': 1, 'b': {'c': []}}", { a: 1, b: { c: [] } }],
    ["{1: 'a'}", new Map([[1, "a"]])],
    [
      "{1: 'a', 'b': 2}",
      new Map<unknown, unknown>([
        [1, "a"],
        ["b", 2],
      ]),
    ],
    [
      "{None: 0, True: 1, 0.5: 2, (1, 2): 3}",
      new Map<unknown, unknown>([
        [null, 0],
        [true, 1],
        [0.5, 2],
        [[1, 2], 3],
      ]),
    ],
    ["{2**70: [{}]}", new Map([[2n ** 70n, [{}]]])],
    ["{b'a': 1}", new Map([[Uint8Array.from([97]), 1]])],
    ["{1, 'a', None}", new Set([1, "a", null])],
    ["frozenset({(1, 2)})", new Set([[1, 2]])],
    ["{'1': 'a', '0': 'b', 'x': 'c'}", { "0": "b", "1": "a", x: "c" }],
  ])("gives %s", (source, value) => {
    expect(py.eval(source)).toStrictEqual(value);
  });

  test("keeps the order of a dict, as far as JavaScript lets keys that look like indices", () => {
    expect(Object.keys(py.eval("{'z': 1, 'a': 2, '': 3}"))).toStrictEqual(["z", "a", ""]);
    expect([...py.eval("{3: 1, 1: 2, 2: 3}").keys()]).toStrictEqual([3, 1, 2]);
  });

  test("gives the key __proto__ as a property like others", () => {
    const value = py.eval("{'__proto__': {'polluted': True}, 'a': 1}");
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.entries(value)).toStrictEqual([
      ["__proto__", { polluted: true }],
      ["a", 1],
    ]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test("gives keys that occur often, the same each time", () => {
    const rows = py.eval("[{'name': str(i), 'value': i, 'k' + str(i % 7): None} for i in range(1000)]") as Record<
      string,
      unknown
    >[];
    expect(rows).toHaveLength(1000);
    rows.forEach((row, i) => expect(row).toStrictEqual({ name: String(i), value: i, [`k${i % 7}`]: null }));
  });

  test("gives subclasses of containers as handles, since they are more than their items", () => {
    for (const source of [
      "OrderedDict(a=1)",
      "Counter('aab')",
      "defaultdict(int)",
      "deque([1])",
      "namedtuple('P', 'x y')(1, 2)",
    ]) {
      expect(py.eval(`__import__('collections').${source}`).$type).toBe(
        source.startsWith("namedtuple") ? "P" : source.split("(")[0],
      );
    }
  });

  test("gives each occurrence of a shared list as an array of its own", () => {
    const [a, b] = py.eval("(lambda x: [x, x])([1])");
    expect(a).toStrictEqual(b);
    expect(a).not.toBe(b);
  });
});

describe("a dynamic call", () => {
  test.each([
    [[[], {}, new Set(), new Map()], "list [] | dict {} | set set() | dict {}"],
    [[[1, [2.5, null]]], "list [1, [2.5, None]]"],
    [[{ a: 1, "b c": [true] }], "dict {'a': 1, 'b c': [True]}"],
    [[Object.assign(Object.create(null), { a: 1 })], "dict {'a': 1}"],
    [
      [
        new Map<unknown, unknown>([
          [1, "a"],
          ["b", null],
          [0.5, []],
        ]),
      ],
      "dict {1: 'a', 'b': None, 0.5: []}",
    ],
    [[new Map([["a", 1]])], "dict {'a': 1}"],
    [[new Set([1])], "set {1}"],
    [[JSON.parse('{"__proto__": 1}')], "dict {'__proto__': 1}"],
  ])("takes %j", (values, expected) => {
    expect(spell(...values)).toBe(expected);
  });

  test("takes undefined for None in an array, and leaves out properties that are undefined", () => {
    // oxlint-disable-next-line no-sparse-arrays -- a hole is what is tested
    expect(spell([undefined, , null], { a: undefined, b: null, c: 1 })).toBe(
      "list [None, None, None] | dict {'b': None, 'c': 1}",
    );
    expect(spell(new Map([["a", undefined]]))).toBe("dict {'a': None}");
  });

  test("ignores symbols as keys and what is not enumerable, as Object.entries does", () => {
    const value = Object.defineProperty({ a: 1, [Symbol("s")]: 2 }, "hidden", { value: 3 });
    expect(spell(value)).toBe("dict {'a': 1}");
  });

  test("takes what a getter gives, and lets it call Python meanwhile", () => {
    const value = {
      a: 1,
      get b(): unknown {
        return py.eval("[1, 'é']");
      },
      c: "ü",
    };
    expect(spell(value, [2])).toBe("dict {'a': 1, 'b': [1, 'é'], 'c': 'ü'} | list [2]");
  });

  test("passes on what a getter throws, and goes on working", () => {
    const value = {
      get a(): unknown {
        throw new RangeError("from the getter");
      },
    };
    expect(failure(() => same([1, value]))).toBe("RangeError: from the getter");
    expect(same([1])).toStrictEqual([1]);
  });

  test("of what Python cannot hash is Python's own TypeError", () => {
    expect(failure(() => same(new Set([[1]])))).toMatch(
      /^PythonError: TypeError: unhashable type: 'list'|^PythonError: TypeError: cannot use 'list'/,
    );
    expect(failure(() => same(new Map([[{}, 1]])))).toMatch(/^PythonError: TypeError: .*dict/);
  });

  test("takes as many items as it announced, whatever the container does meanwhile", () => {
    const growing: unknown[] = [];
    Object.defineProperty(growing, 0, { enumerable: true, get: () => (growing.push(7), 5) });
    growing[1] = 6;
    expect(second(growing, "second")).toBe("second");
    const shrinking: unknown[] = [];
    Object.defineProperty(shrinking, 0, {
      enumerable: true,
      configurable: true,
      get: () => ((shrinking.length = 1), 5),
    });
    shrinking[1] = shrinking[2] = 6;
    expect(second(shrinking, "second")).toBe("second");
    class LyingSet extends Set<unknown> {
      override get size(): number {
        return 5;
      }
    }
    expect(second(new LyingSet([1, 2]), "second")).toBe("second");
    class LyingMap extends Map<unknown, unknown> {
      override get size(): number {
        return 0;
      }
    }
    expect(second(new LyingMap([[1, 2]]), "second")).toBe("second");
    class LyingArray extends Array<unknown> {
      override *[Symbol.iterator](): ArrayIterator<unknown> {
        yield* [1, 2, 3];
      }
    }
    expect(second(LyingArray.from([9]), "second")).toBe("second");
  });

  test("takes a handle anywhere in a value for the object itself", () => {
    const object = py.eval("object()");
    const back = same({ a: [object, new Map([[1, object]])] });
    expect(back.a[0]).toBe(object);
    expect(back.a[1].get(1)).toBe(object);
  });
});
