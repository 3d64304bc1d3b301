/** Generated classes: construction, methods, properties, statics, inheritance. */
import { inspect } from "node:util";

import { PyObject, t, type PyClass } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure, rejection } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { describeIn, make, Observer, sky, Station } from "../support/observers.js";
import { toolOf } from "../support/python-source.js";

const { str, int } = t;

const Abstract: PyClass<never, PyObject> = sky.class("Observer.Inner", { methods: { value: ["value", [], str] } });
const fresh = toolOf(
  "fresh_tool",
  "class Base:\n    @classmethod\n    def make(cls, n): return [cls.__name__, n]\n    @staticmethod\n    def twice(n): return 2 * n\nclass Sub(Base): pass\n",
);
const Base = fresh.class<{ make(n: number): unknown; twice(n: number): number }>("Base", {
  statics: { make: ["make", [int], t.any], twice: ["twice", [int], int] },
});
const Sub = fresh.class<typeof Base & { make: { async(n: number): Promise<unknown> } }>("Sub", { base: () => Base });
let firstUse: unknown;
leavesNoHandles(() => [
  (firstUse = Sub.make(1)),
  new Observer("warm").see("x"),
  new Station("warm", "d").open(),
  Observer.total(),
  describeIn(make("hidden")),
]);

describe("an instance", () => {
  // A8
  test("is constructed with positions, defaults and options", () => {
    expect(new Observer("Madrid").summary).toBe("Madrid at 40.0");
    expect(new Observer("Madrid", 41).latitude).toBe(41);
    expect(new Observer("Madrid", undefined, { height: 600 }).height).toBe(600);
    expect(failure(() => new (Observer as unknown as new () => Observer)())).toBe(
      'UsageError: Observer() is missing its argument "name"',
    );
    expect(failure(() => new Observer(5 as never))).toBe("ConversionError: expected str, got int 5 at args[0]");
    expect(failure(() => new Observer(""))).toBe("PythonError: ValueError: an observer has a name");
  });

  test("keeps its state between calls, apart from others'", () => {
    const [one, two] = [new Observer("one"), new Observer("two")];
    expect([one.see("M31"), one.see("M42", 2), two.see("M1")]).toStrictEqual([1, 3, 1]);
    expect(one.seen()).toStrictEqual(["M31", "M42", "M42"]);
    expect(two.seen()).toStrictEqual(["M1"]);
  });

  test("has properties that are read and set in Python, through its setters", () => {
    const observer = new Observer("Madrid");
    observer.name = "Étoile";
    observer.latitude = -33;
    expect(observer.summary).toBe("Étoile at -33.0");
    expect(failure(() => (observer.latitude = 91))).toBe("PythonError: ValueError: latitude is out of range");
    expect(failure(() => (observer.latitude = "north" as never))).toBe(
      'ConversionError: expected float, got str "north" at args[0]',
    );
    expect(failure(() => ((observer as { summary: string }).summary = "x"))).toMatch(
      /^TypeError: Cannot set property summary/,
    );
    expect(observer.latitude).toBe(-33);
    expect("latitude" in observer).toBe(true);
  });

  test("calls its methods in place and on worker threads", async () => {
    const observer = new Observer("Madrid");
    expect(await observer.see.async("M31")).toBe(1);
    expect(
      await Promise.all([observer.see.async("a"), observer.see.async("b"), observer.see.async("c", 3)]),
    ).toHaveLength(3);
    expect(observer.seen()).toHaveLength(6);
    expect(await rejection(observer.fail.async())).toBe("PythonError: RuntimeError: clouds over Madrid");
    expect(failure(() => observer.fail())).toBe("PythonError: RuntimeError: clouds over Madrid");
    expect(failure(() => observer.see(5 as never))).toBe("ConversionError: expected str, got int 5 at args[0]");
    expect(failure(() => (observer.see as (...a: unknown[]) => void)("a", 1, 2))).toBe(
      "UsageError: see() takes at most 2 arguments, got 3",
    );
    expect(failure(() => (observer.see as unknown as () => void)())).toBe(
      'UsageError: see() is missing its argument "target"',
    );
  });

  test("gives the same function for a method each time, which knows its instance", () => {
    const observer = new Observer("Madrid");
    const { see } = observer;
    expect(observer.see).toBe(see);
    expect(see("M31")).toBe(1);
    expect(["M1", "M2"].map((target) => see(target))).toStrictEqual([2, 3]);
    expect(new Observer("other").see).not.toBe(see);
    expect(see.name).toBe("see");
  });

  test("is the same one here whenever it is the same one in Python", async () => {
    const observer = new Observer("Madrid");
    expect(observer.itself()).toBe(observer);
    expect(await observer.itself.async()).toBe(observer);
    expect(observer.other("x")).not.toBe(observer);
  });

  test("is shown by its repr, and as text by its str", () => {
    const observer = new Observer("Madrid");
    expect(inspect(observer)).toBe("<Observer Madrid>");
    expect(inspect({ observer })).toContain("<Observer Madrid>");
    expect(`${observer}`).toBe("<Observer Madrid>");
  });

  test("goes to Python as itself", () => {
    const observer = new Observer("Madrid");
    expect(describeIn(observer)).toBe("<Observer Madrid>");
    expect(failure(() => describeIn({ name: "x" }))).toBe("ConversionError: expected Observer, got dict at args[0]");
    expect(failure(() => describeIn(null))).toBe("ConversionError: expected Observer, got None at args[0]");
    expect(failure(() => describeIn(Observer.prototype))).toMatch(
      /^ConversionError: expected Observer, got an instance of /,
    );
  });
});

