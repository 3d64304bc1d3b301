/** Calls that are cancelled, or run out of time, in every state. */
// A6 A15
import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { CancelledError, python, PythonError, TimeoutError } from "@pyweld/core";
import { t, type PyFunction } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const py = python({ threads: 3, queueLimit: 500 });
const work = toolOf(
  "cancelled_tool",
  `
import contextlib, threading, time
log = []
def compute(how=''):
    log.append('begun')
    try:
        while True:
            try:
                sum(range(50))
            except Exception:
                log.append('swallowed')
    finally:
        log.append('finally')
@contextlib.contextmanager
def managed():
    try: yield
    finally: log.append('left')
def in_manager():
    with managed(): compute()
def swallow():
    try: compute()
    except BaseException: return 'swallowed'
def raise_other():
    try: compute()
    finally: raise ValueError('other')
def nap(seconds): time.sleep(seconds); return [seconds]
def spin(n):
    total = 0
    for i in range(n): total += i
    return total
def call(f):
    try: return f()
    finally: log.append('called')
def wait(seconds): return threading.Event().wait(seconds)
def fail(x): raise ValueError(str(x))
`,
);
const { any, float, int, bool } = t;
const compute: PyFunction<(how?: unknown) => unknown> = work.function("compute", [any], any, { required: 0 });
const call: PyFunction<(f: () => unknown) => unknown> = work.function("call", [any], any);
const nap: PyFunction<(seconds: number) => number[]> = work.function("nap", [float], any);
const spin: PyFunction<(n: number) => number> = work.function("spin", [int], int);
const fail: PyFunction<(x: number) => never> = work.function("fail", [int], any);
const plain = (name: string): PyFunction<() => unknown> => work.function(name, [], any);
const log = (): unknown[] => {
  const seen = py.eval("[list(log), log.clear()][0]", module()) as unknown[];
  return seen;
};
const module = (): never => py.import("cancelled_tool") as never;

async function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => value,
    (error: unknown) => error,
  );
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(1);
}

leavesNoHandles(async () => {
  await Promise.allSettled([nap.async(0), spin.async(1), compute.with({ timeout: 5 }).async()]);
  log();
});

describe("a call that runs out of time", () => {
  test("is interrupted, through its finally blocks and context managers, past except Exception", async () => {
    const error = await reasonOf(plain("in_manager").with({ timeout: 100 }).async());
    expect(error).toBeInstanceOf(TimeoutError);
    expect(String(error)).toBe("TimeoutError: the call's 100 ms ran out and it was interrupted");
    expect(log()).toStrictEqual(["begun", "finally", "left"]);
    const { interrupted, cause } = error as TimeoutError;
    expect(interrupted).toBeInstanceOf(PythonError);
    expect(cause).toBe(interrupted);
    expect(interrupted?.pythonType).toBe("pyweld.Cancelled");
    expect(interrupted?.traceback.map((frame) => frame.function)).toContain("compute");
  });

  test("does so in place, too", () => {
    expect(failure(() => compute.with({ timeout: 20 })())).toBe(
      "TimeoutError: the call's 20 ms ran out and it was interrupted",
    );
    expect(log()).toStrictEqual(["begun", "finally"]);
    expect(spin(10)).toBe(45);
    expect(failure(() => work.function("wait", [float], any).with({ timeout: 20 })(20 as never))).toMatch(
      /^TimeoutError/,
    );
  });

  test("says so when it swallows the exception, or raises another one", async () => {
    for (const make of [
      (name: string) => reasonOf(plain(name).with({ timeout: 100 }).async()),
      async (name: string) => reasonOf((async () => plain(name).with({ timeout: 100 })())()),
    ]) {
      expect(String(await make("swallow"))).toBe(
        "TimeoutError: the call's 100 ms ran out but it ran to its end: it could not be interrupted",
      );
      const other = (await make("raise_other")) as TimeoutError;
      expect(other).toBeInstanceOf(TimeoutError);
      expect(other.interrupted?.message).toBe("other");
    }
    log();
  });

  test("never begins when that is in the queue", async () => {
    const held = [0, 1, 2].map(() => nap.async(0.2));
    await until(() => py.stats().running === 3);
    const late = await reasonOf(compute.with({ timeout: 20 }).async());
    expect(String(late)).toBe("TimeoutError: the call's 20 ms ran out before it began");
    await Promise.all(held);
    expect(log()).toStrictEqual([]);
  });

  test("is given up when it cannot be interrupted, and its thread replaced", async () => {
    const errors = await Promise.all([0, 1, 2].map(() => reasonOf(nap.with({ timeout: 100 }).async(0.8))));
    for (const error of errors) {
      expect(String(error)).toBe(
        "TimeoutError: the call's 100 ms ran out and it cannot be interrupted: it runs on, on a thread that another one has replaced",
      );
    }
    expect(py.stats()).toMatchObject({ abandoned: 3, running: 0, threads: 3 });
    expect(await Promise.all([nap.async(0), nap.async(0), nap.async(0)])).toStrictEqual([[0], [0], [0]]);
    await until(() => py.stats().abandoned === 0);
    expect(await spin.async(10)).toBe(45);
  });

  test("may be answered by a strategy", async () => {
    const patient = compute.with({ timeout: 10 }).with({ onError: { value: "late" } });
    expect(patient()).toBe("late");
    expect(await patient.async()).toBe("late");
    expect(await compute.with({ onError: (error) => error.name, timeout: 10 }).async()).toBe("TimeoutError");
    log();
  });

  test("has no effect when it is in time", async () => {
    for (let i = 1; i < 50; i++) {
      expect(spin.with({ timeout: 10_000 })(i)).toBe((i * (i - 1)) / 2);
      expect(await spin.with({ timeout: 10_000 }).async(i)).toBe((i * (i - 1)) / 2);
    }
    expect(await reasonOf(fail.with({ timeout: 10_000 }).async(1))).toMatchObject({ pythonType: "ValueError" });
    expect(failure(() => fail.with({ timeout: 10_000 })(1))).toBe("PythonError: ValueError: 1");
  });
});

