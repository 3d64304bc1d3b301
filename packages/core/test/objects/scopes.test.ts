/** Context managers: py.with, $enter, what `__exit__` is told, and what becomes of errors. */
// A17
import { python, PythonError, type PyObject } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { caught, failure, rejection } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
py.exec(`
import contextlib, sys, threading, traceback
log = []
class Manager:
    def __init__(self, name='m', swallow=False, value='value', on_enter=None, on_exit=None):
        self.name, self.swallow, self.value, self.on_enter, self.on_exit = name, swallow, value, on_enter, on_exit
    def __enter__(self):
        log.append(self.name + ' in')
        if self.on_enter: raise self.on_enter
        return self.value
    def __exit__(self, kind, error, trace):
        log.append([self.name + ' out', kind and kind.__name__, error and str(error), sys.exc_info()[1] is error])
        if self.on_exit: raise self.on_exit
        return self.swallow
@contextlib.contextmanager
def generated(name):
    log.append(name + ' in')
    try: yield name
    except KeyError as error: log.append([name + ' swallowed', str(error)])
    finally: log.append(name + ' out')
class OnlyAsync:
    async def __aenter__(self): pass
    async def __aexit__(self, *rest): pass
class Traced:
    def __enter__(self): pass
    def __exit__(self, kind, error, trace):
        log.append([frame.name for frame in traceback.extract_tb(trace)] if trace else None)
class OnThread:
    """Must be left on the thread that entered it."""
    def __enter__(self):
        self.thread = threading.get_ident()
        return self.thread
    def __exit__(self, *rest): assert threading.get_ident() == self.thread
def fail(key): raise KeyError(key)
class Weird(Exception):
    def __str__(self): raise OSError('shown')
`);
const main = py.import("__main__");
const log = (): unknown => {
  const entries: unknown = py.eval("log");
  py.exec("log.clear()");
  return entries;
};
leavesNoHandles(() => {
  failure(() => py.with(main.generated("warm"), () => main.fail("k")));
  failure(() => py.with(main.Manager(), () => main.missing()));
  log();
});

const manager = (keywords: object = {}): PyObject =>
  main.$handle("Manager").$construct([], keywords as Record<string, unknown>);

