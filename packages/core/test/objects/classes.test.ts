/** Generated classes: construction, methods, properties, statics, inheritance. */
import { inspect } from "node:util";

import { PyObject, t, type PyClass, type PyFunction } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure, rejection } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const sky = toolOf(
  "classes_tool",
  `
class Observer:
    count = 0
    def __init__(self, name, latitude=40.0, *, height=0):
        if name == '': raise ValueError('an observer has a name')
        self.name, self._latitude, self.height, self.log = name, latitude, height, []
        type(self).count += 1
    @property
    def latitude(self): return self._latitude
    @latitude.setter
    def latitude(self, value):
        if abs(value) > 90: raise ValueError('latitude is out of range')
        self._latitude = value
    @property
    def summary(self): return f'{self.name} at {self._latitude}'
    def see(self, target, times=1):
        self.log.extend([target] * times)
        return len(self.log)
    def seen(self): return self.log
    def itself(self): return self
    def other(self, name): return type(self)(name)
    def fail(self): raise RuntimeError('clouds over ' + self.name)
    @classmethod
    def from_city(cls, city): return cls(city.title())
    @staticmethod
    def normalize(angle): return angle % 360
    @staticmethod
    def total(): return Observer.count
    def __repr__(self): return f'<{type(self).__name__} {self.name}>'
    class Inner:
        def value(self): return 'inner'
class Station(Observer):
    def __init__(self, name, dome): super().__init__(name); self.dome = dome
    def see(self, target, times=1): return -super().see(target, times)
    def open(self): return 'open ' + self.dome
class Hidden(Station): pass
class Alone:
    def __init__(self): raise TypeError('never')
class Single:
    the = None
    def __new__(cls):
        cls.the = cls.the or super().__new__(cls)
        return cls.the
def make(kind): return {'observer': Observer, 'station': lambda n: Station(n, 'd'), 'hidden': lambda n: Hidden(n, 'h')}[kind]('made')
def describe(observer): return repr(observer)
def all_of(): return [Observer('a'), Station('b', 'd'), Hidden('c', 'h')]
`,
);
const { str, int, float, list, none } = t;

interface Observer extends PyObject {
  readonly see: PyFunction<(target: string, times?: number) => number>;
  readonly seen: PyFunction<() => string[]>;
  readonly itself: PyFunction<() => Observer>;
  readonly other: PyFunction<(name: string) => Observer>;
  readonly fail: PyFunction<() => void>;
  name: string;
  latitude: number;
  readonly summary: string;
  height: number;
}
const Observer: PyClass<[name: string, latitude?: number, options?: { height?: number }], Observer> & {
  readonly fromCity: PyFunction<(city: string) => Observer>;
  readonly normalize: PyFunction<(angle: number) => number>;
  readonly total: PyFunction<() => number>;
} = sky.class("Observer", {
  init: [[str, float], { required: 1, names: ["name", "latitude"], options: { height: ["height", int] } }],
  methods: {
    see: ["see", [str, int], int, { required: 1, names: ["target", "times"] }],
    seen: ["seen", [], list(str)],
    itself: ["itself", [], t.instance(() => Observer)],
    other: ["other", [str], t.instance(() => Observer)],
    fail: ["fail", [], none],
  },
  properties: { name: ["name", str], latitude: ["latitude", float], summary: ["summary", str, "readonly"], height: ["height", int] },
  statics: {
    fromCity: ["from_city", [str], t.instance(() => Observer)],
    normalize: ["normalize", [float], float],
    total: ["total", [], int],
  },
});
interface Station extends Observer {
  readonly open: PyFunction<() => string>;
  dome: string;
}
const Station: PyClass<[name: string, dome: string], Station> = sky.class("Station", {
  init: [[str, str], { names: ["name", "dome"] }],
  methods: { open: ["open", [], str] },
  properties: { dome: ["dome", str] },
  base: () => Observer,
});
const Abstract: PyClass<never, PyObject> = sky.class("Observer.Inner", { methods: { value: ["value", [], str] } });
const make: PyFunction<(kind: string) => Observer> = sky.function("make", [str], t.instance(() => Observer));
const describeIn: PyFunction<(observer: unknown) => string> = sky.function("describe", [t.instance(() => Observer)], str);
leavesNoHandles(() => [new Observer("warm").see("x"), new Station("warm", "d").open(), Observer.total(), describeIn(make("hidden"))]);

