/** py.batch: calls of several functions in one crossing. */
// A7, A6, A13
import { failedCall, python, type PyObject } from "@pyweld/core";
import { describe, expect, expectTypeOf, test } from "vitest";

import {
  Star,
  apply,
  end,
  lie,
  nothing,
  one,
  root,
  settled,
  take,
  text,
  three,
  type Text,
  warmBatches,
} from "../support/batch-tool.js";
import { caught, failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { Random, seed } from "../support/random.js";

const py = python();
leavesNoHandles(warmBatches);

describe("py.batch", () => {
  test("makes calls of several functions, objects and methods, typed by each", async () => {
    const repr = py.eval("repr") as PyObject;
    const star = new Star();
    const results = py.batch([
      [root, 4],
      [repr, [1, "x"]],
      [three, 1, undefined, 5],
      [star.shine, 7],
      [Star.named, "b"],
      [root.with({ onError: { value: null } }), -1],
    ]);
    // oxlint-disable-next-line typescript/no-explicit-any -- that is what the untyped one gives
    expectTypeOf<typeof results>().toEqualTypeOf<[number, unknown, any, number, string, number | null]>();
    expect(results).toStrictEqual([2, "[1, 'x']", "three(1, 2, 5)", 7, "star b", null]);
    expectTypeOf(() => py.batch([[root, 4]], settled)).returns.toEqualTypeOf<[PromiseSettledResult<number>]>();
    expectTypeOf(() =>
      py.batch.async([
        [root, 4],
        [end, "a"],
      ]),
    ).returns.toEqualTypeOf<Promise<[number, string]>>();
    expect(
      await py.batch.async([
        [root, 4],
        [repr, 5],
        [end, "a"],
      ]),
    ).toStrictEqual([2, "5", "a"]);
    const dynamic = [1, 4, 9].map((x) => [root, x] as const);
    expectTypeOf(() => py.batch(dynamic)).returns.toEqualTypeOf<number[]>();
    expect(py.batch(dynamic)).toStrictEqual([1, 2, 3]);
    expect(py.batch([])).toStrictEqual([]);
    const made = py.batch([[Star], [py.eval("dict"), [["a", 1]]]] as never) as unknown[];
    expect([made[0] instanceof (Star as never), made[1]]).toStrictEqual([true, { a: 1 }]);
    take();
  });

  test("keeps the strategy of each function, and ends with the first failure that has none", () => {
    const orNull = root.with({ onError: { value: null } });
    expect(
      py.batch([
        [orNull, -1],
        [root, 4],
        [orNull, -1],
      ]),
    ).toStrictEqual([null, 2, null]);
    take();
    const error = caught(() =>
      py.batch([
        [orNull, -1],
        [root, -2],
        [root, 4],
      ]),
    );
    expect([failedCall(error), take()]).toStrictEqual([1, [-1, -2]]);
  });

  test("refuses what it cannot call, before it calls anything", () => {
    for (const [calls, message] of [
      [[[root, 4], [() => 1]], "UsageError: calls[1][0] must be a function of Python's or a handle, got function"],
      [[[root, 4], [5]], "UsageError: calls[1][0] must be a function of Python's or a handle, got number"],
      [[[root, 4], []], "UsageError: calls[1][0] must be a function of Python's or a handle, got undefined"],
      [[[root, 4], root], "UsageError: calls[1] must be an array of a function and its arguments, got function"],
      [5, "UsageError: batch() takes an array of calls, each an array, got number"],
      [
        [
          [root, 4],
          [py.eval("repr"), Symbol("x")],
        ],
        "ConversionError: a symbol has no counterpart in Python at calls[1].args[0]",
      ],
      [
        [
          [root, 4],
          [three, 1, "x"],
        ],
        'ConversionError: expected int, got str "x" at calls[1].args[1]',
      ],
    ] as const) {
      expect(failure(() => py.batch(calls as never))).toBe(message);
    }
    expect(take()).toStrictEqual([]);
    // @ts-expect-error the argument is a number
    expect(failure(() => py.batch([[root, "x"]]))).toMatch(/at calls\[0\]\.args\[0\]$/);
    const released = py.eval("object()") as { $release(): void };
    released.$release();
    expect(failure(() => py.batch([[one, released]] as never))).toMatch(
      /^UsageError: this Python object has been released/,
    );
  });

  test("makes calls as one by one for untyped functions, which see a caller", () => {
    const namedtuple = py.import("collections").$handle("namedtuple");
    const [made] = py.batch([[namedtuple, "Pair", ["a", "b"]]]) as [{ $get(name: string): unknown }];
    expect(made.$get("__module__")).toBe("__main__");
  });

  test("does what calls one by one do, whatever they are", async () => {
    const random = new Random(seed);
    for (let round = 0; round < 60; round++) {
      const count = random.upTo(40);
      const calls = random.list(count, () =>
        random.pick([
          [root, random.pick([4, -1, 2.25])],
          [text, random.pick(["plain", "plain", "split", "lone"])],
          [three, 1, random.pick([undefined, 2, 5]), random.pick([undefined, 7])],
          [lie, random.pick(["int", "text", "none", "list"])],
          [nothing, random.pick([1, "x", null])],
          [apply, (x: number) => (x > 1 ? x : expect.fail("low")), random.upTo(3)],
          [py.eval("repr"), [random.upTo(5)]],
        ] as unknown[] as [Text, ...never[]][]),
      );
      const alone = calls.map(([fn, ...args]) => outcomeOf(() => fn(...args)));
      const outcome = random.chance(0.5) ? py.batch(calls as never, settled) : await asyncBut(calls, apply);
      expect((outcome as PromiseSettledResult<unknown>[]).map(shown), `seed ${seed}, round ${round}`).toStrictEqual(
        alone,
      );
    }
    take();
  });
});

function shown(outcome: PromiseSettledResult<unknown>): unknown {
  return outcome.status === "fulfilled" ? [outcome.value] : String(outcome.reason).replace(/results\[\d+\]/, "result");
}

function outcomeOf(run: () => unknown): unknown {
  try {
    return shown({ status: "fulfilled", value: run() });
  } catch (reason) {
    return shown({ status: "rejected", reason });
  }
}

/** On a worker thread, but for calls of a function that has to run here. */
async function asyncBut(calls: readonly [Text, ...never[]][], but: unknown): Promise<unknown[]> {
  const there = calls.filter(([fn]) => fn !== but);
  const results = (await py.batch.async(there as never, settled)) as unknown[];
  const here = py.batch(calls.filter(([fn]) => fn === but) as never, settled) as unknown[];
  return calls.map(([fn]) => (fn === but ? here.shift() : results.shift()));
}
