/** Arrays of numpy's in TypeScript: every kind of items, every way to lie in memory. */
// A14
import { NdArray, PyObject, python, toNdArray } from "@pyweld/core";
import { expect, test } from "vitest";

import { caught, failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { describeScience, sciencePython } from "../support/science-python.js";

const py = python({ python: sciencePython });
const array = (expression: string): NdArray => py.eval(expression) as NdArray;

describeScience(
  "NdArray of a numpy array",
  () => {
    py.exec("import numpy as np");
    const echo = py.eval("lambda value: value");
    leavesNoHandles(() => {
      const objects = array("np.array([[None]], object)");
      objects.set(0, 0, 1);
      void [objects.at(0, 0), objects.toArray(), objects.flat()];
      void array("np.zeros(1, [('x', 'i1')])").field("x");
      void toNdArray(py.eval("np.ma.array([1]).data") as NdArray);
      void array("np.zeros(1)").handle.sum();
    });

    test("lies over the array's own memory", () => {
      py.exec("grid = np.arange(6.0).reshape(2, 3)");
      const grid = array("grid") as NdArray<"float64">;
      expect([grid.dtype, grid.shape, grid.strides, grid.size, grid.itemBytes]).toStrictEqual([
        "float64",
        [2, 3],
        [24, 8],
        6,
        8,
      ]);
      grid.data[4] = -1;
      grid.set(0, 0, NaN);
      expect(py.eval("repr(grid.tolist())")).toBe("[[nan, 1.0, 2.0], [3.0, -1.0, 5.0]]");
      py.exec("grid += 1");
      expect([...grid.data]).toStrictEqual([NaN, 2, 3, 4, 0, 6]);
      expect(grid.readOnly).toBe(false);
      py.exec("del grid");
    });

    test("is the same array again in Python, and the same object here", () => {
      py.exec("one = np.zeros(3)");
      const one = array("one");
      expect(echo(one)).toBe(one);
      expect(py.eval("lambda other: other is one")(one)).toBe(true);
      expect(py.eval("lambda other: other['x'][0] is one")({ x: [one] })).toBe(true);
      py.exec("one.shape = (3, 1)");
      expect([one.shape, array("one").shape]).toStrictEqual([[3], [3, 1]]);
      py.exec("one.flags.writeable = False");
      expect(array("one").readOnly).toBe(true);
      py.exec("del one");
    });

    test("shows numpy's methods on its handle", () => {
      const { handle } = array("np.arange(4).reshape(2, 2)");
      expect(handle).toBeInstanceOf(PyObject);
      expect(handle.transpose().toArray()).toStrictEqual([
        [0n, 2n],
        [1n, 3n],
      ]);
      expect(String(handle.dtype)).toBe("int64");
    });

    test("has integers, floats and booleans as they are", () => {
      const rows: [string, string, unknown[], Function][] = [
        ["bool", "[True, False]", [true, false], Uint8Array],
        ["int8", "[-128, 127]", [-128, 127], Int8Array],
        ["uint8", "[0, 255]", [0, 255], Uint8Array],
        ["int16", "[-2**15, 2**15-1]", [-32768, 32767], Int16Array],
        ["uint16", "[0, 2**16-1]", [0, 65535], Uint16Array],
        ["int32", "[-2**31, 2**31-1]", [-(2 ** 31), 2 ** 31 - 1], Int32Array],
        ["uint32", "[0, 2**32-1]", [0, 2 ** 32 - 1], Uint32Array],
        ["int64", "[-2**63, 2**63-1]", [-(2n ** 63n), 2n ** 63n - 1n], BigInt64Array],
        ["uint64", "[0, 2**64-1]", [0n, 2n ** 64n - 1n], BigUint64Array],
        ["float32", "[0.1, -0.0, np.inf]", [Math.fround(0.1), -0, Infinity], Float32Array],
        ["float64", "[0.1, -0.0, np.nan, 5e-324]", [0.1, -0, NaN, 5e-324], Float64Array],
      ];
      for (const [dtype, items, expected, construct] of rows) {
        const found = array(`np.array(${items}, "${dtype}")`);
        expect([found.dtype, found.toArray(), found.flat(), [...found]]).toStrictEqual([
          dtype,
          expected,
          Reflect.construct(construct, [expected]),
          expected,
        ]);
        expect(found.data).toBeInstanceOf(construct);
      }
    });

    test("has every half that there is", () => {
      const halves = array("np.arange(65536, dtype='u2').view('f2')") as NdArray<"float16">;
      const doubles = array("np.arange(65536, dtype='u2').view('f2').astype('f8')") as NdArray<"float64">;
      expect(halves.dtype).toBe("float16");
      expect(Buffer.from(new Float64Array(halves.flat()).buffer).equals(Buffer.from(doubles.flat().buffer))).toBe(
        false,
      );
      expect(halves.toArray()).toStrictEqual(doubles.toArray());
      expect([...halves.flat()]).toStrictEqual([...doubles.data]);
      const target = array("np.zeros(65536, 'f2')") as NdArray<"float16">;
      const values = doubles.flat();
      for (let i = 0; i < values.length; i++) target.set(i, values[i] as number);
      expect(py.eval("lambda a, b: bool(np.array_equal(a, b, equal_nan=True))")(target, halves)).toBe(true);
      if ("Float16Array" in globalThis) expect(Array.from(halves.data)).toStrictEqual([...values]);
      else expect(caught(() => halves.data).message).toMatch("this host has no Float16Array");
    });

    test("rounds to halves as numpy does", () => {
      const values = array(
        "np.concatenate([np.random.default_rng(1).normal(size=2000) * 10.0 ** k for k in range(-9, 5)])",
      ) as NdArray<"float64">;
      const target = py.eval("lambda n: np.zeros(n, 'f2')")(values.size) as NdArray<"float16">;
      values.flat().forEach((value, i) => {
        if (Math.abs(value) < 65520) target.set(i, value);
      });
      const same = "lambda a, b: bool((a == np.where(abs(b) < 65520, b, 0).astype('f2')).all())";
      expect(py.eval(same)(target, values)).toBe(true);
      expect(failure(() => target.set(0, 65520))).toBe(
        "ConversionError: expected float16, which cannot hold int 65520 at [0]",
      );
      target.set(0, 65519);
      expect(target.at(0)).toBe(65504);
      target.set(0, -Infinity);
      expect(target.at(0)).toBe(-Infinity);
    });

    test("has complex numbers as pairs", () => {
      const numbers = array("np.array([1+2j, complex(np.nan, -0.0)])") as NdArray<"complex128">;
      expect(numbers.toArray()).toStrictEqual([
        { re: 1, im: 2 },
        { re: NaN, im: -0 },
      ]);
      expect(numbers.data).toStrictEqual(new Float64Array([1, 2, NaN, -0]));
      expect(numbers.index(1)).toBe(2);
      numbers.set(0, { re: 3, im: 4 });
      numbers.set(1, 5);
      expect(py.eval("lambda a: repr(a.tolist())")(numbers)).toBe("[(3+4j), (5+0j)]");
      expect(array("np.array([[1j, 2]], 'c8').T").flat()).toStrictEqual(new Float32Array([0, 1, 2, 0]));
      expect(failure(() => numbers.set(0, { re: 1 } as never))).toMatch(
        "expected complex128 (a number, or { re, im })",
      );
    });

    test("has dates as counts of their unit", () => {
      const dates = array("np.array(['2020-01-01', 'NaT'], 'M8[D]')") as NdArray<"datetime64">;
      expect([dates.dtype, dates.unit, dates.toArray()]).toStrictEqual(["datetime64", "D", [18262n, null]]);
      expect(dates.data).toStrictEqual(new BigInt64Array([18262n, -(2n ** 63n)]));
      dates.set(1, 0n);
      dates.set(0, null);
      expect(py.eval("lambda a: a.astype(str).tolist()")(dates)).toStrictEqual(["NaT", "1970-01-01"]);
      const spans = array("np.array([[1, 2]], 'm8[25s]')[:, ::-1]") as NdArray<"timedelta64">;
      expect([spans.dtype, spans.unit, spans.flat()]).toStrictEqual([
        "timedelta64",
        "25s",
        new BigInt64Array([2n, 1n]),
      ]);
      expect(array("np.array([3], '>m8')").toArray()).toStrictEqual([3n]);
      expect(array("np.array([3], 'm8')").unit).toBe("generic");
      expect(failure(() => dates.set(0, 1))).toBe(
        "ConversionError: expected datetime64 (a bigint that counts D, or null), got int 1 at [0]",
      );
    });

    test("has text and bytes of fixed sizes", () => {
      const text = array("np.array(['a', 'é😀', ''])") as NdArray<"str">;
      expect([text.dtype, text.itemBytes, text.toArray()]).toStrictEqual(["str", 8, ["a", "é😀", ""]]);
      text.set(0, "\ud800x");
      expect(py.eval("lambda a: a[0] == '\\ud800x'")(text)).toBe(true);
      expect(text.at(0)).toBe("\ud800x");
      expect(failure(() => text.set(0, "abc"))).toBe("ConversionError: expected at most 2 characters, got 3 at [0]");
      expect(failure(() => text.set(0, 1 as never))).toBe("ConversionError: expected str, got int 1 at [0]");
      expect(failure(() => array("np.array(['\\ud83d\\ude00'])").toArray())).toMatch("a high and a low surrogate");
      expect(array("np.array(['é😀'], '>U2')").flat()).toStrictEqual(["é😀"]);
      const bytes = array("np.array([b'a\\0b', b'', b'xyz'])") as NdArray<"bytes">;
      expect(bytes.toArray()).toStrictEqual([[97, 0, 98], [], [120, 121, 122]].map((item) => new Uint8Array(item)));
      bytes.set(2, new Uint8Array([1]));
      expect(py.eval("lambda a: bool(a[2] == b'\\1')")(bytes)).toBe(true);
      expect(failure(() => bytes.set(0, new Uint8Array(4)))).toBe(
        "ConversionError: expected at most 3 bytes, got 4 at [0]",
      );
      const raw = array("np.array([b'ab\\0'], 'V3')") as NdArray<"void">;
      expect([raw.dtype, raw.toArray()]).toStrictEqual(["void", [new Uint8Array([97, 98, 0])]]);
      expect(array("np.frombuffer(bytearray(b'\\xff' * 4), 'U1')").shape).toStrictEqual([1]);
      expect(failure(() => array("np.frombuffer(bytearray(b'\\xff' * 4), 'U1')").at(0))).toMatch("holds no characters");
    });

    test("has records by the names of their fields", () => {
      py.exec(
        "rows = np.array([(1, 2.5, [3, 4], ('a', True)), (5, -0.0, [6, 7], ('b', False))], " +
          "[('id', '>i4'), ('__proto__', 'f8'), ('pair', 'i2', (2,)), ('inner', [('name', 'U3'), ('ok', '?')])])",
      );
      const rows = array("rows") as NdArray<"record">;
      const first = { id: 1, ["__proto__"]: 2.5, pair: [3, 4], inner: { name: "a", ok: true } };
      expect([rows.dtype, rows.fields]).toStrictEqual(["record", ["id", "__proto__", "pair", "inner"]]);
      expect(Object.entries(rows.at(0))).toStrictEqual([
        ["id", 1],
        ["__proto__", 2.5],
        ["pair", [3, 4]],
        ["inner", { name: "a", ok: true }],
      ]);
      expect(rows.field("id").toArray()).toStrictEqual([1, 5]);
      expect(rows.field("pair").toArray()).toStrictEqual([
        [3, 4],
        [6, 7],
      ]);
      const floats = rows.field<"float64">("__proto__");
      floats.set(1, 9);
      expect(py.eval("rows['__proto__'].tolist()")).toStrictEqual([2.5, 9]);
      expect(failure(() => floats.data)).toMatch("its items are not aligned");
      rows.set(1, { ...first, id: 8, ["__proto__"]: 1 });
      expect(py.eval("repr(rows[1].item())")).toMatch(/^\(8, 1\.0, array\(\[3, 4\], dtype=int16\), \('a', True\)\)$/);
      py.exec("del rows");
    });

    test("writes a record whole or not at all", () => {
      const rows = array("np.zeros(1, [('x', 'i1'), ('y', 'u1')])") as NdArray<"record">;
      expect(failure(() => rows.set(0, { x: 1, y: 256 }))).toBe(
        'ConversionError: expected uint8, 0 to 255, got int 256, in the field "y" at [0]',
      );
      expect(failure(() => rows.set(0, { x: 1 }))).toMatch('the field "y" is missing');
      expect(failure(() => rows.set(0, { x: 1, y: 2, z: 3 }))).toMatch('there is no field "z"');
      expect(failure(() => rows.set(0, [1, 2] as never))).toMatch("expected an object with the fields x, y");
      expect(rows.toArray()).toStrictEqual([{ x: 0, y: 0 }]);
    });

    test("leaves objects in Python, item by item", () => {
      py.exec("things = np.empty((2, 2), object)\nthings[0, 0] = 1\nthings[0, 1] = [1, 2]\nthings[1, 0] = len");
      const things = array("things") as NdArray<"object">;
      expect([things.dtype, things.at(0, 0), things.at(0, 1), things.at(-1, -1)]).toStrictEqual([
        "object",
        1,
        [1, 2],
        null,
      ]);
      expect((things.at(1, 0) as PyObject).$call([[1, 2, 3]])).toBe(3);
      things.set(1, 1, [3, { a: 4 }]);
      expect(py.eval("things[1, 1]")).toStrictEqual([3, { a: 4 }]);
      expect((things.flat() as unknown[]).length).toBe(4);
      expect(failure(() => things.data)).toMatch('items of the kind "object" have no memory to look at');
      expect(failure(() => things.bytes)).toMatch("no memory to look at");
      const rows = array("np.array([(1, None)], [('x', 'i4'), ('y', object)])") as NdArray<"record">;
      expect([rows.dtype, rows.fields, rows.toArray()]).toStrictEqual(["record", ["x", "y"], [{ x: 1, y: null }]]);
      rows.set(0, { x: 2, y: "z" });
      expect(rows.at(0)).toStrictEqual({ x: 2, y: "z" });
      expect(failure(() => rows.bytes)).toMatch("no memory to look at");
      py.exec("del things");
    });

    test("has no longdouble as a number, but passes it on", () => {
      const long = array("np.array([0.1], np.longdouble)");
      if (long.dtype === "float64") return;
      expect(failure(() => long.at(0))).toMatch('convert the array in Python: .astype("float64")');
      expect(failure(() => long.flat())).toMatch('.astype("float64")');
      expect(long.bytes.length).toBe(long.itemBytes);
      expect(echo(long)).toBe(long);
      expect(failure(() => array("np.zeros(1, np.clongdouble)").at(0))).toMatch('.astype("complex128")');
    });

    test("lies in any order: Fortran's, reversed, transposed, broadcast", () => {
      py.exec("cube = np.arange(24.0).reshape(2, 3, 4)");
      const views = [
        "cube",
        "np.asfortranarray(cube)",
        "cube.T",
        "cube[::-1, ::-2, 1::2]",
        "cube[:, 1]",
        "cube[1, ..., None]",
      ];
      for (const view of [...views, "np.broadcast_to(cube[0, 0], (5, 4))", "cube[:0]", "cube[1, 2, 3:4]"]) {
        const found = array(view) as NdArray<"float64">;
        expect(found.toArray(), view).toStrictEqual(py.eval(`(${view}).tolist()`));
        expect([...found.flat()], view).toStrictEqual(py.eval(`(${view}).ravel().tolist()`));
        expect(found.shape).toStrictEqual(py.eval(`(${view}).shape`));
        // The stride of a dimension of one item says nothing.
        const steps = (strides: readonly number[]): number[] => strides.filter((_, i) => (found.shape[i] ?? 0) > 1);
        expect(steps(found.strides)).toStrictEqual(steps(py.eval(`(${view}).strides`)));
        expect(found.isContiguous).toBe(py.eval(`(${view}).flags.c_contiguous`));
        const indices = found.shape.map((length) => length - 1);
        if (found.size > 0) expect(found.data[found.index(...indices)]).toBe(found.at(...indices));
      }
      py.exec("del cube");
    });

    test("read-only arrays cannot be written from here", () => {
      py.exec("base = np.zeros(3)\nfixed = base.view()\nfixed.flags.writeable = False");
      const fixed = array("fixed") as NdArray<"float64">;
      fixed.data.fill(1);
      expect([fixed.readOnly, py.eval("base.tolist()")]).toStrictEqual([true, [0, 0, 0]]);
      py.exec("base[0] = 5");
      expect([fixed.at(0), fixed.data[0], (array("fixed") as NdArray<"float64">).data[0]]).toStrictEqual([5, 1, 5]);
      const constant = array("np.frombuffer(b'constant', 'u1')") as NdArray<"uint8">;
      constant.bytes.fill(0);
      expect(Buffer.from(constant.flat()).toString()).toBe("constant");
      const spread = array("np.broadcast_to(np.float64(1), (2, 2))");
      expect(failure(() => spread.set(0, 0, 2))).toBe("UsageError: this array is read-only");
      py.exec("del base, fixed");
    });

    test("what means more than its memory stays a handle", () => {
      for (const expression of [
        "np.ma.array([1, 2], mask=[0, 1])",
        "np.zeros(2).view(type('Metres', (np.ndarray,), {}))",
      ]) {
        const handle = py.eval(expression);
        expect(handle).toBeInstanceOf(PyObject);
        expect(handle).not.toBeInstanceOf(NdArray);
      }
      expect(array("np.matrix([[1.5]])").toArray()).toStrictEqual([[1.5]]);
      expect((array("np.rec.array([(1, 2)], [('a', 'i4'), ('b', 'i4')])").toArray() as unknown[])[0]).toStrictEqual({
        a: 1,
        b: 2,
      });
      py.exec(
        "import os, tempfile\npath = tempfile.mkstemp()[1]\nmapped = np.memmap(path, 'f4', 'w+', shape=3)\nmapped[1] = 2",
      );
      const mapped = array("mapped") as NdArray<"float32">;
      mapped.set(0, 1);
      expect(py.eval("np.asarray(mapped).tolist()")).toStrictEqual([1, 2, 0]);
      py.exec("del mapped\nos.unlink(path)");
    });

    test("too many items for nested arrays are refused before they are made", () => {
      const endless = array("np.broadcast_to(np.uint8(0), (10**9,))");
      expect(failure(() => endless.toArray())).toMatch("1000000000 items are too many for nested arrays");
      expect(failure(() => array("np.empty((10**9, 0))").toArray())).toMatch("too many for nested arrays");
      expect(endless.at(10 ** 9 - 1)).toBe(0);
    });

    test("memory beyond what a process has is not looked at", () => {
      py.exec("from numpy.lib.stride_tricks import as_strided\nlong = as_strided(np.zeros(1), (2**50,), (8,))");
      const long = array("long");
      const message = "ConversionError: 9007199254740992 bytes are more than an ArrayBuffer can show here";
      expect(failure(() => long.at(0))).toMatch(message);
      expect(failure(() => long.data)).toMatch(message);
      expect(echo(long)).toBe(long);
      expect(py.eval("lambda other: other is long")(long)).toBe(true);
      py.exec("del long");
    });

    test("an array cannot be resized under the eyes of JavaScript", () => {
      py.exec("grows = np.zeros(4)\npart = grows[:2]");
      const seen = array("grows") as NdArray<"float64">;
      const part = array("part") as NdArray<"float64">;
      expect(failure(() => py.exec("grows.resize(10**6, refcheck=False)"))).toMatch("ValueError");
      seen.data[3] = 1;
      part.data[0] = 2;
      expect(py.eval("grows.tolist()")).toStrictEqual([2, 0, 0, 1]);
      py.exec("del grows, part");
    });
  },
  ["numpy"],
);

describeScience(
  "toNdArray",
  () => {
    test("finds the array behind other objects, without a copy where they allow it", () => {
      py.exec(
        "class Interface:\n  def __init__(self, of): self.__array_interface__ = of.__array_interface__; self.of = of\n" +
          "class Tensor:\n  def __init__(self, of): self.of = of\n" +
          "  def __dlpack__(self, **options): return self.of.__dlpack__(**options)\n" +
          "  def __dlpack_device__(self): return self.of.__dlpack_device__()\n" +
          "class Convertible:\n  def __init__(self, of): self.of = of\n" +
          "  def __array__(self, dtype=None, copy=None): return self.of\n" +
          "own = np.zeros(3)",
      );
      const hasDlpack = py.eval("hasattr(np, 'from_dlpack')") as boolean;
      for (const kind of ["Interface", ...(hasDlpack ? ["Tensor"] : []), "Convertible"]) {
        const found = toNdArray<"float64">(py.eval(`${kind}(own)`));
        expect(found).toBeInstanceOf(NdArray);
        py.exec("own += 1");
        expect(found.at(2)).toBe(py.eval("float(own[2])"));
      }
      expect(toNdArray(py.eval("np.zeros(2).view(type('Metres', (np.ndarray,), {}))")).toArray()).toStrictEqual([0, 0]);
      py.exec("del own");
    });

    test("refuses what is no array, and masks", () => {
      expect(failure(() => toNdArray(py.eval("object()")))).toBe(
        "PythonError: TypeError: object is no array: it has no __dlpack__, __array_interface__, __array__ or buffer",
      );
      expect(failure(() => toNdArray(py.eval("np.ma.array([1], mask=[1])")))).toMatch(
        "the mask of a masked array would be lost",
      );
      expect(failure(() => toNdArray([1] as never))).toMatch("ConversionError");
    });
  },
  ["numpy"],
);
