/** JavaScript functions that other threads call, whatever this thread is doing: nothing hangs, every result is exact. */
// A11 H2
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { python, PythonError } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
const tool = py.load(join(import.meta.dirname, "threads_tool.py"));
const kinds = Object.keys(tool.module.$get("threads") as object);
const waits = Object.keys(tool.module.$get("waits") as object);

/** What a call comes to: ("value", value) or ("error", type, text). */
type Told = [outcome: string, ...rest: unknown[]];

const callAndWait = (kind: string, wait: string, run: unknown, ...args: unknown[]): Told =>
  tool.call("call_and_wait", [kind, wait, run, ...args]) as Told;

leavesNoHandles(async () => {
  callAndWait("on_thread", "event", () => 1);
  callAndWait("on_thread", "event", fails);
  await tool.function("call").async(async () => 1);
});

function fails(): never {
  throw new TypeError("boom");
}

describe("a JavaScript function that another thread calls", () => {
  describe("while this thread waits for that in a synchronous call", () => {
    test.each(kinds.flatMap((kind) => waits.map((wait) => [kind, wait] as const)))("%s, %s", (kind, wait) => {
      expect(callAndWait(kind, wait, (x: number) => x * 2, 21)).toStrictEqual(["value", 42]);
      expect(callAndWait(kind, wait, fails)).toStrictEqual(["error", "JavaScriptError", "TypeError: boom"]);
      expect(callAndWait(kind, wait, (...args: unknown[]) => args, "é", [1, { a: null }])).toStrictEqual([
        "value",
        ["é", [1, { a: null }]],
      ]);
    });
  });

  describe("while this thread's event loop runs", () => {
    test.each(kinds)("%s", async (kind) => {
      const told = (run: unknown, ...args: unknown[]): Promise<Told> =>
        new Promise((resolve) => {
          tool.call("call_and_return", [kind, run, (...outcome: Told) => resolve(outcome), ...args]);
        });
      expect(await told((x: number) => x * 2, 21)).toStrictEqual(["value", 42]);
      expect(await told(fails)).toStrictEqual(["error", "JavaScriptError", "TypeError: boom"]);
      // Without the GIL, an object is finalised on the thread that made it, here this one, which cannot wait for promises.
      if (kind === "in_finaliser") return;
      const slowly = async (x: number): Promise<number> => (await sleep(5), x + 1);
      expect(await told(slowly, 1)).toStrictEqual(["value", 2]);
      const fail = async (): Promise<never> => (await sleep(5), fails());
      expect(await told(fail)).toStrictEqual(["error", "JavaScriptError", "TypeError: boom"]);
      expect(await told(() => Promise.resolve("not marked as async"))).toStrictEqual(["value", "not marked as async"]);
    });
  });

  test("runs when this thread comes back from a computation of its own", async () => {
    const told = new Promise((resolve) => {
      tool.call("call_and_return", ["on_thread", () => "late", resolve]);
    });
    const end = performance.now() + 60;
    while (performance.now() < end) Math.sqrt(end);
    expect(await told).toBe("value");
  });

  test("runs inside of whatever call this thread makes next", () => {
    const seen: unknown[] = [];
    tool.call("call_and_return", ["later_on_thread", () => "inside", (...outcome: Told) => seen.push(outcome)]);
    py.eval("__import__('time').sleep(0.2)");
    expect(seen).toStrictEqual([["value", "inside"]]);
  });

  test("may call Python, whose threads call JavaScript again, to any depth", () => {
    const count = (depth: number): number =>
      depth === 0 ? 0 : 1 + ((tool.call("call_in_turn", ["on_thread", count, depth - 1]) as Told)[1] as number);
    expect(count(30)).toBe(30);
  });

  test("gives each of many threads its own results", () => {
    const results = tool.call("many", [(i: number, n: number) => `${i}/${n}`, 8, 50]) as string[][];
    expect(results).toStrictEqual(
      Array.from({ length: 8 }, (_, i) => Array.from({ length: 50 }, (__, n) => `${i}/${n}`)),
    );
  });

  test("gives a worker what it comes to, in order, also promises", async () => {
    const call = tool.function("call");
    const seen: number[] = [];
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        call.async(async (x: number) => {
          await sleep(i % 3);
          seen.push(x);
          return x;
        }, i),
      ),
    );
    expect(results).toStrictEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(seen.toSorted((a, b) => a - b)).toStrictEqual(results);
  });

  test("throws through a worker: the same value comes back", async () => {
    const call = tool.function("call");
    for (const thrown of [new RangeError("no"), "text", null, { a: 1 }]) {
      const raise = (): never => {
        throw thrown;
      };
      const reject = async (): Promise<never> => raise();
      for (const run of [raise, reject]) {
        let caught: unknown = "nothing";
        await call.async(run).catch((error: unknown) => (caught = error));
        expect(caught).toBe(thrown);
      }
    }
    const own = py.eval("KeyError('own')");
    await expect(
      call.async(() => {
        throw own;
      }),
    ).rejects.toThrow(PythonError);
  });

  test("cannot give a promise where this thread would have to wait for it", () => {
    expect(() => tool.call("call", [async () => 1])).toThrow("call the Python function by `.async`");
  });
});

describe("callbackTimeout", () => {
  test("ends the wait of a thread that nobody answers", async () => {
    const { code, stdout, stderr } = await runChild(`
      const py = python({ callbackTimeout: 100 });
      py.exec(\`
import threading, time
told = []
def start(f):
    def run():
        time.sleep(0.05)
        try: f()
        except BaseException as error: told.append(repr(error))
    threading.Thread(target=run).start()
\`);
      py.import("__main__").start(() => console.log("never"));
      const end = performance.now() + 1000;
      while (performance.now() < end);
      console.log(String(py.eval("told[0]")).slice(0, 60));
    `);
    expect({ code, stderr, stdout }).toStrictEqual({
      code: 0,
      stderr: "",
      stdout: "TimeoutError('a JavaScript function was not run in time: its\n",
    });
  });
});