describe("py.with", () => {
  test("enters, gives the value, leaves, and gives the result", () => {
    const result = py.with(manager(), (value) => {
      expect(log()).toStrictEqual(["m in"]);
      return [value, 1];
    });
    expect(result).toStrictEqual(["value", 1]);
    expect(log()).toStrictEqual([["m out", null, null, true]]);
    expect(py.with(main.generated("g"), (name: string) => name)).toBe("g");
    expect(log()).toStrictEqual(["g in", "g out"]);
    expect(py.with(main.threading.Lock(), (taken: boolean) => taken)).toBe(true);
  });

  test("enters several in order, and leaves them in the opposite one", () => {
    const result = py.with(
      [manager({ name: "a", value: 1 }), manager({ name: "b", value: "x" }), manager({ name: "c" })],
      (a, b, c) => [a, b, c],
    );
    expect(result).toStrictEqual([1, "x", "value"]);
    expect((log() as unknown[]).flat().filter((entry) => /^[abc] /.test(String(entry)))).toStrictEqual([
      "a in",
      "b in",
      "c in",
      "c out",
      "b out",
      "a out",
    ]);
    expect(py.with([], () => "none")).toBe("none");
  });

  test("tells the manager of a Python exception as itself", () => {
    const error = caught<PythonError>(() => py.with(manager(), () => main.fail("key")));
    expect(error).toBeInstanceOf(PythonError);
    expect(log()).toStrictEqual(["m in", ["m out", "KeyError", "'key'", true]]);
    expect(failure(() => py.with(main.generated("g"), () => main.fail("key")))).toBe("no error");
    expect(log()).toStrictEqual(["g in", ["g swallowed", "'key'"], "g out"]);
    failure(() => py.with(main.Traced(), () => main.fail("key")));
    expect(log()).toStrictEqual([["called_from_javascript", "fail"]]);
  });

  test("tells it of JavaScript's errors as an exception that carries their message", () => {
    const mine = new TypeError("é mine");
    expect(
      caught(() =>
        py.with(manager(), () => {
          throw mine;
        }),
      ),
    ).toBe(mine);
    expect(log()).toStrictEqual(["m in", ["m out", "JavaScriptError", "TypeError: é mine", true]]);
    // A generator that lets it through gives back the same error.
    expect(
      caught(() =>
        py.with(main.generated("g"), () => {
          throw mine;
        }),
      ),
    ).toBe(mine);
    expect(log()).toStrictEqual(["g in", "g out"]);
    for (const [thrown, message] of [
      ["text", "text"],
      [5, "5"],
      [null, "null"],
      [{ a: 1 }, "[object Object]"],
    ] as const) {
      expect(
        caught(() =>
          py.with(manager(), () => {
            // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error -- whatever is thrown has to be borne
            throw thrown;
          }),
        ),
      ).toBe(thrown);
      expect(log()).toStrictEqual(["m in", ["m out", "JavaScriptError", message, true]]);
    }
    expect(
      py.with(manager({ swallow: true }), () => {
        // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error -- the same
        throw undefined;
      }),
    ).toBeUndefined();
    expect(log()).toStrictEqual(["m in", ["m out", "JavaScriptError", "Error: undefined was thrown", true]]);
  });

  test("honours the answer of the manager, of each when there are several", () => {
    expect(py.with(manager({ swallow: true }), () => main.fail("k"))).toBeUndefined();
    log();
    expect(
      py.with([manager({ name: "a" }), manager({ name: "b", swallow: true })], () => main.fail("k")),
    ).toBeUndefined();
    expect(log()).toStrictEqual(["a in", "b in", ["b out", "KeyError", "'k'", true], ["a out", null, null, true]]);
    expect(failure(() => py.with([manager({ name: "a" }), manager({ name: "b" })], () => main.fail("k")))).toMatch(
      /KeyError/,
    );
    expect(log()).toHaveLength(4);
    // What is no bool counts as Python counts it.
    expect(failure(() => py.with(manager({ swallow: [] }), () => main.fail("k")))).toMatch(/KeyError/);
    expect(failure(() => py.with(manager({ swallow: [0] }), () => main.fail("k")))).toBe("no error");
    log();
  });

  test("passes on what entering and leaving raise", () => {
    const raising = (): unknown => py.eval("OSError('raised')");
    expect(failure(() => py.with(manager({ on_enter: raising() }), () => 1))).toBe("PythonError: OSError: raised");
    expect(log()).toStrictEqual(["m in"]);
    expect(failure(() => py.with([manager({ name: "a" }), manager({ on_enter: raising() })], () => 1))).toMatch(
      /OSError/,
    );
    expect(log()).toStrictEqual(["a in", "m in", ["a out", "OSError", "raised", true]]);
    expect(failure(() => py.with(manager({ on_exit: raising() }), () => 1))).toBe("PythonError: OSError: raised");
    const error = caught<PythonError>(() => py.with(manager({ on_exit: raising() }), () => main.fail("first")));
    expect(error.message).toBe("raised");
    expect(error.context?.pythonType).toBe("KeyError");
    log();
    expect(
      failure(() =>
        py.with(main.Manager(), () => {
          throw caught(() => py.eval("(_ for _ in ()).throw(Weird())"));
        }),
      ),
    ).toMatch(/^PythonError: OSError: shown/);
    log();
  });

  test("refuses what is no context manager, before anything is done", () => {
    expect(failure(() => py.with(py.eval("object()"), () => 1))).toBe(
      "PythonError: TypeError: 'object' object is no context manager",
    );
    expect(failure(() => py.with(main.OnlyAsync(), () => 1))).toBe(
      "PythonError: TypeError: 'OnlyAsync' object is no context manager; it is an asynchronous one",
    );
    expect(failure(() => py.with([manager(), py.eval("object()")], () => 1))).toMatch(/no context manager$/);
    expect(log()).toStrictEqual(["m in", ["m out", "TypeError", "'object' object is no context manager", true]]);
    const gone = manager();
    gone.$release();
    expect(failure(() => py.with(gone, () => 1))).toBe("UsageError: this Python object has been released");
  });

  test("leaves a manager whose value cannot cross", () => {
    expect(failure(() => py.with(manager({ value: py.eval("type('T', (), {})") }), () => 1))).toBe("no error");
    log();
    py.exec("unpaired = Manager(value='\\ud83d\\ude00')");
    expect(failure(() => py.with(main.unpaired, () => 1))).toMatch(/^ConversionError/);
    expect(log()).toStrictEqual([
      "m in",
      ["m out", "JavaScriptError", expect.stringMatching(/^ConversionError: /), true],
    ]);
    delete main.unpaired;
  });

  test("leaves when the promise of an asynchronous callback settles, on this thread", async () => {
    const pending = py.with(main.OnThread(), async (thread: number) => {
      await Promise.resolve();
      return thread;
    });
    expect(await pending).toBe(py.eval("threading.get_ident()"));
    const slow = py.with(manager(), async () => {
      await Promise.resolve();
      log();
      return "result";
    });
    expect(await slow).toBe("result");
    expect(log()).toStrictEqual([["m out", null, null, true]]);
    expect(await rejection(py.with(manager(), async () => main.fail("k")))).toMatch(/KeyError/);
    expect(log()).toStrictEqual(["m in", ["m out", "KeyError", "'k'", true]]);
    expect(
      await py.with([manager({ name: "a" }), manager({ name: "b", swallow: true })], async () => main.fail("k")),
    ).toBeUndefined();
    expect(log()).toHaveLength(4);
    expect(await rejection(py.with(manager({ on_exit: py.eval("OSError('late')") }), async () => 1))).toBe(
      "PythonError: OSError: late",
    );
    log();
  });

  test("is re-entrant where the manager is", () => {
    const lock = main.threading.RLock();
    expect(py.with(lock, () => py.with(lock, () => py.with([lock, lock], () => "inside")))).toBe("inside");
    expect(failure(() => lock.release())).toMatch(/^PythonError: RuntimeError: cannot release un-acquired lock/);
    const one = main.generated("once");
    expect(py.with(one, () => failure(() => py.with(one, () => 1)))).toMatch(/^PythonError/);
    expect(log()).toStrictEqual(["once in", "once out"]);
  });
});

