/** How arguments find their parameters: positions, names, rest, options. */
import { t, type PyFunction } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure, rejection } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const calls = toolOf(
  "signature_tool",
  `
def none(): return 'none()'
def one(a): return f'one({a!r})'
def three(a, b=2, c=3): return f'three({a!r}, {b!r}, {c!r})'
def strict(a, b=2, c=3, /): return f'strict({a!r}, {b!r}, {c!r})'
def rest(a, *more): return f'rest({a!r}, {more!r})'
def options(a, b=2, *, deep=False, until=None, class_=0): return f'options({a!r}, {b!r}, deep={deep!r}, until={until!r}, class_={class_!r})'
def needed(*, key, other=1): return f'needed(key={key!r}, other={other!r})'
def extra(a, **more): return f'extra({a!r}, {more!r})'
def everything(a, b=2, *rest, k=0, **more): return f'everything({a!r}, {b!r}, {rest!r}, k={k!r}, {more!r})'
def many(*numbers): return len(numbers)
def wide(a=0, b=0, c=0, d=0, e=0, f=0, g=0, h=0, i=0, j=0, k=0, l=0, m=0, n=0, o=0, p=0, q=0, r=0): return (a, h, q, r)
def mutable(values): values.append(4); return values
`,
);
const { int, any, str, float, bool } = t;

// oxlint-disable-next-line typescript/no-explicit-any -- the rows call with whatever they say
type Untyped = PyFunction<(...args: any[]) => any>;
const none: Untyped = calls.function("none", [], str);
const one: Untyped = calls.function("one", [any], str);
const three: Untyped = calls.function("three", [int, int, int], str, { required: 1, names: ["a", "b", "c"] });
const optionals: Untyped = calls.function("three", [any, t.optional(int), t.optional(str)], str, {
  required: 1,
  names: ["a", "b", "c"],
});
const strict: Untyped = calls.function("strict", [int, int, int], str, { required: 1, names: ["", "", ""] });
const rest: Untyped = calls.function("rest", [str], str, { rest: int });
const options: Untyped = calls.function("options", [int, int], str, {
  required: 1,
  names: ["a", "b"],
  options: { deep: ["deep", bool], until: ["until", t.optional(float)], class$: ["class_", int] },
});
const needed: Untyped = calls.function("needed", [], str, {
  options: { key: ["key", str], other: ["other", int] },
  requiredOptions: ["key"],
});
const extra: Untyped = calls.function("extra", [int], str, { extra: any });
const everything: Untyped = calls.function("everything", [int, int], str, {
  required: 1,
  names: ["a", "b"],
  rest: float,
  options: { k: ["k", int] },
  extra: str,
});
leavesNoHandles(() => [
  none(),
  one(1),
  three(1),
  strict(1),
  rest("a"),
  options(1),
  needed({ key: "k" }),
  extra(1),
  everything(1, 2, {}),
]);

