/** How long handles live: release, disposal, garbage collection, and use after the end. */
import { inspect } from "node:util";

import { PyObject, python } from "@pyweld/core";
import { t, type PyClass, type PyFunction } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { caught, failure, rejection } from "../support/failure.js";
import { leavesNoHandles, liveHandles, settle } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const py = python();
py.exec(`
import threading, weakref
gate = threading.Event()
def behind_gate(x):
    gate.wait()
    return x.method()
class Watched:
    def __init__(self): self.watch = weakref.ref(self)
    def method(self): return 1
alive = weakref.WeakSet()
def make():
    one = Watched()
    alive.add(one)
    return one
def living(): return len(alive)
def same(x): return x
`);
const main = py.import("__main__");
const { make, living, same } = main;
const boxes = toolOf(
  "release_tool",
  "class Box:\n    def __init__(self): self.value = 1\n    def get(self): return self.value\n    def me(self): return self\n",
);
interface Box extends PyObject {
  value: number;
  readonly get: PyFunction<() => number>;
  readonly me: PyFunction<() => Box>;
}
const Box: PyClass<[], Box> = boxes.class("Box", {
  init: [[]],
  methods: { get: ["get", [], t.int], me: ["me", [], t.instance(() => Box)] },
  properties: { value: ["value", t.int] },
});
leavesNoHandles(() => [living(), new Box().me()]);

describe("$release", () => {
  // A12
  test("lets go of the object at once", () => {
    const object = make();
    expect(living()).toBe(1);
    object.$release();
    expect(living()).toBe(0);
    expect(object.$released).toBe(true);
  });

  test("again is harmless, also when another object has the address by then", () => {
    for (let i = 0; i < 200; i++) {
      const first = make();
      first.$release();
      py.eval("1");
      const second = make();
      first.$release();
      first.$release();
      expect(second.$type).toBe("Watched");
      expect(living()).toBe(1);
      second.$release();
      second.$release();
    }
    expect(living()).toBe(0);
  });

  test("happens at the end of a `using`", () => {
    const object = make();
    object[Symbol.dispose]();
    expect(object.$released).toBe(true);
    expect(living()).toBe(0);
    const box = new Box();
    box[Symbol.dispose]();
    expect(box.$released).toBe(true);
  });

  test("of a handle leaves other references to the object as they are", () => {
    const object = py.eval("make()");
    main.kept = object;
    object.$release();
    expect(living()).toBe(1);
    const again = main.kept;
    expect(again === object).toBe(false);
    expect(again.$type).toBe("Watched");
    delete main.kept;
    again.$release();
    expect(living()).toBe(0);
  });
});

