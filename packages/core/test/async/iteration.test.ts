/** Asynchronous iteration: for await, batches and what they do not show, values and errors sent in, the end. */
// A15, A17
import { setTimeout as sleep } from "node:timers/promises";

import { python, type PythonError, t, type PyAsyncGenerator, type PyAsyncIterable, type PyObject } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { rejection } from "../support/failure.js";
import { leavesNoHandles, settleUntil } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const py = python();
const tool = toolOf(
  "async_iteration_tool",
  `
import asyncio, contextvars, threading
log = []
made = 0
async def count(n):
    global made
    made = 0
    try:
        for i in range(n):
            made += 1
            yield i
    finally:
        await asyncio.sleep(0)
        log.append('closed')
async def slow(n):
    try:
        for i in range(n):
            await asyncio.sleep(0.001)
            yield i
    finally:
        log.append('slow closed')
async def bursts(n, size):
    for i in range(n):
        await asyncio.sleep(0.002)
        for j in range(size): yield [i, j]
async def failing(n):
    for i in range(n): yield i
    raise KeyError('end')
async def odd():
    for i in range(30): yield i
    yield '\\ud83d' + '\\ude00'
    for i in range(3): yield i
async def echo():
    got = None
    while True:
        try:
            got = yield got
        except ValueError as error:
            got = 'caught ' + str(error)
async def hanging():
    yield 1
    try:
        log.append('waiting')
        await asyncio.sleep(1000)
    finally:
        await asyncio.sleep(0)
        log.append('hanging closed')
occupied, release = threading.Event(), threading.Event()
async def occupy():
    occupied.set()
    release.wait()
async def bad_cleanup():
    try:
        yield 1
        yield 2
    finally:
        raise OSError('cleanup')
async def stubborn():
    yield 1
    log.append('stubborn')
    try: await asyncio.sleep(1000)
    except asyncio.CancelledError: yield 'not yet'
tasks = []
async def same_task():
    for i in range(3):
        tasks.append(asyncio.current_task())
        await asyncio.sleep(0)
        yield len(set(tasks))
class Countdown:
    def __init__(self, n): self.n = n
    def __aiter__(self): return Steps(self.n)
class Steps:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if not self.n: raise StopAsyncIteration
        self.n -= 1
        return self.n
class Broken:
    def __aiter__(self): return 5
class Empty:
    def __aiter__(self): return self
    async def __anext__(self): raise StopAsyncIteration
class Unready:
    __aiter__ = None
async def cpu(n):
    import time
    for i in range(n):
        until = time.perf_counter() + 0.0004
        while time.perf_counter() < until: pass
        yield i
async def cancels_itself():
    yield 1
    raise asyncio.CancelledError('own')
`,
);
const make = (name: string, ...args: readonly unknown[]): PyObject =>
  (tool.resolve(name) as PyObject).$call(args) as PyObject;
const log = (): unknown => {
  const { log: list } = tool.load() as unknown as { log: PyObject };
  const entries = [...(list as unknown as Iterable<unknown>)];
  py.import("async_iteration_tool").$set("log", []);
  return entries;
};
async function all(iterable: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}
const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
leavesNoHandles(async () => {
  await all(make("count", 20));
  await rejection(all(make("failing", 2)));
  await rejection(all(make("odd")));
  for await (const item of make("hanging")) if (item === 1) break;
  const echo = make("echo")[Symbol.asyncIterator]();
  await echo.next();
  await echo.next("x");
  await echo.throw(py.eval("ValueError('v')"));
  await echo.return();
  log();
});

