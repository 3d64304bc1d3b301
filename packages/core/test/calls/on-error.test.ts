/** What a call does when Python fails: fn.with({ onError }), and py.attempt. */
import { ConversionError, python, TimeoutError, UsageError, type CallFailure } from "@pyweld/core";
import { t, type PyClass, type PyFunction } from "@pyweld/core/bindings/v1";
import { describe, expect, expectTypeOf, test, vi } from "vitest";

import { failure, rejection } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const py = python();
const tool = toolOf(
  "on_error_tool",
  `
def root(x):
    if x < 0: raise ValueError('negative')
    return x ** 0.5
def leave(code): raise SystemExit(code)
def stop(): raise KeyboardInterrupt
class Star:
    def shine(self, power, scale=1):
        if power < 0: raise ValueError('dark')
        return power * scale
    @staticmethod
    def fail(): raise ValueError('static')
`,
);
const root: PyFunction<(x: number) => number> = tool.function("root", [t.float], t.float);
interface Star {
  readonly shine: PyFunction<(power: number, scale?: number) => number>;
}
const Star: PyClass<[], Star> & { readonly fail: PyFunction<() => void> } = tool.class("Star", {
  init: [[]],
  methods: { shine: ["shine", [t.float, t.float], t.float, { required: 1 }] },
  statics: { fail: ["fail", [], t.none] },
});
leavesNoHandles(async () => {
  root(4);
  void (await root.async(4));
  new Star().shine(1);
});

describe("fn.with({ onError })", () => {
  // A13
  test('throws with "throw", and without a strategy', () => {
    for (const same of [root.with({}), root.with({ onError: "throw" }), root.with({ onError: undefined })]) {
      expect(same(4)).toBe(2);
      expect(failure(() => same(-1))).toBe("PythonError: ValueError: negative");
    }
    expectTypeOf(root.with({ onError: "throw" })(4)).toEqualTypeOf<number>();
    expectTypeOf(root.with({})(4)).toEqualTypeOf<number>();
  });

  test("gives a value instead", async () => {
    const orNull = root.with({ onError: { value: null } });
    expectTypeOf(orNull(4)).toEqualTypeOf<number | null>();
    expectTypeOf(orNull.async(4)).toEqualTypeOf<Promise<number | null>>();
    expect([orNull(4), orNull(-1)]).toStrictEqual([2, null]);
    expect([await orNull.async(4), await orNull.async(-1)]).toStrictEqual([2, null]);
    expect(root.with({ onError: { value: undefined } })(-1)).toBeUndefined();
    expect(orNull.name).toBe("root");
  });

  test("gives what a function makes of the error", async () => {
    const told: string[] = [];
    const orText = root.with({
      onError: (error) => {
        expectTypeOf(error).toEqualTypeOf<CallFailure>();
        told.push(error.message);
        return "none";
      },
    });
    expectTypeOf(orText(4)).toEqualTypeOf<number | string>();
    expect([orText(4), orText(-1), await orText.async(-1)]).toStrictEqual([2, "none", "none"]);
    expect(told).toStrictEqual(["negative", "negative"]);
    const rethrowing = root.with({
      onError: (error) => {
        throw new RangeError("mine", { cause: error });
      },
    });
    expect(failure(() => rethrowing(-1))).toBe("RangeError: mine");
    expect(await rejection(rethrowing.async(-1))).toBe("RangeError: mine");
  });

  test("logs and goes on", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    try {
      const logged = root.with({ onError: "log" });
      expectTypeOf(logged(4)).toEqualTypeOf<number | undefined>();
      expect([logged(9), logged(-1), await logged.async(-1)]).toStrictEqual([3, undefined, undefined]);
      expect(log.mock.calls.map(([error]) => String((error as Error).message))).toStrictEqual(["negative", "negative"]);
    } finally {
      log.mockRestore();
    }
  });

  test("answers SystemExit and KeyboardInterrupt as other errors", () => {
    const leave = tool.function<(code: number) => void>("leave", [t.int], t.none);
    expect(leave.with({ onError: (error) => error.name })(3)).toBe("PythonError");
    expect(tool.function<() => void>("stop", [], t.none).with({ onError: { value: 1 } })()).toBe(1);
  });

  test("does not hide the caller's own errors", async () => {
    const orNull = root.with({ onError: { value: null } });
    expect(failure(() => orNull("x" as never))).toBe('ConversionError: expected float, got str "x" at args[0]');
    expect(failure(() => (orNull as (...args: number[]) => unknown)())).toBe(
      "UsageError: root() is missing its argument 1",
    );
    expect(await rejection(orNull.async("x" as never))).toMatch(/^ConversionError/);
  });

  test("adds up, what is given later wins", () => {
    const first = root.with({ onError: { value: 1 } });
    expect(first.with({})(-1)).toBe(1);
    expect(first.with({ onError: { value: 2 } })(-1)).toBe(2);
    expect(failure(() => first.with({ onError: "throw" })(-1))).toMatch(/ValueError/);
    expect(first(-1)).toBe(1);
    expect(failure(() => root(-1))).toMatch(/ValueError/);
  });

  test("works on methods, static methods, and functions of tools that are used by hand", () => {
    const star = new Star();
    const orZero = star.shine.with({ onError: { value: 0 } });
    expect([orZero(-1), orZero(2), orZero(2, 3), star.shine(2)]).toStrictEqual([0, 2, 6, 2]);
    expect(Star.fail.with({ onError: { value: "static" } })()).toBe("static");
    const loaded = py.load(py.eval("__import__('on_error_tool').__file__")).function("root");
    expect(loaded.with({ onError: { value: "by hand" } })(-1)).toBe("by hand");
  });

  test("refuses options that do not exist, and strategies that are none", () => {
    const withAny = root.with as (options: unknown) => unknown;
    expect(failure(() => withAny({ onErorr: "log" }))).toBe(
      'UsageError: with() has no option "onErorr"; it takes onError, signal, timeout, queue',
    );
    expect(failure(() => withAny({ constructor: 1 }))).toMatch(/no option "constructor"/);
    expect(failure(() => withAny(null))).toBe("UsageError: with() takes an object of options, got null");
    expect(failure(() => withAny("log"))).toBe("UsageError: with() takes an object of options, got string");
    for (const [strategy, shown] of [
      ["logg", '"logg"'],
      [5, "5"],
      [null, "null"],
      [{}, "[object Object]"],
    ]) {
      expect(failure(() => withAny({ onError: strategy }))).toBe(
        `UsageError: onError must be "throw", "log", { value: … } or a function of the error, got ${String(shown)}`,
      );
    }
  });
});

