/** Named queues, room in the queue, and every form that asynchronous calls have. */
// A6
import { python } from "@pyweld/core";
import { t, type PyClass, type PyFunction, type PyGenerator, type PyVariable } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { rejection } from "../support/failure.js";
import { toolOf } from "../support/python-source.js";

const py = python({ threads: 3, queueLimit: 100 });
const work = toolOf(
  "queues_tool",
  `
import threading, time
seen = []
busy = set()
def measure(instrument, i, fails=False):
    if instrument in busy: raise RuntimeError('not alone')
    busy.add(instrument)
    time.sleep(0.001 * (i % 3))
    busy.remove(instrument)
    seen.append((instrument, i))
    if fails: raise ValueError(i)
    return i
def nap(seconds): time.sleep(seconds)
def on_main(): return threading.current_thread() is threading.main_thread()
class Meter:
    made_on_main = None
    def __init__(self, name):
        if name == 'slow': time.sleep(5)
        self.name = name
        Meter.made_on_main = on_main()
    @property
    def where(self): return on_main()
    @property
    def forever(self):
        while True: pass
    def __iter__(self): return iter([1, 2, 3])
def numbers(n):
    for i in range(n): yield (i, on_main())
    return 'end'
def endless():
    try:
        yield 1
        while True: pass
    finally: seen.append('closed')
version = 7
`,
);
const { any, bool, float, int, str } = t;
const measure: PyFunction<(instrument: string, i: number, fails?: boolean) => number> = work.function(
  "measure",
  [str, int, bool],
  int,
  { required: 2, names: ["instrument", "i", "fails"] },
);
const nap: PyFunction<(seconds: number) => null> = work.function("nap", [float], any);
interface Meter {
  name: string;
  readonly where: boolean;
  readonly forever: never;
  [Symbol.iterator](): Iterator<number>;
  $async(options?: object): {
    get(name: string): Promise<unknown>;
    set(name: string, value: unknown): Promise<void>;
    iterate(): AsyncGenerator<number>;
  };
}
const Meter: PyClass<[name: string], Meter> & { readonly madeOnMain: unknown } = work.class("Meter", {
  init: [[str]],
  properties: { name: ["name", str], where: ["where", bool, "readonly"], forever: ["forever", any, "readonly"] },
  items: () => int,
});

describe("fn.with({ queue })", () => {
  test("runs one at a time, in the order in which calls were made; queues are independent", async () => {
    py.exec("seen.clear()", work.load() as never);
    const instruments = ["dmm", "scope", "psu"];
    const calls = Array.from({ length: 90 }, (_, i) => {
      const queue = instruments[i % 3] as string;
      return measure
        .with({ queue })
        .async(queue, i, i % 10 === 0)
        .catch((error: Error) => error.message);
    });
    expect(await Promise.all(calls)).toStrictEqual(calls.map((_, i) => (i % 10 === 0 ? String(i) : i)));
    const seen = py.eval("seen", work.load() as never) as [string, number][];
    for (const each of instruments) {
      const own = seen.filter(([name]) => name === each).map(([, i]) => i);
      expect(own).toStrictEqual([...own].sort((a, b) => a - b));
      expect(own).toHaveLength(30);
    }
  });

  test("goes on past what is cancelled or runs out of time, wherever that is", async () => {
    const control = new AbortController();
    const inQueue = { queue: "patient" };
    const results = [
      nap.with(inQueue).async(0.1),
      nap.with({ ...inQueue, signal: control.signal }).async(5),
      nap.with({ ...inQueue, timeout: 20 }).async(5),
      nap.with(inQueue).async(0),
    ];
    control.abort();
    const settled = await Promise.allSettled(results);
    expect(settled.map(({ status }) => status)).toStrictEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
  });
});

describe("py.room", () => {
  test("waits until calls fit into the queue, so that none is refused", async () => {
    let most = 0;
    const calls: Promise<unknown>[] = [];
    await Promise.all(
      [1, 2, 3].map(async () => {
        for (let i = 0; i < 150; i++) {
          await py.room();
          calls.push(nap.async(0.0005));
          if (i % 10 === 0) most = Math.max(most, py.stats().queued);
        }
      }),
    );
    await Promise.all(calls);
    expect(most).toBeLessThanOrEqual(100);
    await py.room(100);
    expect(await rejection(py.room(101))).toBe(
      "UsageError: room() takes a whole number from 1 to `queueLimit`, which is 100, got 101",
    );
  });
});

