/** JavaScript's memory in Python without numpy: memoryview, Buffer, bytearray. */
// A14
import { python, shared, t } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const py = python();
const tool = toolOf(
  "memory_in_tool",
  `
def kind(value):
    return type(value).__name__

def shown(value):
    view = memoryview(value)
    return [type(value).__name__, view.format, view.shape, view.tolist()]

def fill(value, with_):
    for i in range(len(value)):
        value[i] = with_

def same(value):
    return value

def grown(value):
    value.append(1)
    return value
`,
);

leavesNoHandles(() => {
  void py.eval("lambda m: m")(new DataView(new ArrayBuffer(1)));
  void tool.function<(...args: unknown[]) => unknown>("kind", [t.buffer], t.str)(new Uint8Array(1));
  void tool.function<(...args: unknown[]) => unknown>("grown", [t.bytearray], t.bytearray)(new Uint8Array(1));
});

describe("shared", () => {
  test("passes bytes where they lie, which untyped are copied", () => {
    const kind = py.eval("lambda value: type(value).__name__");
    const bytes = new Uint8Array([1, 2, 3, 4]);
    expect([kind(bytes), kind(bytes.buffer), kind(Buffer.from("x")), kind(shared(bytes))]).toStrictEqual([
      "bytes",
      "bytes",
      "bytes",
      "memoryview",
    ]);
    py.eval("lambda memory: memory.__setitem__(0, 9)")(shared(bytes.subarray(1, 3)));
    expect([...bytes]).toStrictEqual([1, 9, 3, 4]);
    py.eval("lambda memory: memory.__setitem__(0, 7)")(shared(bytes.buffer));
    expect(bytes[0]).toBe(7);
    expect(py.eval("lambda memory: memory.nbytes")(shared(new SharedArrayBuffer(5)))).toBe(5);
  });
});

describe("t.memoryview and t.buffer", () => {
  for (const type of [t.memoryview, t.buffer]) {
    const shown = tool.function<(...args: unknown[]) => unknown>("shown", [type], t.any);
    const fill = tool.function<(...args: unknown[]) => unknown>("fill", [type, t.any], t.none);

    test(`take memory where it lies, with its items (${type.kind === "buffer" && type.name})`, () => {
      expect(shown(new Uint8Array([1, 2]))).toStrictEqual(["memoryview", "B", [2], [1, 2]]);
      expect(shown(Buffer.from("a"))).toStrictEqual(["memoryview", "B", [1], [97]]);
      expect(shown(new ArrayBuffer(2))).toStrictEqual(["memoryview", "B", [2], [0, 0]]);
      expect(shown(new Float64Array([0.5, -0]))).toStrictEqual(["memoryview", "d", [2], [0.5, -0]]);
      expect(shown(new BigInt64Array([-1n]))).toStrictEqual(["memoryview", "q", [1], [-1]]);
      expect(shown(new DataView(new ArrayBuffer(3), 1))).toStrictEqual(["memoryview", "B", [2], [0, 0]]);
      expect(shown(new Float32Array(0))).toStrictEqual(["memoryview", "f", [0], []]);
      const memory = new Int16Array(3);
      fill(memory.subarray(1), -5);
      expect([...memory]).toStrictEqual([0, -5, -5]);
    });
  }

  test("refuse what is no memory", () => {
    const kind = tool.function<(...args: unknown[]) => unknown>("kind", [t.memoryview], t.str);
    expect(failure(() => kind("text"))).toBe('ConversionError: expected memoryview, got str "text" at args[0]');
    expect(failure(() => kind([1]))).toBe("ConversionError: expected memoryview, got list at args[0]");
    expect(kind(py.eval("memoryview(bytearray(4))[::2]"))).toBe("memoryview");
  });

  test("are found in unions", () => {
    const kind = tool.function<(...args: unknown[]) => unknown>("kind", [t.union([t.str, t.buffer])], t.str);
    expect([kind(new Uint8Array(1)), kind(new SharedArrayBuffer(1)), kind("x")]).toStrictEqual([
      "memoryview",
      "memoryview",
      "str",
    ]);
  });

  test("give back what Python returns", () => {
    const same = tool.function<(...args: unknown[]) => unknown>("same", [t.any], t.memoryview);
    expect(same(py.eval("bytearray(b'ab')"))).toStrictEqual(new Uint8Array([97, 98]));
    expect(same(new Uint8Array([1]))).toStrictEqual(new Uint8Array([1]));
    expect(same("lie")).toBe("lie");
  });
});

describe("t.bytearray", () => {
  test("is a bytearray of its own in Python, and the same memory on the way back", () => {
    const grown = tool.function<(...args: unknown[]) => unknown>("grown", [t.bytearray], t.bytearray);
    const bytes = new Uint8Array([5, 6]);
    const result = grown(bytes) as Uint8Array;
    expect([[...bytes], [...result]]).toStrictEqual([
      [5, 6],
      [5, 6, 1],
    ]);
    expect(tool.function<(...args: unknown[]) => unknown>("kind", [t.bytearray], t.str)(Buffer.from("x"))).toBe(
      "bytearray",
    );
    expect(failure(() => grown("x"))).toBe('ConversionError: expected bytearray, got str "x" at args[0]');
  });
});