describe("a call in place that waits", () => {
  test.each(["__import__('time').sleep(20)", "__import__('select').select([], [], [], 20)"])(
    "%s is let out by its limit",
    (wait) => {
      py.exec(`def wait_in_place(): ${wait}`);
      const limited = py.load("__main__").function("wait_in_place").with({ timeout: 30 });
      expect(failure(() => limited())).toBe("TimeoutError: the call's 30 ms ran out and it was interrupted");
    },
  );
});

describe("limits of nested calls", () => {
  test("interrupt the inner call for its own limit, and no other", () => {
    const seen: string[] = [];
    const result = call.with({ timeout: 60_000 })(() => {
      seen.push(failure(() => compute.with({ timeout: 10 })()));
      seen.push(String(spin(10)));
      return "went on";
    });
    expect(result).toBe("went on");
    expect(seen).toStrictEqual(["TimeoutError: the call's 10 ms ran out and it was interrupted", "45"]);
    expect(log()).toStrictEqual(["begun", "finally", "called"]);
  });

  test("reach the outer call through the inner one, even when JavaScript catches it there", () => {
    for (const inner of [compute, compute.with({ timeout: 60_000 })]) {
      const seen: string[] = [];
      const outer = failure(() =>
        call.with({ timeout: 20 })(() => {
          seen.push(failure(() => inner()));
          seen.push(String(spin(10)));
          return "not seen";
        }),
      );
      expect(outer).toBe("TimeoutError: the call's 20 ms ran out and it was interrupted");
      expect(seen).toStrictEqual(["PythonError: pyweld.Cancelled: ", "45"]);
      expect(log()).toStrictEqual(["begun", "finally", "called"]);
    }
  });

  test("reach the outer call when they ran out in JavaScript", () => {
    const outer = failure(() =>
      call.with({ timeout: 5 })(() => {
        const end = performance.now() + 20;
        while (performance.now() < end);
        return "not seen";
      }),
    );
    expect(outer).toBe("TimeoutError: the call's 5 ms ran out and it was interrupted");
    expect(log()).toStrictEqual(["called"]);
  });
});

