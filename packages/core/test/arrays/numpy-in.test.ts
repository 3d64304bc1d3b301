/** JavaScript's data as numpy arrays: over the same memory, or packed. */
// A14
import { NdArray, python, t } from "@pyweld/core";
import { expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";
import { describeScience, sciencePython } from "../support/science-python.js";

const py = python({ python: sciencePython });
const source = `
import numpy as np

def shown(array):
    return "{} {} {} {}".format(type(array).__name__, array.dtype, array.shape, array.tolist())

def doubled(array):
    array *= 2

def same(value):
    return value

def owns(array):
    return bool(array.flags.owndata)

def keep(array):
    global kept
    kept = array

def let_go():
    global kept
    kept = None

def kind(value):
    return type(value).__name__
`;

describeScience(
  "t.ndarray",
  () => {
    const tool = toolOf("numpy_in_tool", source);
    const shown = tool.function<(...args: unknown[]) => unknown>("shown", [t.ndarray()], t.str);
    const shownAs = (dtype: string, value: unknown): unknown => {
      const typed = tool.function<(...args: unknown[]) => unknown>("shown", [t.ndarray(dtype)], t.str);
      return typed(value);
    };
    const doubled = tool.function<(...args: unknown[]) => unknown>("doubled", [t.ndarray()], t.none);
    const same = tool.function<(...args: unknown[]) => unknown>("same", [t.ndarray()], t.ndarray());
    const owns = tool.function<(...args: unknown[]) => unknown>("owns", [t.ndarray()], t.bool);
    const keep = tool.function<(...args: unknown[]) => unknown>("keep", [t.ndarray()], t.none);
    const letGo = tool.function<(...args: unknown[]) => unknown>("let_go", [], t.none);
    leavesNoHandles(() => {
      doubled(new Float64Array(1));
      void shown([1]);
      void shownAs("float64", [1]);
      void same([1]);
      void owns([1]);
      keep([1]);
      letGo();
      void NdArray.from([1]);
    });

    test("takes every typed array where it lies", () => {
      const rows: [ArrayBufferView, string][] = [
        [new Int8Array([-1]), "int8 (1,) [-1]"],
        [new Uint8Array([255]), "uint8 (1,) [255]"],
        [new Uint8ClampedArray([255]), "uint8 (1,) [255]"],
        [Buffer.from([1, 2]), "uint8 (2,) [1, 2]"],
        [new Int16Array([-1, 2]), "int16 (2,) [-1, 2]"],
        [new Uint16Array([65535]), "uint16 (1,) [65535]"],
        [new Int32Array([-1]), "int32 (1,) [-1]"],
        [new Uint32Array([2 ** 32 - 1]), "uint32 (1,) [4294967295]"],
        [new BigInt64Array([-(2n ** 63n)]), "int64 (1,) [-9223372036854775808]"],
        [new BigUint64Array([2n ** 64n - 1n]), "uint64 (1,) [18446744073709551615]"],
        [new Float32Array([0.5]), "float32 (1,) [0.5]"],
        [new Float64Array([0.1, NaN, -0]), "float64 (3,) [0.1, nan, -0.0]"],
        [new DataView(new ArrayBuffer(2), 1), "uint8 (1,) [0]"],
        [new Float64Array(0), "float64 (0,) []"],
      ];
      for (const [value, expected] of rows) expect(shown(value)).toBe(`ndarray ${expected}`);
      expect(shown(new ArrayBuffer(2))).toBe("ndarray uint8 (2,) [0, 0]");
      expect(shown(new Int16Array(new SharedArrayBuffer(4)))).toBe("ndarray int16 (2,) [0, 0]");
      expect(shown(new SharedArrayBuffer(1))).toBe("ndarray uint8 (1,) [0]");
      const { Float16Array: Halves } = globalThis as unknown as {
        Float16Array?: new (items: number[]) => ArrayBufferView;
      };
      if (Halves !== undefined) expect(shown(new Halves([0.5]))).toBe("ndarray float16 (1,) [0.5]");
    });

    test("Python writes to the memory of the typed array, and to nothing beside it", () => {
      const memory = new Float64Array([1, 2, 3, 4]);
      doubled(memory.subarray(1, 3));
      expect([...memory]).toStrictEqual([1, 4, 6, 4]);
      const small = new Uint8Array([1, 2, 3]);
      doubled(small);
      expect([...small]).toStrictEqual([2, 4, 6]);
      const pooled = Buffer.from("ab");
      const neighbour = Buffer.from("cd");
      doubled(pooled);
      expect([[...pooled], neighbour.toString()]).toStrictEqual([[194, 196], "cd"]);
    });

    test("packs nested arrays in the kind of items that fits them all", () => {
      const rows: [unknown, string][] = [
        [[1, 2], "int64 (2,) [1, 2]"],
        [
          [
            [1, 2.5],
            [3, 4],
          ],
          "float64 (2, 2) [[1.0, 2.5], [3.0, 4.0]]",
        ],
        [[true, false], "bool (2,) [True, False]"],
        [[-0, 1], "float64 (2,) [-0.0, 1.0]"],
        [[NaN, Infinity, 2 ** 60], "float64 (3,) [nan, inf, 1.152921504606847e+18]"],
        [[1n, 2], "int64 (2,) [1, 2]"],
        [[2n ** 63n], "uint64 (1,) [9223372036854775808]"],
        [[{ re: 1, im: -2 }, 3], "complex128 (2,) [(1-2j), (3+0j)]"],
        [["a", "bcd"], "<U3 (2,) ['a', 'bcd']"],
        [[], "float64 (0,) []"],
        [[[], []], "float64 (2, 0) [[], []]"],
        [[new Float32Array([1, 2]), new Float32Array([3, 4])], "float32 (2, 2) [[1.0, 2.0], [3.0, 4.0]]"],
      ];
      for (const [value, expected] of rows) expect(shown(value)).toBe(`ndarray ${expected}`);
      expect(failure(() => shown([new Uint8Array([1]), [2]]))).toMatch("expected items of one kind, got int and uint8");
      expect(owns([1, 2])).toBe(true);
    });

    test("packs them in the kind that is asked for, or refuses", () => {
      const rows: [string, unknown, string][] = [
        ["float64", [[1], [2]], "ndarray float64 (2, 1) [[1.0], [2.0]]"],
        ["float32", [0.5], "ndarray float32 (1,) [0.5]"],
        ["int8", [-128, 127n], "ndarray int8 (2,) [-128, 127]"],
        ["uint64", [2n ** 64n - 1n], "ndarray uint64 (1,) [18446744073709551615]"],
        ["float16", [65504, 0.5], "ndarray float16 (2,) [65504.0, 0.5]"],
        ["complex64", [{ re: 0, im: 1 }], "ndarray complex64 (1,) [1j]"],
        ["bool", [[true]], "ndarray bool (1, 1) [[True]]"],
        ["datetime64[s]", [0n, 86400n], "[datetime.datetime(1970, 1, 1, 0, 0), datetime.datetime(1970, 1, 2, 0, 0)]"],
        ["U5", ["ab"], "ndarray <U5 (1,) ['ab']"],
        ["object", [1, null, "x"], "ndarray object (3,) [1, None, 'x']"],
      ];
      for (const [dtype, value, expected] of rows) expect(shownAs(dtype, value)).toContain(expected);
      expect(failure(() => shownAs("int8", [[1], [128]]))).toBe(
        "ConversionError: expected int8, -128 to 127, got int 128 at args[0][1][0]",
      );
      expect(failure(() => shownAs("int64", [1.5]))).toBe(
        "ConversionError: expected int64, got float 1.5 at args[0][0]",
      );
      expect(failure(() => shownAs("float32", [1e300]))).toMatch("expected float32, which cannot hold");
      expect(failure(() => shownAs("bool", [1]))).toBe("ConversionError: expected bool, got int 1 at args[0][0]");
      expect(failure(() => shownAs("U1", ["ab"]))).toMatch("TypeError: Cannot cast");
      expect(failure(() => shownAs("no such", [1]))).toMatch("TypeError");
    });

    test("refuses what is ragged, and says where", () => {
      expect(failure(() => shown([[1, 2], [3]]))).toBe(
        "ConversionError: expected a row of 2 items, like the first, got 1 at args[0][1]",
      );
      expect(failure(() => shown([[1, 2], 3]))).toBe(
        "ConversionError: expected a row of 2 items, like the first, got int 3 at args[0][1]",
      );
      expect(failure(() => shown([1, [2]]))).toBe("ConversionError: expected a number, got list at args[0][1]");
      expect(failure(() => shownAs("float64", [1, [2]]))).toBe(
        "ConversionError: expected float64, got list at args[0][1]",
      );
      expect(failure(() => shown([1, null]))).toBe("ConversionError: expected a number, got None at args[0][1]");
      expect(failure(() => shown(Object.assign(Array.from({ length: 3 }), [1], { 2: 3 })))).toMatch(
        "expected a number, got None at args[0][1]",
      );
      expect(failure(() => shown([1, "x"]))).toMatch("expected items of one kind, got int and str");
      expect(failure(() => shown([2n ** 64n]))).toMatch("beyond the 64 bits");
      expect(failure(() => shown([-1n, 2n ** 63n]))).toMatch("beyond the 64 bits");
      const endless: unknown[] = [];
      endless.push(endless);
      expect(failure(() => shown(endless))).toMatch("arrays have at most 64 dimensions");
      const shrinking = { length: 2, rows: [1, 2] };
      const liar = new Proxy([1, 2], {
        get: (_, key) => (key === "length" ? shrinking.length-- : Reflect.get([1, 2], key)),
      });
      expect(failure(() => shownAs("float64", liar))).toMatch(/changed its length|Error/);
    });

    test("converts a typed array to the kind that is asked for where nothing is lost", () => {
      expect(shownAs("float64", new Float32Array([0.5]))).toBe("ndarray float64 (1,) [0.5]");
      expect(shownAs("int64", new Int8Array([-1]))).toBe("ndarray int64 (1,) [-1]");
      expect(shownAs("datetime64[D]", new BigInt64Array([1n]))).toContain("[datetime.date(1970, 1, 2)]");
      expect(shownAs("float64", new BigInt64Array([2n ** 53n]))).toBe("ndarray float64 (1,) [9007199254740992.0]");
      expect(failure(() => shownAs("float64", new BigInt64Array([2n ** 53n + 1n])))).toMatch(
        "ValueError: an int beyond 2**53",
      );
      expect(failure(() => shownAs("float64", new BigInt64Array([-(2n ** 63n)])))).toMatch(
        "ValueError: an int beyond 2**53",
      );
      expect(failure(() => shownAs("int32", new Float64Array([1])))).toMatch("TypeError: Cannot cast");
      expect(shownAs(">f8", new Float64Array([1]))).toBe("ndarray >f8 (1,) [1.0]");
    });

    test("takes an array, and what else stands for an object in Python, as it is", () => {
      const array = py.eval("__import__('numpy').arange(3)") as NdArray;
      expect(same(array)).toBe(array);
      const masked = py.eval("__import__('numpy').ma.array([1, 2], mask=[0, 1])");
      expect(shown(masked)).toBe("MaskedArray int64 (2,) [1, None]");
      expect(failure(() => shown("text"))).toBe('ConversionError: expected NDArray, got str "text" at args[0]');
      expect(failure(() => shown(5))).toBe("ConversionError: expected NDArray, got int 5 at args[0]");
      expect(failure(() => shownAs("float64", {}))).toBe(
        "ConversionError: expected NDArray[float64], got dict at args[0]",
      );
    });

    test("is found in unions, optional types and lists", () => {
      const kind = tool.function<(...args: unknown[]) => unknown>("kind", [t.union([t.ndarray(), t.str])], t.str);
      expect([kind(new Float64Array(1)), kind([1, 2]), kind("x")]).toStrictEqual(["ndarray", "ndarray", "str"]);
      expect(failure(() => kind([1, "x"]))).toMatch("expected NDArray | str, got list");
      const optional = tool.function<(...args: unknown[]) => unknown>(
        "same",
        [t.optional(t.ndarray("float64"))],
        t.optional(t.ndarray("float64")),
      );
      expect(optional(null)).toBe(null);
      expect((optional(new Float64Array([1])) as NdArray).toArray()).toStrictEqual([1]);
      const list = tool.function<(...args: unknown[]) => unknown>("same", [t.list(t.ndarray())], t.list(t.ndarray()));
      expect((list([[1], new Int8Array([2])]) as NdArray[]).map((array) => array.dtype)).toStrictEqual([
        "int64",
        "int8",
      ]);
    });

    test("works on a worker thread", async () => {
      const memory = new Float64Array([1, 2]);
      await doubled.async(memory);
      expect([...memory]).toStrictEqual([2, 4]);
      expect(((await same.async([[1.5]])) as NdArray).toArray()).toStrictEqual([[1.5]]);
    });

    test("returns what is no array as what it is", () => {
      const lie = tool.function<(...args: unknown[]) => unknown>("same", [t.any], t.ndarray());
      expect(lie([1, 2])).toStrictEqual([1, 2]);
      expect(lie(5)).toBe(5);
      expect(lie(null)).toBe(null);
    });

    test("memory that can be resized is refused", () => {
      const Resizable = ArrayBuffer as unknown as new (
        bytes: number,
        options: { maxByteLength: number },
      ) => ArrayBuffer;
      const Growable = SharedArrayBuffer as unknown as new (
        bytes: number,
        options: { maxByteLength: number },
      ) => SharedArrayBuffer;
      for (const buffer of [new Resizable(8, { maxByteLength: 16 }), new Growable(8, { maxByteLength: 16 })]) {
        expect(failure(() => shown(new Uint8Array(buffer)))).toMatch(
          "memory that can be resized cannot be shared with Python",
        );
        expect(failure(() => shown(buffer))).toMatch("memory that can be resized cannot be shared with Python");
      }
    });
  },
  ["numpy"],
);

describeScience(
  "NdArray.from",
  () => {
    test("gives typed arrays a shape, over the same memory", () => {
      const memory = new Float64Array([1, 2, 3, 4, 5, 6]);
      const grid = NdArray.from<"float64">(memory, { shape: [2, 3] });
      expect([grid.dtype, grid.shape, grid.at(1, 0)]).toStrictEqual(["float64", [2, 3], 4]);
      grid.set(0, 0, 10);
      grid.handle.$operate("*=", 2);
      expect([...memory]).toStrictEqual([20, 4, 6, 8, 10, 12]);
      expect(NdArray.from(memory, [3, 2]).shape).toStrictEqual([3, 2]);
      expect(NdArray.from(memory, [-1, 2]).shape).toStrictEqual([3, 2]);
      expect(failure(() => NdArray.from(memory, [4, 2]))).toMatch("ValueError: cannot reshape array of size 6");
    });

    test("takes nested arrays, text and dates", () => {
      expect(
        NdArray.from(
          [
            [1, 2],
            [3, 4],
          ],
          { dtype: "uint8" },
        ).flat(),
      ).toStrictEqual(new Uint8Array([1, 2, 3, 4]));
      expect(NdArray.from([1, 2, 3, 4], [2, 2]).toArray()).toStrictEqual([
        [1n, 2n],
        [3n, 4n],
      ]);
      expect(NdArray.from(["a", "b"], [2, 1]).toArray()).toStrictEqual([["a"], ["b"]]);
      const dates = NdArray.from([0n, 1n], { dtype: "datetime64[ms]" });
      expect([dates.dtype, dates.unit, dates.toArray()]).toStrictEqual(["datetime64", "ms", [0n, 1n]]);
      expect(failure(() => NdArray.from([[1], [2, 3]]))).toMatch("got 2 at args[0][1]");
      expect(failure(() => NdArray.from(5 as never))).toMatch("expected NDArray, got int 5");
    });
  },
  ["numpy"],
);