describe("py.attempt", () => {
  // A13
  test("runs several calls with one strategy", async () => {
    expect(py.attempt(() => root(4) + root(9), { value: 0 })).toBe(5);
    expect(py.attempt(() => root(4) + root(-9), { value: 0 })).toBe(0);
    expect(
      await py.attempt(
        async () => (await root.async(4)) + root(-9),
        (error) => error.message,
      ),
    ).toBe("negative");
    expectTypeOf(py.attempt(async () => 1, { value: null })).toEqualTypeOf<Promise<number | null>>();
    expect(failure(() => py.attempt(() => root(-1), "throw"))).toMatch(/ValueError/);
  });

  test("answers limits of time, and passes on what is not Python's", async () => {
    const late = (): never => {
      throw new TimeoutError("late");
    };
    expect(py.attempt(late, { value: "timed out" })).toBe("timed out");
    const mine = (): never => {
      throw new TypeError("mine");
    };
    expect(failure(() => py.attempt(mine, { value: 1 }))).toBe("TypeError: mine");
    expect(await rejection(py.attempt(async () => mine(), { value: 1 }))).toBe("TypeError: mine");
    for (const error of [new UsageError("u"), new ConversionError("c")]) {
      expect(await rejection(py.attempt(() => Promise.reject(error), { value: 1 }))).toBe(
        `${error.name}: ${error.message}`,
      );
    }
    expect(failure(() => py.attempt(() => 1, "never" as never))).toMatch(/^UsageError: onError must be/);
  });
});
