/** Conversions that a program adds. */
import { python, t, type ConversionError, type PyObject } from "@pyweld/core";
import type { PyFunction, PyType } from "@pyweld/core/bindings/v1";
import { afterEach, describe, expect, test } from "vitest";

import { caught, failure } from "../support/failure.js";
import { leavesNoHandles, liveHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const py = python();
const added = toolOf(
  "added_tool",
  `
import datetime, decimal, sys, types
from dataclasses import dataclass
@dataclass
class Money:
    cents: int
    currency: str = 'EUR'
class Coin(Money):
    pass
@dataclass
class Line:
    start: object
    end: object
class Outer:
    class Inner: pass
def spell(x): return type(x).__name__ + ' ' + repr(x)
def value(text): return eval(text)
def same(x): return x
def through(f, x): return f(x)
def late():
    module = types.ModuleType('added_late')
    exec('class Late: pass', vars(module))
    module.Late.__module__ = 'added_late'
    sys.modules['added_late'] = module
    return module.Late()
def forget_late(): sys.modules.pop('added_late', None)
def is_money(x): return isinstance(x, Money)
`,
);
type One = PyFunction<(value: unknown) => unknown>;
const takes = (type: PyType): One => added.function("spell", [type], t.str);
const gives = (type: PyType): One => added.function("value", [t.str], type);
const same = (type: PyType): One => added.function("same", [type], type);
const money = (): PyObject => added.resolve("Money") as PyObject;

class Euro {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
}
const fromPython = (object: PyObject): Euro => new Euro(object.$get("cents") as number);
const toPython = ({ cents }: Euro): unknown => money().$call([cents]);
const claims = (value: object): boolean => value instanceof Euro;

const open: { remove(): void }[] = [];
const add = (...args: Parameters<typeof py.addConverter>): { remove(): void } => {
  const one = py.addConverter(...args);
  open.push(one);
  return one;
};
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});
leavesNoHandles(async () => {
  const one = py.addConverter({ type: money(), fromPython, toPython, claims });
  for (const type of [t.any, t.object, t.decimal, t.datetime, t.str, t.list(t.any)]) {
    gives(type)("Money(1)");
    failure(() => takes(type)(new Euro(1)));
  }
  added.function<(f: unknown, x: unknown) => unknown>("through", [t.any, t.any], t.any)((x: unknown) => x, new Euro(1));
  await added.function<(x: unknown) => boolean>("is_money", [t.object], t.bool).async(new Euro(1));
  added.resolve("Coin");
  one.remove();
});

