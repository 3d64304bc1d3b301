/** py.measureMemory and py.memory: what Python's memory holds. */
import { setTimeout as sleep } from "node:timers/promises";

import { python, type MemoryMeasurement } from "@pyweld/core";
import { describe, expect, expectTypeOf, test } from "vitest";

import { runChild } from "../support/child.js";
import { failure, rejection } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { writeSource } from "../support/python-source.js";

const py = python();
const path = writeSource(
  "measured.py",
  `
kept = []
def keep(n):
    kept.append(bytearray(n))
def pass_by(n):
    return len(bytearray(n))
def drop(): kept.clear()
def fail(n): x = bytearray(n); raise ValueError('failed')
`,
);
const tool = py.load(path);
py.exec("import tracemalloc, functools, linecache, re, gc");
const tracing = (): boolean => py.eval("tracemalloc.is_tracing()");
const MiB = 1 << 20;
leavesNoHandles(async () => {
  py.measureMemory(() => tool.call("pass_by", [1]));
  py.memory.clear();
  py.memory.usage();
  py.memory.collect();
  await py.measureMemory(async () => 1);
});

describe("py.measureMemory", () => {
  // A19
  test("gives the peak, what is left, and where it was allocated", async () => {
    const measured = py.measureMemory(() => {
      tool.call("pass_by", [20 * MiB]);
      tool.call("keep", [3 * MiB]);
      return "done";
    });
    expectTypeOf(measured).toEqualTypeOf<MemoryMeasurement<string>>();
    const promised = py.measureMemory(async () => 1);
    expectTypeOf(promised).toEqualTypeOf<Promise<MemoryMeasurement<number>>>();
    expect((await promised).value).toBe(1);
    expect(measured.value).toBe("done");
    expect(measured.peakBytes).toBeGreaterThanOrEqual(20 * MiB);
    expect(measured.peakBytes).toBeLessThan(22 * MiB);
    expect(measured.currentBytes).toBeGreaterThanOrEqual(3 * MiB);
    expect(measured.currentBytes).toBeLessThan(4 * MiB);
    expect(measured.top[0]).toMatchObject({ file: path, line: 4 });
    expect(measured.top[0]?.bytes).toBeGreaterThanOrEqual(3 * MiB);
    expect(measured.top.every(({ file }) => !file.includes("_pyweld"))).toBe(true);
    expect(tracing()).toBe(false);
  });

  test("limits the lines", () => {
    tool.call("drop");
    expect(py.measureMemory(() => tool.call("keep", [MiB]), { top: 0 }).top).toStrictEqual([]);
    expect(py.measureMemory(() => tool.call("keep", [MiB]), { top: 1 }).top).toHaveLength(1);
    for (const top of [-1, 0.5, NaN, "1", null]) {
      expect(failure(() => py.measureMemory(() => 1, { top: top as never }))).toMatch(/^UsageError: `top` must be/);
    }
    tool.call("drop");
  });

  test("nests, and each counts its own time", () => {
    const outer = py.measureMemory(() => {
      tool.call("pass_by", [30 * MiB]);
      tool.call("keep", [2 * MiB]);
      const inner = py.measureMemory(() => {
        tool.call("pass_by", [5 * MiB]);
        tool.call("keep", [MiB]);
      });
      tool.call("pass_by", [10 * MiB]);
      return inner;
    });
    const { value: inner } = outer;
    expect([inner.peakBytes, inner.currentBytes].map((bytes) => Math.round(bytes / MiB))).toStrictEqual([5, 1]);
    expect([outer.peakBytes, outer.currentBytes].map((bytes) => Math.round(bytes / MiB))).toStrictEqual([30, 3]);
    expect(inner.top[0]).toMatchObject({ file: path, line: 4 });
    expect(Math.round((inner.top[0]?.bytes as number) / MiB)).toBe(1);
    const freed = py.measureMemory(() => py.measureMemory(() => tool.call("drop")));
    expect(freed.currentBytes).toBeGreaterThan(-MiB); // what was allocated before it began is not known to it
    expect(tracing()).toBe(false);
  });

  test("knows what was freed, where tracing was on before, and leaves it on", () => {
    py.exec("tracemalloc.start(5)");
    tool.call("keep", [8 * MiB]);
    const freed = py.measureMemory(() => tool.call("drop"));
    expect(Math.round(freed.currentBytes / MiB)).toBe(-8);
    expect(freed.peakBytes).toBeGreaterThanOrEqual(0);
    expect([tracing(), py.eval("tracemalloc.get_traceback_limit()")]).toStrictEqual([true, 5]);
    py.exec("tracemalloc.stop()");
  });

  test("waits for promises, which may overlap", async () => {
    const measure = (bytes: number, milliseconds: number): Promise<MemoryMeasurement<void>> =>
      py.measureMemory(async () => {
        tool.call("keep", [bytes]);
        await sleep(milliseconds);
      });
    const [one, two] = await Promise.all([measure(2 * MiB, 30), measure(3 * MiB, 5)]);
    expect([one.currentBytes, two.currentBytes].map((bytes) => Math.round(bytes / MiB))).toStrictEqual([5, 3]);
    expect(tracing()).toBe(false);
    tool.call("drop");
    expect(await rejection(py.measureMemory(() => Promise.reject(new RangeError("mine"))))).toBe("RangeError: mine");
    const job = await py.measureMemory(async () => tool.function("pass_by").async(4 * MiB));
    expect(Math.round(job.peakBytes / MiB)).toBe(4);
    expect(tracing()).toBe(false);
  });

  test("ends with errors, and says when it was ended by others", () => {
    expect(failure(() => py.measureMemory(() => tool.call("fail", [MiB])))).toBe("PythonError: ValueError: failed");
    expect(failure(() => py.measureMemory(() => py.exec("raise SystemExit")))).toMatch(/SystemExit/);
    expect(tracing()).toBe(false);
    expect(failure(() => py.measureMemory(() => py.exec("tracemalloc.stop()")))).toBe(
      "UsageError: what was run has stopped tracemalloc, so its memory was not measured",
    );
    expect(py.measureMemory(() => tool.call("pass_by", [MiB])).peakBytes).toBeGreaterThanOrEqual(MiB);
    const restarted = py.measureMemory(() => py.exec("tracemalloc.stop(); tracemalloc.start()"));
    expect(typeof restarted.peakBytes).toBe("number");
    expect(tracing()).toBe(false);
  });
});

