/** Iterating over handles: which ones can be, in what order items come, how batches grow, and what comes after errors. */
// A17
import { python, type PyObject } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
py.exec(`
import time
made = []
def count(n, log=None):
    for i in range(n):
        if log is not None: log.append(i)
        yield i
    return 'done'
def endless():
    i = 0
    while True:
        yield i
        i += 1
def slow(n, seconds):
    for i in range(n):
        time.sleep(seconds)
        made.append(i)
        yield i
def burst(fast, n, seconds):
    for i in range(fast): yield i
    yield from slow(n, seconds)
def failing(n):
    for i in range(n): yield i
    raise ValueError('after %d' % n)
class Iterable:
    def __iter__(self): return iter([1, 2, 3])
class Indexed:
    def __getitem__(self, i): return [10, 20][i]
class NotIterable:
    __iter__ = None
class Broken:
    def __iter__(self): raise OSError('no iterator')
class NoIterator:
    def __iter__(self): return 5
class Endless:
    def __iter__(self): return self
    def __next__(self): return next(self)
class Resuming:
    """Raises at every third item, and goes on."""
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if self.i > 9: raise StopIteration('value')
        if self.i % 3 == 0: raise OSError(self.i)
        return self.i
class Counting:
    made = 0
    def __iter__(self):
        Counting.made += 1
        return iter([1])
class Recursive:
    def __iter__(self): return iter([self])
`);
const main = py.import("__main__");
leavesNoHandles(() => [[...main.count(200)], failure(() => [...main.failing(3)])]);

const builtin = (name: string, ...args: unknown[]): PyObject => py.import("builtins").$handle(name).$construct(args);
const from = (expression: string): PyObject => py.eval(`(lambda: ${expression})`).$construct();

describe("a handle", () => {
  test("can be iterated over when Python can", () => {
    const lists = [
      "[1, 2, 3]",
      "(1, 2, 3)",
      "range(1, 4)",
      "iter([1, 2, 3])",
      "map(int, '123')",
      "Iterable()",
      "count(4)",
    ];
    for (const expression of lists) {
      expect([...from(expression)]).toStrictEqual(expression === "count(4)" ? [0, 1, 2, 3] : [1, 2, 3]);
    }
    expect([...from("Indexed()")]).toStrictEqual([10, 20]);
    expect([...from("{'a': 1, 2: 3}")]).toStrictEqual(["a", 2]);
    expect([...from("[[1, {'a': None}], b'ab', 2**70, -0.0]")]).toStrictEqual([
      [1, { a: null }],
      new Uint8Array([97, 98]),
      2n ** 70n,
      -0,
    ]);
    expect([...from("[]")]).toStrictEqual([]);
    expect(Symbol.iterator in from("[]")).toBe(true);
    expect(Array.from(from("range(5000)"), (i) => (i as number) * 2)).toHaveLength(5000);
    expect([...(main.Recursive() as PyObject)][0]).toBeInstanceOf(Object);
  });

  test("has no iterator when Python has none", () => {
    for (const expression of ["object()", "len", "NotIterable()", "object", "NotIterable"]) {
      expect(from(expression)[Symbol.iterator]).toBeUndefined();
      expect(Symbol.iterator in from(expression)).toBe(false);
      expect(failure(() => [...from(expression)])).toMatch(/^TypeError: .* is not iterable|is not a function/);
    }
    expect([...py.eval("__import__('enum').Enum('Color', 'RED BLUE')")].map(String)).toStrictEqual([
      "Color.RED",
      "Color.BLUE",
    ]);
    expect(py.eval("__import__('enum').Enum('Color', 'RED BLUE').RED")[Symbol.iterator]).toBeUndefined();
  });

  test("passes on what making an iterator raises", () => {
    expect(failure(() => [...main.Broken()])).toBe("PythonError: OSError: no iterator");
    expect(failure(() => [...main.NoIterator()])).toMatch(/^PythonError: TypeError: .*iter/);
    expect(failure(() => [...main.Endless()])).toMatch(/^PythonError: RecursionError/);
    const gone = from("[1]");
    gone.$release();
    expect(failure(() => [...gone])).toBe("UsageError: this Python object has been released");
  });

  test("makes no iterator before there is a loop", () => {
    const counting = main.Counting();
    expect(typeof counting[Symbol.iterator]).toBe("function");
    expect(main.Counting.made).toBe(0);
    expect([...counting, ...counting]).toStrictEqual([1, 1]);
    expect(main.Counting.made).toBe(2);
  });

  test("gives two iterators when it is an iterable, and the rest when it is an iterator", () => {
    const list = from("[1, 2, 3]");
    const [one, two] = [list[Symbol.iterator](), list[Symbol.iterator]()];
    expect([one.next().value, two.next().value, one.next().value, two.next().value]).toStrictEqual([1, 1, 2, 2]);
    const iterator = from("iter(range(1000))");
    let sum = 0;
    for (const item of iterator) {
      sum += item as number;
      if (item === 500) break;
    }
    expect(sum).toBe(125250);
    expect([...iterator]).toStrictEqual(Array.from({ length: 499 }, (_, i) => i + 501));
    expect([...iterator]).toStrictEqual([]);
  });

  test("is read no further than the loop, when it is an iterator that others see", () => {
    py.exec("import csv, io\nkept = iter(range(1000))");
    for (const item of main.kept) if (item === 500) break;
    expect(py.eval("next(kept)")).toBe(501);
    const file = py.import("io").StringIO("head\n\nbody\nmore\n");
    for (const line of file) if (line === "\n") break;
    expect(file.read()).toBe("body\nmore\n");
    file.seek(0);
    const reader = py.import("csv").reader(file);
    const lines: unknown[] = [];
    for (const row of reader) lines.push([row, reader.line_num]);
    expect(lines).toStrictEqual([
      [["head"], 1],
      [[], 2],
      [["body"], 3],
      [["more"], 4],
    ]);
    file.close();
    delete main.kept;
  });

  test("is iterated over in the same order by nested loops as in Python", () => {
    const pairs = (iterator: Iterable<unknown>): unknown[] => {
      const seen: unknown[] = [];
      for (const a of iterator) for (const b of iterator) seen.push([a, b]);
      return seen;
    };
    py.exec("def pairs(it): return [[a, b] for a in it for b in it]");
    expect(pairs(from("iter(range(50))"))).toStrictEqual(main.pairs(py.eval("iter(range(50))")));
    expect(pairs(from("[1, 2, 3]"))).toStrictEqual(main.pairs(py.eval("[1, 2, 3]")));
    expect(pairs(main.count(40))).toStrictEqual(main.pairs(main.count(40)));
  });
});

