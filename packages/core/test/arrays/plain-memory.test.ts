/** Memory of Python's without numpy: bytearray, memoryview, array, ctypes, mmap. */
// A14
import { ConversionError, NdArray, python, UsageError } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { caught, failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
py.exec("import array, ctypes, mmap");
const echo = py.eval("lambda value: value");

leavesNoHandles(() => {
  // What is made on first use.
  const grid = py.eval("memoryview(bytearray(4)).cast('B', [2, 2])");
  grid.set(0, 0, 1);
  void grid.handle;
  grid.release();
});

describe("plain memory out of Python", () => {
  test("a bytearray is a Uint8Array over the same bytes, both ways", () => {
    py.exec("seen = bytearray(b'abc')");
    const seen = py.eval("seen") as Uint8Array;
    expect(seen).toStrictEqual(new Uint8Array([97, 98, 99]));
    seen[0] = 65;
    py.exec("seen[2] = 67");
    expect(py.eval("bytes(seen)")).toStrictEqual(new Uint8Array([65, 98, 67]));
    expect(seen).toStrictEqual(new Uint8Array([65, 98, 67]));
    py.exec("del seen");
  });

  test("every code of array.array is the typed array of its items", () => {
    const values = { b: [-128, 127], B: [0, 255], h: [-32768, 32767], H: [0, 65535], i: [-(2 ** 31), 2 ** 31 - 1] };
    const more = { I: [0, 2 ** 32 - 1], f: [0.5, -0], d: [0.1, NaN] };
    for (const [code, items] of Object.entries({ ...values, ...more })) {
      const made = py.eval("lambda code, items: __import__('array').array(code, items)")(code, items);
      expect([...made]).toStrictEqual(items);
    }
    for (const code of ["l", "q"]) {
      const least = py.eval(`array.array('${code}', [-2**31, 7])`);
      const expected = [-(2n ** 31n), 7n];
      expect([...least].map(BigInt)).toStrictEqual(expected);
    }
    expect(py.eval("array.array('q', [-2**63, 2**63-1])")).toStrictEqual(
      new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n]),
    );
    expect(py.eval("array.array('Q', [2**64-1])")).toStrictEqual(new BigUint64Array([2n ** 64n - 1n]));
  });

  test("characters are text, not numbers", () => {
    const text = py.eval("array.array('u', 'aé\\U0001f600')") as NdArray<"str">;
    expect(text.dtype).toBe("str");
    expect(text.toArray()).toStrictEqual(["a", "é", "😀"]);
  });

  test("memory that is read-only comes as a copy: writing to it changes no bytes object", () => {
    py.exec("constant = b'interned'");
    const copy = py.eval("memoryview(constant)") as Uint8Array;
    copy.fill(0);
    expect(py.eval("constant == b'interned' and hash(constant) == hash(b'interned')")).toBe(true);
    expect(py.eval("memoryview(b'')")).toStrictEqual(new Uint8Array(0));
  });

  test("a read-only map of a file is a copy, a private one is not", () => {
    py.exec(
      "import tempfile\nfile = tempfile.TemporaryFile()\nfile.write(b'x' * 5000)\nfile.flush()\n" +
        "read = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)\nown = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)",
    );
    const read = py.eval("read") as Uint8Array;
    read[0] = 0;
    expect(py.eval("read[0]")).toBe(120);
    const own = py.eval("own") as Uint8Array;
    own[0] = 0;
    expect(py.eval("own[0]")).toBe(0);
    expect(failure(() => py.exec("own.close()"))).toMatch("BufferError: cannot close exported pointers exist");
    py.exec("read.close(); file.close(); del read, own, file");
  });

  test("arrays of ctypes are typed arrays", () => {
    expect(py.eval("(ctypes.c_int * 3)(1, -2, 3)")).toStrictEqual(new Int32Array([1, -2, 3]));
    expect(py.eval("(ctypes.c_double * 2)(0.5)")).toStrictEqual(new Float64Array([0.5, 0]));
    expect(py.eval("(ctypes.c_longlong * 1)(2**62)")).toStrictEqual(new BigInt64Array([2n ** 62n]));
    expect(py.eval("(ctypes.c_char * 2)(b'a', b'b')")).toStrictEqual(new Uint8Array([97, 98]));
    const grid = py.eval("((ctypes.c_short * 3) * 2)((1, 2, 3), (4, 5, 6))") as NdArray<"int16">;
    expect([grid.shape, grid.strides, grid.toArray()]).toStrictEqual([
      [2, 3],
      [6, 2],
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ]);
    expect((py.eval("(ctypes.c_bool * 2)(True, False)") as NdArray).toArray()).toStrictEqual([true, false]);
    expect((py.eval("(ctypes.c_wchar * 3)('h', 'i')") as NdArray).toArray()).toStrictEqual(["h", "i", ""]);
  });

  test("what holds pointers or structures stays a handle", () => {
    py.exec("class Pair(ctypes.Structure):\n  _fields_ = [('x', ctypes.c_int), ('y', ctypes.c_double)]");
    for (const kind of ["ctypes.c_void_p", "ctypes.py_object", "Pair", "ctypes.POINTER(ctypes.c_int)"]) {
      const handle = py.eval(`(${kind} * 2)()`);
      expect(handle.$repr()).toMatch("_Array_2 object");
    }
  });

  test("items in the other byte order are read right, and not shown as what they are not", () => {
    const big = py.eval("(ctypes.c_int.__ctype_be__ * 2)(1, -2)") as NdArray<"int32">;
    expect(big.toArray()).toStrictEqual([1, -2]);
    expect(big.flat()).toStrictEqual(new Int32Array([1, -2]));
    expect(caught(() => big.data).message).toMatch("its items are in the other byte order; use flat(), at() or bytes");
    expect(big.bytes).toStrictEqual(new Uint8Array([0, 0, 0, 1, 255, 255, 255, 254]));
    big.set(0, 258);
    expect(big.bytes.slice(0, 4)).toStrictEqual(new Uint8Array([0, 0, 1, 2]));
  });

  test("a released memoryview is a handle", () => {
    py.exec("gone = memoryview(b'abc')\ngone.release()");
    expect(py.eval("gone").$repr()).toMatch("<released memory at");
  });
});

