/** Asynchronous context managers: entered and left in one task, errors that go to `__aexit__`, time limits. */
// A15
import { setTimeout as sleep } from "node:timers/promises";

import { python, t, type PyAsyncContextManager, type PyObject } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { failure, rejection } from "../support/failure.js";
import { leavesNoHandles, settleUntil } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const py = python();
const tool = toolOf(
  "async_contexts_tool",
  `
import asyncio, contextlib
log = []
class Manager:
    def __init__(self, name='m', swallow=False, value='value', on_enter=None, on_exit=None):
        self.name, self.swallow, self.value, self.on_enter, self.on_exit = name, swallow, value, on_enter, on_exit
    async def __aenter__(self):
        self.task = asyncio.current_task()
        await asyncio.sleep(0)
        log.append(self.name + ' in')
        if self.on_enter: raise self.on_enter
        return self.value
    async def __aexit__(self, kind, error, trace):
        assert self.task is asyncio.current_task()
        await asyncio.sleep(0)
        log.append([self.name + ' out', kind and kind.__name__, error and str(error)])
        if self.on_exit: raise self.on_exit
        return self.swallow
@contextlib.asynccontextmanager
async def generated(name):
    log.append(name + ' in')
    try: yield name
    except KeyError as error: log.append([name + ' swallowed', str(error)])
    finally: log.append(name + ' out')
class OnlySync:
    def __enter__(self): pass
    def __exit__(self, *rest): pass
async def lock(): return asyncio.Lock()
def fail(key): raise KeyError(key)
def surrogates(): return '\\ud83d' + '\\ude00'
class TimeLimit:
    """As asyncio.timeout of 3.11 does it."""
    def __init__(self, seconds): self.seconds, self.expired = seconds, False
    async def __aenter__(self):
        self.task = asyncio.current_task()
        self.handle = asyncio.get_running_loop().call_later(self.seconds, self.expire)
    def expire(self):
        self.expired = True
        self.task.cancel()
    async def __aexit__(self, kind, error, trace):
        self.handle.cancel()
        if self.expired and kind is asyncio.CancelledError:
            if hasattr(self.task, 'uncancel'): self.task.uncancel()
            raise TimeoutError('too long')
`,
);
const make = (name: string, keywords: Readonly<Record<string, unknown>> = {}, ...args: readonly unknown[]): PyObject =>
  (tool.resolve(name) as PyObject).$call(args, keywords) as PyObject;
const log = (): unknown => {
  const entries: unknown = (tool.load() as PyObject).$get("log");
  (tool.load() as PyObject).$set("log", []);
  return entries;
};
const fail = tool.function<(key: string) => never>("fail", [t.str], t.any);
leavesNoHandles(async () => {
  await rejection(py.withAsync(make("Manager"), () => fail("k")));
  await rejection(py.withAsync(make("Manager"), () => Promise.reject(new Error("x"))));
  await py.withAsync(make("generated", {}, "g"), () => undefined);
  failure(() => (tool.resolve("surrogates") as PyObject).$call());
  log();
});

