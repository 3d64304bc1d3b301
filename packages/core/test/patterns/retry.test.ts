/** retry: attempts, waits, what is worth another attempt, and giving up. */
// A16
import { getEventListeners } from "node:events";

import {
  CancelledError,
  ConversionError,
  python,
  PythonError,
  retry,
  TimeoutError,
  UsageError,
  type Attempt,
  type RetryOptions,
} from "@pyweld/core";
import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from "vitest";

import { rejection } from "../support/failure.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Runs what fails so many times first; the waits in between, and what came of it. */
async function waits(failures: number, options: RetryOptions): Promise<[readonly number[], string]> {
  const spy = vi.spyOn(globalThis, "setTimeout");
  const before = spy.mock.calls.length;
  const done = retry(({ attempt }) => {
    if (attempt <= failures) throw new RangeError(`attempt ${attempt}`);
    return "done";
  }, options).then(String, String);
  await vi.runAllTimersAsync();
  return [spy.mock.calls.slice(before).map(([, time]) => time as number), await done];
}

describe("retry", () => {
  test("gives what the first attempt gives that succeeds", async () => {
    const seen: Attempt[] = [];
    const result = retry((attempt) => {
      seen.push(attempt);
      return attempt.attempt === 1 ? Promise.reject(new Error("once")) : Promise.resolve(7);
    });
    expectTypeOf(result).toEqualTypeOf<Promise<number>>();
    await vi.runAllTimersAsync();
    expect(await result).toBe(7);
    expect(seen).toStrictEqual([
      { attempt: 1, signal: undefined },
      { attempt: 2, signal: undefined },
    ]);
    expectTypeOf(retry(() => "x")).toEqualTypeOf<Promise<string>>();
    expect(await retry(() => "x")).toBe("x");
  });

  test("waits longer each time, up to the longest wait", async () => {
    expect(await waits(5, { attempts: 6, delay: 10, maxDelay: 100, jitter: false })).toStrictEqual([
      [10, 20, 40, 80, 100],
      "done",
    ]);
    expect(await waits(3, { attempts: 4, delay: 10, factor: 1, jitter: false })).toStrictEqual([[10, 10, 10], "done"]);
    expect(await waits(3, { attempts: 4, delay: 0, factor: Infinity })).toStrictEqual([[0, 0, 0], "done"]);
    expect(await waits(1, { maxDelay: Infinity, delay: Infinity, jitter: false })).toStrictEqual([
      [2 ** 31 - 1],
      "done",
    ]);
    expect(await waits(1200, { attempts: Infinity, maxDelay: 1 }).then(([times]) => times.length)).toBe(1200);
  });

  test("waits a random part of the time, unless it is told not to", async () => {
    const random = vi.spyOn(Math, "random");
    for (const [part, expected] of [
      [0, [0, 0]],
      [0.25, [25, 50]],
      [0.75, [75, 150]],
    ] as const) {
      random.mockReturnValue(part);
      expect(await waits(2, {})).toStrictEqual([expected, "done"]);
    }
  });

  test("throws the last error as it is", async () => {
    const errors = [new Error("first"), new Error("second"), new Error("third")];
    let at = 0;
    const done = retry(() => Promise.reject(errors[at++] as Error)).catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    expect(await done).toBe(errors[2]);
    expect(await waits(9, { attempts: 1 })).toStrictEqual([[], "RangeError: attempt 1"]);
    const odd = retry(
      () => {
        // oxlint-disable-next-line typescript/only-throw-error -- anything may be thrown
        throw "text";
      },
      { attempts: 1 },
    );
    await expect(odd).rejects.toBe("text");
  });

  test("tries again what may pass, and nothing else", async () => {
    const tries = async (cause: unknown, options: RetryOptions = {}): Promise<number> => {
      let count = 0;
      const attempt = (): never => {
        count++;
        throw cause;
      };
      const done = Promise.allSettled([retry(attempt, { delay: 0, ...options })]);
      await vi.runAllTimersAsync();
      const [outcome] = await done;
      expect(outcome.status === "rejected" ? outcome.reason : "no error").toBe(cause);
      return count;
    };
    const raised = (code: string): unknown => {
      try {
        python().exec(code);
      } catch (error) {
        return error;
      }
      return undefined;
    };
    const lasting = [
      new UsageError("x"),
      new ConversionError("x"),
      new CancelledError("x"),
      new DOMException("x", "AbortError"),
      raised("raise KeyboardInterrupt"),
      raised("raise SystemExit(1)"),
    ];
    for (const error of lasting) expect(await tries(error)).toBe(1);
    const value = raised("raise ValueError('x')");
    expect(value).toBeInstanceOf(PythonError);
    for (const error of [value, new TimeoutError("x"), new Error("x"), new DOMException("x", "DataError"), undefined]) {
      expect(await tries(error)).toBe(3);
    }
    const asked: unknown[] = [];
    const when = (error: unknown, attempt: number): Promise<boolean> => {
      asked.push(error, attempt);
      return Promise.resolve(attempt < 2);
    };
    expect(await tries(lasting[0], { when })).toBe(2);
    expect(asked).toStrictEqual([lasting[0], 1, lasting[0], 2]);
    const broken = retry(() => Promise.reject(new Error("x")), {
      when: () => {
        throw new RangeError("filter");
      },
    });
    expect(await rejection(broken)).toBe("RangeError: filter");
  });

  test("ends at once when it is aborted, without a timer or a listener left behind", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    let count = 0;
    const done = retry(
      ({ signal }) => {
        expect(signal).toBe(controller.signal);
        count++;
        throw new Error("x");
      },
      { signal: controller.signal, delay: 60_000, jitter: false },
    ).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(10);
    expect([vi.getTimerCount(), getEventListeners(controller.signal, "abort").length]).toStrictEqual([1, 1]);
    controller.abort(reason);
    expect(await done).toBe(reason);
    expect([vi.getTimerCount(), getEventListeners(controller.signal, "abort").length, count]).toStrictEqual([0, 0, 1]);

    await expect(retry(() => count++, { signal: controller.signal })).rejects.toBe(reason);
    expect(count).toBe(1);
  });

  test("gives up after an attempt during which it was aborted", async () => {
    const controller = new AbortController();
    const failing = retry(
      () => {
        controller.abort(new Error("enough"));
        throw new Error("x");
      },
      { signal: controller.signal },
    );
    expect(await rejection(failing)).toBe("Error: enough");
    // What an attempt gives is not thrown away.
    const late = new AbortController();
    expect(
      await retry(
        () => {
          late.abort();
          return "done";
        },
        { signal: late.signal },
      ),
    ).toBe("done");
  });

  test("leaves no listener behind after waits", async () => {
    const { signal } = new AbortController();
    await waits(2, { signal });
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  test("refuses options that make no sense", async () => {
    const run = (): never => {
      throw new Error("was run");
    };
    for (const [options, message] of [
      [{ attempts: 0 }, "attempts must be a whole number from 1 on, or Infinity, got 0"],
      [{ attempts: 1.5 }, "attempts must be a whole number from 1 on, or Infinity, got 1.5"],
      [{ delay: -1 }, "delay must be a number that is no less than 0, got -1"],
      [{ delay: Number.NaN }, "delay must be a number that is no less than 0, got NaN"],
      [{ factor: 0.5 }, "factor must be a number that is no less than 1, got 0.5"],
      [{ maxDelay: "1" }, "maxDelay must be a number that is no less than 0, got 1"],
      [{ when: true }, "when must be a function of the error, got boolean"],
    ] as const) {
      expect(await rejection(retry(run, options as never))).toBe(`UsageError: ${message}`);
    }
  });
});
