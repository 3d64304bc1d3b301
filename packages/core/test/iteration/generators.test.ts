/** Generators driven from here: send, throw, close, what leaving a loop does, and re-entrancy. */
// A17
import { python, type PyObject, type PythonError } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { caught, failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
py.exec(`
log = []
def guarded(n, name='g'):
    try:
        for i in range(n): yield i
    except GeneratorExit:
        log.append(name + ' closed')
        raise
    finally:
        log.append(name + ' finally')
def echo():
    received = []
    while True:
        try: value = yield received
        except KeyError as error: value = ['caught', str(error)]
        if value == 'stop': return received
        received.append(value)
def stubborn():
    try: yield 1
    finally: yield 2
def raising():
    try:
        for i in range(10_000): yield i
    finally: raise OSError('finally')
def swallowing():
    try: yield 1
    except Exception as error: return [type(error).__name__, str(error), getattr(error, 'name', None)]
def itself():
    yield 'before'
    yield next(me)
def stepping(n):
    for i in range(n):
        log.append(i)
        yield i
class Closable:
    """An iterator with a close(), as files have: leaving a loop must not call it."""
    closed = False
    def __init__(self): self.items = iter(range(100))
    def __iter__(self): return self
    def __next__(self): return next(self.items)
    def close(self): self.closed = True
`);
const main = py.import("__main__");
const log = (): unknown => {
  const entries: unknown = py.eval("log");
  py.exec("log.clear()");
  return entries;
};
leavesNoHandles(() => {
  const generator = main.echo();
  generator.$next();
  failure(() => generator.$throw(new Error("warm")));
  return [...main.guarded(100)].length + (log() as unknown[]).length;
});

describe("leaving a loop", () => {
  test("closes a generator at once, also with items read ahead", () => {
    for (const stop of [0, 1, 7, 70, 800]) {
      for (const item of main.guarded(5000)) if (item === stop) break;
      expect(log()).toStrictEqual(["g closed", "g finally"]);
    }
  });

  test("by an error or a return does the same, and the error goes on", () => {
    expect(
      failure(() => {
        for (const item of main.guarded(5000)) if (item === 20) throw new RangeError("mine");
      }),
    ).toBe("RangeError: mine");
    expect(log()).toStrictEqual(["g closed", "g finally"]);
    const found = ((): unknown => {
      for (const item of main.guarded(5000)) if (item === 20) return item;
      return undefined;
    })();
    expect(found).toBe(20);
    expect(log()).toStrictEqual(["g closed", "g finally"]);
  });

  test("leaves the generators of outer loops as they are", () => {
    const seen: unknown[] = [];
    outer: for (const a of main.guarded(5000, "outer")) {
      for (const b of main.guarded(5000, "inner")) {
        seen.push([a, b]);
        if (b === 30) break;
        if (a === 2 && b === 10) break outer;
      }
      expect(log()).toStrictEqual(["inner closed", "inner finally"]);
    }
    expect(seen).toHaveLength(31 + 31 + 11);
    expect(log()).toStrictEqual(["inner closed", "inner finally", "outer closed", "outer finally"]);
  });

  test("at the end closes nothing, and after that nothing is left", () => {
    const generator = main.guarded(100);
    for (const item of generator) void item;
    expect(log()).toStrictEqual(["g finally"]);
    expect([...generator]).toStrictEqual([]);
    for (const item of main.guarded(0)) void item;
    expect(log()).toStrictEqual(["g finally"]);
  });

  test("passes on what the generator raises when it is closed", () => {
    expect(
      failure(() => {
        for (const item of main.raising()) if (item === 2) break;
      }),
    ).toBe("PythonError: OSError: finally");
    expect(
      failure(() => {
        for (const item of main.stubborn()) if (item === 1) break;
      }),
    ).toBe("PythonError: RuntimeError: generator ignored GeneratorExit");
    // The loop's own error wins, as it does for JavaScript's generators.
    expect(
      failure(() => {
        for (const item of main.raising()) if (item === 1) throw new Error("mine");
      }),
    ).toBe("Error: mine");
  });

  test("closes nothing that is no generator", () => {
    const closable = main.Closable();
    for (const item of closable) if (item === 10) break;
    expect(closable.closed).toBe(false);
    expect([...closable]).toHaveLength(89);
  });

  test("by hand is return()", () => {
    const iterator = main.guarded(5000)[Symbol.iterator]() as Generator<unknown, unknown>;
    for (let i = 0; i < 10; i++) iterator.next();
    expect(iterator.return("mine")).toStrictEqual({ value: "mine", done: true });
    expect(log()).toStrictEqual(["g closed", "g finally"]);
    expect(iterator.next()).toStrictEqual({ value: undefined, done: true });
    expect(iterator.return(1)).toStrictEqual({ value: 1, done: true });
    expect(failure(() => iterator.throw(new Error("late")))).toBe("Error: late");
    expect(log()).toStrictEqual([]);
    const disposed = main.guarded(5)[Symbol.iterator]() as Generator<unknown> & Disposable;
    disposed.next();
    disposed[Symbol.dispose]();
    expect(log()).toStrictEqual(["g closed", "g finally"]);
  });
});

describe("PyObject.$next", () => {
  test("reads one item and no more", () => {
    const generator = main.stepping(5);
    for (let i = 0; i < 5; i++) {
      expect(generator.$next()).toStrictEqual({ value: i, done: false });
      expect(py.eval("len(log)")).toBe(i + 1);
    }
    expect(generator.$next()).toStrictEqual({ value: undefined, done: true });
    log();
    expect(failure(() => py.eval("object()").$next())).toBe(
      "PythonError: TypeError: 'object' object is not an iterator",
    );
    expect(failure(() => py.import("builtins").$handle("list").$construct().$next())).toMatch(
      /TypeError: 'list' object is not/,
    );
    expect(py.eval("iter([None])").$next()).toStrictEqual({ value: null, done: false });
  });

  test("goes on where an iteration stopped, in order", () => {
    const iterator = py.eval("iter(range(200))") as PyObject;
    const seen: unknown[] = [];
    for (const item of iterator) {
      seen.push(item);
      if (item === 50) break;
    }
    while (seen.length < 120) seen.push(iterator.$next().value);
    for (const item of iterator) seen.push(item);
    expect(seen).toStrictEqual(Array.from({ length: 200 }, (_, i) => i));
    expect(iterator.$next()).toStrictEqual({ value: undefined, done: true });
  });

  test("gives the end, and the error, where the items that were read ahead end", () => {
    py.exec("def some(n, fail):\n    yield from range(n)\n    if fail: raise ValueError('end')\n    return 'value'");
    for (const fail of [true, false]) {
      const generator = main.some(30, fail);
      const iterator = generator[Symbol.iterator]() as Iterator<unknown>;
      for (let i = 0; i < 10; i++) iterator.next();
      for (let i = 10; i < 30; i++) expect(generator.$next()).toStrictEqual({ value: i, done: false });
      if (fail) expect(failure(() => generator.$next())).toBe("PythonError: ValueError: end");
      else expect(generator.$next()).toStrictEqual({ value: "value", done: true });
      expect(generator.$next()).toStrictEqual({ value: undefined, done: true });
    }
  });
});

describe("PyObject.$send", () => {
  test("resumes a generator with a value", () => {
    const generator = main.echo();
    expect(failure(() => generator.$send(1))).toBe(
      "PythonError: TypeError: can't send non-None value to a just-started generator",
    );
    expect(generator.$send(undefined)).toStrictEqual({ value: [], done: false });
    expect(generator.$send(1)).toStrictEqual({ value: [1], done: false });
    expect(generator.$send({ a: [2n ** 70n] })).toStrictEqual({ value: [1, { a: [2n ** 70n] }], done: false });
    expect(generator.$send("stop")).toStrictEqual({ value: [1, { a: [2n ** 70n] }], done: true });
    expect(generator.$next()).toStrictEqual({ value: undefined, done: true });
    expect(failure(() => py.eval("iter([1])").$send(1))).toMatch(/^PythonError: AttributeError: .*send/);
  });

  test("is refused where items were read ahead, since the generator stands elsewhere", () => {
    const generator = main.guarded(100);
    const iterator = generator[Symbol.iterator]() as Generator<unknown>;
    for (let i = 0; i < 3; i++) iterator.next();
    const message =
      /^UsageError: cannot (send a value to|throw an error into) this generator: items of it were read ahead/;
    expect(failure(() => generator.$send(1))).toMatch(message);
    expect(failure(() => generator.$throw(new Error("x")))).toMatch(message);
    expect(failure(() => iterator.throw(new Error("x")))).toMatch(message);
    expect(iterator.next().value).toBe(3);
    generator.$close();
    expect([iterator.next().done, generator.$next().done]).toStrictEqual([true, true]);
    expect(log()).toStrictEqual(["g closed", "g finally"]);
  });
});

describe("PyObject.$throw", () => {
  test("raises an exception that Python made", () => {
    const generator = main.echo();
    generator.$next();
    expect(generator.$throw(py.eval("KeyError('k')"))).toStrictEqual({ value: [["caught", "'k'"]], done: false });
    expect(generator.$throw(py.eval("KeyError"))).toStrictEqual({
      value: [
        ["caught", "'k'"],
        ["caught", ""],
      ],
      done: false,
    });
    const error = caught<PythonError>(() => py.eval("{}['missing']"));
    expect(generator.$throw(error).value).toContainEqual(["caught", "'missing'"]);
    expect(failure(() => generator.$throw(py.eval("OSError('out')")))).toBe("PythonError: OSError: out");
    expect(generator.$next().done).toBe(true);
    expect(failure(() => main.echo().$throw(py.eval("object()")))).toMatch(
      /^PythonError: TypeError: exceptions must be/,
    );
  });

  test("raises JavaScript's errors as exceptions of their own, and gives them back when nobody catches them", () => {
    const swallowing = main.swallowing();
    swallowing.$next();
    expect(swallowing.$throw(new RangeError("mine"))).toStrictEqual({
      value: ["JavaScriptError", "RangeError: mine", "RangeError"],
      done: true,
    });
    const generator = main.guarded(5);
    generator.$next();
    const mine = new RangeError("mine");
    expect(caught(() => generator.$throw(mine))).toBe(mine);
    expect(log()).toStrictEqual(["g finally"]);
    const text = main.swallowing();
    text.$next();
    expect(text.$throw("text").value).toStrictEqual(["JavaScriptError", "text", ""]);
    const error = caught<PythonError>(() => py.eval("1 / 0"));
    const other = main.guarded(5);
    other.$next();
    expect(caught(() => other.$throw(error))).toBe(error);
    log();
  });

  test("of an iterator reaches the generator where the loop is", () => {
    const iterator = main.swallowing()[Symbol.iterator]() as Generator<unknown>;
    iterator.next();
    expect(iterator.throw(new Error("here"))).toStrictEqual({
      value: ["JavaScriptError", "Error: here", "Error"],
      done: true,
    });
    expect(iterator.next()).toStrictEqual({ value: undefined, done: true });
    const items = py
      .import("builtins")
      .$handle("list")
      .$construct([[1, 2]]);
    const list = items[Symbol.iterator]() as Generator<unknown>;
    list.next();
    const mine = new Error("mine");
    expect(caught(() => list.throw(mine))).toBe(mine);
  });
});

describe("PyObject.$close", () => {
  test("runs finally blocks at once, and again is harmless", () => {
    const generator = main.guarded(5);
    generator.$next();
    generator.$close();
    generator.$close();
    expect(log()).toStrictEqual(["g closed", "g finally"]);
    expect([...generator]).toStrictEqual([]);
    const fresh = main.guarded(5);
    fresh.$close();
    expect([log(), fresh.$next().done]).toStrictEqual([[], true]);
    expect(failure(() => py.eval("iter([])").$close())).toMatch(/^PythonError: AttributeError/);
  });
});

describe("a generator that is running", () => {
  test("is not entered again", () => {
    py.exec("me = itself()");
    expect(main.me.$next()).toStrictEqual({ value: "before", done: false });
    expect(failure(() => main.me.$next())).toBe("PythonError: ValueError: generator already executing");
    py.exec("me = itself()");
    const seen: unknown[] = [];
    expect(
      failure(() => {
        for (const item of main.me) seen.push(item);
      }),
    ).toBe("PythonError: ValueError: generator already executing");
    expect(seen).toStrictEqual(["before"]);
    delete main.me;
  });

  test("on another thread says so, and goes on afterwards", async () => {
    py.exec(`
import threading
started, gate = threading.Event(), threading.Event()
def waiting():
    yield 1
    started.set()
    gate.wait()
    yield 2
    yield 3
`);
    const generator = main.waiting();
    generator.$next();
    const pending = generator.$handle("__next__").$callAsync();
    main.started.wait();
    expect(failure(() => [...generator])).toBe("PythonError: ValueError: generator already executing");
    expect(failure(() => generator.$next())).toBe("PythonError: ValueError: generator already executing");
    expect(failure(() => generator.$close())).toBe("PythonError: ValueError: generator already executing");
    main.gate.set();
    expect(await pending).toBe(2);
    expect([...generator]).toStrictEqual([3]);
  });

  test("may be iterated over by several loops, which share what is left", () => {
    const generator = main.stepping(100);
    const [one, two] = [generator[Symbol.iterator](), generator[Symbol.iterator]()] as [Generator, Generator];
    const seen: unknown[] = [];
    for (let i = 0; i < 40; i++) seen.push(one.next().value, two.next().value);
    expect(seen).toStrictEqual(Array.from({ length: 80 }, (_, i) => i));
    one.return(undefined);
    expect(two.next().done).toBe(true);
    log();
  });
});