describe("PyObject.$enter", () => {
  test("gives a scope that is left at the end of a using", () => {
    {
      using scope = manager().$enter();
      expect(scope.value).toBe("value");
      expect(log()).toStrictEqual(["m in"]);
    }
    expect(log()).toStrictEqual([["m out", null, null, true]]);
    {
      using outer = manager({ name: "outer" }).$enter();
      using inner = manager({ name: "inner" }).$enter();
      expect([outer.value, inner.value]).toStrictEqual(["value", "value"]);
    }
    expect((log() as unknown[]).map((entry) => (Array.isArray(entry) ? entry[0] : entry) as string)).toStrictEqual([
      "outer in",
      "inner in",
      "inner out",
      "outer out",
    ]);
  });

  test("is left once, and may be told of an error by hand", () => {
    const scope = manager({ swallow: true }).$enter();
    expect(scope.leave(new Error("mine"))).toBe(true);
    expect(scope.leave(new Error("again"))).toBe(false);
    scope[Symbol.dispose]();
    expect(log()).toStrictEqual(["m in", ["m out", "JavaScriptError", "Error: mine", true]]);
    const other = manager().$enter();
    expect(other.leave(caught(() => main.fail("k")))).toBe(false);
    expect(log()).toStrictEqual(["m in", ["m out", "KeyError", "'k'", true]]);
  });

  test("holds the manager, whatever becomes of its handle", () => {
    const handle = manager();
    const scope = handle.$enter();
    handle.$release();
    scope.leave();
    expect(log()).toStrictEqual(["m in", ["m out", null, null, true]]);
  });

  test("passes on what entering raises, and then leaves nothing", () => {
    expect(failure(() => manager({ on_enter: py.eval("OSError('no')") }).$enter())).toBe("PythonError: OSError: no");
    expect(log()).toStrictEqual(["m in"]);
  });
});
