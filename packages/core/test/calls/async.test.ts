/** Calls on Python's worker threads. */
import { setTimeout as sleep } from "node:timers/promises";

import { python, type PythonError } from "@pyweld/core";
import { t, type PyFunction } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { rejection } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const py = python({ queueLimit: 2000, threads: 3 });
const work = toolOf(
  "async_tool",
  `
import threading, time
def nap(seconds, result=None):
    time.sleep(seconds)
    return result
def square(x): return x * x
def fail(x): raise ValueError('job %s' % x)
def thread(): return threading.current_thread().name + str(threading.get_ident())
def on_main(): return threading.current_thread() is threading.main_thread()
local = threading.local()
def count():
    local.n = getattr(local, 'n', 0) + 1
    return threading.get_ident(), local.n
def big(n): return ['x' * n, n]
lock = threading.Lock()
class Gate:
    def __init__(self): self.event = threading.Event()
    def wait(self): return self.event.wait(10)
    def open(self): self.event.set()
def gate(): return Gate()
door = threading.Event()
def hold(): return door.wait(30)
def let_go(): door.set()
`,
);
const { int, float, any, str } = t;
const nap: PyFunction<(seconds: number, result?: unknown) => unknown> = work.function("nap", [float, any], any, {
  required: 1,
  names: ["seconds", "result"],
});
const square: PyFunction<(x: number) => number> = work.function("square", [int], int);
const fail: PyFunction<(x: unknown) => never> = work.function("fail", [any], any);
const count: PyFunction<() => [number, number]> = work.function("count", [], any);
leavesNoHandles(() => Promise.allSettled([nap.async(0), square.async(1), fail.async(1), count.async()]));

describe("async", () => {
  // A6
  test("gives each call its own result, hundreds at once", async () => {
    const numbers = Array.from({ length: 1000 }, (_, i) => i);
    expect(await Promise.all(numbers.map((n) => square.async(n)))).toStrictEqual(numbers.map((n) => n * n));
  });

  test("runs on other threads than the main one, never more than were asked for, and keeps their locals", async () => {
    expect(work.function<() => boolean>("on_main", [], t.bool)()).toBe(true);
    const seen = await Promise.all(Array.from({ length: 300 }, () => count.async()));
    const threads = new Map<number, number>();
    for (const [thread, n] of seen) threads.set(thread, Math.max(n, threads.get(thread) ?? 0));
    expect(threads.size).toBeLessThanOrEqual(3);
    expect([...threads.values()].reduce((a, b) => a + b)).toBeGreaterThanOrEqual(300);
    expect(py.stats().threads).toBe(3);
  });

  test("lets calls that wait overlap, and this thread go on", async () => {
    const start = performance.now();
    const naps = Promise.all([nap.async(0.15), nap.async(0.15), nap.async(0.15)]);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 10);
    expect(square(3)).toBe(9);
    await naps;
    clearInterval(timer);
    expect(performance.now() - start).toBeLessThan(400);
    expect(ticks).toBeGreaterThan(5);
  });

  test("gives results in the order in which they are done", async () => {
    const order: unknown[] = [];
    await Promise.all([
      nap.async(0.15, "slow").then((r) => order.push(r)),
      nap.async(0.01, "quick").then((r) => order.push(r)),
    ]);
    expect(order).toStrictEqual(["quick", "slow"]);
  });

  test("rejects with what Python raised, each with its own", async () => {
    const settled = await Promise.allSettled(
      Array.from({ length: 300 }, (_, i) => (i % 2 ? fail.async(i) : square.async(i))),
    );
    settled.forEach((one, i) => {
      if (one.status === "fulfilled") expect(one.value).toBe(i * i);
      else expect((one.reason as PythonError).message).toBe(`job ${i}`);
    });
    expect(settled.filter((one) => one.status === "rejected")).toHaveLength(150);
  });

  test("converts arguments before it returns: later changes are not seen", async () => {
    const value = { a: [1] };
    const result = nap.async(0.02, value);
    value.a.push(2);
    expect(await result).toStrictEqual({ a: [1] });
  });

  test("brings large results, one after another and at once", async () => {
    const big: PyFunction<(n: number) => [string, number]> = work.function("big", [int], t.tuple([str, int]));
    const sizes = [10, 100_000, 5000, 1_000_000, 3];
    const results = await Promise.all(sizes.map((n) => big.async(n)));
    results.forEach(([text, n], i) => expect([text.length, n]).toStrictEqual([sizes[i], sizes[i]]));
  });

  test("works among calls in place, whose results it does not disturb", async () => {
    const pending: Promise<unknown>[] = [];
    for (let i = 0; i < 300; i++) {
      pending.push(nap.async(0, [`é${i}`, i]).then((value) => expect(value).toStrictEqual([`é${i}`, i])));
      expect(square(i)).toBe(i * i);
      expect(nap(0, { i, text: "ü" })).toStrictEqual({ i, text: "ü" });
      if (i % 50 === 0) await sleep(1);
    }
    await Promise.all(pending);
  });

  test("keeps the objects among its arguments alive, and refuses one that was released meanwhile", async () => {
    const gate = work.function<
      () => {
        $call(): unknown;
        wait: unknown;
        open(): void;
        $handle(name: string): { $callAsync(): Promise<unknown> };
        $release(): void;
      }
    >("gate", [], any)();
    const waits = [1, 2, 3].map(() => gate.$handle("wait").$callAsync());
    const queued = py.eval("lambda x: repr(x)");
    const object = py.eval("object()");
    const late = rejection(queued.$callAsync([object]));
    object.$release();
    gate.open();
    expect(await Promise.all(waits)).toStrictEqual([true, true, true]);
    expect(await late).toMatch(/^UsageError: this Python object has been released|^no error/);
  });

  test("fails when too many calls wait, and works again when they are done", async () => {
    const hold = work.function<() => boolean>("hold", [], t.bool);
    const busy = [1, 2, 3].map(() => hold.async());
    while (py.stats().running < 3) await sleep(1);
    const waiting = Promise.allSettled(Array.from({ length: 2100 }, () => nap.async(0)));
    work.function<() => void>("let_go", [], t.none)();
    expect(await Promise.all(busy)).toStrictEqual([true, true, true]);
    const settled = await waiting;
    const refused = settled.filter((one) => one.status === "rejected");
    expect(refused).toHaveLength(100);
    expect(String((refused[0] as PromiseRejectedResult).reason)).toBe(
      "UsageError: 2000 calls wait for a Python thread already: await some of them before making more (`await py.room()` waits until there is room), or raise `queueLimit` in the options of python()",
    );
    expect(await square.async(4)).toBe(16);
    expect(py.stats()).toMatchObject({ queued: 0, running: 0 });
  });
});

