/** Python's operators by sign and by name, and what JavaScript's own operators see. */
// A8, A14
import { ops, python, type BinaryOperator, type PyObject } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
py.exec(`
from fractions import Fraction
from decimal import Decimal
class Recorder:
    """Says which of its operators was used, and with what."""
    def __repr__(self): return 'R'
def _record(name):
    setattr(Recorder, '__' + name + '__', lambda self, *other: name + ''.join(' ' + repr(o) for o in other))
for _name in 'add sub mul truediv floordiv mod pow matmul lshift rshift and or xor divmod'.split():
    _record(_name); _record('r' + _name)
    if _name != 'divmod': _record('i' + _name)
for _name in 'eq ne lt le gt ge neg pos invert abs round'.split(): _record(_name)
class Wrong:
    def __add__(self, other): return NotImplemented
    def __index__(self): return 'one'
    def __int__(self): raise OSError('int')
    def __float__(self): return 1
    def __lt__(self, other): raise OSError('less')
    def __eq__(self, other): return Wrong()
    def __bool__(self): raise OSError('bool')
    __hash__ = None
class Endless:
    def __add__(self, other): return self + other
    def __hash__(self): return 2**70
class Whole:
    def __index__(self): return 2**60
`);
const main = py.import("__main__");
leavesNoHandles();

const fraction = (...parts: number[]): PyObject => main.$handle("Fraction").$construct(parts);
const half = (): PyObject => fraction(1, 2);
const decimal = (digits: string): PyObject => main.$handle("Decimal").$construct([digits]);

describe("PyObject.$operate", () => {
  test("applies every binary operator, on either side", () => {
    const recorder = main.Recorder() as PyObject;
    const signs: Record<string, string> = {
      "+": "add",
      "-": "sub",
      "*": "mul",
      "/": "truediv",
      "//": "floordiv",
      "%": "mod",
      "**": "pow",
      "@": "matmul",
      "<<": "lshift",
      ">>": "rshift",
      "&": "and",
      "|": "or",
      "^": "xor",
      divmod: "divmod",
    };
    for (const [sign, name] of Object.entries(signs)) {
      expect(recorder.$operate(sign as BinaryOperator, [1, "x"])).toBe(`${name} [1, 'x']`);
      expect(recorder.$reflected(sign as BinaryOperator, null)).toBe(`r${name} None`);
      if (sign !== "divmod") expect(recorder.$operate(`${sign}=` as "+=", 2)).toBe(`i${name} 2`);
    }
    const comparisons = { "==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge" } as const;
    for (const [sign, name] of Object.entries(comparisons)) {
      expect(recorder.$operate(sign as BinaryOperator, 1)).toBe(`${name} 1`);
    }
    expect(recorder.$reflected("<", 1)).toBe("gt 1");
    expect(recorder.$operate("round", 3)).toBe("round 3");
    expect(recorder.$operate("+", undefined)).toBe("add None");
  });

  test("applies every unary operator", () => {
    const recorder = main.Recorder() as PyObject;
    expect((["-", "+", "~", "abs", "round"] as const).map((sign) => recorder.$operate(sign))).toStrictEqual([
      "neg",
      "pos",
      "invert",
      "abs",
      "round",
    ]);
    expect([half().$operate("int"), half().$operate("float"), half().$operate("bool")]).toStrictEqual([0, 0.5, true]);
    expect((main.Whole() as PyObject).$operate("index")).toBe(2n ** 60n);
    expect(half().$operate("complex")).toBeInstanceOf(Object);
    expect(String(half().$operate("-"))).toBe("-1/2");
  });

  test("is exact", () => {
    expect(String(half().$operate("+", 1))).toBe("3/2");
    expect(half().$operate("==", 0.5)).toBe(true);
    expect(String(half().$reflected("-", 1n))).toBe("1/2");
    expect(String(half().$reflected("**", 2))).toBe("1.4142135623730951");
    expect(decimal("0.1").$operate("+", decimal("0.2"))).toBe("0.3");
    expect((main.Whole() as PyObject).$operate("int")).toBe(2n ** 60n);
  });

  test("changes an object in place, and gives the object itself", () => {
    const list = py
      .import("builtins")
      .$handle("list")
      .$construct([[1]]);
    expect(list.$operate("+=", [2, 3])).toBe(list);
    expect([...list]).toStrictEqual([1, 2, 3]);
    const set = py
      .import("builtins")
      .$handle("set")
      .$construct([[1, 2]]);
    expect(set.$operate("&=", new Set([2, 3]))).toBe(set);
    expect([...set]).toStrictEqual([2]);
    const sum = half().$operate("+=", 1) as PyObject;
    expect(String(sum)).toBe("3/2");
  });

  test("passes on what Python raises, and refuses what is no operator", () => {
    const wrong = main.Wrong() as PyObject;
    expect(failure(() => wrong.$operate("+", 1))).toBe(
      "PythonError: TypeError: unsupported operand type(s) for +: 'Wrong' and 'int'",
    );
    expect(failure(() => wrong.$operate("<", 1))).toBe("PythonError: OSError: less");
    expect(failure(() => wrong.$operate("index"))).toMatch(/^PythonError: TypeError: .*__index__/);
    expect(failure(() => wrong.$operate("float"))).toMatch(/^PythonError: TypeError: .*__float__/);
    expect(failure(() => half().$operate("//", 0))).toMatch(/^PythonError: ZeroDivisionError/);
    expect(failure(() => (main.Endless() as PyObject).$operate("+", 1))).toMatch(/^PythonError: RecursionError/);
    expect(failure(() => half().$operate("&&" as "&", 1))).toMatch(
      /^UsageError: Python has no operator "&&" for two values; there are \+ - \*/,
    );
    expect(failure(() => half().$operate("not" as "~"))).toMatch(
      /^UsageError: Python has no operator "not" for one value/,
    );
    expect(failure(() => half().$operate("constructor" as "+", 1))).toMatch(/^UsageError/);
    expect(failure(() => half().$operate("+", Symbol("s")))).toBe(
      "ConversionError: a symbol has no counterpart in Python at args[1]",
    );
  });
});