describe("for await", () => {
  test.each([0, 1, 2, 9, 73, 5000])("gives all items of a generator, %i of them, in their order", async (n) => {
    expect(await all(make("count", n))).toStrictEqual(numbers(n));
    expect(log()).toStrictEqual(["closed"]);
  });

  test("gives items as they come, and those that come at once together", async () => {
    expect(await all(make("slow", 20))).toStrictEqual(numbers(20));
    const bursts = await all(make("bursts", 5, 50));
    expect(bursts).toStrictEqual(numbers(5).flatMap((i) => numbers(50).map((j) => [i, j])));
    log();
  });

  test("takes any object with __aiter__, each time anew, and refuses others", async () => {
    const countdown = make("Countdown", 4);
    expect(await all(countdown)).toStrictEqual([3, 2, 1, 0]);
    expect(await all(countdown)).toStrictEqual([3, 2, 1, 0]);
    expect(await all(make("Empty"))).toStrictEqual([]);
    expect(make("Unready")[Symbol.asyncIterator]).toBeUndefined();
    expect(Symbol.asyncIterator in make("Countdown", 1)).toBe(true);
    expect(Symbol.asyncIterator in make("Unready")).toBe(false);
    expect(await rejection(all(make("Broken")))).toMatch("AttributeError");
  });

  test("goes over synchronous iterables too", async () => {
    expect(await all(py.eval("{1: 2}.keys()") as AsyncIterable<unknown>)).toStrictEqual([1]);
  });

  test("raises an error at its place, with Python's frames only", async () => {
    const items: unknown[] = [];
    const error = await (async () => {
      for await (const item of make("failing", 10)) items.push(item);
    })().catch((thrown: unknown) => thrown);
    expect(items).toStrictEqual(numbers(10));
    expect((error as PythonError).pythonType).toBe("KeyError");
    expect((error as PythonError).traceback.map((frame) => frame.function)).toStrictEqual(["failing"]);
    expect((error as PythonError).format()).not.toContain("_pyweld");
  });

  test("raises for a value that cannot cross at its place, and goes on behind it", async () => {
    const iterator = make("odd")[Symbol.asyncIterator]();
    const seen: unknown[] = [];
    for (;;) {
      const step = await iterator.next().catch((error: unknown) => ({ value: (error as Error).name, done: false }));
      if (step.done === true) break;
      seen.push(step.value);
    }
    expect(seen).toStrictEqual([...numbers(30), "ConversionError", 0, 1, 2]);
  });

  test("closes a generator that is left early, and waits for its end", async () => {
    for await (const item of make("count", 1000)) if (item === 5) break;
    expect(log()).toStrictEqual(["closed"]);
    await expect(
      (async () => {
        for await (const item of make("slow", 1000)) if (item === 3) throw new Error("mine");
      })(),
    ).rejects.toThrow("mine");
    expect(log()).toStrictEqual(["slow closed"]);
  });

  test("raises what the cleanup raises", async () => {
    const leave = async (): Promise<void> => {
      for await (const item of make("bad_cleanup")) if (item === 1) break;
    };
    expect(await rejection(leave())).toBe("PythonError: OSError: cleanup");
  });

  test("runs in one task", async () => {
    expect(await all(make("same_task"))).toStrictEqual([1, 1, 1]);
    (tool.load() as PyObject).$set("tasks", []);
  });

  test("reads no further ahead than a batch, and nothing for a loop that has not begun", async () => {
    const generator = make("count", 100_000);
    const iterator = generator[Symbol.asyncIterator]();
    await sleep(5);
    expect(py.import("async_iteration_tool").$get("made")).not.toBe(1);
    await iterator.next();
    await sleep(5);
    expect(py.import("async_iteration_tool").$get("made")).toBe(1);
    await iterator.next();
    await sleep(5);
    expect(py.import("async_iteration_tool").$get("made")).toBeLessThanOrEqual(9);
    await iterator.return();
    log();
  });

  test("lets other tasks have their turn while a generator computes", async () => {
    const tick = py.import("asyncio").$handle("sleep");
    const order: unknown[] = [];
    const ticking = (async () => {
      for (let i = 0; i < 5; i++) order.push(await tick.$callAsync([0]));
    })();
    for await (const item of make("cpu", 300)) order.push(item);
    await ticking;
    // A generator that never waits would go first otherwise.
    expect(order.lastIndexOf(null)).toBeLessThan(300);
    expect(order.filter((item) => item !== null)).toStrictEqual(numbers(300));
  });

  test("rejects with CancelledError when the generator is cancelled from within", async () => {
    const iterator = make("cancels_itself")[Symbol.asyncIterator]();
    expect(await iterator.next()).toStrictEqual({ value: 1, done: false });
    expect(await rejection(iterator.next())).toBe("CancelledError: own");
    expect(await iterator.next()).toStrictEqual({ value: undefined, done: true });
  });
});

