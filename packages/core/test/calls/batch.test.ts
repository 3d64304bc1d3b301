/** fn.batch: many calls of one function in one crossing. */
// A7, A6
import { failedCall, python, type PythonError } from "@pyweld/core";
import type { PyIterable } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import {
  Star,
  apply,
  countAlive,
  everything,
  lie,
  move,
  nothing,
  numbers,
  one,
  options,
  paint,
  root,
  settled,
  strict,
  take,
  thing,
  three,
  type Untyped,
  warmBatches,
} from "../support/batch-tool.js";
import { caught, failure, rejection } from "../support/failure.js";
import { leavesNoHandles, settleUntil } from "../support/live-handles.js";
import { writeSource } from "../support/python-source.js";

const py = python();
leavesNoHandles(warmBatches);

describe("fn.batch", () => {
  test("gives what calls one by one give, in their order", async () => {
    expect(root.batch([[4], [9], [2.25]])).toStrictEqual([2, 3, 1.5]);
    expect(take()).toStrictEqual([4, 9, 2.25]);
    expect(root.batch([])).toStrictEqual([]);
    expect(await root.batch.async([])).toStrictEqual([]);
    expect(await root.batch.async([[4], [9]])).toStrictEqual([2, 3]);
    expect(root.batch).toBe(root.batch);
    const many = Array.from({ length: 20_000 }, (_, i) => [i * i] as const);
    expect(root.batch(many)).toStrictEqual(many.map((_, i) => i));
    take();
  });

  const rows: readonly (readonly [string, Untyped, readonly (readonly unknown[])[], readonly string[]])[] = [
    [
      "untyped values",
      one,
      [[1], ["a"], [null], [{ a: [1.5] }]],
      ["one(1)", "one('a')", "one(None)", "one({'a': [1.5]})"],
    ],
    [
      "what is left out",
      three,
      [[1], [1, 5], [1, undefined, 6], [1, 5, undefined], [1, 5, 6]],
      ["three(1, 2, 3)", "three(1, 5, 3)", "three(1, 2, 6)", "three(1, 5, 3)", "three(1, 5, 6)"],
    ],
    [
      "what goes by position only",
      strict,
      [[1], [1, 5], [1, 5, 6]],
      ["strict(1, 2, 3)", "strict(1, 5, 3)", "strict(1, 5, 6)"],
    ],
    [
      "options",
      options,
      [[1], [1, 5, {}], [1, undefined, { deep: true, until: null }], [1, 5, { class$: 7, until: 1.5 }]],
      [
        "options(1, 2, deep=False, until=None, class_=0)",
        "options(1, 5, deep=False, until=None, class_=0)",
        "options(1, 2, deep=True, until=None, class_=0)",
        "options(1, 5, deep=False, until=1.5, class_=7)",
      ],
    ],
    [
      "all there is",
      everything,
      [
        [1, 5, {}],
        [1, 5, 6, 7, { k: 3, other: "x" }],
        [1, undefined, { 日本: "😀" }],
      ],
      [
        "everything(1, 5, (), k=0, {})",
        "everything(1, 5, (6.0, 7.0), k=3, {'other': 'x'})",
        "everything(1, 2, (), k=0, {'日本': '😀'})",
      ],
    ],
  ];
  test.each(rows)("takes %s", async (_, fn, calls, expected) => {
    expect(calls.map((args) => fn(...(args as never[])))).toStrictEqual(expected);
    expect(fn.batch(calls as never)).toStrictEqual(expected);
    expect(await fn.batch.async(calls as never)).toStrictEqual(expected);
    const mixed = calls.flatMap((args) => [
      [fn, ...args],
      [root, 4],
    ]);
    expect(py.batch(mixed as never)).toStrictEqual(expected.flatMap((result) => [result, 2]));
    take();
  });

  test("gives results the form that their type asks for", () => {
    const [first, second] = numbers.batch([[3], [1]]);
    expect([[...(first as PyIterable<number>)], [...(second as PyIterable<number>)]]).toStrictEqual([[0, 1, 2], [0]]);
    expect(nothing.batch([[1], [2]])).toStrictEqual([undefined, undefined]);
    expect(nothing.batch([[1]], settled)).toStrictEqual([{ status: "fulfilled", value: undefined }]);
    expect(take()).toStrictEqual([1, 2, 1]);
    expect(move.batch([[{ x: 1, y: 2 }], [{ x: 3, y: 4 }, 5]])).toStrictEqual([
      { x: 2, y: 2 },
      { x: 8, y: 4 },
    ]);
    // Hints lie.
    expect(lie.batch([["int"], ["text"], ["none"], ["list"]])).toStrictEqual([5, "five", null, [5, "x"]]);
  });

  test("calls methods of one object, static methods, and what has options", () => {
    const star = new Star();
    expect(star.shine.batch([[1], [2], [3, 10]])).toStrictEqual([1, 3, 33]);
    expect(star.itself.batch([[]])[0]).toBe(star);
    expect(Star.named.batch([["a"], ["b"]])).toStrictEqual(["star a", "star b"]);
    expect(failure(() => star.shine.batch([[1], ["x" as never]]))).toBe(
      'ConversionError: expected int, got str "x" at calls[1].args[0]',
    );
    expect(star.shine.with({ onError: { value: null } }).batch([[-1], [1]])).toStrictEqual([null, 34]);
  });

  test("converts all arguments before the first call, and names what is wrong", async () => {
    const wrong: [() => unknown, string][] = [
      [() => root.batch([[4], ["x" as never]]), 'ConversionError: expected float, got str "x" at calls[1].args[0]'],
      [() => one.batch([[1], [{ k: [Symbol("x")] }]] as never), 'at calls[1].args[0]["k"][0]'],
      [() => three.batch([[1], [1, undefined, "x"]] as never), 'expected int, got str "x" at calls[1].args[2]'],
      [() => options.batch([[1, 2, { until: "x" }]] as never), 'at calls[0].options["until"]'],
      [() => options.batch([[1], [1, 2, { no: 1 }]] as never), 'UsageError: calls[1]: options() has no option "no"'],
      [() => three.batch([[1], []] as never), 'UsageError: calls[1]: three() is missing its argument "a"'],
      [
        () => strict.batch([[1, undefined, 3]] as never),
        "UsageError: calls[0]: strict(): argument 2 cannot be left out",
      ],
      // Python finds these.
      [() => paint.batch([["red"], ["green" as never]]), "at calls[1].args[0]"],
      [() => paint.batch([["red"], ["red", { other: "green" }]]), 'at calls[1].options["other"]'],
      [() => root.batch({} as never), "UsageError: batch() takes an array of calls, each an array, got object"],
      [() => root.batch([[4], 9 as never]), "UsageError: calls[1] must be an array of arguments, got number"],
      [() => root.batch([[4]], { all: true } as never), 'UsageError: batch() has no option "all"; it takes settle'],
      [() => root.batch([[4]], null as never), "UsageError: batch() takes an object of options, got null"],
    ];
    for (const [run, message] of wrong) expect(failure(run)).toContain(message);
    expect(await rejection(root.batch.async([[4], ["x" as never]]))).toContain("at calls[1].args[0]");
    expect(await rejection(root.batch.async(5 as never))).toContain("batch() takes an array of calls");
    expect(take()).toStrictEqual([]);
    const raised = caught<PythonError>(() => move.batch([[{ x: 1, y: 2 }], [{ x: 500, y: 2 }, 3]]));
    expect([raised.message, raised.notes]).toStrictEqual(["too far", ["while converting calls[1].args[0]"]]);
  });

  test("may be nested", () => {
    const inner = (x: number): unknown => root.batch([[x], [x * x]]);
    expect(
      apply.batch([
        [inner, 4],
        [inner, 9],
      ]),
    ).toStrictEqual([
      [2, 4],
      [3, 9],
    ]);
    const failing = (x: number): unknown => root.batch([[x], [-x]]);
    const error = caught<PythonError>(() =>
      apply.batch([
        [inner, 4],
        [failing, 9],
      ]),
    );
    expect([error.message, failedCall(error)]).toStrictEqual(["negative -9", 1]);
    take();
  });

  test("keeps no result alive that JavaScript has let go of", async () => {
    thing.batch([[], [], []]);
    await thing.batch.async([[], []]);
    await settleUntil(() => countAlive() === 0);
    expect(countAlive()).toBe(0);
  });

  test("calls the new code after a reload", () => {
    const path = writeSource("batch_reloaded.py", "def version(x): return ('old', x)\n");
    const loaded = py.load(path);
    const version = loaded.function("version");
    expect(version.batch([[1]])).toStrictEqual([["old", 1]]);
    expect(
      py.batch([
        [version, 1],
        [root, 4],
      ]),
    ).toStrictEqual([["old", 1], 2]);
    writeSource("batch_reloaded.py", "def version(x): return ('newer', x)\n");
    loaded.reload();
    expect(version.batch([[1]])).toStrictEqual([["newer", 1]]);
    expect(
      py.batch([
        [version, 1],
        [root, 4],
      ]),
    ).toStrictEqual([["newer", 1], 2]);
    py.unload("batch_reloaded");
    expect(failure(() => version.batch([[1]]))).toMatch(/^UsageError: the tool "batch_reloaded" has been unloaded/);
    take();
  });

  test("is counted as a batch", () => {
    py.statistics.start();
    try {
      root.batch([[1], [2]]);
      failure(() => root.batch([["x" as never]]));
      py.batch([[root, 1]]);
      const counted = py.statistics.functions().map(({ name, calls }) => [name, calls]);
      expect(counted).toContainEqual(["batch_tool.root.batch", 1]);
    } finally {
      py.statistics.stop();
      py.statistics.reset();
      take();
    }
  });
});