describe("asynchronous forms", () => {
  test("construct", async () => {
    const meter = await Meter.async("dmm");
    expect(meter).toBeInstanceOf(Meter);
    expect(meter.name).toBe("dmm");
    expect(py.eval("Meter.made_on_main", work.load() as never)).toBe(false);
    expect(await rejection(Meter.with({ timeout: 10 }).async("slow"))).toMatch(/^TimeoutError/);
    expect(new (Meter.with({ timeout: 5000 }))("psu").name).toBe("psu");
    class Own extends (Meter as unknown as new (name: string) => object) {}
    expect(await rejection((Own as unknown as typeof Meter).async("x"))).toMatch(/^UsageError: instances of a class/);
  });

  test("attributes, with their types", async () => {
    const meter = new Meter("dmm");
    expect(meter.where).toBe(true);
    expect(await meter.$async().get("where")).toBe(false);
    await meter.$async().set("name", "scope");
    expect(meter.name).toBe("scope");
    expect(await rejection(meter.$async({ timeout: 10 }).get("forever"))).toMatch(/^TimeoutError/);
    const version: PyVariable<number> = work.variable("version", int);
    expect([version.value, await version.async(), await version.with({ timeout: 5000 }).async()]).toStrictEqual([
      7, 7, 7,
    ]);
  });

  test("iteration, item by item, which closes what is left or cancelled", async () => {
    const numbers: PyFunction<(n: number) => PyGenerator<[number, boolean], string>> = work.function(
      "numbers",
      [int],
      t.generator(t.tuple([int, bool]), t.none, str),
    );
    const seen: unknown[] = [];
    for await (const item of numbers(3).$iterateAsync()) seen.push(item);
    expect(seen).toStrictEqual([
      [0, false],
      [1, false],
      [2, false],
    ]);
    const items: number[] = [];
    for await (const item of new Meter("dmm").$async().iterate()) items.push(item);
    expect(items).toStrictEqual([1, 2, 3]);
    py.exec("seen.clear()", work.load() as never);
    const endless = py.eval("endless()", work.load() as never);
    const got: unknown[] = [];
    const loop = async (): Promise<void> => {
      for await (const item of endless.$async({ timeout: 30 }).iterate()) got.push(item);
    };
    expect(await rejection(loop())).toMatch(/^TimeoutError/);
    expect(got).toStrictEqual([1]);
    for await (const item of py
      .eval("endless()", work.load() as never)
      .$async()
      .iterate()) {
      expect(item).toBe(1);
      break;
    }
    expect(py.eval("seen", work.load() as never)).toStrictEqual(["closed", "closed"]);
  });

  test("everything that a handle does by name", async () => {
    const list = py
      .import("builtins")
      .$handle("list")
      .$construct([[1, 2, 3]]);
    const later = list.$async({ timeout: 5000, queue: "list" });
    expect(await later.item(0)).toBe(1);
    await later.setItem({ start: 0, stop: 2 }, [7, 8, 9]);
    await later.deleteItem(-1);
    expect(await later.invoke("index", [8])).toBe(1);
    expect(await later.item({ start: 1 })).toStrictEqual([8, 9]);
    const bag = await py.import("types").$handle("SimpleNamespace").$async().construct([], { a: 1 });
    await bag.$async().set("b", 2);
    await bag.$async().delete("a");
    expect([await bag.$async().get("b"), bag.$repr()]).toStrictEqual([2, "namespace(b=2)"]);
    expect(await bag.$async({ onError: { value: "none" } }).get("c")).toBe("none");
    expect(
      await bag
        .$async()
        .with({ onError: { value: 5 } })
        .call(),
    ).toBe(5);
    expect(await rejection(list.$callAsync([], {}, { timeOut: 5 } as never))).toMatch(
      /^UsageError: with\(\) has no option "timeOut"/,
    );
  });
});