describe("an iterator", () => {
  test("sends values into a generator, and errors", async () => {
    const echo = make("echo")[Symbol.asyncIterator]();
    expect(await echo.next("ignored")).toStrictEqual({ value: null, done: false });
    expect(await echo.next("a")).toStrictEqual({ value: "a", done: false });
    expect(await echo.throw(py.eval("ValueError('v')"))).toStrictEqual({ value: "caught v", done: false });
    const own = new TypeError("own");
    await expect(echo.throw(own)).rejects.toBe(own);
    expect(await echo.next()).toStrictEqual({ value: undefined, done: true });
    await expect(echo.throw(own)).rejects.toBe(own);
  });

  test("refuses to send into a generator that was read ahead", async () => {
    const iterator = make("count", 50)[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    expect(await rejection(iterator.next("late"))).toMatch("UsageError: cannot send a value to this generator");
    await iterator.return();
    log();
  });

  test("answers several calls at once in their order", async () => {
    const iterator = make("slow", 5)[Symbol.asyncIterator]();
    const steps = await Promise.all(numbers(7).map(() => iterator.next()));
    expect(steps.map((step) => step.value)).toStrictEqual([0, 1, 2, 3, 4, undefined, undefined]);
    log();
  });

  test("ends a generator that is waiting", async () => {
    const iterator = make("hanging")[Symbol.asyncIterator]();
    await iterator.next();
    const pending = iterator.next();
    while (!(py.import("async_iteration_tool").$get("log") as unknown[]).includes("waiting")) await sleep(1);
    expect(await iterator.return("over" as never)).toStrictEqual({ value: "over", done: true });
    expect(await pending).toStrictEqual({ value: undefined, done: true });
    expect(await iterator.return()).toStrictEqual({ value: undefined, done: true });
    expect(log()).toStrictEqual(["waiting", "hanging closed"]);
  });

  test("ends a generator whose first item has just been asked for", async () => {
    const { occupied, release } = py.import("async_iteration_tool");
    const busy = (tool.resolve("occupy") as PyObject).$callAsync();
    while (occupied.is_set() !== true) await sleep(1);
    const iterator = make("count", 3)[Symbol.asyncIterator]();
    // The loop hears of both in one turn, so that the task that reads has not had its first.
    const pending = iterator.next();
    const ended = iterator.return();
    release.set();
    expect(await ended).toStrictEqual({ value: undefined, done: true });
    expect(await pending).toStrictEqual({ value: undefined, done: true });
    await busy;
    expect(await iterator.next()).toStrictEqual({ value: undefined, done: true });
    expect(log()).toStrictEqual([]);
  }, 10_000);

  test("ends a generator that gives an item when it is cancelled", async () => {
    const iterator = make("stubborn")[Symbol.asyncIterator]();
    await iterator.next();
    const pending = iterator.next();
    while (!(py.import("async_iteration_tool").$get("log") as unknown[]).includes("stubborn")) await sleep(1);
    log();
    expect(await iterator.return()).toStrictEqual({ value: undefined, done: true });
    expect(await pending).toStrictEqual({ value: "not yet", done: false });
    expect(await iterator.next()).toStrictEqual({ value: undefined, done: true });
  });

  test("that is left before its first item runs nothing of the generator", async () => {
    const generator = make("count", 3);
    await generator[Symbol.asyncIterator]().return();
    expect(log()).toStrictEqual([]);
    expect(await all(generator)).toStrictEqual([]);
  });

  test("shares a generator with others over it", async () => {
    const generator = make("count", 20);
    const first = generator[Symbol.asyncIterator]();
    expect([(await first.next()).value, (await first.next()).value]).toStrictEqual([0, 1]);
    expect(await all(generator)).toStrictEqual(numbers(20).slice(2));
    log();
  });

  test("that is forgotten half-way closes its generator", async () => {
    await (async () => {
      const iterator = make("count", 1000)[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.next();
    })();
    await settleUntil(() => (py.import("async_iteration_tool").$get("log") as unknown[]).length > 0);
    expect(log()).toStrictEqual(["closed"]);
  });
});

describe("a typed result", () => {
  test("is an asynchronous iterable, or a generator, of items of its type", async () => {
    const { int, float } = t;
    const count = tool.function<(n: number) => PyAsyncGenerator<number>>("count", [int], t.asyncIterator(float));
    const generator = count(20);
    expect(await all(generator)).toStrictEqual(numbers(20));
    expect(generator.$object.$type).toBe("async_generator");
    const countdown = tool.function<(n: number) => PyAsyncIterable<number>>(
      "Countdown",
      [int],
      t.asyncIterable(int),
    )(3);
    expect(await all(countdown)).toStrictEqual([2, 1, 0]);
    expect(await all(countdown)).toStrictEqual([2, 1, 0]);
    const echo = tool.function<() => PyAsyncGenerator<string | null, string>>(
      "echo",
      [],
      t.asyncGenerator(t.optional(t.str), t.str),
    )();
    await echo.next("x");
    for (const text of ["a", "b", "c"]) expect((await echo.next(text)).value).toBe(text);
    expect(await rejection(echo.next(5 as never))).toMatch("ConversionError: expected str");
    expect((await echo.next("d")).value).toBe("d");
    await echo.return();
    log();
  });
});
