/** py.statistics, py.stats, settings, and reports of what JavaScript holds. */
import { python, t, tool, type PyClass, type PyFunction } from "@pyweld/core";
import { afterEach, describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { failure, rejection } from "../support/failure.js";
import { liveHandles } from "../support/live-handles.js";
import { writeSource } from "../support/python-source.js";

const py = python();
const path = writeSource(
  "counted.py",
  `
import time
def add(a, b): return a + b
def wait(seconds): time.sleep(seconds); return seconds
def fail(): raise ValueError('failed')
class Star:
    def shine(self, x): return x
    @staticmethod
    def number(): return 7
`,
);
const counted = tool("counted", { source: path });
const add: PyFunction<(a: number, b: number) => number> = counted.function("add", [t.int, t.int], t.int);
const joined: PyFunction<(a: string[], b: string[]) => string[]> = counted.function(
  "add",
  [t.list(t.str), t.list(t.str)],
  t.list(t.str),
);
const wait: PyFunction<(seconds: number) => number> = counted.function("wait", [t.float], t.float);
const fail: PyFunction<() => void> = counted.function("fail", [], t.none);
interface Star {
  readonly shine: PyFunction<(x: number) => number>;
}
const Star: PyClass<[], Star> & { readonly number: PyFunction<() => number> } = counted.class("Star", {
  init: [[]],
  methods: { shine: ["shine", [t.int], t.int] },
  statics: { number: ["number", [], t.int] },
});
const table = (): Record<string, [calls: number, errors: number]> =>
  Object.fromEntries(py.statistics.functions().map(({ name, calls, errors }) => [name, [calls, errors]]));

afterEach(() => {
  py.statistics.stop();
  py.statistics.reset();
});

describe("py.statistics", () => {
  // A24
  test("counts calls, errors and times by function", async () => {
    add(1, 2);
    py.statistics.start();
    py.statistics.start();
    expect(py.statistics.running).toBe(true);
    for (let i = 0; i < 5; i++) add(i, 1);
    joined(["a"], ["b"]);
    expect(failure(() => fail())).toMatch(/failed/);
    expect(await rejection(fail.async())).toMatch(/failed/);
    expect(await Promise.all([wait.async(0.02), add.async(1, 2), joined.async([], ["c"])])).toStrictEqual([
      0.02,
      3,
      ["c"],
    ]);
    const star = new Star();
    star.shine(1);
    star.shine.with({ onError: "log" })(2);
    Star.number();
    const loaded = py.load(path, { alias: "by hand" });
    loaded.call("add", [1, 2]);
    expect(failure(() => loaded.call("fail"))).toMatch(/failed/);
    loaded.function("add")(3, 4);
    expect(failure(() => loaded.call("missing"))).toMatch(/AttributeError/);
    py.eval("1 + 1");
    expect(table()).toStrictEqual({
      "counted.add": [10, 0],
      "counted.fail": [3, 3],
      "counted.wait": [1, 0],
      "counted.Star": [1, 0],
      "counted.Star.shine": [2, 0],
      "counted.Star.number": [1, 0],
      "counted.missing": [1, 1],
    });
    const [first, ...rest] = py.statistics.functions();
    const waited = py.statistics.functions().find(({ name }) => name === "counted.wait");
    expect(waited?.seconds).toBeGreaterThanOrEqual(0.015);
    expect(waited?.longestSeconds).toBe(waited?.seconds);
    expect(rest.every(({ seconds }) => seconds <= (first?.seconds as number))).toBe(true);
    expect(py.stats().calls).toMatchObject({ calls: 19, errors: 4 });
    expect(py.stats().calls.seconds).toBeGreaterThan(0.015);
    py.unload("by hand");
  });

  test("stops counting, and forgets when asked", () => {
    py.statistics.start();
    add(1, 1);
    py.statistics.stop();
    py.statistics.stop();
    add(1, 1);
    py.load(path).call("add", [1, 2]);
    expect([py.statistics.running, table()]).toStrictEqual([false, { "counted.add": [1, 0] }]);
    py.statistics.start();
    add(1, 1);
    expect(table()).toStrictEqual({ "counted.add": [2, 0] });
    py.statistics.reset();
    expect([py.statistics.functions(), py.stats().calls]).toStrictEqual([[], { calls: 0, errors: 0, seconds: 0 }]);
    const list = py.statistics.functions();
    add(1, 1);
    expect([list, table()]).toStrictEqual([[], { "counted.add": [1, 0] }]);
  });

  test("takes calls that are under way when it starts or stops", async () => {
    const before = wait.async(0.02);
    py.statistics.start();
    const during = wait.async(0.02);
    await before;
    py.statistics.stop();
    await during;
    expect(table()).toStrictEqual({ "counted.wait": [1, 0] });
  });

  test("does not hide that nobody has caught an error", async () => {
    const { stdout } = await runChild(`
      const py = python({ statistics: true });
      process.on("unhandledRejection", (error) => { console.log("unhandled", error.message, JSON.stringify(py.stats().calls.errors)); });
      tool("math").function("sqrt", [t.float], t.float).async(-1);
      await new Promise((done) => setTimeout(done, 100));
    `);
    expect(stdout).toMatch(/^unhandled (math domain error|expected a nonnegative input.*) 1\n$/);
  });
});

describe("settings", () => {
  // A23
  test("are seen in py.stats()", async () => {
    expect(py.stats()).toMatchObject({ threads: 4, queueLimit: 65_536, queued: 0, running: 0 });
    expect(py.stats().switchInterval).toBeCloseTo(py.eval("__import__('sys').getswitchinterval()"), 6);
    const { stdout } = await runChild(`
      const py = python({ threads: 2, queueLimit: 10, switchInterval: 0.001, statistics: true });
      const { threads, queueLimit, switchInterval } = py.stats();
      console.log(threads, queueLimit, switchInterval, py.eval("__import__('sys').getswitchinterval()"), py.statistics.running);
      python({ switchInterval: 0.0005, statistics: false });
      console.log(py.stats().switchInterval, py.eval("__import__('sys').getswitchinterval()"), py.statistics.running);
      python();
      console.log(py.stats().switchInterval);
    `);
    expect(stdout).toBe("2 10 0.001 0.001 true\n0.0005 0.0005 false\n0.0005\n");
  });

  test("refuse intervals that are none", () => {
    for (const switchInterval of [0, -1, NaN, Infinity, "1", null, 1000]) {
      expect(failure(() => python({ switchInterval: switchInterval as never }))).toMatch(
        /^UsageError: `switchInterval` must be a number of seconds/,
      );
    }
  });
});

describe("py.handles", () => {
  // A24
  test("reports what JavaScript holds, by type", async () => {
    const before = await liveHandles();
    const held = [py.eval("object()"), py.eval("object()"), py.eval("__import__('fractions').Fraction(1, 2)")];
    expect(py.handles.count).toBe(before + 3);
    const report = py.handles.report({ collect: true });
    const of = (type: string): unknown => report.find((each) => each.type === type);
    const ids: string[] = held.map((object) => py.eval("lambda o: hex(id(o))")(object));
    expect(of("object")).toStrictEqual({
      type: "object",
      count: 2,
      addresses: expect.arrayContaining(ids.slice(0, 2)),
    });
    expect(of("fractions.Fraction")).toStrictEqual({ type: "fractions.Fraction", count: 1, addresses: [ids[2]] });
    expect(report.map(({ count }) => count)).toStrictEqual([...report.map(({ count }) => count)].sort((a, b) => b - a));
    for (const object of held) object.$release();
    expect(py.handles.report().find(({ type }) => type === "fractions.Fraction")).toBeUndefined();
  });

  test("takes objects and classes of any behaviour", () => {
    py.exec(`
class Meta(type):
    def __getattribute__(cls, name): raise SystemExit
class Odd(metaclass=Meta):
    def __getattribute__(self, name): raise KeyboardInterrupt
`);
    const odd = py.eval("Odd()");
    expect(py.handles.report().find(({ type }) => type === "Odd")?.count).toBe(1);
    odd.$release();
  });

  test("prints the report at the end, when that was asked for", async () => {
    const { stdout, stderr, code } = await runChild(`
      const py = python({ leakReport: true });
      python({ leakReport: true });
      globalThis.kept = Array.from({ length: 7 }, () => py.eval("object()"));
      py.eval("__import__('fractions').Fraction(1, 3)");
      for (let i = 0; i < 100; i++) py.eval("object()");
      process.on("exit", () => console.log("end"));
    `);
    expect({ stdout, code }).toStrictEqual({ stdout: "end\n", code: 0 });
    expect(stderr).toMatch(/^pyweld: JavaScript still holds \d+ Python objects:\n/);
    expect(stderr).toMatch(/\n {2}7 × object: (0x[0-9a-f]+, ){5}…\n/);
    expect(stderr.match(/still holds/g)).toHaveLength(1);
    const none = await runChild(`const py = python({ leakReport: true });`);
    expect(none.stderr).toBe("pyweld: JavaScript holds no Python object\n");
  });
});