describe("ops", () => {
  test("takes a plain value on either side", () => {
    expect(String(ops.add(1, half()))).toBe("3/2");
    expect(String(ops.sub(half(), 1))).toBe("-1/2");
    expect([ops.add(1, 2), ops.add("a", "b"), ops.add([1], [2]), ops.mul("ab", 2)]).toStrictEqual([
      3,
      "ab",
      [1, 2],
      "abab",
    ]);
    expect([ops.truediv(1, 2), ops.floordiv(-7, 2), ops.mod(-7, 2), ops.divmod(-7, 2)]).toStrictEqual([
      0.5,
      -4,
      1,
      [-4, 1],
    ]);
    expect([ops.lshift(1, 100), ops.rshift(2n ** 100n, 99), ops.and(6, 3), ops.or(6, 3), ops.xor(6, 3)]).toStrictEqual([
      2n ** 100n,
      2,
      2,
      7,
      5,
    ]);
    expect([ops.pow(2, 64), ops.pow(2, 64, 10), ops.pow(2, -1)]).toStrictEqual([2n ** 64n, 6, 0.5]);
    expect([ops.eq(1, 1), ops.ne(1, 1), ops.lt(1, 2), ops.le(2, 2), ops.gt(1, 2), ops.ge(1, 2)]).toStrictEqual([
      true,
      false,
      true,
      true,
      false,
      false,
    ]);
    expect([ops.neg(1), ops.pos(true), ops.invert(5), ops.abs(-3), ops.int("12"), ops.float("1e3")]).toStrictEqual([
      -1, 1, -6, 3, 12, 1000,
    ]);
    expect([ops.round(2.5), ops.round(2.675, 2), ops.round(1234, -2), ops.bool([]), ops.index(7)]).toStrictEqual([
      2,
      2.67,
      1200,
      false,
      7,
    ]);
    expect(ops.neg(0.5)).toBe(-0.5);
    expect(ops.int("9".repeat(30))).toBe(BigInt("9".repeat(30)));
    expect(failure(() => ops.matmul(1, 2))).toMatch(/^PythonError: TypeError: unsupported operand type\(s\) for @/);
    expect(failure(() => ops.add(1, "a"))).toMatch(/^PythonError: TypeError: unsupported operand/);
    expect(ops.eq(undefined, null)).toBe(true);
  });

  test("has in-place operators, which change what can be changed", () => {
    const list = py
      .import("builtins")
      .$handle("list")
      .$construct([[1]]);
    expect(ops.iadd(list, [2])).toBe(list);
    expect([...list]).toStrictEqual([1, 2]);
    expect([ops.isub(5, 3), ops.imul(5, 3), ops.ipow(2, 70)]).toStrictEqual([2, 15, 2n ** 70n]);
    expect([ops.itruediv(1, 4), ops.ifloordiv(7, 2), ops.imod(7, 4), ops.ilshift(1, 3)]).toStrictEqual([0.25, 3, 3, 8]);
    expect([ops.irshift(8, 3), ops.iand(6, 3), ops.ior(6, 3), ops.ixor(6, 3)]).toStrictEqual([1, 2, 7, 5]);
  });
});

