/** Cancelled calls of the event loop, from JavaScript and from within; and the end of the loop. */
// A15, A16
import { setTimeout as sleep } from "node:timers/promises";

import { CancelledError, python, PythonError, type PyObject } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { rejection } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
py.exec(`
import asyncio
log = []
begun = 0
def begin():
    global begun
    begun += 1
async def nap(seconds):
    begin()
    try: await asyncio.sleep(seconds)
    finally: log.append('end')
async def stubborn():
    begin()
    try: await asyncio.sleep(100)
    except asyncio.CancelledError: return 'all the same'
async def never_ends():
    global ending
    begin()
    ending = asyncio.Event()
    while True:
        try:
            await ending.wait()
            return
        except asyncio.CancelledError: pass
def let_end():
    asyncio.run_coroutine_threadsafe(set_ending(), __import__('_pyweld.event_loop').event_loop.loop())
async def set_ending(): ending.set()
async def cancels_itself():
    asyncio.current_task().cancel('from within')
    await asyncio.sleep(1)
async def awaits(function):
    begin()
    return await function()
async def pause(): await asyncio.sleep(0.01)
def raises(): raise asyncio.CancelledError()
`);
const main = py.import("__main__");
let controller = new AbortController();
/** A call that {@link cancelAll} cancels. */
const later = (name: string, ...args: readonly unknown[]): Promise<unknown> =>
  (main.$handle(name) as PyObject).$async({ signal: controller.signal }).call(args);
const cancelAll = (): void => {
  controller.abort();
  controller = new AbortController();
};
/** Waits until so many more calls have begun. */
const running = async (count: number): Promise<void> => {
  while ((py.eval("begun") as number) < count) await sleep(1);
  py.exec("begun = 0");
  // What they do first is done by then.
  await later("pause");
};
leavesNoHandles(async () => {
  const warm = later("nap", 10);
  await running(1);
  cancelAll();
  await rejection(warm);
  await rejection(later("cancels_itself"));
});

describe("a cancelled call", () => {
  test("rejects with CancelledError, after its task has ended", async () => {
    py.exec("log.clear()");
    const nap = later("nap", 100);
    const caught = nap.catch((error: unknown) => error);
    await running(1);
    cancelAll();
    const error = await caught;
    expect(error).toBeInstanceOf(CancelledError);
    expect((error as Error).cause).toBeInstanceOf(DOMException);
    expect((error as Error).message).toBe("the call was cancelled and it was interrupted");
    expect(py.eval("log")).toStrictEqual(["end"]);
  });

  test("says so when its task has gone on to its end all the same", async () => {
    const call = later("stubborn");
    await running(1);
    cancelAll();
    expect(await rejection(call)).toBe(
      "CancelledError: the call was cancelled but it ran to its end: it could not be interrupted",
    );
  });

  test("is given up when its task does not end", async () => {
    const call = later("never_ends");
    await running(1);
    cancelAll();
    expect(await rejection(call)).toMatch(/^CancelledError: the call was cancelled and it cannot be interrupted/);
    main.let_end();
    while (py.stats().tasks > 0) await sleep(1);
  });

  test("may have a limit of time", async () => {
    const nap = (main.$handle("nap") as PyObject).$async({ timeout: 20 });
    expect(await rejection(nap.call([100]))).toMatch(/^TimeoutError: the call's 20 ms ran out and it was interrupted/);
    expect(await (main.$handle("nap") as PyObject).$async({ timeout: 10_000 }).call([0])).toBe(null);
  });

  test("is one of many, the others go on", async () => {
    const calls = Array.from({ length: 100 }, (_, i) => later("nap", i % 2 ? 100 : 0.05));
    const outcome = Promise.allSettled(calls);
    await running(100);
    while (py.stats().tasks > 50) await sleep(1);
    cancelAll();
    expect((await outcome).filter(({ status }) => status === "rejected")).toHaveLength(50);
  });

  test("may have been cancelled by Python", async () => {
    expect(await rejection(later("cancels_itself"))).toMatch(/^CancelledError: /);
    // In place, it is an exception like any other.
    expect(() => main.raises()).toThrow(PythonError);
  });

  test("may be waiting for a promise, which is fulfilled afterwards", async () => {
    let fulfil: ((value: string) => void) | undefined;
    const call = rejection(later("awaits", async () => new Promise((resolve) => (fulfil = resolve))));
    await running(1);
    cancelAll();
    expect(await call).toMatch(/^CancelledError/);
    fulfil?.("late");
    await sleep(5);
    expect(await later("awaits", async () => "again")).toBe("again");
  });
});

describe("the end of the loop", () => {
  const script = (body: string): string => `
    const py = python();
    py.exec(${JSON.stringify(`
import asyncio
log = []
async def nap(seconds):
    try: await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        await asyncio.sleep(0.01)
        log.append('cleaned up')
        raise
async def stubborn():
    while True:
        try: await asyncio.sleep(100)
        except asyncio.CancelledError: pass
async def items():
    try:
        while True: yield 1
    finally: log.append('generator closed')
`)});
    const main = py.import("__main__");
    const later = (name, ...args) => main.$handle(name).$callAsync(args).then((value) => value, (error) => error.name + ": " + error.message);
    const stop = (grace) => py.import("_pyweld.event_loop").$handle("stop").$callAsync([grace]);
    const naps = [later("nap", 100), later("nap", 100)];
    const iterator = main.items()[Symbol.asyncIterator]();
    await iterator.next();
    await new Promise((done) => setTimeout(done, 50));
    ${body}
  `;

  test("cancels what runs, waits for it, and refuses what comes later", async () => {
    const { code, stdout, stderr } = await runChild(
      script(`
        console.log(await stop(5), ...(await Promise.all(naps)), py.eval("sorted(log)").join());
        console.log(await later("nap", 0));
        console.log(await stop(5));
      `),
    );
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout.split("\n")).toStrictEqual([
      "true CancelledError: the call has been cancelled CancelledError: the call has been cancelled cleaned up,cleaned up,generator closed",
      "PythonError: Python's event loop has been stopped, or cannot be started",
      "true",
      "",
    ]);
  });

  test("does not wait longer than it is told to", async () => {
    const { code, stdout } = await runChild(
      script(`
        const never = later("stubborn");
        await new Promise((done) => setTimeout(done, 50));
        console.log(await stop(0.2), await never);
      `),
      { timeout: 20_000 },
    );
    expect(code).toBe(0);
    expect(stdout).toBe("false PythonError: Python's event loop has been stopped\n");
  });
});
