/** py.profile: what was called while something ran, how often and how long. */
import { python, type Profile } from "@pyweld/core";
import { describe, expect, expectTypeOf, test } from "vitest";

import { runChild } from "../support/child.js";
import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { writeSource } from "../support/python-source.js";

const py = python();
const path = writeSource(
  "profiled.py",
  `
import time
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
def slow(): time.sleep(0.02)
def both(): slow(); return fib(5)
def outer(): return [both() for _ in range(2)]
def fail(): fib(3); raise ValueError('failed')
`,
);
const tool = py.load(path);
leavesNoHandles(() => py.profile(() => tool.call("both")));

describe("py.profile", () => {
  // A19
  test("gives the value, and a row for each function", () => {
    const profiled = py.profile(() => tool.call("outer") as number[]);
    expectTypeOf(profiled).toEqualTypeOf<Profile<number[]>>();
    expect(profiled.value).toStrictEqual([5, 5]);
    const row = (name: string): Profile<unknown>["rows"][number] | undefined =>
      profiled.rows.find((each) => each.function === name);
    expect(row("fib")).toMatchObject({ file: path, line: 3, calls: 30, primitiveCalls: 2 });
    expect(row("fib")?.callers).toStrictEqual(
      expect.arrayContaining([
        { file: path, line: 3, function: "fib", calls: 28 },
        { file: path, line: 5, function: "both", calls: 2 },
      ]),
    );
    expect(row("slow")).toMatchObject({ calls: 2, primitiveCalls: 2 });
    expect(row("slow")?.totalSeconds).toBeGreaterThan(0.03);
    expect(row("slow")?.ownSeconds).toBeLessThan(row("slow")?.totalSeconds as number);
    expect(row("<built-in method time.sleep>")).toMatchObject({ file: "", line: 0, calls: 2 });
    // What the runtime does for itself is none of the user's business.
    expect(profiled.rows.filter(({ file }) => file.includes("_pyweld"))).toStrictEqual([]);
    expect(profiled.rows.some((each) => each.function.includes("Profiler"))).toBe(false);
    expect(profiled.calls).toBe(profiled.rows.reduce((sum, each) => sum + each.calls, 0));
    expect(profiled.seconds).toBeCloseTo(
      profiled.rows.reduce((sum, each) => sum + each.ownSeconds, 0),
      6,
    );
    expect(JSON.parse(JSON.stringify(profiled))).toStrictEqual(profiled);
  });

  test("sorts the rows and the text, and shows the first", () => {
    const run = (sort: "total" | "own" | "calls" | "name", top?: number): Profile<unknown> =>
      py.profile(() => tool.call("outer"), { sort, top });
    const sorted = (values: number[]): boolean =>
      values.every((value, i) => i === 0 || value <= (values[i - 1] as number));
    expect(sorted(run("total").rows.map((row) => row.totalSeconds))).toBe(true);
    expect(sorted(run("own").rows.map((row) => row.ownSeconds))).toBe(true);
    expect(sorted(run("calls").rows.map((row) => row.calls))).toBe(true);
    expect(run("calls", 1).rows.map((row) => row.function)).toStrictEqual(["fib"]);
    const names = run("name").rows.map((row) => row.function);
    expect(names).toStrictEqual([...names].sort());
    const { text, rows, calls } = run("own", 2);
    expect(text).toMatch(/function calls \(\d+ primitive calls\) in \d+\.\d+ seconds/);
    expect(text).toMatch(/Ordered by: internal time/);
    expect(text).toMatch(/reduced from \d+ to 2/);
    expect(text).toContain("time.sleep");
    expect([rows.length, calls > 30]).toStrictEqual([2, true]);
  });

  test("of nothing is empty", () => {
    expect(py.profile(() => 5)).toStrictEqual({ value: 5, rows: [], calls: 0, seconds: 0, text: "" });
  });

  test("ends with errors of every kind", () => {
    for (let i = 0; i < 3; i++) {
      expect(failure(() => py.profile(() => tool.call("fail")))).toBe("PythonError: ValueError: failed");
      expect(failure(() => py.profile(() => py.exec("raise SystemExit(1)")))).toBe("PythonError: SystemExit: 1");
      expect(failure(() => py.profile(() => JSON.parse("{")))).toMatch(/^SyntaxError/);
    }
    expect(py.eval("__import__('sys').getprofile()")).toBeNull();
    expect(py.profile(() => tool.call("fib", [2])).rows.some((row) => row.function === "fib")).toBe(true);
  });

  test("is refused while another one is taken, whoever takes it", () => {
    const inner = failure(() => py.profile(() => py.profile(() => 1)));
    expect(inner).toBe("UsageError: a profile is being taken already: py.profile cannot be nested");
    py.exec("import cProfile\nother = cProfile.Profile()\nother.enable()");
    expect(failure(() => py.profile(() => 1))).toMatch(
      /^UsageError: another profiler \((Profiler?|cProfile)\) is active in Python: end it first$/,
    );
    py.exec("other.disable(); del other");
    expect(py.profile(() => 1).value).toBe(1);
  });

  test("survives a tool that profiles itself", () => {
    py.exec("def profiling():\n    p = cProfile.Profile()\n    p.enable()\n    p.disable()\n    return 1");
    expect(failure(() => py.profile(() => py.eval("profiling()")))).toMatch(/^(no error|PythonError: ValueError: )/);
    expect(py.profile(() => py.eval("1 + 1")).value).toBe(2);
  });

  test("is for what runs in place", () => {
    expect(failure(() => py.profile(() => Promise.reject(new Error("x"))))).toBe(
      "UsageError: py.profile sees only what runs in place, on this thread; this has given a promise",
    );
    for (const options of [{ sort: "cumulative" }, { top: 0 }, { top: 1.5 }, { top: "3" }, { sort: null }]) {
      expect(failure(() => py.profile(() => 1, options as never))).toMatch(/^UsageError: `(sort|top)` must be/);
    }
    expect(py.profile(() => 1).value).toBe(1);
  });

  test("does not stumble over worker threads that compute meanwhile", async () => {
    const { stdout, code, signal } = await runChild(`
      const py = python();
      py.exec("def work(n):\\n    total = 0\\n    for i in range(n): total += len(str(i))\\n    return total");
      const work = py.eval("work");
      const jobs = Array.from({ length: 40 }, () => work.$callAsync([20_000]));
      let rows = 0;
      for (let i = 0; i < 30; i++) {
        const { value, rows: found } = py.profile(() => work(5000));
        rows += found.filter((row) => row.function === "work").length;
        await new Promise(setImmediate);
      }
      await Promise.all(jobs);
      console.log(rows);
    `);
    expect({ stdout, code, signal }).toStrictEqual({ stdout: "30\n", code: 0, signal: null });
  });
});
