/** Values that are not quite what they seem: of another realm, behind a Proxy, with a `then`. */
import { runInNewContext } from "node:vm";

import { ConversionError, python, t, tool, type PyFunction } from "@pyweld/core";
import { describe, expect, it } from "vitest";

const py = python();
py.exec(`
def spell(value): return repr(value)
def pair(a, b): return (a, b is not None)
def half(x): return x / 2
def thenable(): return {"then": print}
`);
const main = tool("__main__");
const spell: PyFunction<(value: unknown) => string> = main.function("spell", [t.any], t.str);

describe("values of another realm", () => {
  it.each([
    ["({ a: 1 })", "{'a': 1}"],
    ["[1, [2]]", "[1, [2]]"],
    ["new Map([[1, 'x']])", "{1: 'x'}"],
    ["new Set([1])", "{1}"],
    ["new Uint8Array([1, 2])", "b'\\x01\\x02'"],
    ["new Uint8Array([3]).buffer", "b'\\x03'"],
  ])("cross as their own: %s", (source, expected) => {
    expect(spell(runInNewContext(source))).toBe(expected);
  });

  it("fit typed parameters", () => {
    const typed = (type: Parameters<typeof t.list>[0], source: string): unknown =>
      main.function<(value: unknown) => string>("spell", [type], t.str)(runInNewContext(source));
    expect(typed(t.dict(t.int), "({ a: 1 })")).toBe("{'a': 1}");
    expect(typed(t.map(t.int, t.str), "new Map([[1, 'x']])")).toBe("{1: 'x'}");
    expect(typed(t.set(t.int), "new Set([1])")).toBe("{1}");
    expect(typed(t.bytes, "new Uint8Array([1, 2])")).toBe("b'\\x01\\x02'");
    expect(typed(t.union([t.dict(t.int), t.set(t.int)]), "new Set([1])")).toBe("{1}");
  });
});

describe("a Proxy around a handle", () => {
  it("may call Python while the arguments are put in place", () => {
    const half = main.function<(x: number) => number>("half", [t.float], t.float);
    const pair = main.function<(a: number, b: unknown) => [number, boolean]>("pair", [t.float, t.object], t.any);
    const handle = py.import("fractions").Fraction(1, 3) as object;
    const nosy = new Proxy(handle, {
      get(target, key) {
        half(15);
        return Reflect.get(target, key) as unknown;
      },
    });
    expect(pair(1.25, nosy)).toEqual([1.25, true]);
  });
});

describe("an object with a prototype of its own", () => {
  it("is refused by name, or as what it is", () => {
    expect(() => spell(process.env)).toThrow(
      new ConversionError("an object with a prototype of its own has no counterpart in Python at args[0]"),
    );
    expect(() => spell(new (class Foo {})())).toThrow("an instance of Foo has no counterpart in Python at args[0]");
  });
});

describe("a result with a callable `then`", () => {
  it("is no value of a promise", async () => {
    const thenable = main.function<() => unknown>("thenable", [], t.any);
    expect(typeof (thenable() as { then: unknown }).then).toBe("function");
    await expect(thenable.async()).rejects.toThrow(ConversionError);
  });
});

describe("a union inside a union", () => {
  it("is one choice of all members", () => {
    const nested = t.union([t.str, t.union([t.int, t.typedDict({ a: t.float })])]);
    const echo = main.function<(value: unknown) => string>("spell", [nested], t.str);
    expect(echo({ a: 1 })).toBe("{'a': 1.0}");
    expect(echo(3)).toBe("3");
  });
});

describe("keys that only one of the languages tells apart", () => {
  it("are an error, not one key", () => {
    const equal = "keys that differ in JavaScript are equal in Python (1 and true, for example)";
    expect(() =>
      spell(
        new Map<unknown, unknown>([
          [1, "a"],
          [true, "b"],
        ]),
      ),
    ).toThrow(new ConversionError(`${equal} at args[0]`));
    const different = "keys or members that differ in Python are the same in JavaScript (two NaN, for example)";
    for (const source of ["{float('nan'): 1, float('nan'): 2}", "{float('nan'), float('nan')}"]) {
      expect(() => py.eval(source) as unknown).toThrow(new ConversionError(`${different} at result`));
    }
    py.exec(`
def deep(value):
    for _ in range(1000): value = [value]
    return value
`);
    expect(() => py.eval("deep({float('nan'), float('nan')})") as unknown).toThrow(ConversionError);
    expect(() => py.eval("[0, {'a': ({'b': {float('nan'), float('nan')}},)}]") as unknown).toThrow(
      new ConversionError(`${different} at result[1]["a"][0]["b"]`),
    );
  });
});
