/** Iterations that nobody ends: what was read ahead and the generator behind it go with the garbage; memory stays flat. */
// A12, A17
import { python, type PyObject } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { failure } from "../support/failure.js";
import { leavesNoHandles, liveHandles, settle, settleUntil } from "../support/live-handles.js";

const py = python();
py.exec(`
import weakref
class Item:
    def __init__(self): alive.add(self)
alive = weakref.WeakSet()
closed = []
def items(n):
    try:
        for _ in range(n): yield Item()
    except GeneratorExit:
        closed.append('abandoned')
        raise
    finally: closed.append('finally')
def living(): return len(alive)
def keep(n):
    global kept
    kept = items(n)
    return kept
def boxes(n):
    for _ in range(n): yield [Item(), {'item': Item()}]
`);
const main = py.import("__main__");
leavesNoHandles(() => [[...main.items(100)].length, main.living(), py.exec("closed.clear()")]);

const closed = (): unknown => {
  const entries: unknown = py.eval("closed");
  py.exec("closed.clear()");
  return entries;
};

describe("an abandoned iteration", () => {
  test("lets go of the items that were read ahead, and of the generator, whose finally blocks run", async () => {
    const before = await liveHandles();
    (() => {
      const iterator = main.items(1000)[Symbol.iterator]() as Iterator<unknown>;
      let seen = 0;
      do iterator.next();
      while (++seen < 900 && main.living() === seen);
      expect(main.living()).toBeGreaterThan(seen);
    })();
    await settleUntil(() => main.living() === 0);
    expect(main.living()).toBe(0);
    expect(closed()).toStrictEqual(["abandoned", "finally"]);
    expect(await liveHandles()).toBeLessThanOrEqual(before);
  });

  test("leaves a generator alone that Python still has", async () => {
    (() => {
      const iterator = main.keep(100)[Symbol.iterator]() as Iterator<unknown>;
      for (let i = 0; i < 6; i++) iterator.next();
    })();
    await settle();
    expect(closed()).toStrictEqual([]);
    expect([...main.kept].length).toBeGreaterThan(0);
    expect(closed()).toStrictEqual(["finally"]);
    delete main.kept;
    await settleUntil(() => main.living() === 0);
    expect(main.living()).toBe(0);
  });

  test("of many generators leaves nothing", async () => {
    const before = await liveHandles();
    for (let i = 0; i < 300; i++) {
      (() => {
        const iterator = main.items(50)[Symbol.iterator]() as Iterator<unknown>;
        for (let k = 0; k <= i % 30; k++) iterator.next();
      })();
    }
    await settleUntil(() => main.living() === 0);
    expect(await liveHandles()).toBeLessThanOrEqual(before);
    expect(main.living()).toBe(0);
    // Some had been read to their end.
    expect((closed() as string[]).filter((entry) => entry === "finally")).toHaveLength(300);
  });
});

describe("items", () => {
  test("live no longer than their handles, also while the loop goes on", () => {
    let most = 0;
    for (const item of main.items(2000)) {
      (item as PyObject).$release();
      most = Math.max(most, main.living());
    }
    // Some were read ahead; none were kept.
    expect(main.living()).toBe(0);
    expect(most).toBeLessThan(1100);
    expect(closed()).toStrictEqual(["finally"]);
  });

  test("of an iteration that ended are gone with it", async () => {
    expect([...main.boxes(500)]).toHaveLength(500);
    await settleUntil(() => main.living() === 0);
    expect(main.living()).toBe(0);
  });
});

describe("$release", () => {
  test("of a generator ends it at once, also in the middle of a loop", async () => {
    const generator = main.items(1000);
    let seen = 0;
    expect(
      failure(() => {
        for (const item of generator) {
          (item as PyObject).$release();
          if (++seen === 100) generator.$release();
        }
      }),
    ).toBe("UsageError: this Python object has been released");
    expect(seen).toBe(100);
    expect(closed()).toStrictEqual(["abandoned", "finally"]);
    // Those that were read ahead may have handles elsewhere, so they go as garbage.
    await settleUntil(() => main.living() === 0);
    expect(main.living()).toBe(0);
    const other = main.items(1000);
    for (const item of other) {
      other.$release();
      (item as PyObject).$release();
      break;
    }
    expect(closed()).toStrictEqual(["abandoned", "finally"]);
  });

  test("of an iterable leaves a loop over it alone", () => {
    const list = py
      .import("builtins")
      .$handle("list")
      .$construct([py.eval("range").$construct([2000])]);
    let seen = 0;
    for (const item of list) if (item === 10 && ++seen) list.$release();
    expect(seen).toBe(1);
    expect(failure(() => [...list])).toBe("UsageError: this Python object has been released");
  });
});