// A14
describe("py.addConverter", () => {
  test("converts both ways, wherever a value lies and whatever type is given", async () => {
    add({ type: money(), fromPython, toPython, claims });
    expect(gives(t.any)("Money(5)")).toStrictEqual(new Euro(5));
    expect(gives(t.any)("[{'a': (Money(5), 1)}, {Money: 2}.__len__()]")).toStrictEqual([{ a: [new Euro(5), 1] }, 1]);
    expect(gives(t.list(t.str))("[Money(5), 'x']")).toStrictEqual([new Euro(5), "x"]);
    expect(gives(t.dict(t.decimal))("{'a': Money(5)}")).toStrictEqual({ a: new Euro(5) });
    expect(takes(t.any)(new Euro(5))).toBe("Money Money(cents=5, currency='EUR')");
    expect(takes(t.any)([{ a: new Euro(5) }])).toBe("list [{'a': Money(cents=5, currency='EUR')}]");
    expect(
      takes(t.any)(
        new Map([
          ["a", new Set([1])],
          ["b", new Euro(5)],
        ] as [string, unknown][]),
      ),
    ).toContain("Money(cents=5");
    for (const type of [t.object, t.str, t.datetime, t.decimal, t.list(t.int), t.int, t.union([t.int, t.str])]) {
      expect(takes(type)(new Euro(5))).toBe("Money Money(cents=5, currency='EUR')");
    }
    expect(takes(t.dict(t.list(t.float)))({ a: [1, new Euro(5) as never] })).toContain("[1.0, Money(cents=5");
    expect(await same(t.any).async([new Euro(1), new Euro(2)])).toStrictEqual([new Euro(1), new Euro(2)]);
    expect(await added.function<(x: unknown) => boolean>("is_money", [t.object], t.bool).async(new Euro(1))).toBe(true);
  });

  test("converts what functions of JavaScript's get and give", () => {
    add({ type: money(), fromPython, toPython, claims });
    const through = added.function<(f: unknown, x: unknown) => unknown>("through", [t.any, t.any], t.any);
    const seen: unknown[] = [];
    const result = through((x: unknown) => {
      seen.push(x);
      return { back: x };
    }, new Euro(3));
    expect(seen).toStrictEqual([new Euro(3)]);
    expect(result).toStrictEqual({ back: new Euro(3) });
  });

  test("leaves what is a handle in any case", () => {
    add({ type: money(), fromPython, toPython, claims });
    expect((gives(t.object)("Money(5)") as PyObject).$type).toBe("Money");
    const handle = money().$call([7]);
    expect(handle).toStrictEqual(new Euro(7));
  });

  test("takes one direction alone", () => {
    const out = add({ type: money(), fromPython });
    expect(gives(t.any)("Money(5)")).toStrictEqual(new Euro(5));
    expect(failure(() => takes(t.any)(new Euro(5)))).toBe(
      "ConversionError: an instance of Euro has no counterpart in Python at args[0]",
    );
    out.remove();
    add({ type: money(), toPython, claims });
    expect((gives(t.any)("Money(5)") as PyObject).$type).toBe("Money");
    expect(takes(t.any)(new Euro(5))).toContain("Money(cents=5");
  });

  test("is taken back by remove, and by the end of a scope", () => {
    const one = py.addConverter({ type: money(), fromPython, toPython, claims });
    one.remove();
    one.remove();
    expect((gives(t.any)("Money(5)") as PyObject).$type).toBe("Money");
    expect(failure(() => takes(t.any)(new Euro(5)))).toContain("has no counterpart");
    {
      using two = py.addConverter({ type: money(), fromPython });
      expect(two).toBeDefined();
      expect(gives(t.any)("Money(5)")).toStrictEqual(new Euro(5));
    }
    expect((gives(t.any)("Money(5)") as PyObject).$type).toBe("Money");
  });

  test("makes values that were on their way when it was taken back", async () => {
    const one = py.addConverter({ type: money(), fromPython });
    const result = gives(t.any).async("__import__('time').sleep(0.05) or Money(5)");
    one.remove();
    const value = await result;
    expect(value instanceof Euro || (value as PyObject).$type === "Money").toBe(true);
  });
});

// A14
describe("the nearest base of a class", () => {
  const name = (text: string) => (): string => text;

  test("decides, in the order in which Python looks for methods", () => {
    add({ type: money(), fromPython: name("money") });
    expect(gives(t.any)("[Money(1), Coin(1)]")).toStrictEqual(["money", "money"]);
    add({ type: added.resolve("Coin") as PyObject, fromPython: name("coin") });
    expect(gives(t.any)("[Money(1), Coin(1), type('Small', (Coin,), {})(1)]")).toStrictEqual(["money", "coin", "coin"]);
    open.pop()?.remove();
    expect(gives(t.any)("[Money(1), Coin(1)]")).toStrictEqual(["money", "money"]);
  });

  test("may have a conversion that is built in", () => {
    add({ type: "datetime.date", fromPython: name("date") });
    expect(gives(t.any)("[datetime.date(2024, 5, 1), datetime.datetime(2024, 5, 1)]")).toStrictEqual([
      "date",
      "2024-05-01T00:00:00",
    ]);
    add({ type: "decimal.Decimal", fromPython: name("decimal") });
    expect(gives(t.any)("decimal.Decimal(1)")).toBe("decimal");
    expect(gives(t.decimal)("decimal.Decimal(1)")).toBe("decimal");
    expect(gives(t.list(t.optional(t.decimal)))("[decimal.Decimal(1), None]")).toStrictEqual(["decimal", null]);
    for (const one of open.splice(0)) one.remove();
    expect(gives(t.list(t.any))("[decimal.Decimal(1), datetime.date(2024, 5, 1)]")).toStrictEqual(["1", "2024-05-01"]);
  });

  test("is the class itself, whichever conversion was added last", () => {
    const first = add({ type: money(), fromPython: name("first") });
    add({ type: "added_tool.Money", fromPython: name("second") });
    expect(gives(t.any)("Money(1)")).toBe("second");
    open.pop()?.remove();
    expect(gives(t.any)("Money(1)")).toBe("first");
    first.remove();
  });

  test("is claimed by the conversion that was added last", () => {
    add({ type: money(), toPython: () => "first", claims });
    add({ type: money(), toPython: () => "second", claims: (value) => value instanceof Date });
    expect(takes(t.any)(new Euro(1))).toBe("str 'first'");
    expect(takes(t.any)(new Date())).toBe("str 'second'");
    open.pop()?.remove();
    expect(takes(t.any)(new Date(0))).toMatch(/^datetime /);
  });
});