describe("batches", () => {
  test("begin with one item, and grow", () => {
    const log = from("[]");
    const asked: number[] = [];
    for (const item of main.count(3000, log)) asked.push(log.$length - (item as number));
    expect(asked[0]).toBe(1);
    expect(asked).toHaveLength(3000);
    expect(Math.max(...asked)).toBeGreaterThan(50);
    expect(Math.max(...asked)).toBeLessThanOrEqual(1024);
  });

  test("give the items of an endless generator", () => {
    const seen: unknown[] = [];
    for (const item of main.endless()) {
      seen.push(item);
      if (seen.length === 100_000) break;
    }
    expect(seen.at(-1)).toBe(99_999);
  });

  test("of a slow generator hold one item", () => {
    py.exec("made.clear()");
    for (const item of main.slow(6, 0.003)) expect(py.eval("made")).toHaveLength((item as number) + 1);
  });

  test("end at the first item that takes long, whatever came before", () => {
    py.exec("class Mapped:\n    def __iter__(self): return map(lambda i: i, burst(700, 5, 0.1))");
    for (const expression of ["burst(700, 5, 0.1)", "Mapped()"]) {
      py.exec("made.clear()");
      const ahead: number[] = [];
      let seen = 0;
      for (const item of from(expression)) {
        if (seen++ >= 700) ahead.push((py.eval("len(made)") as number) - (item as number));
      }
      expect(ahead).toStrictEqual([1, 1, 1, 1, 1]);
    }
  });

  test("hold few items when those are large", () => {
    py.exec(
      "taken = 0\nlarge = list(range(100_000))\ndef larges():\n    global taken\n    for _ in range(60):\n        taken += 1\n        yield large",
    );
    let seen = 0;
    let most = 0;
    for (const item of main.larges()) {
      expect(item).toHaveLength(100_000);
      most = Math.max(most, (py.eval("taken") as number) - seen++);
    }
    expect(seen).toBe(60);
    expect(most).toBeLessThan(40);
  });

  test("run code of the generator on this thread", () => {
    py.exec("import threading\ndef threads(n):\n    for _ in range(n): yield threading.get_ident()");
    expect([...new Set(main.threads(2000))]).toStrictEqual([py.eval("threading.get_ident()")]);
  });
});