describe("a process", () => {
  test("stays alive while calls are pending, and ends when they are done", async () => {
    const { code, stdout, stderr } = await runChild(`
      const nap = python().eval("__import__('time').sleep");
      nap.$callAsync([0.3]).then(() => console.log("first"));
      nap.$callAsync([0.05]).then(() => nap.$callAsync([0.4])).then(() => console.log("second"));
    `);
    expect({ code, stdout, stderr }).toStrictEqual({ code: 0, stdout: "first\nsecond\n", stderr: "" });
  });

  test("goes on with a result at once, though nothing else happens in it", async () => {
    const { stdout } = await runChild(`
      const nap = python().eval("__import__('time').sleep");
      const order = [];
      setTimeout(async () => {
        const timer = setTimeout(() => order.push("something else"), 3000);
        for (let i = 0; i < 5; i++) await nap.$callAsync([0.001]);
        order.push("result");
        await new Promise((resolve) => process.nextTick(resolve));
        order.push("tick");
        clearTimeout(timer);
        console.log(order.join());
      });
    `);
    expect(stdout).toBe("result,tick\n");
  });

  test("ends by process.exit while calls are under way, also when they compute", async () => {
    const { code, signal } = await runChild(
      `
      const py = python({ threads: 2 });
      py.exec("def spin():\\n    while True: pass");
      for (let i = 0; i < 4; i++) void py.import("__main__").$handle("spin").$callAsync();
      void py.eval("__import__('time').sleep").$callAsync([60]);
      setTimeout(() => process.exit(7), 100);
    `,
      { timeout: 15_000 },
    );
    expect({ code, signal }).toStrictEqual({ code: 7, signal: null });
  });

  test("reports a rejection that nobody handles, with Python's and JavaScript's frames", async () => {
    const { code, stderr } = await runChild(`
      python().exec("def fail():\\n    raise KeyError('k')");
      const fail = python().import("__main__").$handle("fail");
      function caller() { return fail.$callAsync(); }
      caller();
    `);
    expect(code).toBe(1);
    expect(stderr).toContain("PythonError: KeyError: 'k'");
    expect(stderr).toMatch(/at fail \(<exec 1>:2\)/);
    expect(stderr).toMatch(/at caller \(file:.*child-\d+\.mjs:\d+:\d+\)/);
  });
});
