/** mapConcurrent and streamConcurrent: order, how many at once, failures, and how far work runs ahead. */
// A16
import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import {
  mapConcurrent,
  python,
  streamConcurrent,
  UsageError,
  type StreamOptions,
  type WorkContext,
} from "@pyweld/core";
import { describe, expect, expectTypeOf, test } from "vitest";

import { failure, rejection } from "../support/failure.js";
import { Random, seed } from "../support/random.js";

/** Work that ends when it is told to. */
class Gates<T> {
  readonly begun: T[] = [];
  readonly #open = new Map<T, (error?: unknown) => void>();
  running = 0;
  most = 0;

  readonly work = async (item: T): Promise<T> => {
    this.begun.push(item);
    this.most = Math.max(this.most, ++this.running);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#open.set(item, (error) => (error === undefined ? resolve() : reject(error as Error)));
      });
    } finally {
      this.running--;
    }
    return item;
  };

  async end(item: T, error?: unknown): Promise<void> {
    this.#open.get(item)?.(error);
    await sleep(0);
  }
}

/** An async iterable that says how far it has been read, and whether it was closed. */
function counted(length: number): AsyncIterable<number> & { read: number; closed: number } {
  const items = {
    read: 0,
    closed: 0,
    [Symbol.asyncIterator]: () => ({
      next: async (): Promise<IteratorResult<number>> => {
        await Promise.resolve();
        return items.read < length ? { value: items.read++, done: false } : { value: undefined, done: true };
      },
      return: async (): Promise<IteratorResult<number>> => {
        items.closed++;
        await Promise.resolve();
        return { value: undefined, done: true };
      },
    }),
  };
  return items;
}

/** Either form, with results as an array. */
type Form = <T>(
  work: (item: T, context: WorkContext) => unknown,
  items: Iterable<T> | AsyncIterable<T>,
  options?: StreamOptions,
) => Promise<unknown[]>;
const collected: Form = async (work, items, options) => {
  const results: unknown[] = [];
  for await (const result of streamConcurrent(work, items, options as { settle: false })) results.push(result);
  return results;
};
const forms = { mapConcurrent: mapConcurrent as Form, streamConcurrent: collected };