describe("errors", () => {
  test("come after the items that came before them", () => {
    for (const n of [0, 1, 2, 5, 20, 63, 64, 65, 500, 3000]) {
      const seen: unknown[] = [];
      const error = failure(() => {
        for (const item of main.failing(n)) seen.push(item);
      });
      expect(error).toBe(`PythonError: ValueError: after ${n}`);
      expect(seen).toStrictEqual(Array.from({ length: n }, (_, i) => i));
    }
  });

  test("show the frames of the generator, and none of the runtime", () => {
    for (const n of [0, 500]) {
      const generator = main.failing(n);
      let frames: unknown;
      try {
        for (const item of generator) void item;
      } catch (error) {
        frames = (error as { traceback: { function: string }[] }).traceback.map((frame) => frame.function);
      }
      expect(frames).toStrictEqual(["failing"]);
      expect(generator.$next()).toStrictEqual({ value: undefined, done: true });
    }
  });

  test("end a generator, and not an iterator that goes on in Python", () => {
    const iterator = main.Resuming();
    const seen: unknown[] = [];
    for (let loops = 0; loops < 10; loops++) {
      try {
        for (const item of iterator) seen.push(item);
        seen.push("end");
      } catch (error) {
        seen.push((error as Error).message);
      }
    }
    expect(seen).toStrictEqual([1, 2, "3", 4, 5, "6", 7, 8, "9", "end", "end", "end", "end", "end", "end", "end"]);
    const generator = main.failing(3);
    expect(failure(() => [...generator])).toBe("PythonError: ValueError: after 3");
    expect([...generator]).toStrictEqual([]);
  });

  test("of a dict that changes are Python's", () => {
    const dict = builtin("dict", { a: 1, b: 2, c: 3 });
    expect(
      failure(() => {
        for (const key of dict) dict.$setItem(`${key as string}!`, 1);
      }),
    ).toBe("PythonError: RuntimeError: dictionary changed size during iteration");
  });

  test("of a value that cannot cross come at its place, and the items around it come through", () => {
    py.exec(
      "def crossing(n, bad):\n    for i in range(n): yield '\\ud83d\\ude00' if i in bad else i\n    return 'end'",
    );
    const bad = [0, 7, 8, 30, 200, 299];
    const generator = main.crossing(300, bad);
    const seen: unknown[] = [];
    const errors: number[] = [];
    for (;;) {
      try {
        const { value, done } = generator.$next();
        if (done) break;
        seen.push(value);
      } catch {
        errors.push(seen.length + errors.length);
      }
    }
    expect(errors).toStrictEqual(bad);
    const again = main.crossing(300, bad);
    const iterated: unknown[] = [];
    const failures: unknown[] = [];
    for (let end = false; !end;) {
      try {
        const iterator = again[Symbol.iterator]() as Iterator<unknown>;
        for (let step = iterator.next(); ; step = iterator.next()) {
          if (step.done) {
            end = true;
            failures.push(step.value);
            break;
          }
          iterated.push(step.value);
        }
      } catch (error) {
        failures.push((error as Error).name, iterated.length);
      }
    }
    expect(iterated).toStrictEqual(seen);
    expect(failures).toStrictEqual([...bad.flatMap((place, i) => ["ConversionError", place - i]), "end"]);
  });

  test("of a value at the end that cannot cross come after the items", () => {
    py.exec("def ending(n):\n    yield from range(n)\n    return '\\ud83d\\ude00'");
    for (const n of [0, 3, 100]) {
      const seen: unknown[] = [];
      const error = failure(() => {
        for (const item of main.ending(n)) seen.push(item);
      });
      expect(error).toMatch(/^ConversionError/);
      expect(seen).toHaveLength(n);
    }
  });
});

describe("PyObject.$keys, $values and $entries", () => {
  test("iterate over a mapping", () => {
    const dict = builtin(
      "dict",
      new Map<unknown, unknown>([
        ["a", 1],
        [2, [3]],
      ]),
    );
    expect([...dict.$keys()]).toStrictEqual(["a", 2]);
    expect([...dict.$values()]).toStrictEqual([1, [3]]);
    expect([...dict.$entries()]).toStrictEqual([
      ["a", 1],
      [2, [3]],
    ]);
    expect(new Map(dict.$entries())).toStrictEqual(
      new Map<unknown, unknown>([
        ["a", 1],
        [2, [3]],
      ]),
    );
    const chained = py
      .import("collections")
      .$handle("ChainMap")
      .$construct([{ a: 1 }, { b: 2 }]);
    expect([...chained.$entries()].sort()).toStrictEqual([
      ["a", 1],
      ["b", 2],
    ]);
    expect(failure(() => from("[1]").$keys())).toMatch(/^PythonError: AttributeError/);
    expect(
      failure(() => {
        for (const [key] of dict.$entries()) dict.$deleteItem(key);
      }),
    ).toMatch(/^PythonError: RuntimeError: dictionary changed/);
  });
});

describe("an iterator", () => {
  test("has the value of a generator's end, once", () => {
    for (const n of [0, 1, 5, 64, 100, 2000]) {
      const iterator = main.count(n)[Symbol.iterator]() as Generator<unknown, unknown>;
      for (let i = 0; i < n; i++) expect(iterator.next()).toStrictEqual({ value: i, done: false });
      expect(iterator.next()).toStrictEqual({ value: "done", done: true });
      expect(iterator.next()).toStrictEqual({ value: undefined, done: true });
    }
    expect((from("[]")[Symbol.iterator]() as Iterator<unknown>).next()).toStrictEqual({ value: undefined, done: true });
  });

  test("is iterable itself, and passes through yield*", () => {
    function* outer(): Generator<unknown> {
      const value: unknown = yield* main.count(3);
      yield value;
    }
    expect([...outer()]).toStrictEqual([0, 1, 2, "done"]);
    const iterator = main.count(3)[Symbol.iterator]();
    expect(iterator[Symbol.iterator]()).toBe(iterator);
    const [first, second] = main.count(3);
    expect([first, second]).toStrictEqual([0, 1]);
  });

  test("has the helpers of iterators where there are some", () => {
    const iterator = main.count(5)[Symbol.iterator]();
    const prototype: object = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object;
    expect(prototype.isPrototypeOf(iterator)).toBe(true);
  });
});