describe("a class", () => {
  test("has its static and class methods", async () => {
    expect(Observer.fromCity("new york").summary).toBe("New York at 40.0");
    expect(Observer.fromCity("x")).toBeInstanceOf(Observer);
    expect(Observer.normalize(370)).toBe(10);
    expect(await Observer.normalize.async(-10)).toBe(350);
    const before = Observer.total();
    expect(new Observer("one more").name).toBe("one more");
    expect(Observer.total()).toBe(before + 1);
  });

  test("extends the class of its base: instanceof, methods, properties", () => {
    const station = new Station("Calar Alto", "north");
    expect(station).toBeInstanceOf(Station);
    expect(station).toBeInstanceOf(Observer);
    expect(station).toBeInstanceOf(PyObject);
    expect(new Observer("x")).not.toBeInstanceOf(Station);
    expect([station.open(), station.dome, station.latitude]).toStrictEqual(["open north", "north", 40]);
    // Python's own override, through the base's binding.
    expect(station.see("M31")).toBe(-1);
    expect(station.itself()).toBe(station);
  });

  test("inherits static and class methods, which know the class they are called on, even as the first use of a tool", async () => {
    expect(firstUse).toStrictEqual(["Sub", 1]);
    expect(Sub.twice(2)).toBe(4);
    expect(Base.make(3)).toStrictEqual(["Base", 3]);
    expect(await Sub.make.async(4)).toStrictEqual(["Sub", 4]);
  });

  test("is that of the object, not that of the declared type", () => {
    expect(make("observer").constructor).toBe(Observer);
    const station = make("station");
    expect(station).toBeInstanceOf(Station);
    // A class without a binding is its nearest base that has one.
    const hidden = make("hidden");
    expect(hidden).toBeInstanceOf(Station);
    expect(hidden.$type).toBe("Hidden");
    const all = sky.function<() => Observer[]>("all_of", [], t.any)();
    expect(all.map((each) => each.constructor)).toStrictEqual([Observer, Station, Station]);
  });

  test("without a constructor cannot be constructed, and PyObject itself cannot either", () => {
    expect(failure(() => new (Abstract as unknown as new () => PyObject)())).toBe(
      "UsageError: Observer.Inner cannot be constructed",
    );
    expect(failure(() => new (PyObject as unknown as new () => PyObject)())).toBe(
      "UsageError: a PyObject stands for a Python object; it cannot be made by hand",
    );
  });

  test("that is nested is bound by its qualified name", () => {
    const Inner: PyClass<[], PyObject & { value(): string }> = sky.class("Observer.Inner", {
      init: [[]],
      methods: { value: ["value", [], str] },
    });
    expect(new Inner().value()).toBe("inner");
  });

  test("whose constructor raises, or is gone from the tool, passes that on", () => {
    expect(failure(() => new (sky.class<new () => unknown>("Alone", { init: [[]] }))())).toBe(
      "PythonError: TypeError: never",
    );
    expect(failure(() => new (sky.class<new () => unknown>("Gone", { init: [[]] }))())).toMatch(
      /^PythonError: AttributeError: .*Gone/,
    );
    expect(new Observer("after").name).toBe("after");
  });

  test("whose constructor gives the same object again gives the same handle", () => {
    const Single = sky.class<new () => PyObject>("Single", { init: [[]] });
    const first = new Single();
    expect(new Single()).toBe(first);
  });
});
