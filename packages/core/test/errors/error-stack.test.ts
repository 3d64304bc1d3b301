/** What an error holds before anybody looks at it, and how its stack behaves. */
// A13
import { setImmediate as nextTurn } from "node:timers/promises";
import { isNativeError } from "node:util/types";

import { PyObject, python, t, tool as bind, type PyFunction, type PythonError } from "@pyweld/core";
import { afterEach, describe, expect, test } from "vitest";

import { caught } from "../support/failure.js";
import { leavesNoHandles, liveHandles } from "../support/live-handles.js";
import { writeSource } from "../support/python-source.js";

const py = python();
const tool = py.load(
  writeSource(
    "stack_tool.py",
    `
import weakref
alive = weakref.WeakSet()
class Kept(Exception): pass
one = Kept('always the same')
def same(): raise one
def fail(*values):
    error = Kept('new')
    alive.add(error)
    raise error
def caused():
    try: fail()
    except Kept as error: raise Kept('outer') from error
def living(): return len(alive)
class Box:
    @property
    def value(self): fail()
    def method(self): fail()
box = Box()
`,
  ),
);
const failQuickly: PyFunction<() => void> = bind("stack_tool").function("fail", [], t.none);
const raised = (name: string, ...args: unknown[]): PythonError => caught<PythonError>(() => tool.call(name, args));
leavesNoHandles(() => [
  caught(failQuickly),
  tool.call("living", []),
  raised("fail"),
  raised("caused").cause,
  tool.module.$get("box"),
]);

/** In a function of its own: its variables hold the last error until it returns. */
function lookAtSome(count: number): void {
  for (let i = 0; i < count; i++) {
    const error = raised("fail");
    if (i % 2 === 0) void error.exception;
    if (i % 4 === 0) void error.traceback;
  }
}

const limit = Error.stackTraceLimit;
afterEach(() => {
  Error.stackTraceLimit = limit;
});

describe("the exception of an error", () => {
  test("is the same handle each time it is asked for", () => {
    const error = raised("fail");
    expect(error.exception).toBeInstanceOf(PyObject);
    expect(error.exception).toBe(error.exception);
  });

  test("that is raised twice is one handle, and lives as long as one of the errors", () => {
    const [first, second, third] = [raised("same"), raised("same"), raised("same")];
    expect(first.exception).toBe(second.exception);
    (first.exception as PyObject).$release();
    expect((second.exception as PyObject).$released).toBe(true);
    expect((third.exception as PyObject).$type).toBe("Kept");
  });

  test("is let go of with the error, looked at or not", async () => {
    const before = await liveHandles();
    lookAtSome(200);
    expect(await liveHandles()).toBeLessThanOrEqual(before);
    expect(tool.call("living", [])).toBe(0);
  });

  test("is let go of in time when many are caught and none is looked at", async () => {
    let most = 0;
    for (let i = 0; i < 100; i++) {
      for (let each = 0; each < 1000; each++) caught(failQuickly);
      // What the collector finds is given back when the event loop turns.
      await nextTurn();
      most = Math.max(most, py.stats().handles);
    }
    expect(most).toBeLessThan(60_000);
  });

  test("that was released is released for its error, whose stack can still be shown", () => {
    const error = raised("fail");
    (error.exception as PyObject).$release();
    expect((error.exception as PyObject).$released).toBe(true);
    expect(() => error.traceback).toThrow("released");
    expect(error.stack).toMatch(/^PythonError: stack_tool\.Kept: new\n/);
  });
});

describe("the stack of an error", () => {
  test("shows the caller's frame however few frames are asked for, whichever way leads to Python", () => {
    Error.stackTraceLimit = 1;
    const box = tool.module.$get("box") as PyObject & { value: unknown; method: () => unknown };
    const ways: Record<string, () => unknown> = {
      call: () => tool.call("fail", []),
      frame: () => tool.call("fail", [[1, "two"]]),
      attribute: () => box.value,
      get: () => box.$get("value"),
      method: () => box.method(),
      eval: () => py.eval("1 / 0"),
      exec: () => py.exec("1 / 0"),
      import: () => py.import("no_such_module_at_all"),
    };
    for (const [name, way] of Object.entries(ways)) {
      expect(caught(way).stack, name).toMatch(/\n {4}at .*error-stack\.test\.ts:\d+:\d+\)?/);
    }
  });

  test("leaves the limit as it was, whatever that was", () => {
    for (const value of [0, 3, Infinity, undefined, "many"]) {
      (Error as { stackTraceLimit: unknown }).stackTraceLimit = value;
      expect(raised("fail").message).toBe("new");
      expect(Error.stackTraceLimit).toBe(value);
    }
  });

  test("of a cause has Python's frames alone: nobody called it from JavaScript", () => {
    const { cause } = raised("caused");
    const frames = (cause?.stack ?? "").split("\n").slice(1);
    expect(frames.length).toBeGreaterThan(0);
    for (const frame of frames) expect(frame).toContain("stack_tool.py");
  });

  test("can be replaced, and is seen through objects made from the error", () => {
    const error = raised("fail");
    const derived = Object.create(error) as Error;
    expect(derived.stack).toBe(error.stack);
    derived.stack = "its own";
    expect([derived.stack, error.stack?.startsWith("PythonError")]).toStrictEqual(["its own", true]);
    error.stack = "replaced";
    expect(error.stack).toBe("replaced");
    expect(Object.keys(error)).toStrictEqual(["pythonType"]);
  });

  test("belongs to an error like JavaScript's own", () => {
    const error = raised("fail");
    expect(isNativeError(error)).toBe(true);
    expect(String(error)).toBe("PythonError: new");
    expect(structuredClone(error)).toMatchObject({ message: "new", stack: error.stack });
  });
});
