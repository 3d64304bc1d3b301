/** Workers of Node's: the same API in each, over one interpreter. */
// A6 A11 H2
import { setTimeout as sleep } from "node:timers/promises";

import { python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { settleUntil } from "../support/live-handles.js";
import { writeSource } from "../support/python-source.js";
import { inWorker, startWorker } from "./worker-script.js";

const py = python();
const main = py.import("__main__");
py.exec(`
import threading, time, weakref
shared = {}
class Thing: pass
things = weakref.WeakSet()
def thing():
    made = Thing()
    things.add(made)
    return made
def call(f, *arguments): return f(*arguments)
def call_many(f, times):
    for i in range(int(times)): f(i)
def keep(name, value): shared[name] = value
def on_thread(f, *arguments):
    told = []
    thread = threading.Thread(target=lambda: told.append(f(*arguments)))
    thread.start()
    thread.join()
    return told[0]
`);

const functions = `const main = python().import("__main__");`;

describe("a worker", () => {
  test("calls Python in place and on worker threads, and gets values, handles and errors", async () => {
    const [values, async, error, names] = await inWorker(`${functions}
      parentPort.postMessage([main.call(main.len ?? python().eval("len"), "four"), python().eval("2 ** 70"), python().eval("{'a': [1, None]}")]);
      parentPort.postMessage(await Promise.all([1, 2, 3].map((x) => python().eval("lambda x: x * x").$callAsync([x]))));
      try { python().eval("1 / 0"); } catch (error) {
        parentPort.postMessage([error.name, error.pythonType, error instanceof core.PythonError]);
      }
      const thing = main.thing();
      parentPort.postMessage([typeof thing, thing.$call === undefined, thing.$typeName ?? String(thing).includes("Thing")]);
    `);
    expect(values).toStrictEqual([4, 2n ** 70n, { a: [1, null] }]);
    expect(async).toStrictEqual([1, 4, 9]);
    expect(error).toStrictEqual(["PythonError", "ZeroDivisionError", true]);
    expect(names).toStrictEqual(["object", false, expect.anything()]);
  });

  test("shares modules and settings with the main thread", async () => {
    py.exec("shared['from'] = 'main'");
    const [seen] = await inWorker(`
      parentPort.postMessage([python().eval("shared['from']"), python().environment, python().stats().threads]);
      python().exec("shared['from'] = 'worker'");
    `);
    expect(seen).toStrictEqual(["main", JSON.parse(JSON.stringify(py.environment)), py.stats().threads]);
    expect(py.eval("shared['from']")).toBe("worker");
  });

  test("has its own functions called, by every kind of thread", async () => {
    const [seen] = await inWorker(`${functions}
      const seen = [];
      const f = (x) => { seen.push(x); return x + 1; };
      const results = [main.call(f, 1), await main.$handle("call").$callAsync([f, 2]), await main.$handle("call").$callAsync([async (x) => x + 10, 3])];
      parentPort.postMessage([results, seen, await main.$handle("on_thread").$callAsync([f, 4])]);
    `);
    expect(seen).toStrictEqual([[2, 3, 13], [1, 2, 4], 5]);
  });

  test("uses bindings and generated classes, each with prototypes of its own", async () => {
    const source = writeSource(
      "workers_tool.py",
      "class Point:\n    def __init__(self, x): self.x = x\n    def twice(self): return Point(2 * self.x)\ndef make(x): return Point(x)\n",
    );
    const script = `
      const shapes = tool("workers_tool", { source: ${JSON.stringify(source)} });
      const Point = shapes.class("Point", { construct: [[t.int], t.none], methods: { twice: ["twice", [], () => [[], t.any]] }, properties: { x: ["x", t.int] } });
      const make = shapes.function("make", [t.int], t.any);
      const made = make(4);
      parentPort?.postMessage([made instanceof Point, made.x]);
    `;
    const runs = await Promise.all([inWorker(script), inWorker(script)]);
    expect(runs).toStrictEqual([[[true, 4]], [[true, 4]]]);
  });

  test("gets a tool whole that others load at the same time", async () => {
    const source = writeSource("slow_tool.py", "import time\ntime.sleep(0.1)\nx = 7\n");
    const script = `parentPort.postMessage(python().load(${JSON.stringify(source)}).module.$get("x"));`;
    expect(await Promise.all([1, 2, 3].map(() => inWorker(script)))).toStrictEqual([[7], [7], [7]]);
  });

  test("converts values by conversions of its own, beside those of other threads", async () => {
    py.exec("class Money:\n    def __init__(self, cents): self.cents = cents");
    const converter = `{ type: "__main__.Money", fromPython: (value) => "worker " + value.$get("cents") }`;
    using added = py.addConverter({
      type: "__main__.Money",
      fromPython: (value) => `main ${value.$get("cents") as number}`,
    });
    const run = startWorker(`
      const before = typeof python().eval("Money(5)");
      const added = python().addConverter(${converter});
      parentPort.postMessage([before, python().eval("[Money(5)]")]);
      parentPort.once("message", () => {
        added.remove();
        parentPort.postMessage(typeof python().eval("Money(7)"));
      });
    `);
    expect(await run.next()).toStrictEqual(["object", ["worker 5"]]);
    expect(py.eval("[Money(6)]")).toStrictEqual(["main 6"]);
    run.worker.postMessage("go on");
    await run.messages;
    expect(py.eval("[Money(6)]")).toStrictEqual(["main 6"]);
    added.remove();
  });

  test("cannot be given a handle of another thread's", async () => {
    const handle = main.thing();
    expect(() => new MessageChannel().port1.postMessage(handle)).toThrow("could not be cloned");
  });

  test("is asked when another thread calls its function", async () => {
    const run = startWorker(`${functions}
      main.keep("theirs", (x) => x * 2);
      main.keep("fails", () => { throw new TypeError("theirs"); });
      main.keep("later", async (x) => x + 0.5);
      parentPort.postMessage("ready");
      parentPort.once("message", () => { main.shared?.clear?.(); process.exit(0); });
    `);
    await run.next();
    // The main thread waits, and the worker's event loop answers.
    expect(py.eval("shared['theirs'](21)")).toBe(42);
    expect(py.eval("on_thread(shared['theirs'], 4)")).toBe(8);
    expect(() => py.eval("shared['fails']()")).toThrow("theirs");
    expect(py.eval("shared['later'](1)")).toBe(1.5);
    run.worker.postMessage("end");
    await run.messages;
    expect(() => py.eval("shared['theirs'](1)")).toThrow(
      "the JavaScript thread that this function belongs to has ended",
    );
    py.exec("shared.clear()");
  });

  test("and the main thread call each other to and fro", async () => {
    const run = startWorker(`${functions}
      main.keep("down", (n) => n === 0 ? 0 : 1 + main.shared_up(n - 1));
      parentPort.postMessage("ready");
      parentPort.once("message", () => process.exit(0));
    `);
    py.exec("def shared_up(n): return shared['up'](n)\ndef shared_down(n): return shared['down'](n)");
    await run.next();
    main.keep("up", (n: number): number => (n === 0 ? 0 : 1 + (main.shared_down(n - 1) as number)));
    expect(py.eval("shared['up'](20)")).toBe(20);
    run.worker.postMessage("end");
    await run.messages;
    py.exec("shared.clear()");
  });

  test("that ends gives back what it held", async () => {
    await inWorker(`${functions} globalThis.kept = [main.thing(), main.thing(), python().import("json")];`);
    await settleUntil(() => py.eval("len(things)") === 0);
    expect(py.eval("len(things)")).toBe(0);
  });

  test("says that Python has not been started", async () => {
    const { stdout, code } = await runChild(`
      const { Worker } = await import("node:worker_threads");
      const script = \`
        const { parentPort } = require("node:worker_threads");
        import(${JSON.stringify(coreUrl())}).then(({ python }) => {
          try { parentPort.postMessage(python().eval("6 * 7")); } catch (error) { parentPort.postMessage(String(error)); }
        });\`;
      const run = () => new Promise((done) => new Worker(script, { eval: true }).once("message", done));
      console.log(await run());
      console.log(python().eval("1 + 1"), await run());
    `);
    expect({ stdout, code }).toStrictEqual({
      stdout:
        "UsageError: Python can be started on the main thread only: call python() there before a worker thread does\n2 42\n",
      code: 0,
    });
  });
});

describe("a worker that is terminated", () => {
  const doing = {
    nothing: "",
    "computing in Python": `python().exec("end = time.monotonic() + 0.3\\nwhile time.monotonic() < end: pass");`,
    "waiting in Python": `python().exec("time.sleep(0.3)");`,
    "waiting for a call on a worker thread": `void python().eval("time.sleep").$callAsync([0.3]);`,
    "in a function that Python calls": `main.call(() => { const end = performance.now() + 300; while (performance.now() < end); });`,
    "in a long loop that calls it back": `main.call_many((x) => x, 1e9);`,
    "asked by another thread": `main.keep("busy", () => { const end = performance.now() + 300; while (performance.now() < end); }); void main.$handle("call").$callAsync([python().eval("shared['busy']")]);`,
    "with a promise that a thread waits for": `void main.$handle("call").$callAsync([() => new Promise(() => undefined)]);`,
  };
  test.each(Object.entries(doing))("%s: harms nobody", async (_, script) => {
    const runs = [1, 2, 3].map(() =>
      startWorker(
        `${functions} globalThis.kept = main.thing(); parentPort.postMessage("ready"); ${script}; setInterval(() => {}, 1000);`,
      ),
    );
    await Promise.all(runs.map((run) => run.next()));
    await sleep(30);
    await Promise.all(runs.map((run) => run.worker.terminate()));
    await Promise.all(runs.map((run) => run.messages));
    py.exec("shared.clear()");
    expect(py.eval("sum(range(10))")).toBe(45);
    expect(await py.eval("lambda x: x").$callAsync([5])).toBe(5);
    await settleUntil(() => py.eval("len(things)") === 0);
    expect(py.eval("len(things)")).toBe(0);
  });

  test("many times over leaves the interpreter as it was", { timeout: 60_000 }, async () => {
    for (let round = 0; round < 8; round++) {
      const runs = [1, 2].map(() =>
        startWorker(`${functions}
          parentPort.postMessage("ready");
          const call = main.$handle("call");
          for (;;) await Promise.all([call.$callAsync([(x) => x, 1]), call.$callAsync([async (x) => x, main.thing()])]);
        `),
      );
      await Promise.all(runs.map((run) => run.next()));
      await sleep(10 * round);
      await Promise.all(runs.map((run) => run.worker.terminate()));
    }
    await settleUntil(() => py.eval("len(things)") === 0);
    expect([py.eval("len(things)"), py.stats().running, py.stats().queued]).toStrictEqual([0, 0, 0]);
  });
});

function coreUrl(): string {
  return new URL("../../dist/index.js", import.meta.url).href;
}