describe("withAsync", () => {
  test("enters, runs the body with the value, and leaves in the same task", async () => {
    expect(await py.withAsync(make("Manager"), async (value) => [value, await sleep(2)])).toStrictEqual([
      "value",
      undefined,
    ]);
    expect(log()).toStrictEqual(["m in", ["m out", null, null]]);
    expect(await py.withAsync(make("Manager"), () => 5)).toBe(5);
    log();
  });

  test("enters several in order, and leaves them in the opposite one", async () => {
    const managers = ["a", "b"].map((name) => make("Manager", { name, value: name }));
    expect(await py.withAsync(managers, (...values) => values)).toStrictEqual(["a", "b"]);
    expect(log()).toStrictEqual(["a in", "b in", ["b out", null, null], ["a out", null, null]]);
  });

  test("tells the manager of errors, Python's and JavaScript's, and throws them as they were", async () => {
    const mine = new RangeError("mine");
    await expect(
      py.withAsync(make("Manager"), async () => {
        throw mine;
      }),
    ).rejects.toBe(mine);
    expect(await rejection(py.withAsync(make("Manager"), () => fail("k")))).toBe("PythonError: KeyError: 'k'");
    const nothing = py.withAsync(make("Manager"), () => {
      throw undefined;
    });
    expect(await nothing.catch((error: unknown) => [error])).toStrictEqual([undefined]);
    expect(log()).toMatchObject([
      "m in",
      ["m out", "JavaScriptError", "RangeError: mine"],
      "m in",
      ["m out", "KeyError", "'k'"],
      "m in",
      ["m out", "JavaScriptError", "Error: undefined was thrown"],
    ]);
  });

  test("gives undefined when a manager swallows the error", async () => {
    expect(await py.withAsync(make("Manager", { swallow: true }), () => fail("k"))).toBeUndefined();
    expect(await py.withAsync(make("generated", {}, "g"), () => fail("k"))).toBeUndefined();
    expect(log()).toMatchObject(["m in", ["m out", "KeyError", "'k'"], "g in", ["g swallowed", "'k'"], "g out"]);
  });

  test("throws what entering and leaving raise", async () => {
    const error = py.eval("OSError('enter')");
    expect(await rejection(py.withAsync(make("Manager", { on_enter: error }), () => 1))).toBe(
      "PythonError: OSError: enter",
    );
    expect(await rejection(py.withAsync(make("Manager", { on_exit: error }), () => 1))).toBe(
      "PythonError: OSError: enter",
    );
    log();
  });

  test("refuses what is no asynchronous context manager", async () => {
    expect(await rejection(py.withAsync(make("OnlySync"), () => 1))).toMatch(
      "'OnlySync' object is no asynchronous context manager; it is a synchronous one",
    );
    expect(await rejection((py.eval("object()") as PyObject).$enterAsync())).toMatch(
      "is no asynchronous context manager",
    );
  });

  test("leaves a manager whose value cannot cross", async () => {
    const manager = make("Manager");
    py.import("builtins").setattr(manager, "value", py.eval("[1]"));
    py.exec("import async_contexts_tool as tool_\ndef spoil(m): m.value = tool_.surrogates()");
    py.import("__main__").spoil(manager);
    expect(await rejection(py.withAsync(manager, () => 1))).toMatch("ConversionError");
    expect(JSON.stringify(log())).toMatch(
      /^\["m in",\["m out","JavaScriptError","ConversionError: str holds a surrogate pair/,
    );
  });

  test("raises the time limit of a manager when the body is done", async () => {
    expect(await rejection(py.withAsync(make("TimeLimit", {}, 0.01), () => sleep(50)))).toBe(
      "PythonError: TimeoutError: too long",
    );
    expect(await py.withAsync(make("TimeLimit", {}, 10), () => "in time")).toBe("in time");
  });

  test("keeps a lock from others", async () => {
    // On Python 3.9, one belongs to the loop of the thread that makes it.
    const lock = (await (tool.resolve("lock") as PyObject).$callAsync()) as PyObject;
    const order: string[] = [];
    const hold = async (name: string): Promise<void> => {
      await py.withAsync(lock, async () => {
        order.push(`${name} in`);
        await sleep(5);
        order.push(`${name} out`);
      });
    };
    await Promise.all([hold("a"), hold("b")]);
    expect(order).toStrictEqual(["a in", "a out", "b in", "b out"]);
  });
});

describe("$enterAsync", () => {
  test("gives a scope that is left once", async () => {
    const scope = await make("Manager").$enterAsync();
    expect(scope.value).toBe("value");
    expect(await scope.leave(new Error("late"))).toBe(false);
    expect(await scope.leave()).toBe(false);
    expect(log()).toHaveLength(2);
  });

  test("is left at the end of a block", async () => {
    {
      await using scope = await make("Manager").$enterAsync();
      expect(scope.value).toBe("value");
    }
    expect(log()).toStrictEqual(["m in", ["m out", null, null]]);
  });

  test("is left by whoever forgets it", async () => {
    await make("Manager").$enterAsync();
    await settleUntil(() => ((tool.load() as PyObject).$get("log") as unknown[]).length > 1);
    expect(log()).toStrictEqual(["m in", ["m out", "CancelledError", ""]]);
  });

  test("gives a typed result its type", async () => {
    const generated = tool.function<(name: string) => PyAsyncContextManager<string>>(
      "generated",
      [t.str],
      t.asyncContextManager(t.str),
    );
    const scope = await generated("typed").$enterAsync();
    expect(scope.value).toBe("typed");
    await scope.leave();
    log();
  });
});