describe("a call with a signal", () => {
  test("never begins when that has aborted", async () => {
    const signal = AbortSignal.abort(new Error("no more"));
    const error = (await reasonOf(compute.with({ signal }).async())) as CancelledError;
    expect(error).toBeInstanceOf(CancelledError);
    expect(String(error)).toBe("CancelledError: the call was cancelled before it began");
    expect(error.cause).toBe(signal.reason);
    expect(failure(() => compute.with({ signal })())).toBe("CancelledError: the call was cancelled before it began");
    expect(failure(() => spin.with({ signal, onError: { value: 1 } })(1))).toMatch(/^CancelledError/);
    expect(log()).toStrictEqual([]);
  });

  test("is taken out of the queue, or interrupted", async () => {
    const control = new AbortController();
    const { signal } = control;
    const calls = Array.from({ length: 40 }, () => reasonOf(compute.with({ signal }).async()));
    await until(() => py.eval("log.count('begun')", module()) === 3);
    control.abort();
    const errors = (await Promise.all(calls)) as CancelledError[];
    expect(errors.every((error) => error instanceof CancelledError && error.cause === signal.reason)).toBe(true);
    const begun = errors.filter((error) => error.interrupted !== undefined);
    // A thread that is free again may begin with another one before that is cancelled as well.
    expect(begun.length).toBeGreaterThanOrEqual(3);
    expect(begun.length).toBeLessThan(40);
    const seen = log();
    const count = (what: string): number => seen.filter((each) => each === what).length;
    expect(count("finally")).toBe(count("begun"));
    expect(py.stats()).toMatchObject({ queued: 0, running: 0 });
  });

  test("fails with a TimeoutError when the signal is one of time", async () => {
    const error = (await reasonOf(compute.with({ signal: AbortSignal.timeout(10) }).async())) as TimeoutError;
    expect(error).toBeInstanceOf(TimeoutError);
    expect((error.cause as Error).name).toBe("TimeoutError");
    log();
  });

  test("is let out of waiting for JavaScript", async () => {
    const control = new AbortController();
    let calls = 0;
    const waiting = reasonOf(
      call.with({ signal: control.signal }).async(() => {
        calls++;
        return new Promise(() => undefined);
      }),
    );
    await until(() => calls === 1);
    await sleep(5);
    control.abort();
    expect(await waiting).toBeInstanceOf(CancelledError);
    expect(log()).toStrictEqual(["called"]);
    expect(py.stats().abandoned).toBe(0);
  });

  test("leaves no listener on it", async () => {
    const { signal } = new AbortController();
    const once = spin.with({ signal });
    for (let i = 0; i < 10_000; i += 250) await Promise.all(Array.from({ length: 250 }, () => once.async(3)));
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });
});

describe("options", () => {
  test("are refused when they make no sense", () => {
    const withAny = spin.with as (options: unknown) => unknown;
    for (const [options, message] of [
      [{ timeout: 0 }, "timeout must be a number of milliseconds above 0, got 0"],
      [{ timeout: "5" }, 'timeout must be a number of milliseconds above 0, got "5"'],
      [{ timeout: Number.NaN }, "timeout must be a number of milliseconds above 0, got NaN"],
      [{ signal: {} }, "signal must be an AbortSignal, got an object"],
      [{ queue: "" }, 'queue must be a name, got ""'],
      [{ queue: 5 }, "queue must be a name, got 5"],
    ] as const) {
      expect(failure(() => withAny(options))).toBe(`UsageError: ${message}`);
    }
    expect(spin.with({ timeout: Infinity })(3)).toBe(3);
  });
});

describe("many calls, cancelled at random", () => {
  test("give what they must, or say that they were cancelled", async () => {
    const random = (n: number): number => Math.floor(Math.random() * n);
    let cancelled = 0;
    const one = async (i: number): Promise<void> => {
      const control = new AbortController();
      const options = [{}, { timeout: 1 + random(8) }, { signal: control.signal }, { queue: `q${i % 3}`, timeout: 30 }];
      const way = random(4);
      const n = random(3000);
      const fails = i % 5 === 0;
      const result = (fails ? fail : spin).with(options[way] as object).async(n);
      if (way === 2) setTimeout(() => control.abort(), random(6));
      try {
        expect(await result).toBe(Math.abs((n * (n - 1)) / 2));
        expect(fails).toBe(false);
      } catch (error) {
        if (error instanceof PythonError) {
          expect(fails).toBe(true);
          expect(error.message).toBe(String(n));
        } else {
          expect(error).toBeInstanceOf(way === 2 ? CancelledError : TimeoutError);
          expect(way).toBeGreaterThan(0);
          cancelled++;
        }
      }
    };
    for (let round = 0; round < 20; round++) {
      await Promise.all(Array.from({ length: 100 }, (_, i) => one(i)));
      expect(spin(100)).toBe(4950);
    }
    expect(cancelled).toBeGreaterThan(0);
    expect(py.stats()).toMatchObject({ queued: 0, running: 0 });
  });
});

describe("a process", () => {
  test("ends while calls that were given up run on, and does not wait for limits of time", async () => {
    const { code, stdout } = await runChild(
      `
      const py = python();
      const nap = py.eval("__import__('time').sleep");
      await nap.$callAsync([60], {}, { timeout: 20 }).catch((error) => console.log(error.name));
      console.log(await nap.$callAsync([0], {}, { timeout: 60_000, signal: AbortSignal.timeout(60_000) }));
    `,
      { timeout: 20_000 },
    );
    expect({ code, stdout }).toStrictEqual({ code: 0, stdout: "TimeoutError\nnull\n" });
  });
});

test("types know of the options", () => {
  const typed: PyFunction<(n: number) => number> = spin.with({
    timeout: 5,
    signal: AbortSignal.timeout(5),
    queue: "a",
  });
  expect(typeof typed).toBe("function");
  expect(bool.kind).toBe("bool");
});
