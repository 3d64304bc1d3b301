/** progressOf: what calls report, as async iterables. */
// A16, A11
import { setTimeout as sleep } from "node:timers/promises";

import { progressOf, python, type Progress, type Report } from "@pyweld/core";
import { describe, expect, expectTypeOf, test } from "vitest";

import { failure, rejection } from "../support/failure.js";

type Call = (args: unknown[]) => unknown;

/** All reports, and what the loop ended with. */
async function readAll<P>(progress: Progress<P, unknown>): Promise<[P[], string]> {
  const reports: P[] = [];
  const read = async (): Promise<void> => {
    for await (const report of progress) reports.push(report);
  };
  const end = await rejection(read());
  return [reports, end];
}

describe("progressOf", () => {
  test("gives what is reported, in its order, and the result", async () => {
    const progress = progressOf(async (report: (step: number) => void) => {
      for (let step = 0; step < 5; step++) {
        report(step);
        if (step % 2 === 0) await sleep(1);
      }
      return "done";
    });
    expectTypeOf(progress).toEqualTypeOf<Progress<number, string>>();
    expect(await readAll(progress)).toStrictEqual([[0, 1, 2, 3, 4], "no error"]);
    expect(await progress.result).toBe("done");
    expect(await readAll(progress)).toStrictEqual([[], "no error"]);
  });

  test("gives reports while the call goes on", async () => {
    let go = (): void => undefined;
    const progress = progressOf(async (report: (step: number) => void) => {
      report(1);
      await new Promise<void>((resolve) => (go = resolve));
      report(2);
    });
    const iterator = progress[Symbol.asyncIterator]();
    expect(await iterator.next()).toStrictEqual({ value: 1, done: false });
    const second = iterator.next();
    go();
    expect(await second).toStrictEqual({ value: 2, done: false });
    expect(await iterator.next()).toStrictEqual({ value: undefined, done: true });
  });

  test("gives what Python reports in a call", async () => {
    const py = python();
    const space = py.namespace();
    py.exec(
      "def work(data, report):\n    for i, item in enumerate(data): report(i + 1, len(data))\n    if not data: raise ValueError('no data')\n    return sum(data)",
      space,
    );
    const work = space.$handle("work") as unknown as { $call: Call };
    const progressFor = (data: number[]): Progress<[done: number, of: number], number> =>
      progressOf(async (report: (done: number, of: number) => void) => work.$call([data, report]) as number);
    const progress = progressFor([3, 4]);
    expect(await readAll(progress)).toStrictEqual([
      [
        [1, 2],
        [2, 2],
      ],
      "no error",
    ]);
    expect(await progress.result).toBe(7);
    const failing = progressFor([]);
    expect(await readAll(failing)).toStrictEqual([[], "PythonError: ValueError: no data"]);
    expect(await rejection(failing.result)).toBe("PythonError: ValueError: no data");
  });

  test("throws what the call rejects with, after the reports", async () => {
    const error = new RangeError("half-way");
    const failing = progressOf((report: (step: number) => void): Promise<void> => {
      report(1);
      report(2);
      return Promise.reject(error);
    });
    expect(await readAll(failing)).toStrictEqual([[1, 2], "RangeError: half-way"]);
    await expect(failing.result).rejects.toBe(error);
    const inPlace = progressOf((report: (step: number) => void): void => {
      report(1);
      throw error;
    });
    expect(await readAll(inPlace)).toStrictEqual([[1], "RangeError: half-way"]);
  });

  test("keeps as many unread reports as it is told to", async () => {
    const reports = async (keep: "all" | "latest" | number | undefined): Promise<number[]> => {
      const progress = progressOf(
        (report: (step: number) => void) => {
          for (let step = 0; step < 3000; step++) report(step);
        },
        { keep },
      );
      return (await readAll(progress))[0];
    };
    const all = Array.from({ length: 3000 }, (_, i) => i);
    expect(await reports(undefined)).toStrictEqual(all);
    expect(await reports("all")).toStrictEqual(all);
    expect(await reports("latest")).toStrictEqual([2999]);
    expect(await reports(3)).toStrictEqual([2997, 2998, 2999]);
    for (const keep of [0, -1, 1.5, "none"]) {
      expect(failure(() => progressOf(() => 1, { keep: keep as never }))).toBe(
        `UsageError: keep, when it is not "all" or "latest", must be a whole number from 1 on, or Infinity, got ${keep}`,
      );
    }
    expect(failure(() => progressOf(5 as never))).toBe("UsageError: progressOf takes a function, got number");
  });

  test("stops listening when the loop is left, and tells the call so", async () => {
    let go = (): void => undefined;
    const seen: unknown[] = [];
    const progress = progressOf(async (report: (step: number) => void, signal) => {
      report(1);
      report(2);
      await new Promise<void>((resolve) => (go = resolve));
      report(3);
      seen.push(signal.aborted, (signal.reason as Error).name);
      return "still done";
    });
    for await (const step of progress) {
      expect(step).toBe(1);
      break;
    }
    go();
    expect(await progress.result).toBe("still done");
    expect(seen).toStrictEqual([true, "AbortError"]);
    expect(await readAll(progress)).toStrictEqual([[], "no error"]);
  });

  test("aborts nothing when the call has ended", async () => {
    let given: AbortSignal | undefined;
    const progress = progressOf((report: (step: number) => void, signal) => {
      given = signal;
      report(1);
      report(2);
    });
    await progress.result;
    for await (const step of progress) {
      expect(step).toBe(1);
      break;
    }
    expect(given?.aborted).toBe(false);
  });

  test("ignores what is reported after the end", async () => {
    let late: ((step: number) => void) | undefined;
    const progress = progressOf((report: (step: number) => void) => {
      late = report;
      report(1);
    });
    await progress.result;
    late?.(2);
    expect(await readAll(progress)).toStrictEqual([[1], "no error"]);
  });

  test("leaves no rejection unhandled that a loop has thrown, and hides none that nobody has seen", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", note);
    try {
      await readAll(progressOf((): void => expect.fail("seen")));
      const left = progressOf(async (report: (step: number) => void): Promise<void> => {
        report(1);
        await sleep(1);
        throw new Error("left");
      });
      for await (const step of left) if (step === 1) break;
      await sleep(5);
      expect(unhandled).toStrictEqual([]);
      progressOf(() => Promise.reject(new Error("unseen")));
      await sleep(5);
      expect(unhandled).toStrictEqual([new Error("unseen")]);
    } finally {
      process.off("unhandledRejection", note);
      for (const listener of listeners) process.on("unhandledRejection", listener);
    }
  });

  test("types a report by the parameters of the callback", async () => {
    expectTypeOf<Report<[number]>>().toEqualTypeOf<number>();
    expectTypeOf<Report<[number, string]>>().toEqualTypeOf<[number, string]>();
    expectTypeOf<Report<[]>>().toEqualTypeOf<[]>();
    expectTypeOf<Report<[number, string?]>>().toEqualTypeOf<number | [number, string?]>();
    expectTypeOf<Report<unknown[]>>().toEqualTypeOf<unknown>();
    const progress = progressOf((report: (step?: number, text?: string) => void) => {
      report();
      report(1);
      report(1, "a");
    });
    expect(await readAll(progress)).toStrictEqual([[[], 1, [1, "a"]], "no error"]);
  });
});