describe("a released handle", () => {
  test("is refused wherever it is used, by a UsageError", async () => {
    const gone = make();
    gone.$release();
    const message = "UsageError: this Python object has been released";
    const uses: Record<string, () => unknown> = {
      attribute: () => gone.x,
      set: () => (gone.x = 1),
      delete: () => delete gone.x,
      has: () => "x" in gone,
      get: () => gone.$get("x"),
      handle: () => gone.$handle("x"),
      call: () => gone.$call(),
      type: () => gone.$type,
      attributes: () => gone.$attributes(),
      repr: () => gone.$repr(),
      text: () => String(gone),
      argument: () => same(gone),
      nested: () => same([{ a: gone }]),
      key: () => same(new Map([[gone, 1]])),
      keyword: () => main.$handle("same").$call([], { x: gone }),
      namespace: () => py.eval("1", gone),
      async: () => gone.$callAsync().then(() => "fine"),
    };
    for (const [name, use] of Object.entries(uses)) {
      const got = name === "async" ? await rejection(use() as Promise<unknown>) : failure(use);
      expect(`${name}: ${got}`).toBe(`${name}: ${message}`);
    }
    expect(await rejection(main.$handle("same").$callAsync([gone]))).toBe(message);
    expect(inspect(gone)).toBe("<released Python object>");
    expect(living()).toBe(0);
  });

  test("of a generated class is refused too", async () => {
    const box = new Box();
    const { get } = box;
    box.$release();
    for (const use of [
      () => box.get(),
      () => get(),
      () => box.value,
      () => (box.value = 2),
      () => box.me(),
      () => String(box),
    ]) {
      expect(failure(use)).toBe("UsageError: this Python object has been released");
    }
    expect(await rejection(get.async())).toBe("UsageError: this Python object has been released");
    expect(inspect(box)).toBe("<released Python object>");
  });

  test("that was a module, a function or a support object costs only itself", () => {
    const math = py.import("math");
    math.$release();
    expect(failure(() => math.sqrt(4))).toBe("UsageError: this Python object has been released");
    expect(py.import("math").sqrt(4)).toBe(2);
  });

  test("of an exception leaves the error showable", () => {
    const error = caught<Error & { exception: PyObject; traceback: unknown }>(() => py.eval("1 / 0"));
    error.exception.$release();
    expect(error.stack).toContain("ZeroDivisionError: division by zero");
    expect(failure(() => error.traceback)).toBe("UsageError: this Python object has been released");
  });

  test("cannot be forged: a made-up address is no object", () => {
    const key = Symbol.for("pyweld.address");
    for (const address of [1, 8, 0.5, -1, NaN, Infinity, 2 ** 52, 0x7fff_0000_0000, 140_000_000_000_000]) {
      expect(failure(() => same({ [key]: address }))).toBe("UsageError: this Python object has been released");
      expect(failure(() => same([{ [key]: address }]))).toBe("UsageError: this Python object has been released");
    }
    expect(failure(() => (PyObject.prototype as { $type: string }).$type)).toMatch(/^(ConversionError|UsageError)/);
  });
});

describe("garbage collection", () => {
  test("lets go of objects that nobody holds here", async () => {
    (() => {
      for (let i = 0; i < 500; i++) make();
    })();
    await settle();
    expect(living()).toBe(0);
  });

  test("leaves an object alone while a handle, a method of it or a call under way needs it", async () => {
    const { get } = new Box();
    const method = make().$handle("method");
    const pending = main.$handle("behind_gate").$callAsync([make()]);
    await settle();
    expect([get(), method.$call(), living()]).toStrictEqual([1, 1, 2]);
    main.gate.set();
    expect(await pending).toBe(1);
  });

  test("makes a new handle for an object whose old one is gone", async () => {
    main.kept = make();
    await settle();
    const again = main.kept;
    await settle();
    expect(again.method()).toBe(1);
    expect(main.kept).toBe(again);
    delete main.kept;
    again.$release();
  });
});

describe("identity", () => {
  test("is kept while thousands of objects come and go at the addresses of others", async () => {
    py.exec("stay = [object() for _ in range(2000)]");
    const kept = main.stay as PyObject[];
    for (let i = 0; i < 20_000; i++) {
      const one = main.make() as PyObject;
      expect(one.$released).toBe(false);
      one.$release();
    }
    expect((main.stay as PyObject[]).every((each, i) => each === kept[i])).toBe(true);
    kept.slice(0, 1000).forEach((each) => each.$release());
    const others = main.stay as PyObject[];
    expect(others.slice(1000).every((each, i) => each === kept[1000 + i])).toBe(true);
    expect(others.slice(0, 1000).every((each, i) => each !== kept[i] && !each.$released)).toBe(true);
    for (const each of others) each.$release();
    delete main.stay;
  });
});

describe("py.stats", () => {
  // A12, A24
  test("counts each object once, however often it came", async () => {
    const before = await liveHandles();
    const kept = [py.eval("[o := object(), o, [o]]"), py.import("json"), py.import("json")];
    expect(py.stats().handles).toBe(before + 2);
    expect(kept).toHaveLength(3);
    (kept[0] as PyObject[])[0]?.$release();
    expect(py.stats().handles).toBe(before + 1);
  });
});
