/** Calls at once, and calls while another thread computes: what is counted, what is timed, what is refused. */
// A6 A7 A11
import { fileURLToPath } from "node:url";

import { python, t, tool } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { prepare, sample, WrongValue } from "../src/subject.js";
import { asyncSubjects, atOnce, besideWork, type AsyncWays, type WorkWays } from "../src/systems/async-subjects.js";

/** A thread that computes something before each call, and what has been called. */
function workOf(change: Partial<WorkWays> = {}): { readonly ways: WorkWays; readonly calls: string[] } {
  const calls: string[] = [];
  let turns = 0;
  let end = (): void => undefined;
  const ways: WorkWays = {
    begin: (interval) => calls.push(`begin ${String(interval)}`),
    compute: () => {
      calls.push("compute");
      return new Promise<void>((resolve) => (end = resolve)).then(() => calls.push("ended"));
    },
    computed: () => turns++,
    add: (a, b) => {
      calls.push("add");
      return a + b;
    },
    finish: () => {
      calls.push("finish");
      end();
    },
    ...change,
  };
  return { ways, calls };
}

describe("atOnce", () => {
  test("begins all calls before it waits for any, and gives their values in order", async () => {
    const begun: number[] = [];
    let given: readonly unknown[] = [];
    const call = async (i: number): Promise<number> => {
      begun.push(i);
      await Promise.resolve();
      return begun.length * 10 + i;
    };
    const subject = atOnce(4, call, (values) => ((given = values), true));
    await subject.run(1);
    expect(subject.items).toBe(4);
    expect(given).toStrictEqual([40, 41, 42, 43]);
  });

  test("fails when a value is wrong", async () => {
    const subject = atOnce(
      3,
      async (i) => i,
      (values) => !values.includes(2),
    );
    await expect(subject.run(1)).rejects.toThrow(WrongValue);
  });
});

describe("besideWork", () => {
  test("calls in place or not while the thread computes, then ends it and waits for that", async () => {
    for (const add of [(a: number, b: number) => a + b, async (a: number, b: number) => a + b]) {
      const { ways, calls } = workOf();
      let adds = 0;
      const counting = (a: number, b: number): unknown => (adds++, add(a, b));
      expect(await besideWork({ ...ways, add: counting }, 0.25).run(2)).toBeGreaterThan(0);
      expect([adds, ...calls]).toStrictEqual([20, "begin 0.25", "compute", "finish", "ended"]);
    }
  });

  test("does not count calls before which the thread has not come to compute", async () => {
    let adds = 0;
    const { ways } = workOf({ add: (a, b) => (++adds % 2 === 0 ? a + b : 0) });
    await besideWork(ways, 0.25).run(1);
    expect(adds).toBe(20);
  });

  test("ends the thread when a value is wrong", async () => {
    const { ways, calls } = workOf({ add: () => 7 });
    await expect(besideWork(ways, 0.25).run(1)).rejects.toThrow("gave 7");
    expect(calls.slice(-2)).toStrictEqual(["finish", "ended"]);
  });

  test("tells why the thread has failed", async () => {
    const compute = async (): Promise<never> => {
      throw new Error("no thread to be had");
    };
    await expect(besideWork(workOf({ compute }).ways, 0.25).run(1)).rejects.toThrow("no thread to be had");
  });

  test("fails when the thread has computed nothing", async () => {
    const { ways } = workOf({ computed: () => 5 });
    await expect(besideWork(ways, 0.25).run(1)).rejects.toThrow("has not computed");
  });

  test("is one turn a sample, as its time does not tell how long it takes", async () => {
    let runs = 0;
    const subject = { items: 10, isSample: true, run: (turns: number): number => (runs++, turns * 50) };
    const turns = await prepare(subject);
    expect([turns, runs, await sample(subject, turns)]).toStrictEqual([1, 1, 5]);
  });
});

describe("asyncSubjects", () => {
  test("asks for the ways once, and notices every wrong value", async () => {
    let loads = 0;
    const ways = (wrong: boolean): AsyncWays => ({
      add: async (a, b) => (wrong ? a : a + b),
      nap: async () => (wrong ? 0 : null),
      callEach: async (count) => (wrong ? 0 : (count * count) / 2),
      work: workOf(wrong ? { add: () => 1 } : {}).ways,
    });
    for (const wrong of [false, true]) {
      const subjects = asyncSubjects(() => (loads++, ways(wrong)));
      for (const make of Object.values(subjects)) {
        const outcome = Promise.resolve((await make()).run(1)).then(
          () => "right",
          (error: unknown) => (error instanceof WrongValue ? "wrong" : error),
        );
        expect(await outcome).toBe(wrong ? "wrong" : "right");
      }
    }
    expect(loads).toBe(2);
  });
});

describe("bench_async", () => {
  test("tells calls before which a thread has computed from others", async () => {
    const py = python();
    py.addPath(fileURLToPath(new URL("../python", import.meta.url)));
    const bench = tool("bench_async");
    py.import("bench_async");
    const before = py.eval("__import__('sys').getswitchinterval()");
    const add = bench.function<(a: number, b: number) => number>("add_beside", [t.float, t.float], t.float);
    const computed = bench.function<() => number>("computed", [], t.int);
    const compute = bench.function<() => void>("compute", [], t.none);
    const begin = bench.function<(interval: number) => void>("begin", [t.float], t.none);
    const finish = bench.function<() => void>("finish", [], t.none);
    expect(add(1, 2)).toBe(0);
    await besideWork({ add, begin, finish, computed, compute: () => compute.async() }, 0.001).run(1);
    add(1, 2);
    expect(add(1, 2)).toBe(0);
    expect(py.eval("__import__('sys').getswitchinterval()")).toBe(before);
  });
});