describe("NdArray of a memoryview", () => {
  test("keeps shape and strides, and reads the items that they lead to", () => {
    py.exec("whole = bytearray(range(24))");
    const grid = py.eval("memoryview(whole).cast('B', [4, 6])") as NdArray<"uint8">;
    expect(grid).toBeInstanceOf(NdArray);
    expect([grid.dtype, grid.shape, grid.strides, grid.size]).toStrictEqual(["uint8", [4, 6], [6, 1], 24]);
    expect(grid.at(3, 5)).toBe(23);
    expect(grid.at(-1, -6)).toBe(18);
    grid.set(1, 2, 255);
    expect(py.eval("whole[8]")).toBe(255);
    const back = py.eval("memoryview(whole)[20:4:-3]") as NdArray<"uint8">;
    expect([back.shape, back.strides, back.byteOffset]).toStrictEqual([[6], [-3], 15]);
    expect(back.toArray()).toStrictEqual([20, 17, 14, 11, 255, 5]);
    expect(back.data).toStrictEqual(new Uint8Array(py.eval("bytes(whole[5:21])") as Uint8Array));
    expect(back.data[back.index(1)]).toBe(17);
    expect(back.flat()).toStrictEqual(new Uint8Array([20, 17, 14, 11, 255, 5]));
    py.exec("del whole");
  });

  test("goes back to Python as the same object", () => {
    py.exec("grid = memoryview(bytearray(6)).cast('B', [2, 3])");
    const grid = py.eval("grid");
    expect(py.eval("lambda other: other is grid")(grid)).toBe(true);
    expect(echo(grid)).toBe(grid);
    expect(py.eval("[grid, grid]")).toStrictEqual([grid, grid]);
    py.exec("del grid");
  });

  test("has no dimensions, or no items, without trouble", () => {
    const scalar = py.eval("memoryview(bytearray(8)).cast('d', [])") as NdArray<"float64">;
    expect([scalar.shape, scalar.size, scalar.at(), scalar.toArray()]).toStrictEqual([[], 1, 0, 0]);
    scalar.set(1.5);
    expect([scalar.at(), [...scalar.flat()]]).toStrictEqual([1.5, [1.5]]);
    expect(failure(() => [...scalar])).toMatch("an array without dimensions cannot be iterated");
    const empty = py.eval("memoryview(bytearray(0))[::2]") as NdArray<"uint8">;
    expect(echo(empty)).toStrictEqual(empty);
  });

  test("is not aligned where its memory is not", () => {
    const odd = py.eval("memoryview(bytearray(b'?' + __import__('struct').pack('2d', 0.1, 2)))[1:].cast('d')") as
      | NdArray<"float64">
      | Float64Array;
    expect(odd).toBeInstanceOf(NdArray);
    const array = odd as NdArray<"float64">;
    expect(array.toArray()).toStrictEqual([0.1, 2]);
    expect(caught(() => array.data)).toBeInstanceOf(ConversionError);
    expect(caught(() => array.data).message).toMatch("its items are not aligned");
    array.set(1, -0);
    expect(array.flat()).toStrictEqual(new Float64Array([0.1, -0]));
  });

  test("read-only memory shows a copy, reads what is there, and refuses to be written", () => {
    const fixed = py.eval("memoryview(bytes(range(6))).cast('B', [2, 3])") as NdArray<"uint8">;
    expect(fixed.readOnly).toBe(true);
    fixed.data.fill(9);
    fixed.bytes.fill(9);
    expect(fixed.toArray()).toStrictEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(failure(() => fixed.set(0, 0, 1))).toBe("UsageError: this array is read-only");
  });

  test("a view of memory that changes shows a fresh copy when it crosses again", () => {
    py.exec("live = bytearray(4)\nfixed = memoryview(live).toreadonly().cast('B', [2, 2])");
    const first = py.eval("fixed") as NdArray<"uint8">;
    expect(first.data[0]).toBe(0);
    py.exec("live[0] = 7");
    expect([first.at(0, 0), (py.eval("fixed") as NdArray<"uint8">).data[0]]).toStrictEqual([7, 7]);
    py.exec("del live, fixed");
  });

  test("refuses wrong indices and wrong values, and says which", () => {
    const grid = py.eval("memoryview(bytearray(6)).cast('B', [2, 3])") as NdArray<"uint8">;
    expect(failure(() => grid.at(1))).toBe("UsageError: at() of an array with 2 dimensions takes 2 indices, got 1");
    expect(failure(() => grid.at(2, 0))).toBe("UsageError: index 2 is not within axis 0, which has 2 items");
    expect(failure(() => grid.at(0, -4))).toBe("UsageError: index -4 is not within axis 1, which has 3 items");
    expect(failure(() => grid.at(0, 0.5))).toMatch("index 0.5 is not within axis 1");
    expect(failure(() => grid.at(0, NaN))).toMatch("index NaN is not within axis 1");
    expect(failure(() => grid.set(0, 0, 256))).toBe("ConversionError: expected uint8, 0 to 255, got int 256 at [0, 0]");
    expect(failure(() => grid.set(0, 0, 0.5))).toBe("ConversionError: expected uint8, got float 0.5 at [0, 0]");
    expect(failure(() => grid.set(0, 0, "1" as never))).toMatch('expected uint8, got str "1"');
  });

  test("released, it is an error, while its memory stays for those who look at it", () => {
    const grid = py.eval("memoryview(bytearray(b'abcdef')).cast('B', [2, 3])") as NdArray<"uint8">;
    const { data } = grid;
    grid.release();
    grid.release();
    py.exec("import gc; gc.collect()");
    expect(Buffer.from(data).toString()).toBe("abcdef");
    expect(failure(() => grid.data)).toBe("UsageError: this array has been released");
    expect(failure(() => grid.at(0, 0))).toBe("UsageError: this array has been released");
    expect(failure(() => echo(grid))).toMatch("UsageError: this Python object has been released");
    expect(caught(() => grid.toArray())).toBeInstanceOf(UsageError);
    // Of a generation that has `using`, this is what its end does.
    const other = py.eval("memoryview(bytearray(4)).cast('B', [2, 2])") as NdArray;
    other[Symbol.dispose]();
    expect(other.handle.$released).toBe(true);
  });
});