/** A5: the call, what Python gets. Each row is made in place and on a worker thread. */
const rows: readonly (readonly [string, Untyped, readonly unknown[], string])[] = [
  ["no argument", none, [], "none()"],
  ["null for None", one, [null], "one(None)"],
  ["an object for a dict", one, [{ a: 1 }], "one({'a': 1})"],
  ["defaults", three, [1], "three(1, 2, 3)"],
  ["all positions", three, [1, 5, 6], "three(1, 5, 6)"],
  ["undefined at the end", three, [1, undefined, undefined], "three(1, 2, 3)"],
  ["undefined in the middle: the later one goes by name", three, [1, undefined, 6], "three(1, 2, 6)"],
  ["undefined at the end of some", three, [1, 5, undefined], "three(1, 5, 3)"],
  ["null where None is allowed", optionals, [1, null, undefined], "three(1, None, 3)"],
  ["null after a gap", optionals, [1, undefined, null], "three(1, 2, None)"],
  ["text by name after a gap", optionals, [1, undefined, "é"], "three(1, 2, 'é')"],
  ["positional-only defaults", strict, [1, undefined, undefined], "strict(1, 2, 3)"],
  ["no rest", rest, ["a"], "rest('a', ())"],
  ["rest", rest, ["a", 1, 2n], "rest('a', (1, 2))"],
  ["no options", options, [1], "options(1, 2, deep=False, until=None, class_=0)"],
  ["empty options", options, [1, 2, {}], "options(1, 2, deep=False, until=None, class_=0)"],
  ["undefined for options", options, [1, 2, undefined], "options(1, 2, deep=False, until=None, class_=0)"],
  ["options", options, [1, 5, { deep: true, until: 2 }], "options(1, 5, deep=True, until=2.0, class_=0)"],
  [
    "options after a parameter that is left out",
    options,
    [1, undefined, { until: null }],
    "options(1, 2, deep=False, until=None, class_=0)",
  ],
  [
    "an option that is undefined",
    options,
    [1, 2, { deep: undefined }],
    "options(1, 2, deep=False, until=None, class_=0)",
  ],
  ["an option whose name differs", options, [1, 2, { class$: 3 }], "options(1, 2, deep=False, until=None, class_=3)"],
  ["required options", needed, [{ key: "k" }], "needed(key='k', other=1)"],
  ["extra keywords", extra, [1, { b: 1, "b c": null, é: "ü" }], "extra(1, {'b': 1, 'b c': None, 'é': 'ü'})"],
  ["no extra keywords", extra, [1], "extra(1, {})"],
  ["everything", everything, [1, 2, 0.5, 3, { k: 4, x: "y" }], "everything(1, 2, (0.5, 3.0), k=4, {'x': 'y'})"],
  ["everything but rest", everything, [1, 2, {}], "everything(1, 2, (), k=0, {})"],
];