describe("a million items", () => {
  test("take no more memory than a few", async () => {
    const { code, stdout, stderr } = await runChild(
      `
      const py = python();
      py.exec("def numbers(n):\\n    for i in range(n): yield {'i': i, 'text': 'item %d' % i}\\ndef objects(n):\\n    for i in range(n): yield object()");
      const main = py.import("__main__");
      const rss = async () => {
        for (let i = 0; i < 5; i++) { gc(); await new Promise((done) => setTimeout(done, 2)); py.exec("pass"); }
        return process.memoryUsage.rss() / 2 ** 20;
      };
      const run = async (generator, n) => {
        let seen = 0;
        for (const item of generator(n)) {
          // Finalizers run between tasks only, so there have to be some.
          if (++seen % 5000 === 0) await new Promise(setImmediate);
        }
        if (seen !== n) throw new Error("saw " + seen);
      };
      await run(main.numbers, 100_000);
      await run(main.objects, 100_000);
      const grown = { numbers: 0, objects: 0, handles: 0 };
      const measure = async (kind, n) => {
        // What leaks does so every time; a busy machine's collector takes its time.
        for (let round = 0; round < 4; round++) {
          const before = await rss();
          await run(main[kind], n);
          grown[kind] = await rss() - before;
          if (grown[kind] < 6) break;
        }
      };
      await measure("numbers", 1_000_000);
      await measure("objects", 100_000);
      grown.handles = py.stats().handles;
      console.log(JSON.stringify(grown));
      `,
      { node: ["--expose-gc", "--max-semi-space-size=2"], timeout: 120_000, env: { MALLOC_TRIM_THRESHOLD_: "65536" } },
    );
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const grown = JSON.parse(stdout) as { numbers: number; objects: number; handles: number };
    expect(grown.numbers).toBeLessThan(6);
    expect(grown.objects).toBeLessThan(6);
    expect(grown.handles).toBeLessThan(40);
  });

  test("do not keep the process alive, and neither does an iteration that is open", async () => {
    const { code, stdout } = await runChild(`
      const py = python();
      py.exec("def numbers():\\n    i = 0\\n    while True:\\n        yield i\\n        i += 1");
      const iterator = py.import("__main__").numbers()[Symbol.iterator]();
      let last;
      for (let i = 0; i < 100_000; i++) last = iterator.next().value;
      console.log(last);
    `);
    expect([code, stdout.trim()]).toStrictEqual([0, "99999"]);
  });
});

describe("thousands of loops", () => {
  test("leave memory, handles and reference counts as they were", async () => {
    const { code, stdout, stderr } = await runChild(
      `
      const py = python();
      py.exec(\`
import contextlib, sys
class Probe: pass
probe = Probe()
def items(n):
    for _ in range(n): yield probe
def failing(n):
    yield from items(n)
    raise ValueError(probe)
def catching():
    while True:
        try: yield probe
        except Exception: pass
@contextlib.contextmanager
def manager(): yield probe
def counts(): return [sys.getrefcount(probe), sys.getrefcount(Probe)]
\`);
      const main = py.import("__main__");
      const held = main.probe;
      const attempt = (run) => { try { run(); } catch {} };
      const kinds = {
        ended: () => { for (const item of main.items(20)) void item; },
        left: () => { for (const item of main.items(200)) break; },
        failing: () => attempt(() => [...main.failing(20)]),
        abandoned: () => { const iterator = main.items(200)[Symbol.iterator](); iterator.next(); iterator.next(); },
        steps: () => { const one = main.catching(); one.$next(); one.$send(1); one.$throw(new Error("x")); one.$close(); },
        scopes: () => { py.with(main.manager(), () => 1); attempt(() => py.with(main.manager(), () => { throw new Error("x"); })); },
      };
      const settle = async () => {
        for (let i = 0; i < 8; i++) { gc(); await new Promise((done) => setTimeout(done, 2)); py.exec("import gc; gc.collect()"); }
        return [process.memoryUsage.rss() / 2 ** 20, py.stats().handles, ...main.counts()];
      };
      const grown = {};
      for (const [kind, run] of Object.entries(kinds)) {
        const many = async () => {
          for (let i = 0; i < 3000; i++) {
            run();
            if (i % 100 === 99) await new Promise(setImmediate);
          }
          return settle();
        };
        let before = await many();
        // What leaks does so every time.
        for (let round = 0; round < 4; round++) {
          const after = await many();
          grown[kind] = after.map((count, i) => count - before[i]);
          before = after;
          if (grown[kind][0] < 3 && grown[kind].slice(1).every((count) => count <= 0)) break;
        }
      }
      console.log(JSON.stringify(grown));
      void held;
      `,
      {
        node: ["--expose-gc", "--max-semi-space-size=2"],
        timeout: 120_000,
        env: { MALLOC_TRIM_THRESHOLD_: "65536", MALLOC_MMAP_THRESHOLD_: "65536" },
      },
    );
    expect(stderr).toBe("");
    expect(code).toBe(0);
    for (const [kind, [memory, ...counts]] of Object.entries(JSON.parse(stdout) as Record<string, number[]>)) {
      expect.soft(memory, `${kind}: memory`).toBeLessThan(3);
      expect.soft(Math.max(...counts), `${kind}: handles, reference counts`).toBeLessThanOrEqual(0);
    }
  });
});
