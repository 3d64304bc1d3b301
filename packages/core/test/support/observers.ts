/** A tool of classes, and its bindings as generated code writes them. */
import { t, type PyClass, type PyFunction, type PyObject } from "@pyweld/core/bindings/v1";

import { toolOf } from "./python-source.js";

export const sky = toolOf(
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

export interface Observer extends PyObject {
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
export const Observer: PyClass<[name: string, latitude?: number, options?: { height?: number }], Observer> & {
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
  properties: {
    name: ["name", str],
    latitude: ["latitude", float],
    summary: ["summary", str, "readonly"],
    height: ["height", int],
  },
  statics: {
    fromCity: ["from_city", [str], t.instance(() => Observer)],
    normalize: ["normalize", [float], float],
    total: ["total", [], int],
  },
});
export interface Station extends Observer {
  readonly open: PyFunction<() => string>;
  dome: string;
}
export const Station: PyClass<[name: string, dome: string], Station> = sky.class("Station", {
  init: [[str, str], { names: ["name", "dome"] }],
  methods: { open: ["open", [], str] },
  properties: { dome: ["dome", str] },
  base: () => Observer,
});

export const make: PyFunction<(kind: string) => Observer> = sky.function(
  "make",
  [str],
  t.instance(() => Observer),
);
export const describeIn: PyFunction<(observer: unknown) => string> = sky.function(
  "describe",
  [t.instance(() => Observer)],
  str,
);