describe("arguments", () => {
  test.each(rows)("%s", async (_name, call, args, expected) => {
    expect(call(...args)).toBe(expected);
    expect(await call.async(...args)).toBe(expected);
    // Again: the first call makes the operation, later ones take its short way.
    expect(call(...args)).toBe(expected);
  });

  const refused: readonly (readonly [string, Untyped, readonly unknown[], string])[] = [
    ["too many", one, [1, 2], "UsageError: one() takes at most 1 arguments, got 2"],
    ["too many for none", none, [1], "UsageError: none() takes at most 0 arguments, got 1"],
    ["too many, with undefined", three, [1, 2, 3, undefined], "UsageError: three() takes at most 3 arguments, got 4"],
    ["too few", three, [], 'UsageError: three() is missing its argument "a"'],
    ["undefined for a required one", three, [undefined, 2], 'UsageError: three() is missing its argument "a"'],
    ["too few, without a name", one, [], "UsageError: one() is missing its argument 1"],
    [
      "a gap before a positional-only one",
      strict,
      [1, undefined, 3],
      "UsageError: strict(): argument 2 cannot be left out when argument 3 is given, because Python takes it by position only",
    ],
    ["too many with options", options, [1, 2, {}, 4], "UsageError: options() takes at most 3 arguments, got 4"],
    ["an unknown option", options, [1, 2, { depth: 1 }], 'UsageError: options() has no option "depth"'],
    ["Python's name of an option", options, [1, 2, { class_: 1 }], 'UsageError: options() has no option "class_"'],
    ["a missing option", needed, [{}], 'UsageError: needed() is missing its option "key"'],
    ["missing options", needed, [], 'UsageError: needed() is missing its option "key"'],
    [
      "no object for options",
      options,
      [1, 2, 3],
      "UsageError: options() takes an object of options as its last argument",
    ],
    ["an array for options", extra, [1, [2]], "UsageError: extra() takes an object of options as its last argument"],
    ["null for options", extra, [1, null], "UsageError: extra() takes an object of options as its last argument"],
    [
      "rest without the options that end it",
      everything,
      [1, 2, 0.5],
      "UsageError: everything() takes an object of options as its last argument",
    ],
    ["a wrong type", three, [1, "x"], 'ConversionError: expected int, got str "x" at args[1]'],
    ["a wrong type after a gap", three, [1, undefined, "x"], 'ConversionError: expected int, got str "x" at args[2]'],
    ["null for a default", three, [1, null], "ConversionError: expected int, got None at args[1]"],
    ["a wrong type in rest", rest, ["a", 1, "b"], 'ConversionError: expected int, got str "b" at args[2]'],
    ["undefined in rest", rest, ["a", undefined], "ConversionError: expected int, got None at args[1]"],
    [
      "a wrong option",
      options,
      [1, 2, { until: "now" }],
      'ConversionError: expected float, got str "now" at options["until"]',
    ],
    ["a wrong extra", everything, [1, 2, { x: 5 }], 'ConversionError: expected str, got int 5 at options["x"]'],
    [
      "what Python itself refuses",
      extra,
      [1, { a: 1 }],
      "PythonError: TypeError: extra() got multiple values for argument 'a'",
    ],
  ];
  test.each(refused)("refuses %s", async (_name, call, args, message) => {
    expect(failure(() => call(...args))).toBe(message);
    expect(await rejection(call.async(...args))).toBe(message);
  });

  test("that Python itself refuses are its TypeError", async () => {
    const untyped = calls.function<(...args: unknown[]) => unknown>("extra", [], any, { rest: any, extra: any });
    expect(failure(() => untyped({}))).toMatch(
      /^PythonError: TypeError: extra\(\) missing 1 required positional argument: 'a'/,
    );
    expect(failure(() => untyped(1, { a: 2 }))).toMatch(/^PythonError: TypeError: .*multiple values for argument 'a'/);
    expect(await rejection(untyped.async({}))).toMatch(/^PythonError: TypeError/);
  });

  test("may be a thousand", () => {
    const many: Untyped = calls.function("many", [], int, { rest: int });
    expect(many(...Array.from({ length: 1000 }, (_, i) => i))).toBe(1000);
    for (const count of [15, 16, 17, 18]) expect(many(...Array.from({ length: count }, (_, i) => i))).toBe(count);
  });

  test("may be more than the page holds", async () => {
    const wide: Untyped = calls.function(
      "wide",
      Array.from({ length: 18 }, () => int),
      t.tuple([int, int, int, int]),
      { required: 0, names: [..."abcdefghijklmnopqr"] },
    );
    const args = Array.from({ length: 18 }, (_, i) => i + 1);
    expect(wide(...args)).toStrictEqual([1, 8, 17, 18]);
    expect(wide(...args.slice(0, 8))).toStrictEqual([1, 8, 0, 0]);
    expect(wide(...Array.from({ length: 17 }), 5)).toStrictEqual([0, 0, 0, 5]);
    expect(await wide.async(...args)).toStrictEqual([1, 8, 17, 18]);
  });

  test("are copies: Python's changes stay in Python", () => {
    const values = [1, 2, 3];
    expect(calls.function<(v: number[]) => number[]>("mutable", [t.list(int)], t.list(int))(values)).toStrictEqual([
      1, 2, 3, 4,
    ]);
    expect(values).toStrictEqual([1, 2, 3]);
  });

  test("fill the page with text up to its end, and go another way beyond", () => {
    const long: Untyped = calls.function("rest", [str], int, { rest: str });
    const texts: Untyped = calls.function("three", [str, str, str], str);
    for (const length of [1, 7281, 7282, 21_845, 21_846, 65_536, 70_000]) {
      const text = "x".repeat(length);
      expect(texts(text, "é", text) === `three('${text}', 'é', '${text}')`).toBe(true);
      expect(texts(text, text, "z") === `three('${text}', '${text}', 'z')`).toBe(true);
    }
    expect(long("a", "b")).toBe("rest('a', ('b',))");
  });
});

describe("a function", () => {
  test("has Python's name, and its asynchronous form", () => {
    expect(three.name).toBe("three");
    expect(typeof three.async).toBe("function");
  });

  test("that the tool does not have fails when it is called", async () => {
    const gone: Untyped = calls.function("gone", [], any);
    expect(failure(() => gone())).toMatch(
      /^PythonError: AttributeError: module 'signature_tool' has no attribute 'gone'/,
    );
    expect(await rejection(gone.async())).toMatch(/^PythonError: AttributeError/);
  });

  test("whose types are given by a function asks for them when it is first called", () => {
    let asked = 0;
    const lazy: Untyped = calls.function(
      "three",
      () => (asked++, [[int, int, int], str, { required: 1, names: ["a", "b", "c"] }] as const),
    );
    expect(asked).toBe(0);
    expect([lazy(1), lazy(1, undefined, 2)]).toStrictEqual(["three(1, 2, 3)", "three(1, 2, 2)"]);
    expect(asked).toBe(1);
  });
});