describe("an instance", () => {
  // A8
  test("is constructed with positions, defaults and options", () => {
    expect(new Observer("Madrid").summary).toBe("Madrid at 40.0");
    expect(new Observer("Madrid", 41).latitude).toBe(41);
    expect(new Observer("Madrid", undefined, { height: 600 }).height).toBe(600);
    expect(failure(() => new (Observer as unknown as new () => Observer)())).toBe('UsageError: Observer() is missing its argument "name"');
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
    expect(failure(() => (observer.latitude = "north" as never))).toBe('ConversionError: expected float, got str "north" at args[0]');
    expect(failure(() => ((observer as { summary: string }).summary = "x"))).toMatch(/^TypeError: Cannot set property summary/);
    expect(observer.latitude).toBe(-33);
    expect("latitude" in observer).toBe(true);
  });

  test("calls its methods in place and on worker threads", async () => {
    const observer = new Observer("Madrid");
    expect(await observer.see.async("M31")).toBe(1);
    expect(await Promise.all([observer.see.async("a"), observer.see.async("b"), observer.see.async("c", 3)])).toHaveLength(3);
    expect(observer.seen()).toHaveLength(6);
    expect(await rejection(observer.fail.async())).toBe("PythonError: RuntimeError: clouds over Madrid");
    expect(failure(() => observer.fail())).toBe("PythonError: RuntimeError: clouds over Madrid");
    expect(failure(() => observer.see(5 as never))).toBe("ConversionError: expected str, got int 5 at args[0]");
    expect(failure(() => (observer.see as (...a: unknown[]) => void)("a", 1, 2))).toBe("UsageError: see() takes at most 2 arguments, got 3");
    expect(failure(() => (observer.see as unknown as () => void)())).toBe('UsageError: see() is missing its argument "target"');
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
    expect(failure(() => describeIn(Observer.prototype))).toMatch(/^ConversionError: expected Observer, got an instance of /);
  });
});

describe("a class", () => {
  test("has its static and class methods", async () => {
    expect(Observer.fromCity("new york").summary).toBe("New York at 40.0");
    expect(Observer.fromCity("x")).toBeInstanceOf(Observer);
    expect(Observer.normalize(370)).toBe(10);
    expect(await Observer.normalize.async(-10)).toBe(350);
    const before = Observer.total();
    new Observer("one more");
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
    expect(failure(() => new (Abstract as unknown as new () => PyObject)())).toBe("UsageError: Observer.Inner cannot be constructed");
    expect(failure(() => new (PyObject as unknown as new () => PyObject)())).toBe(
      "UsageError: a PyObject stands for a Python object; it cannot be made by hand",
    );
  });

  test("that is nested is bound by its qualified name", () => {
    const Inner: PyClass<[], PyObject & { value(): string }> = sky.class("Observer.Inner", { init: [[]], methods: { value: ["value", [], str] } });
    expect(new Inner().value()).toBe("inner");
  });

  test("whose constructor raises, or is gone from the tool, passes that on", () => {
    expect(failure(() => new (sky.class<new () => unknown>("Alone", { init: [[]] }))())).toBe("PythonError: TypeError: never");
    expect(failure(() => new (sky.class<new () => unknown>("Gone", { init: [[]] }))())).toMatch(/^PythonError: AttributeError: .*Gone/);
    expect(new Observer("after").name).toBe("after");
  });

  test("whose constructor gives the same object again gives the same handle", () => {
    const Single = sky.class<new () => PyObject>("Single", { init: [[]] });
    const first = new Single();
    expect(new Single()).toBe(first);
  });
});

describe("a class written in TypeScript on top of a generated one", () => {
  class Logged extends (Observer as unknown as new (name: string, latitude?: number) => Observer) {
    readonly calls: string[] = [];
    constructor(name: string) {
      super(name, 10);
      this.calls.push("constructed");
    }
    see2(target: string): number {
      this.calls.push(target);
      return this.see(target) + 100;
    }
    get title(): string {
      return `${this.name}!`;
    }
  }

  test("has both sides' members", () => {
    const logged = new Logged("Madrid");
    expect(logged).toBeInstanceOf(Logged);
    expect(logged).toBeInstanceOf(Observer);
    expect([logged.see2("M31"), logged.see("M42"), logged.latitude, logged.title]).toStrictEqual([101, 2, 10, "Madrid!"]);
    expect(logged.calls).toStrictEqual(["constructed", "M31"]);
    expect(logged.itself()).toBe(logged);
    expect(describeIn(logged)).toBe("<Observer Madrid>");
  });

  test("may override a method and call it by super, any number of times", () => {
    class Louder extends (Observer as unknown as new (name: string) => { see(target: string): number; seen(): string[] }) {
      override see(target: string): number {
        return super.see(`${target}!`) + 1000;
      }
    }
    const louder = new Louder("Madrid");
    expect([louder.see("a"), louder.see("b"), louder.see("c")]).toStrictEqual([1001, 1002, 1003]);
    expect(louder.seen()).toStrictEqual(["a!", "b!", "c!"]);
  });

  test("is not disturbed by somebody who looks at the prototype", () => {
    void (Observer.prototype as { see: unknown }).see;
    void inspect(Observer.prototype, { showHidden: true, getters: false });
    expect(new Observer("Madrid").see("M31")).toBe(1);
    const frozen = Object.freeze(new Observer("frozen"));
    expect([frozen.see("a"), frozen.see("b")]).toStrictEqual([1, 2]);
  });
});