describe("mapConcurrent and streamConcurrent", () => {
  test("keep order, never exceed the concurrency, and work on every item once", async () => {
    const random = new Random(seed);
    for (let round = 0; round < 40; round++) {
      const count = random.upTo(30);
      const concurrency = random.pick([1, 2, 3, 7, Infinity]);
      const items = Array.from({ length: count }, (_, i) => i);
      const times = items.map(() => random.upTo(3));
      const failing = new Set(items.filter(() => random.chance(0.2)));
      const source = random.chance(0.5) ? items : counted(count);
      const form = random.pick(["mapConcurrent", "streamConcurrent"] as const);
      const seen: number[] = [];
      let running = 0;
      let most = 0;
      const work = async (item: number, { index, attempt }: WorkContext): Promise<string> => {
        expect([index, attempt]).toStrictEqual([item, 1]);
        seen.push(item);
        most = Math.max(most, ++running);
        if (times[item] !== 0) await sleep(times[item]);
        running--;
        if (failing.has(item)) throw new Error(`no ${item}`);
        return `yes ${item}`;
      };
      const results = await forms[form](work, source, { concurrency, settle: true });
      const expected = items.map((item) =>
        failing.has(item)
          ? { status: "rejected", reason: new Error(`no ${item}`) }
          : { status: "fulfilled", value: `yes ${item}` },
      );
      expect(results, `seed ${seed}, round ${round}`).toStrictEqual(expected);
      expect(seen).toStrictEqual(items);
      expect(most).toBeLessThanOrEqual(concurrency);
      if (count > 3 && times.slice(0, 3).every((time) => time > 0) && concurrency > 1) expect(most).toBeGreaterThan(1);
    }
  });

  test("have four at once by default", async () => {
    for (const form of Object.values(forms)) {
      const gates = new Gates<number>();
      const done = form(gates.work, [0, 1, 2, 3, 4, 5]);
      await sleep(0);
      expect(gates.begun).toStrictEqual([0, 1, 2, 3]);
      for (let i = 0; i < 6; i++) await gates.end(i);
      expect([await done, gates.most]).toStrictEqual([[0, 1, 2, 3, 4, 5], 4]);
    }
  });

  test("take functions that give no promise, and items that are promises as they are", async () => {
    expect(await mapConcurrent((n) => n * 2, [1, 2, 3])).toStrictEqual([2, 4, 6]);
    const items = [Promise.resolve(1), Promise.resolve(2)];
    expect(await mapConcurrent((item) => item instanceof Promise, items)).toStrictEqual([true, true]);
    expect(await mapConcurrent((n) => n, [])).toStrictEqual([]);
    expect(await mapConcurrent(([key, n]) => key + n, new Map([["a", 1]]))).toStrictEqual(["a1"]);
    const undefineds = await mapConcurrent(() => undefined, [1, 2]);
    expect(undefineds).toStrictEqual([undefined, undefined]);
  });

  test("ask for items only when there is room for them", async () => {
    for (const form of Object.values(forms)) {
      const gates = new Gates<number>();
      const items = counted(100);
      const controller = new AbortController();
      const done = rejection(form(gates.work, items, { concurrency: 2, signal: controller.signal }));
      await sleep(0);
      expect(items.read).toBe(2);
      await gates.end(1);
      expect(items.read).toBe(3);
      controller.abort(new Error("enough"));
      await gates.end(0);
      await gates.end(2);
      expect([await done, items.read, items.closed]).toStrictEqual(["Error: enough", 3, 1]);
    }
  });

  test("end with the first error as it is, when what is under way has ended", async () => {
    for (const form of Object.values(forms)) {
      const gates = new Gates<number>();
      const signals: AbortSignal[] = [];
      const first = new Error("first");
      const items = counted(10);
      let settled = false;
      const done = form(
        (item: number, { signal }: WorkContext) => {
          signals.push(signal);
          return gates.work(item);
        },
        items,
        { concurrency: 3 },
      )
        .catch((error: unknown) => error)
        .finally(() => (settled = true));
      await sleep(0);
      expect(signals.map(({ aborted }) => aborted)).toStrictEqual([false, false, false]);
      await gates.end(1, first);
      expect(signals.map(({ aborted, reason }) => [aborted, reason as unknown])).toStrictEqual(
        Array.from({ length: 3 }, () => [true, first]),
      );
      await gates.end(2, new Error("second"));
      expect([settled, items.read]).toStrictEqual([false, 3]);
      await gates.end(0);
      expect([await done, items.read, items.closed, gates.running]).toStrictEqual([first, 3, 1, 0]);
    }
  });

  test("end with an error of the items, or of a function that throws in place", async () => {
    async function* broken(): AsyncGenerator<number> {
      yield 1;
      await Promise.resolve();
      throw new RangeError("items");
    }
    for (const form of Object.values(forms)) {
      for (const settle of [false, true]) {
        expect(await rejection(form((n) => n, broken(), { settle }))).toBe("RangeError: items");
      }
      const thrown = form(() => {
        throw new RangeError("work");
      }, [1]);
      expect(await rejection(thrown)).toBe("RangeError: work");
    }
  });

  test("do not wait for an item that may never come", async () => {
    for (const form of Object.values(forms)) {
      async function* endless(): AsyncGenerator<number> {
        yield 1;
        await new Promise(() => undefined);
      }
      const gates = new Gates<number>();
      const done = rejection(form(gates.work, endless()));
      await sleep(0);
      await gates.end(1, new Error("first"));
      expect(await done).toBe("Error: first");
    }
  });

  test("end with the reason of a signal", async () => {
    for (const form of Object.values(forms)) {
      for (const settle of [false, true]) {
        const controller = new AbortController();
        const seen: number[] = [];
        const done = form(
          async (n: number, { signal }: WorkContext) => {
            seen.push(n);
            if (n === 1) controller.abort(new Error("enough"));
            await sleep(0);
            expect(signal.reason).toStrictEqual(new Error("enough"));
          },
          [0, 1, 2, 3],
          { concurrency: 2, signal: controller.signal, settle },
        );
        expect(await rejection(done)).toBe("Error: enough");
        expect(seen).toStrictEqual([0, 1]);
        expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
        const items = counted(3);
        expect(await rejection(form((n) => n, items, { signal: controller.signal }))).toBe("Error: enough");
        expect(items.read).toBe(0);
      }
      const { signal } = new AbortController();
      await form((n) => n, [1], { signal });
      expect(getEventListeners(signal, "abort")).toHaveLength(0);
    }
  });

  test("try again what has failed", async () => {
    for (const form of Object.values(forms)) {
      const attempts: [unknown, number][] = [];
      const work = (item: unknown, { attempt }: WorkContext): string => {
        attempts.push([item, attempt]);
        if (attempt < 3) throw new Error(`${String(item)} ${attempt}`);
        return String(item);
      };
      expect(await form(work, ["a"], { retries: { attempts: 3, delay: 0 } })).toStrictEqual(["a"]);
      expect(attempts).toStrictEqual([
        ["a", 1],
        ["a", 2],
        ["a", 3],
      ]);
      expect(await rejection(form(work, ["b"], { retries: 1, concurrency: 1 }))).toBe("Error: b 2");
      expect(await rejection(form(work, ["c"], { retries: 0 }))).toBe("Error: c 1");
    }
  });

  test("end the wait of one when another fails", async () => {
    const work = (item: number): never => {
      if (item === 0) throw new UsageError("at once");
      throw new Error("later");
    };
    const retries = { delay: 3_600_000, jitter: false };
    expect(await rejection(mapConcurrent(work, [1, 1, 1, 0], { retries }))).toBe("UsageError: at once");
  });

  test("refuse what makes no sense", async () => {
    const fine = (): number => 1;
    const wrong: [unknown[], string][] = [
      [[fine, [1], { concurrency: 0 }], "concurrency must be a whole number from 1 on, or Infinity, got 0"],
      [[fine, [1], { concurrency: 2.5 }], "concurrency must be a whole number from 1 on, or Infinity, got 2.5"],
      [[fine, [1], { retries: -1 }], "retries must be a whole number from 0 on, or Infinity, got -1"],
      [[fine, [1], { retries: { attempts: 0 } }], "attempts must be a whole number from 1 on, or Infinity, got 0"],
      [[fine, 5], "the items must be an iterable or an async iterable, got number"],
      [[fine, null], "the items must be an iterable or an async iterable, got object"],
      [[5, [1]], "the work must be a function, got number"],
    ];
    for (const [args, message] of wrong) {
      expect(await rejection(mapConcurrent(...(args as [never, never, never])))).toBe(`UsageError: ${message}`);
      expect(failure(() => streamConcurrent(...(args as [never, never, never])))).toBe(`UsageError: ${message}`);
    }
    expect(failure(() => streamConcurrent(fine, [1], { ahead: 0 }))).toBe(
      "UsageError: ahead must be a whole number from 1 on, or Infinity, got 0",
    );
  });

  test("say what comes of it in their types", () => {
    const double = (n: number): Promise<string> => Promise.resolve(`${n}`);
    expectTypeOf(() => mapConcurrent(double, [1])).returns.toEqualTypeOf<Promise<string[]>>();
    expectTypeOf(() => mapConcurrent(double, [1], { settle: true })).returns.toEqualTypeOf<
      Promise<PromiseSettledResult<string>[]>
    >();
    expectTypeOf(() =>
      mapConcurrent((s) => s.length, counted(1) as unknown as AsyncIterable<string>),
    ).returns.toEqualTypeOf<Promise<number[]>>();
    expectTypeOf(() => streamConcurrent(double, new Set([1]), { ahead: 3 })).returns.toEqualTypeOf<
      AsyncGenerator<string, void, void>
    >();
    expectTypeOf(() => streamConcurrent(double, [1], { settle: true })).returns.toEqualTypeOf<
      AsyncGenerator<PromiseSettledResult<string>, void, void>
    >();
    // @ts-expect-error the items are numbers
    void (() => mapConcurrent(double, ["x"]));
    expect(true).toBe(true);
  });

  test("run Python's functions at once", async () => {
    const square = python().eval("lambda x: x * x") as { $callAsync(args: unknown[]): Promise<unknown> };
    const numbers = Array.from({ length: 50 }, (_, i) => i);
    expect(await mapConcurrent((n) => square.$callAsync([n]), numbers)).toStrictEqual(numbers.map((n) => n * n));
  });
});

