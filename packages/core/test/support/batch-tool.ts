/** A tool whose functions do in batches whatever a function may do, with its bindings. */
import { python, type PythonError } from "@pyweld/core";
import { t, type PyClass, type PyFunction, type PyIterable } from "@pyweld/core/bindings/v1";

import { failure } from "./failure.js";
import { toolOf } from "./python-source.js";

export const tool = toolOf(
  "batch_tool",
  `
import enum, dataclasses, weakref
made = []
class Refused(Exception):
    def __init__(self, code):
        super().__init__(f'code {code}')
        self.code = code
def root(x):
    made.append(x)
    if x < 0: raise ValueError(f'negative {x:g}')
    return x ** 0.5
def take():
    taken = list(made)
    made.clear()
    return taken
def refuse(code):
    if code: raise Refused(code)
    return code
def one(a): return f'one({a!r})'
def three(a, b=2, c=3): return f'three({a!r}, {b!r}, {c!r})'
def strict(a, b=2, c=3, /): return f'strict({a!r}, {b!r}, {c!r})'
def options(a, b=2, *, deep=False, until=None, class_=0): return f'options({a!r}, {b!r}, deep={deep!r}, until={until!r}, class_={class_!r})'
def everything(a, b=2, *rest, k=0, **more): return f'everything({a!r}, {b!r}, {rest!r}, k={k!r}, {more!r})'
def nothing(x): made.append(x)
def end(how):
    made.append(how)
    if how == 'exit': raise SystemExit(3)
    if how == 'stop': raise KeyboardInterrupt
    if how == 'fail': raise ValueError(how)
    return how
def text(kind):
    made.append(kind)
    return {'plain': 'plain', 'split': '\\ud83d' + '\\ude00', 'lone': '\\ud83d'}[kind]
def number(power): return 2 ** power
def lie(kind): return {'int': 5, 'text': 'five', 'none': None, 'list': [5, 'x']}[kind]
def apply(f, x): return f(x)
def numbers(n): return (i for i in range(n)) if False else range(n)
class Colour(enum.Enum):
    RED = 'red'
    BLUE = 'blue'
def paint(colour, other=None): return colour.name
@dataclasses.dataclass
class Point:
    x: float
    y: float
    def __post_init__(self):
        if self.x > 100: raise ValueError('too far')
def move(point, by=1.0): return dataclasses.replace(point, x=point.x + by)
class Star:
    def __init__(self): self.total = 0
    def shine(self, power, scale=1):
        if power < 0: raise ValueError('dark')
        self.total += power * scale
        return self.total
    @staticmethod
    def named(name): return 'star ' + name
    def itself(self): return self
class Thing: pass
alive = weakref.WeakSet()
def thing():
    made_here = Thing()
    alive.add(made_here)
    return made_here
def count_alive(): return len(alive)
def advance(x):
    if x == 2: raise StopIteration(x)
    return x
shared = ValueError('shared')
def raise_shared(): raise shared
`,
);
export type Text = PyFunction<(...args: never[]) => string>;
// oxlint-disable-next-line typescript/no-explicit-any -- the rows call with whatever they say
export type Untyped = PyFunction<(...args: any[]) => any>;
const { any, int, float, str, bool } = t;
export const root: PyFunction<(x: number) => number> = tool.function("root", [float], float);
export const take: PyFunction<() => unknown[]> = tool.function("take", [], t.list(any));
export const Refused = tool.exception<new (...args: never) => PythonError & { readonly code: number }>("Refused", {
  attributes: { code: ["code", t.int] },
});
export const refuse: PyFunction<(code: number) => number> = tool.function("refuse", [int], int);
export const advance: PyFunction<(x: number) => number> = tool.function("advance", [int], int);
export const one: Untyped = tool.function("one", [any], str);
export const named = { required: 1, names: ["a", "b", "c"] };
export const three: Untyped = tool.function("three", [int, int, int], str, named);
export const strict: Untyped = tool.function("strict", [int, int, int], str, { required: 1 });
export const options: Untyped = tool.function("options", [int, int], str, {
  required: 1,
  names: ["a", "b"],
  options: { deep: ["deep", bool], until: ["until", t.optional(float)], class$: ["class_", int] },
});
export const everything: Untyped = tool.function("everything", [int, int], str, {
  required: 1,
  names: ["a", "b"],
  rest: float,
  options: { k: ["k", int] },
  extra: str,
});
export const nothing: PyFunction<(x: unknown) => undefined> = tool.function("nothing", [any], t.none);
export const end: PyFunction<(how: string) => string> = tool.function("end", [str], str);
export const text: PyFunction<(kind: string) => string> = tool.function("text", [str], str);
export const number: PyFunction<(power: number) => number> = tool.function("number", [int], int);
export const lie: PyFunction<(kind: string) => number> = tool.function("lie", [str], int);
export const apply: PyFunction<(f: (x: number) => unknown, x: number) => unknown> = tool.function(
  "apply",
  [any, int],
  any,
);
export const numbers: PyFunction<(n: number) => PyIterable<number>> = tool.function("numbers", [int], t.iterable(int));
export const colour = t.enum(tool, "Colour", { RED: "red", BLUE: "blue" });
export const paint: PyFunction<(colour: string, options?: { other?: string }) => string> = tool.function(
  "paint",
  [colour],
  str,
  { options: { other: ["other", colour] } },
);
export interface Point {
  readonly x: number;
  readonly y: number;
}
export const point = t.dataclass(tool, "Point", { x: float, y: float });
export const move: PyFunction<(point: Point, by?: number) => Point> = tool.function("move", [point, float], point, {
  required: 1,
  names: ["point", "by"],
});
export interface Star {
  readonly shine: PyFunction<(power: number, scale?: number) => number>;
  readonly itself: PyFunction<() => Star>;
}
export const Star: PyClass<[], Star> & { readonly named: PyFunction<(name: string) => string> } = tool.class("Star", {
  init: [[]],
  methods: {
    shine: ["shine", [int, int], int, { required: 1, names: ["power", "scale"] }],
    itself: ["itself", [], t.instance(() => Star)],
  },
  statics: { named: ["named", [str], str] },
});
export const thing: PyFunction<() => object> = tool.function("thing", [], t.object);
export const countAlive: PyFunction<() => number> = tool.function("count_alive", [], int);
export const raiseShared: PyFunction<() => void> = tool.function("raise_shared", [], t.none);

/** What a batch is told that settles its calls. */
export const settled = { settle: true } as const;

/** Uses once what is made on first use. */
export async function warmBatches(): Promise<void> {
  const py = python();
  take();
  refuse(0);
  countAlive();
  const star = new Star();
  star.shine.batch([[1], [2, 3]]);
  Star.named.batch([["a"]]);
  paint.batch([["red", {}]]);
  move.batch([[{ x: 1, y: 2 }]]);
  py.batch([
    [root, 4],
    [py.eval("repr"), 1],
  ]);
  root.batch([[-1]], settled);
  text.batch([["split"]], settled);
  void failure(() => paint.batch([["none" as never, {}]]));
  failure(() => move.batch([[{ x: 500, y: 2 }]]));
  await Promise.all([root.batch.async([[4]]), root.batch.async([[9]])]);
  take();
}