test("threads begin while tracemalloc traces, and live on when it stops", async () => {
  const script = `
    const py = python();
    py.exec("import tracemalloc, sys; sys.setswitchinterval(0.5); tracemalloc.start()");
    const call = py.load(${JSON.stringify(path)}).function("pass_by").async(1);
    py.exec("tracemalloc.stop(); sum(range(300_000)); junk = [bytes(300) for _ in range(50_000)]");
    console.log(await call);`;
  // The order of events that ended the process was one in five.
  for (let i = 0; i < 8; i++) expect(await runChild(script)).toMatchObject({ code: 0, stdout: "1\n", stderr: "" });
});

describe("py.memory", () => {
  // A20
  test("tells what is in use", () => {
    const before = py.memory.usage();
    expect(before.residentBytes).toBeGreaterThan(10 * MiB);
    expect(before.peakResidentBytes).toBeGreaterThanOrEqual(before.residentBytes / 2);
    expect(before.tracedBytes).toBeUndefined();
    const kept = py.eval("[[i] for i in range(100_000)], object()")[1];
    expect(py.memory.usage().handles).toBe(before.handles + 1);
    py.exec("many = [[i] for i in range(100_000)]");
    expect(py.memory.usage().allocatedBlocks).toBeGreaterThan(before.allocatedBlocks + 100_000);
    py.exec("del many; tracemalloc.start(); block = bytearray(2 ** 20)");
    expect(py.memory.usage().tracedBytes).toBeGreaterThanOrEqual(MiB);
    py.exec("tracemalloc.stop(); del block");
    kept.$release();
  });

  test("collects circles that nobody can reach", () => {
    py.memory.collect();
    py.exec("gc.disable()\nfor i in range(1000):\n    circle = []\n    circle.append(circle)\ndel circle");
    expect(py.memory.collect()).toBeGreaterThanOrEqual(1000);
    expect(py.memory.collect()).toBeLessThan(100);
    py.exec("gc.enable()");
  });

  test("empties caches, those of tools only when asked", () => {
    py.exec(`
calls = []
@functools.lru_cache
def cached(x): calls.append(x); return object()
first = cached(1)
linecache.getlines(${JSON.stringify(path)})
`);
    expect(py.eval("len(linecache.cache) > 0 and cached(1) is first")).toBe(true);
    const cleared = py.memory.clear();
    expect(cleared.sources).toBeGreaterThanOrEqual(1);
    expect(cleared.results).toBe(0);
    expect(py.eval(`[${JSON.stringify(path)} in linecache.cache, cached(1) is first]`)).toStrictEqual([false, true]);
    const all = py.memory.clear({ results: true });
    expect(all.results).toBeGreaterThanOrEqual(1);
    expect(py.eval("[cached(1) is first, calls]")).toStrictEqual([false, [1, 1]]);
    py.exec("del cached, first, calls");
    // Lines of code that was given as text can be had from nowhere else.
    py.exec("def broken():\n    return 1 / 0");
    py.memory.clear();
    expect(failure(() => py.eval("broken()"))).toMatch(/ZeroDivisionError/);
    try {
      py.eval("broken()");
    } catch (error) {
      expect((error as { traceback: { source: string }[] }).traceback.at(-1)?.source).toBe("return 1 / 0");
    }
  });
});