describe("streamConcurrent", () => {
  test("begins nothing before it is read", async () => {
    const items = counted(3);
    const stream = streamConcurrent((n) => n, items);
    await sleep(0);
    expect(items.read).toBe(0);
    expect(await stream.next()).toStrictEqual({ value: 0, done: false });
    await stream.return();
    expect(items.closed).toBe(1);
    const unread = streamConcurrent((n) => n, items);
    await unread.return();
    expect(items.closed).toBe(1);
  });

  test("gives each result as soon as it is there, and runs no further ahead than it may", async () => {
    const gates = new Gates<number>();
    const stream = streamConcurrent(gates.work, counted(20), { concurrency: 2, ahead: 3 });
    const first = stream.next();
    await sleep(0);
    expect(gates.begun).toStrictEqual([0, 1]);
    await gates.end(1);
    expect(gates.begun).toStrictEqual([0, 1, 2]);
    await gates.end(2);
    // Three have been begun whose results nobody has.
    expect(gates.begun).toStrictEqual([0, 1, 2]);
    await gates.end(0);
    expect(await first).toStrictEqual({ value: 0, done: false });
    await sleep(0);
    expect(gates.begun).toStrictEqual([0, 1, 2, 3]);
    expect([await stream.next(), await stream.next()]).toStrictEqual([
      { value: 1, done: false },
      { value: 2, done: false },
    ]);
    await sleep(0);
    expect(gates.begun).toStrictEqual([0, 1, 2, 3, 4]);
    await Promise.all([gates.end(3), gates.end(4), stream.return()]);
  });

  test("gives the results in front of an error first", async () => {
    const gates = new Gates<number>();
    const stream = streamConcurrent(gates.work, [0, 1, 2]);
    const first = stream.next();
    await sleep(0);
    await gates.end(2, new Error("last"));
    await gates.end(1);
    await gates.end(0);
    expect([await first, await stream.next()]).toStrictEqual([
      { value: 0, done: false },
      { value: 1, done: false },
    ]);
    expect(await rejection(stream.next())).toBe("Error: last");
    expect(await stream.next()).toStrictEqual({ value: undefined, done: true });
  });

  test("ends what is under way when the loop is left", async () => {
    const aborted: unknown[] = [];
    const items = counted(10);
    for await (const result of streamConcurrent(
      async (n, { signal }) => {
        if (n > 0) await new Promise((resolve) => signal.addEventListener("abort", resolve));
        if (signal.aborted) aborted.push([n, (signal.reason as Error).name]);
        return n;
      },
      items,
      { concurrency: 3 },
    )) {
      expect(result).toBe(0);
      await sleep(0);
      break;
    }
    expect(aborted).toStrictEqual([
      [1, "AbortError"],
      [2, "AbortError"],
      [3, "AbortError"],
    ]);
    expect([items.read, items.closed]).toStrictEqual([4, 1]);
  });
});
