/** Context variables: calls made later see those of their caller, and keep their own to themselves. */
// A15, A6
import { python, type PyObject } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { leavesNoHandles, settleUntil } from "../support/live-handles.js";

const py = python({ threads: 2 });
py.exec(`
import asyncio, contextvars, threading
variable = contextvars.ContextVar('variable', default='nothing')
def read(): return variable.get()
def change(value):
    before = variable.get()
    variable.set(value)
    return before, variable.get()
async def read_later():
    await asyncio.sleep(0)
    return variable.get()
async def change_later(value):
    before = variable.get()
    variable.set(value)
    await asyncio.sleep(0.001)
    return before, variable.get()
async def steps():
    for i in range(3):
        yield variable.get()
        variable.set('step %d' % i)
def set_and_call(value, function):
    variable.set(value)
    result = function()
    variable.set(value + ' after')
    return result, function()
class Loud:
    def __init__(self, function): self.function = function
    def __del__(self): self.function()
def cycle(function):
    loud = Loud(function)
    loud.self = loud
class Value:
    pass
def set_value():
    import weakref
    value = Value()
    variable.set(value)
    return weakref.ref(value)
`);
const main = py.import("__main__");
const later = (name: string, ...args: readonly unknown[]): Promise<unknown> =>
  (main.$handle(name) as PyObject).$callAsync(args);
leavesNoHandles(async () => {
  await later("read");
  await later("read_later");
  await later("change_later", 1);
  main.set_and_call("x", () => 1);
  for await (const item of main.steps()) void item;
});

describe("a call made later", () => {
  test.each(["read", "read_later"])("sees what was set when it was made, and nothing of later: %s", async (name) => {
    const seen: Promise<unknown>[] = [];
    for (let i = 0; i < 50; i++) {
      py.exec(`variable.set(${i})`);
      seen.push(later(name));
    }
    py.exec("variable.set('too late')");
    expect(await Promise.all(seen)).toStrictEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  test.each(["change", "change_later"])("keeps what it sets to itself: %s", async (name) => {
    py.exec("variable.set('mine')");
    const changes = await Promise.all(Array.from({ length: 20 }, (_, i) => later(name, i)));
    expect(changes).toStrictEqual(changes.map((_, i) => ["mine", i]));
    expect(main.read()).toBe("mine");
    expect(await later("read")).toBe("mine");
  });

  test("sees what Python has set around a JavaScript function", async () => {
    const calls = main.set_and_call("outer", () => {
      pending.push(later("read"));
      return null;
    });
    expect(calls).toStrictEqual([null, null]);
    expect(await Promise.all(pending.splice(0))).toStrictEqual(["outer", "outer after"]);
  });

  test("shares its variables along one iteration, and with no other", async () => {
    py.exec("variable.set('begun')");
    const one = main.steps()[Symbol.asyncIterator]();
    const other = main.steps()[Symbol.asyncIterator]();
    expect((await one.next()).value).toBe("begun");
    py.exec("variable.set('later')");
    expect((await other.next()).value).toBe("later");
    expect([(await one.next()).value, (await other.next()).value]).toStrictEqual(["step 0", "step 0"]);
    await Promise.all([one.return(), other.return()]);
    expect(main.read()).toBe("later");
  });

  test("has its arguments, whatever runs while the variables are captured", async () => {
    const echo = py.eval("lambda *args: args") as PyObject;
    const calls: unknown[] = [];
    for (let i = 0; i < 200; i++) {
      // Its finaliser calls JavaScript, and so Python, over what is on the page.
      main.cycle(() => void calls.push(py.eval("'finalised', 1, 2.5")));
      if (i % 10 === 9) py.exec("import gc; gc.set_threshold(1)");
      const result = echo.$callAsync([i, `text ${i}`, [i]]);
      py.exec("gc.set_threshold(700)");
      expect(await result).toStrictEqual([i, `text ${i}`, [i]]);
    }
    py.exec("gc.collect()");
    expect(calls).toHaveLength(200);
  });

  test("lets go of what was set once something else is", async () => {
    const reference = main.set_value();
    await later("read_later");
    py.exec("variable.set(None)");
    await later("read");
    await settleUntil(() => reference() === null);
    await later("read");
    expect(reference()).toBeNull();
  });
});

const pending: Promise<unknown>[] = [];
