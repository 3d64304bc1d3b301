/** Memory lives for as long as either side looks at it, and no longer. */
// A12 A14
import { setTimeout as sleep } from "node:timers/promises";

import { NdArray, python, shared } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { settle } from "../support/live-handles.js";

const py = python();

/** Collects until `done`, for as long as a test may take. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) {
    await settle();
    await sleep(5);
  }
}

describe("memory of Python's that JavaScript looks at", () => {
  test("stays where it is while a typed array lives, and may grow again afterwards", async () => {
    py.exec("box = bytearray(b'abc')");
    const grows = (): boolean => failure(() => py.exec("box.append(1)")) === "no error";
    let view: Uint8Array | undefined = py.eval("box") as Uint8Array;
    expect(failure(() => py.exec("box.append(1)"))).toMatch("BufferError: Existing exports of data");
    await settle();
    expect(grows()).toBe(false);
    expect(view[0]).toBe(97);
    view = undefined;
    await until(grows);
    py.exec("del box");
  });

  test("stays while a part of the typed array, its buffer, or a DataView of that lives", async () => {
    for (const part of [
      (view: Uint8Array): object => view.subarray(1),
      (view: Uint8Array): object => view.buffer,
      (view: Uint8Array): object => new DataView(view.buffer),
      (view: Uint8Array): object => Buffer.from(view.buffer),
    ]) {
      py.exec("box = bytearray(b'abc')");
      const grows = (): boolean => failure(() => py.exec("box.append(1)")) === "no error";
      let kept: object | undefined = part(py.eval("box") as Uint8Array);
      await settle();
      await settle();
      expect(grows()).toBe(false);
      expect(kept).toBeDefined();
      kept = undefined;
      await until(grows);
    }
    py.exec("del box");
  });

  test("outlives the Python object", async () => {
    const view = py.eval("bytearray(b'x' * 100000)") as Uint8Array;
    await settle();
    py.exec("filler = [bytearray(b'y' * 100000) for _ in range(100)]\ndel filler");
    expect(view.every((byte) => byte === 120)).toBe(true);
  });

  test("outlives the NdArray while its data lives, and goes when neither does", async () => {
    py.exec("box = bytearray(6)");
    const grows = (): boolean => failure(() => py.exec("box.append(1)")) === "no error";
    let grid: NdArray<"uint8"> | undefined = py.eval("memoryview(box).cast('B', [2, 3])");
    let data: Uint8Array | undefined = grid?.data;
    grid = undefined;
    await settle();
    expect(grows()).toBe(false);
    expect(data?.length).toBe(6);
    data = undefined;
    await until(grows);
    py.exec("del box");
  });

  test("a released array gives up its object at once and its memory when nobody looks at it", async () => {
    py.exec("import weakref, array\nbox = array.array('b', [1, 2])\nseen = []\nweakref.finalize(box, seen.append, 1)");
    const grid = py.eval("memoryview(box)[::-1]") as NdArray<"int8">;
    py.exec("del box");
    let { data }: { data: Int8Array | undefined } = grid;
    grid.release();
    await settle();
    expect([py.eval("len(seen)"), ...(data as Int8Array)]).toStrictEqual([0, 1, 2]);
    data = undefined;
    await until(() => py.eval("len(seen)") === 1);
    py.exec("del seen");
  });

  test("one piece of memory has one ArrayBuffer, however often it crosses", async () => {
    py.exec("box = bytearray(1000)");
    const first = py.eval("box") as Uint8Array;
    const again = py.eval("memoryview(box)") as Uint8Array;
    const part = py.eval("memoryview(box)[:10]") as Uint8Array;
    expect(again.buffer).toBe(first.buffer);
    expect(part.buffer).not.toBe(first.buffer);
    expect([part.length, part.buffer.byteLength]).toStrictEqual([10, 10]);
    py.exec("del box");
  });

  test("Python code cannot let go of what holds it", async () => {
    py.exec("import gc\nbox = bytearray(b'abc')");
    const view = py.eval("box") as Uint8Array;
    py.exec("other = memoryview(box)");
    const other = py.eval("other") as Uint8Array;
    py.exec(
      "def let_go(objects):\n  for each in objects:\n    if isinstance(each, memoryview):\n      try:\n        each.release()\n" +
        "      except BufferError:\n        pass\nlet_go(gc.get_objects())\nlet_go(gc.get_referrers(box))",
    );
    expect(failure(() => py.exec("box.append(1)"))).toMatch("BufferError");
    expect([view[0], other[1]]).toStrictEqual([97, 98]);
    py.exec("del box, other");
  });

  test("a memoryview may be released while JavaScript looks at its memory, which stays", async () => {
    py.exec("def within(use):\n  with memoryview(bytearray(b'abc')) as view:\n    return use(view)");
    const view = py.eval("within")((memory: Uint8Array) => memory) as Uint8Array;
    expect([...view]).toStrictEqual([97, 98, 99]);
  });
});

describe("memory of JavaScript's that Python looks at", () => {
  /** Whether the ArrayBuffer still lives. */
  const pass = (): WeakRef<ArrayBuffer> => {
    const buffer = new ArrayBuffer(1000);
    new Uint8Array(buffer).fill(120);
    py.eval("lambda memory: globals().update(held=memory)")(shared(buffer));
    return new WeakRef(buffer);
  };

  test("stays for as long as a memoryview of it lives, or one of that", async () => {
    const buffer = pass();
    await settle();
    await settle();
    expect(buffer.deref()).toBeDefined();
    expect(py.eval("bytes(held) == b'x' * 1000")).toBe(true);
    py.exec("held = held[10:20].cast('b')");
    await settle();
    await settle();
    expect(py.eval("bytes(held)")).toStrictEqual(new Uint8Array(10).fill(120));
    py.exec("del held");
    await until(() => (py.eval("1"), buffer.deref() === undefined));
  });

  test("goes when Python releases it explicitly", async () => {
    const buffer = pass();
    py.exec("held.release()");
    await until(() => (py.eval("1"), buffer.deref() === undefined));
    py.exec("del held");
  });

  test("goes when another thread of Python drops the last view", async () => {
    const buffer = pass();
    py.exec(
      "import threading\nthread = threading.Thread(target=lambda: globals().pop('held'))\nthread.start()\nthread.join()",
    );
    await until(() => (py.eval("1"), buffer.deref() === undefined));
    py.exec("del thread");
  });

  test("goes with an argument that was refused", async () => {
    const refuse = py.eval("lambda *args: None");
    const attempt = (): WeakRef<ArrayBuffer> => {
      const buffer = new ArrayBuffer(64);
      expect(failure(() => refuse(shared(buffer), Symbol("no")))).toMatch("a symbol has no counterpart");
      return new WeakRef(buffer);
    };
    const buffer = attempt();
    await until(() => (py.eval("1"), buffer.deref() === undefined));
  });

  test("a small typed array, which begins in JavaScript's heap, does not move away under Python", async () => {
    const small = new Uint8Array(8).map((_, i) => i);
    py.eval("lambda memory: globals().update(held=memory)")(shared(small));
    for (let i = 0; i < 50; i++) void new Array(10_000).fill({});
    await settle();
    small[0] = 42;
    expect(py.eval("list(held)")).toStrictEqual([42, 1, 2, 3, 4, 5, 6, 7]);
    py.exec("held[7] = 9\ndel held");
    expect(small[7]).toBe(9);
  });

  test("memory that went out of Python may come back in, and out again", async () => {
    py.exec("box = bytearray(b'abc')");
    const view = py.eval("box") as Uint8Array;
    const again = py.eval("lambda memory: memory")(shared(view)) as Uint8Array;
    again[1] = 66;
    expect([py.eval("bytes(box)"), view[1]]).toStrictEqual([new Uint8Array([97, 66, 99]), 66]);
    py.exec("del box");
  });
});
