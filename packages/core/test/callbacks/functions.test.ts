/** JavaScript functions that Python calls on JavaScript's own thread; threads.test.ts has the others. */
// A11 A13
import { python, PythonError } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { liveHandles } from "../support/live-handles.js";

const py = python();
const call = py.eval("lambda f, *args, **keywords: f(*args, **keywords)");
const echo = py.eval("lambda value: value");

describe("a JavaScript function in Python", () => {
  test("is called with values and gives one", () => {
    expect(call((a: number, b: number) => a + b, 2, 3)).toBe(5);
    const all = (...args: unknown[]): unknown[] => args;
    expect(call(all, null, true, false, 1, -0, 1.5, NaN)).toStrictEqual([null, true, false, 1, -0, 1.5, NaN]);
    expect(call(all, "é", [1, { a: null }], 2n ** 70n)).toStrictEqual(["é", [1, { a: null }], 2n ** 70n]);
    expect(call.$call([all, 1], { key: "value" })).toStrictEqual([1, { key: "value" }]);
    expect(call(() => undefined)).toBe(null);
    expect(call(() => -0)).toBe(-0);
    expect(call(() => 2 ** 60)).toBe(2 ** 60);
    expect(call(() => "a\0é")).toBe("a\0é");
    expect(call(() => new Map([[1, "x"]]))).toStrictEqual(new Map([[1, "x"]]));
  });

  test("keeps its identity, there and back", () => {
    const own = (): number => 1;
    expect(echo(own)).toBe(own);
    expect(py.eval("lambda f, g: (f == g, hash(f) == hash(g), f != g)")(own, own)).toStrictEqual([true, true, false]);
    expect(py.eval("lambda f, g: f == g")(own, () => 1)).toBe(false);
    expect(py.eval("lambda f: (callable(f), repr(f))")(own)).toStrictEqual([true, "<JavaScript function>"]);
  });

  test("is passed without a look at what its owner has made of it", () => {
    const own = Object.defineProperty((x: number) => x + 1, "constructor", {
      get: () => {
        throw new Error("looked at");
      },
    });
    expect(call(own, 1)).toBe(2);
  });

  test("can be kept by Python, and is let go of with it", () => {
    py.exec("kept = []");
    py.eval("lambda f: kept.append(f)")(() => 42);
    expect(py.eval("kept[0]()")).toBe(42);
    py.exec("kept.clear()");
    expect(py.eval("1")).toBe(1);
  });

  test("may call Python again, many levels deep", () => {
    const count = (n: number): number => (n === 0 ? 0 : 1 + (call(count, n - 1) as number));
    expect(call(count, 100)).toBe(100);
    const forever = (): unknown => call(forever);
    expect(() => call(forever)).toThrow(/deep|stack|recursion/i);
    expect(call(count, 100)).toBe(100);
  });

  test("throws through Python: the same value comes back", () => {
    class Own extends Error {}
    for (const thrown of [new Own("boom"), 5, null, undefined, "text", { a: 1 }]) {
      let caught: unknown = "nothing";
      try {
        call(() => {
          throw thrown;
        });
      } catch (error) {
        caught = error;
      }
      expect(caught).toBe(thrown);
    }
  });

  test("is an exception in Python that says what it was", () => {
    py.exec(
      "def catch(f):\n  try:\n    f()\n  except Exception as error:\n    return [type(error).__name__, str(error)]",
    );
    expect(
      py.eval("catch")(() => {
        throw new TypeError("not that");
      }),
    ).toStrictEqual(["JavaScriptError", "TypeError: not that"]);
  });

  test("passes Python's exceptions on as the same object", () => {
    py.exec("error = KeyError('k')\ndef fail():\n  raise error");
    const fail = py.eval("fail");
    py.exec("def same(f):\n  try:\n    f()\n  except KeyError as caught:\n    return caught is error");
    expect(py.eval("same")(() => fail())).toBe(true);
    expect(() => call(() => call(() => fail()))).toThrow(PythonError);
  });

  test("refuses what has no counterpart, and promises, as exceptions", () => {
    expect(() => call(() => Symbol("s"))).toThrow("a symbol has no counterpart in Python at result");
    expect(() => call(async () => 1)).toThrow("cannot return a promise");
  });

  test("may be called while arguments are put together and results are taken apart", () => {
    py.exec(
      "class Noisy(dict):\n  pass\nimport decimal\ndef nested(f, *rest):\n  return [f(x) for x in rest], rest\n" +
        "def with_finaliser(f):\n  class Dies:\n    def __del__(self):\n      f('dead', [1])\n  return Dies()",
    );
    const seen: unknown[] = [];
    const dying = py.eval("with_finaliser")((...args: unknown[]) => {
      seen.push(args);
      return py.eval("1 + 1");
    });
    dying.$release();
    // The finaliser runs at the start of this call, when its arguments lie on the page already.
    expect(py.eval("nested")((x: number) => x * 2, 1, 2.5, "three")).toStrictEqual([
      [2, 5, NaN],
      [1, 2.5, "three"],
    ]);
    expect(seen).toStrictEqual([["dead", [1]]]);
  });

  test("leaves no references behind", async () => {
    const before = await liveHandles();
    for (let i = 0; i < 1000; i++) call((x: number) => x + i, 1);
    expect(() => call((x: number) => x, 1, Symbol("s"))).toThrow("a symbol has no counterpart");
    expect(await liveHandles()).toBe(before);
  });
});