// A14
describe("the name of a class", () => {
  test("may be one whose module is imported later", () => {
    add({ type: "added_late.Late", fromPython: () => "late" });
    expect(gives(t.any)("Money(1)")).not.toBe("late");
    expect(added.function<() => unknown>("late", [], t.any)()).toBe("late");
    expect(added.function<() => unknown>("late", [], t.list(t.int))()).toBe("late");
    added.function<() => void>("forget_late", [], t.none)();
  });

  test("may be that of a class in a class", () => {
    added.load();
    add({ type: "added_tool.Outer.Inner", fromPython: () => "inner" });
    expect(gives(t.any)("Outer.Inner()")).toBe("inner");
  });

  test.each([
    [5, /must be a class: a handle, or a dotted name such as "fractions\.Fraction"/],
    ["Money", /must be a class/],
    ["", /must be a class/],
    ["fractions..Fraction", /must be a class/],
    ["builtins.Fraction", /^UsageError: builtins has no Fraction/],
    ["math.pi", /^UsageError: math\.pi is no class/],
    ["builtins.dict", /^UsageError: values of dict cross by themselves/],
    ["builtins.object", /^UsageError: values of object cross by themselves/],
    ["types.ModuleType", /cross by themselves/],
  ])("%j is refused", (type, message) => {
    py.import("math");
    py.import("types");
    expect(failure(() => py.addConverter({ type: type as string, fromPython: String }))).toMatch(message);
  });

  test("of a claim that makes nothing is refused", () => {
    expect(failure(() => py.addConverter({ type: money(), claims, fromPython }))).toMatch(
      /^UsageError: .* needs `toPython`/,
    );
    for (const nothing of [{ type: money() }, {}, null, "Money"]) {
      expect(failure(() => py.addConverter(nothing as never))).toMatch(
        /^UsageError: .* `fromPython` or `toPython` or both/,
      );
    }
  });
});

// A14
describe("t.custom", () => {
  const type = t.custom("added_tool.Money");

  test("gives any value to the conversion of that class", () => {
    add({ type: money(), fromPython, toPython: (text: string) => money().$call([Number(text)]) });
    expect(takes(type)("12")).toBe("Money Money(cents=12, currency='EUR')");
    expect(takes(t.list(t.optional(type)))(["1", null, gives(t.object)("Money(2)")])).toBe(
      "list [Money(cents=1, currency='EUR'), None, Money(cents=2, currency='EUR')]",
    );
    expect(gives(type)("Money(5)")).toStrictEqual(new Euro(5));
    expect(gives(type)("5")).toBe(5);
  });

  test("says what is missing", () => {
    expect(failure(() => takes(t.list(type))(["12"]))).toBe(
      'ConversionError: expected added_tool.Money, which no conversion makes of str "12", at args[0][0]',
    );
  });
});

