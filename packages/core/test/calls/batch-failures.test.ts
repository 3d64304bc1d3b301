/** fn.batch: what comes of calls that fail, and of results that cannot cross. */
// A7, A13
import { failedCall, isPythonError, python, type PythonError } from "@pyweld/core";
import { describe, expect, expectTypeOf, test } from "vitest";

import {
  advance,
  Refused,
  apply,
  end,
  number,
  raiseShared,
  refuse,
  root,
  settled,
  take,
  text,
  warmBatches,
} from "../support/batch-tool.js";
import { caught, failure, rejection } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
leavesNoHandles(warmBatches);

describe("fn.batch", () => {
  test("ends with the first error, as it is, which says which call it was", async () => {
    const error = caught<PythonError>(() => root.batch([[4], [-1], [9]]));
    expect(take()).toStrictEqual([4, -1]);
    expect(isPythonError(error)).toBe(true);
    expect([error.pythonType, error.message, error.notes, failedCall(error)]).toStrictEqual([
      "ValueError",
      "negative -1",
      ["in calls[1] of a batch"],
      1,
    ]);
    expect(error.traceback.map((frame) => frame.function)).toStrictEqual(["root"]);
    expect(error.stack).toContain("batch-failures.test.ts");
    expect(error.stack).not.toContain("batches.py");
    const late = await root.batch.async([[4], [9], [-1], [1]]).catch((reason: unknown) => reason);
    expect([failedCall(late), take()]).toStrictEqual([2, [4, 9, -1]]);
    expect((late as Error).stack).toMatch(/called from[^]*batch-failures\.test\.ts/);
    expect([failedCall(new Error("x")), failedCall(undefined)]).toStrictEqual([undefined, undefined]);

    const own = caught<InstanceType<typeof Refused>>(() => refuse.batch([[0], [7]]));
    expect(own).toBeInstanceOf(Refused);
    expect([own.code, failedCall(own)]).toStrictEqual([7, 1]);
  });

  test("takes a StopIteration for a failure, and for no end", () => {
    expect(failure(() => advance.batch([[1], [2], [3]]))).toBe("PythonError: StopIteration: 2");
    for (const outcomes of [
      advance.batch([[1], [2], [3]], settled),
      py.batch(
        [
          [advance, 1],
          [advance, 2],
          [advance, 3],
        ],
        settled,
      ),
    ]) {
      expect(outcomes.map(({ status }) => status)).toStrictEqual(["fulfilled", "rejected", "fulfilled"]);
    }
  });

  test("notes the call once, however often an exception is raised", () => {
    for (let i = 0; i < 3; i++) {
      expect(caught<PythonError>(() => raiseShared.batch([[]])).notes).toStrictEqual(["in calls[0] of a batch"]);
    }
    expect(raiseShared.batch([[], []], settled).map(({ status }) => status)).toStrictEqual(["rejected", "rejected"]);
  });

  test("settles each call by itself when it is asked to", async () => {
    for (const outcomes of [
      refuse.batch([[0], [1], [0], [2]], settled),
      await refuse.batch.async([[0], [1], [0], [2]], settled),
    ]) {
      expect(outcomes.map(({ status }) => status)).toStrictEqual(["fulfilled", "rejected", "fulfilled", "rejected"]);
      const [, first, , second] = outcomes as PromiseRejectedResult[];
      const reasons = [first?.reason, second?.reason] as InstanceType<typeof Refused>[];
      expect(reasons.map((reason) => [reason instanceof Refused, reason.code, reason.notes])).toStrictEqual([
        [true, 1, []],
        [true, 2, []],
      ]);
    }
    expectTypeOf(() => refuse.batch([[0]], settled)).returns.toEqualTypeOf<PromiseSettledResult<number>[]>();
    expectTypeOf(() => refuse.batch.async([[0]])).returns.toEqualTypeOf<Promise<number[]>>();
    expectTypeOf(() => refuse.batch([[0]])).returns.toEqualTypeOf<number[]>();
    // @ts-expect-error the argument is a number
    expect(failure(() => refuse.batch([["x"]]))).toMatch(/^ConversionError/);
    // @ts-expect-error one argument
    expect(failure(() => refuse.batch([[1, 2]]))).toMatch(/^UsageError: calls\[0\]: refuse\(\) takes at most 1/);
  });

  test("answers failures by the strategy of the function, and makes all calls", async () => {
    const orNull = root.with({ onError: { value: null } });
    expectTypeOf(() => orNull.batch([[1]])).returns.toEqualTypeOf<(number | null)[]>();
    expect(orNull.batch([[4], [-1], [9]])).toStrictEqual([2, null, 3]);
    expect(await orNull.batch.async([[-1], [9]])).toStrictEqual([null, 3]);
    expect(orNull.batch([[-1]], settled)).toStrictEqual([{ status: "fulfilled", value: null }]);
    const told: string[] = [];
    const strategy = (error: Error): string => {
      told.push(error.message);
      if (error.message === "negative -3") throw new RangeError("mine");
      return "none";
    };
    const answering = root.with({ onError: strategy });
    expect(answering.batch([[-1], [4], [-2]])).toStrictEqual(["none", 2, "none"]);
    const thrown = caught(() => answering.batch([[-1], [-3], [-2]]));
    expect([String(thrown), failedCall(thrown)]).toStrictEqual(["RangeError: mine", 1]);
    expect(answering.batch([[-3], [-1]], settled)).toStrictEqual([
      { status: "rejected", reason: new RangeError("mine") },
      { status: "fulfilled", value: "none" },
    ]);
    expect(told).toStrictEqual(["-1", "-2", "-1", "-3", "-3", "-1"].map((x) => `negative ${x}`));
    expect(
      root
        .with({ onError: "throw" })
        .with({ onError: { value: 0 } })
        .batch([[-1]]),
    ).toStrictEqual([0]);
    take();
  });

  test("gives back what a JavaScript function throws in a call", async () => {
    const mine = new RangeError("mine");
    const seen: number[] = [];
    const fn = (x: number): number => {
      seen.push(x);
      if (x === 2) throw mine;
      return x * 10;
    };
    const thrown = caught(() =>
      apply.batch([
        [fn, 1],
        [fn, 2],
        [fn, 3],
      ]),
    );
    expect([thrown, failedCall(thrown), seen]).toStrictEqual([mine, 1, [1, 2]]);
    expect(thrown).toBe(mine);
    expect(
      apply.batch(
        [
          [fn, 1],
          [fn, 2],
          [fn, 3],
        ],
        settled,
      ),
    ).toStrictEqual([
      { status: "fulfilled", value: 10 },
      { status: "rejected", reason: mine },
      { status: "fulfilled", value: 30 },
    ]);
    // No failure of Python's: the strategy has no answer.
    expect(failure(() => apply.with({ onError: { value: 0 } }).batch([[fn, 2]]))).toBe("RangeError: mine");
    const odd = (): never => {
      // oxlint-disable-next-line typescript/only-throw-error -- anything may be thrown
      throw "text";
    };
    expect(apply.batch([[odd, 1]], settled)).toStrictEqual([{ status: "rejected", reason: "text" }]);
  });

  test("is ended by the end of the program, also when failures are results", async () => {
    for (const [how, type] of [
      ["exit", "SystemExit"],
      ["stop", "KeyboardInterrupt"],
    ] as const) {
      const error = caught<PythonError>(() => end.batch([["a"], [how], ["b"]]));
      expect([error.pythonType, error.notes, take()]).toStrictEqual([type, ["in calls[1] of a batch"], ["a", how]]);
      const settling = caught<PythonError>(() => end.batch([["a"], ["fail"], [how], ["b"]], settled));
      expect([settling.pythonType, settling.notes]).toStrictEqual([type, ["in calls[2] of a batch"]]);
      expect(take()).toStrictEqual(["a", "fail", how]);
      expect(await rejection(end.batch.async([["a"], [how]], settled))).toMatch(new RegExp(`^PythonError: ${type}`));
      expect(
        failure(() =>
          py.batch(
            [
              [end, "a"],
              [end, how],
              [root, 1],
            ],
            settled,
          ),
        ),
      ).toMatch(new RegExp(type));
      take();
    }
  });

  test("takes results that cannot cross as failures of their calls alone", async () => {
    const single = failure(() => text("split"));
    expect(single).toMatch(/^ConversionError: .* at result$/);
    take();
    const outcomes = [
      text.batch([["plain"], ["split"], ["lone"], ["split"]], settled),
      await text.batch.async([["plain"], ["split"], ["lone"], ["split"]], settled),
    ];
    for (const outcome of outcomes) {
      expect(outcome.map((each) => (each.status === "fulfilled" ? each.value : String(each.reason)))).toStrictEqual([
        "plain",
        single.replace("result", "results[1]"),
        "\ud83d",
        single.replace("result", "results[3]"),
      ]);
    }
    take();
    const thrown = caught(() => text.batch([["plain"], ["split"], ["plain"]]));
    expect([String(thrown), failedCall(thrown)]).toStrictEqual([single.replace("result", "results[1]"), 1]);
    // A result is read when all calls have been made.
    expect(take()).toStrictEqual(["plain", "split", "plain"]);
    const beyond = number.batch([[3], [60], [4]], settled);
    expect(beyond.map(({ status }) => status)).toStrictEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(beyond[2]).toStrictEqual({ status: "fulfilled", value: 16 });
    // Beside failures of calls, and of several functions.
    const mixed = py.batch(
      [
        [text, "split"],
        [root, -1],
        [text, "plain"],
        [number, 60],
        [root, 4],
      ],
      settled,
    );
    expect(mixed.map((each) => (each.status === "fulfilled" ? each.value : failureName(each.reason)))).toStrictEqual([
      "ConversionError",
      "PythonError",
      "plain",
      "ConversionError",
      2,
    ]);
    take();
  });
});

function failureName(error: unknown): string {
  return (error as Error).name;
}