describe("comparisons of handles", () => {
  test("are Python's, as booleans", () => {
    expect([half().$equals(0.5), half().$equals(half()), half().$equals("1/2"), half().$is(half())]).toStrictEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([
      half().$isLess(1),
      half().$isLess(0.5),
      half().$isLessOrEqual(0.5),
      half().$isLessOrEqual(0),
    ]).toStrictEqual([true, false, true, false]);
    const object = half();
    main.kept = object;
    expect([
      object.$is(main.$handle("kept")),
      object.$is(null),
      py.import("builtins").$handle("NotImplemented").$is(1),
    ]).toStrictEqual([true, false, false]);
    delete main.kept;
    const wrong = main.Wrong() as PyObject;
    expect(failure(() => wrong.$equals(1))).toBe("PythonError: OSError: bool");
    expect(failure(() => wrong.$isLess(1))).toBe("PythonError: OSError: less");
    expect(failure(() => half().$isLess("a"))).toMatch(/^PythonError: TypeError: '<' not supported/);
    expect(failure(() => wrong.$truth)).toBe("PythonError: OSError: bool");
    expect([half().$truth, fraction(0).$truth]).toStrictEqual([true, false]);
  });

  test("have hashes that agree with Python's, of any size", () => {
    expect(half().$hash).toBe(py.import("builtins").hash(0.5));
    expect(typeof half().$hash).toBe("bigint");
    expect(fraction(3).$hash).toBe(3n);
    expect((main.Endless() as PyObject).$hash).toBe(BigInt(py.eval("hash(2**70)")));
    expect(failure(() => (main.Wrong() as PyObject).$hash)).toBe("PythonError: TypeError: unhashable type: 'Wrong'");
  });
});

describe("JavaScript's own operators", () => {
  test("see text, or a number where that is exact", () => {
    const whole = main.Whole() as unknown as number;
    expect(+(py.eval("type('F', (float,), {})(0.25)") as number)).toBe(0.25);
    expect(Object.is(+(py.eval("type('F', (float,), {})(-0.0)") as number), -0)).toBe(true);
    expect(whole > 2 ** 59).toBe(true);
    expect(`${half()} and ${String(half())}`).toBe("1/2 and 1/2");
    // As text, 10 would be less than 9.
    const [ten, nine] = [decimal("10"), decimal("9")] as unknown as [number, number];
    expect(failure(() => ten < nine)).toMatch(
      /^PythonError: TypeError: 'Decimal' object is not a number in JavaScript; use \$operate/,
    );
    expect(failure(() => Number(half()))).toMatch(/^PythonError: TypeError/);
  });

  test("add what is exactly a number as one, and put text together otherwise", () => {
    const quarter = py.eval("type('F', (float,), {})(0.25)") as number;
    expect([quarter + 1, 1 + quarter, quarter + quarter]).toStrictEqual([1.25, 1.25, 0.5]);
    const three = py.eval("type('I', (int,), {'__str__': lambda self: 'three'})(3)") as number;
    expect([three + 1, `${three}`]).toStrictEqual([4, "three"]);
    // oxlint-disable-next-line eqeqeq -- the operator that is tested
    expect([(quarter as unknown) == 0.25, (three as unknown) == 4]).toStrictEqual([true, false]);
    expect(["half: " + String(half()), "half: " + (half() as unknown as string)]).toStrictEqual([
      "half: 1/2",
      "half: 1/2",
    ]);
    // As float32 of numpy's: a real number that is no float. What a float cannot hold is none.
    py.exec(`
import fractions, numbers

class Real:
    def __init__(self, text):
        self.exact = fractions.Fraction(text)
    def __float__(self):
        return float(self.exact)
    def __eq__(self, other):
        return self.exact == other
    def __str__(self):
        return "real"

numbers.Real.register(Real)
`);
    const [exact, rounded] = [py.eval("Real('0.5')") as number, py.eval("Real('0.1')") as number];
    expect([exact + 1, Number(exact), rounded + 1]).toStrictEqual([1.5, 0.5, "real1"]);
    expect(failure(() => Number(rounded))).toMatch(/^PythonError: TypeError: 'Real' object is not a number/);
    // Arrays of numpy's have __index__ as well, and most of them have no number to give.
    const array = py.eval("type('A', (), {'__index__': lambda self: [], '__str__': lambda self: '[1 2]'})()") as string;
    expect("array: " + array).toBe("array: [1 2]");
  });
});