// A14
describe("a conversion that fails", () => {
  const boom = (): never => {
    throw new RangeError("boom");
  };

  test("on the way to Python names the place, and has the error as its cause", () => {
    add({ type: money(), toPython: boom, claims });
    const error = caught<ConversionError>(() => takes(t.any)({ rows: [1, new Euro(1)] }));
    expect(error.message).toBe('the conversion of added_tool.Money failed: boom at args[0]["rows"][1]');
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(failure(() => takes(t.dict(t.list(t.int)))({ a: [1, new Euro(1) as never] }))).toBe(
      'ConversionError: the conversion of added_tool.Money failed: boom at args[0]["a"][1]',
    );
    expect(failure(() => takes(t.custom("added_tool.Money"))(1))).toBe(
      "ConversionError: the conversion of added_tool.Money failed: boom at args[0]",
    );
    add({ type: money(), toPython, claims: boom });
    expect(failure(() => takes(t.any)([new Euro(1)]))).toBe("ConversionError: boom at args[0][0]");
  });

  test("on the way from Python names the place, and has the error as its cause", () => {
    add({ type: money(), fromPython: boom });
    for (const type of [t.any, t.list(t.any), t.dict(t.list(t.int))]) {
      const error = caught<ConversionError>(() => gives(type)("{'a': [1, Money(1)], 'b': Line(1, 2)}"));
      expect(error.message).toBe('the conversion of added_tool.Money failed: boom at result["a"][1]');
      expect(error.cause).toBeInstanceOf(RangeError);
    }
    expect(failure(() => gives(t.any)("({1: 2, 3: Money(1)}, 4)"))).toMatch(/failed: boom at result\[0\]\{item 1\}$/);
    expect(failure(() => gives(t.any)("(1, {'x': ({4: [0, Money(1)]},)})"))).toMatch(
      /boom at result\[1\]\["x"\]\[0\]\{item 0\}\[1\]$/,
    );
  });

  test("on the way from Python, deep inside, names the place too", () => {
    add({ type: money(), fromPython: boom });
    expect(
      failure(() => gives(t.any)("__import__('functools').reduce(lambda x, _: [x], range(600), Money(1))")),
    ).toMatch(/failed: boom at result(\[0\]){12}\.\.\. \(601 levels\)$/);
  });

  test("among the arguments of a function of JavaScript's is that function's error", () => {
    add({ type: money(), fromPython: boom });
    const through = added.function<(f: unknown, x: unknown) => unknown>("through", [t.any, t.object], t.any);
    const object = gives(t.object)("Money(1)");
    let called = false;
    expect(failure(() => through(() => (called = true), object))).toMatch(/failed: boom at args\[0\]$/);
    expect(called).toBe(false);
  });

  test("leaves nothing of the result behind", () => {
    add({ type: money(), fromPython: boom });
    for (let i = 0; i < 50; i++) {
      expect(() => gives(t.any)("[Line(1, 2), Money(1), Line(3, 4), object(), [Line(5, 6)]]")).toThrow(/boom/);
    }
    // What leavesNoHandles looks at: the handles after the failed one are given back as well.
  });

  test("fails once, whatever fails after it", () => {
    let calls = 0;
    add({
      type: money(),
      fromPython: () => {
        calls++;
        throw new Error(`boom ${calls}`);
      },
    });
    expect(failure(() => gives(t.any)("[Money(1), Money(2), {float('nan'), float('nan')}]"))).toMatch(
      /failed: boom 1 at result\[0\]$/,
    );
    expect(calls).toBe(1);
  });

  test("raises what Python has raised in it as the cause", () => {
    add({ type: money(), fromPython: (object) => object.$get("nothing") });
    const error = caught<ConversionError>(() => gives(t.any)("[Money(1)]"));
    expect(error.message).toMatch(/failed: .*has no attribute 'nothing' at result\[0\]$/);
    expect((error.cause as { pythonType: string }).pythonType).toBe("AttributeError");
  });
});

// A14
describe("a conversion that calls Python", () => {
  test("does so while a result is being read", () => {
    add({
      type: money(),
      fromPython: (object) => [object.$get("cents"), gives(t.any)("list(range(1000))"), gives(t.any)("Line('é', [1])")],
    });
    const result = gives(t.any)("[Money(i) for i in range(50)] + ['end', 'ë', 2**70, Line(1, 2)]") as unknown[];
    expect(result).toHaveLength(54);
    for (let i = 0; i < 50; i++) expect((result[i] as unknown[])[0]).toBe(i);
    expect(result.slice(50, 53)).toStrictEqual(["end", "ë", 2n ** 70n]);
  });

  test("does so while arguments are being written", () => {
    add({
      type: money(),
      toPython: ({ cents }: Euro) => [gives(t.any)(`${cents} + 1`), money().$call([cents])],
      claims,
    });
    expect(takes(t.any)(["a", new Euro(1), "b", new Euro(2)])).toBe(
      "list ['a', [2, Money(cents=1, currency='EUR')], 'b', [3, Money(cents=2, currency='EUR')]]",
    );
  });

  test("keeps nothing of what it has made", async () => {
    add({ type: money(), toPython, claims });
    const take = takes(t.any);
    take([new Euro(1)]);
    take([]);
    const before = await liveHandles();
    take([new Euro(2)]);
    expect(await liveHandles()).toBe(before);
  });

  test("may be inside of another conversion", () => {
    add({ type: money(), fromPython });
    add({ type: "added_tool.Line", fromPython: (object) => ({ line: [object.$get("start"), object.$get("end")] }) });
    expect(gives(t.any)("Line(Money(1), [Line(Money(2), None)])")).toStrictEqual({
      line: [new Euro(1), [{ line: [new Euro(2), null] }]],
    });
  });

  test("that makes what is claimed again has no end, and is refused", () => {
    add({ type: money(), toPython: (value: unknown) => value, claims });
    expect(failure(() => takes(t.any)([new Euro(1)]))).toMatch(
      /^ConversionError: value is nested more than 1000 levels deep, or contains itself at args\[0\]\[0\]/,
    );
    expect(failure(() => takes(t.list(t.str))([new Euro(1) as never]))).toMatch(
      /^ConversionError: value is nested more than 1000/,
    );
  });
});
