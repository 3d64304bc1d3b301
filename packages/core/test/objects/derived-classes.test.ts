/** Python calls what a TypeScript class overrides of a generated one. */
// A8 A11 A12
import { python, t, type PyClass } from "@pyweld/core";
import { beforeAll, describe, expect, test, vi } from "vitest";

import { settle } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const source = `
import dataclasses

@dataclasses.dataclass
class Reading:
    name: str
    value: float

class Source:
    def __init__(self, name):
        self.name = name
        self.log = []

    def read(self, at: float) -> float:
        return at

    def take(self, reading: Reading) -> str:
        return "source " + reading.name

    def run(self, n: int):
        return [(type(v), v) for v in (self.read(i) for i in range(n))]

    def run_named(self):
        return self.read(at=7)

    def feed(self):
        return self.take(Reading("r", 1.5))

    @property
    def unit(self):
        return "m"

    @unit.setter
    def unit(self, value):
        self.log.append(value)

    def show_unit(self):
        return self.unit

    def set_unit(self, value):
        self.unit = value

kept = []
def keep(source):
    kept.append(source)
def first():
    return kept[0]
def kinds(source, n):
    return [kind.__name__ for kind, _ in source.run(n)]
`;

interface Reading {
  readonly name: string;
  readonly value: number;
}
interface Source {
  read(at: number): number;
  take(reading: Reading): string;
  run(n: number): unknown[];
  runNamed(): number;
  feed(): string;
  unit: string;
  showUnit(): string;
  setUnit(value: string): void;
}

const host = toolOf("derived_source", source);
const reading = () => t.dataclass(host, "Reading", { name: t.str, value: t.float });
const SourceClass: PyClass<[name: string], Source> = host.class("Source", {
  init: [[t.str]],
  methods: {
    read: ["read", [t.float], t.float, { names: ["at"] }],
    take: ["take", () => [[reading], t.str]],
    run: ["run", [t.int], t.any],
    runNamed: ["run_named", [], t.float],
    feed: ["feed", [], t.str],
    showUnit: ["show_unit", [], t.str],
    setUnit: ["set_unit", [t.str], t.none],
  },
  properties: { unit: ["unit", t.str] },
});
const kinds = host.function<(source: Source, n: number) => string[]>("kinds", [t.object, t.int], t.list(t.str));
const keep = host.function<(source: Source) => void>("keep", [t.object], t.none);
const first = host.function<() => Source>("first", [], t.object);

class Doubled extends SourceClass {
  calls = 0;
  override read(at: number): number {
    this.calls++;
    return 2 * super.read(at);
  }
  override take(taken: Reading): string {
    return `${super.take(taken)} ${JSON.stringify(taken)}`;
  }
  override get unit(): string {
    return `${super.unit}m`;
  }
  override set unit(value: string) {
    super.unit = `${value}!`;
  }
}

describe("an overridden method", () => {
  beforeAll(() => void python());

  test("is what Python calls, and gets what its types say", () => {
    const doubled = new Doubled("d");
    expect(doubled.run(3)).toHaveLength(3);
    expect(doubled.calls).toBe(3);
    // A float is promised, so Python gets one.
    expect(kinds(doubled, 2)).toStrictEqual(["float", "float"]);
    expect(doubled.runNamed()).toBe(14);
    expect(doubled.feed()).toBe('source r {"name":"r","value":1.5}');
    expect(doubled.read(4)).toBe(8);
  });

  test("leaves the class itself as it was", () => {
    expect(new SourceClass("plain").runNamed()).toBe(7);
    expect(new SourceClass("plain").feed()).toBe("source r");
  });

  test("may be a property, with a setter", () => {
    const doubled = new Doubled("d");
    expect([doubled.unit, doubled.showUnit()]).toStrictEqual(["mm", "mm"]);
    doubled.setUnit("km");
    expect(python().eval("lambda s: s.log")(doubled)).toStrictEqual(["km!"]);
    expect(new SourceClass("plain").showUnit()).toBe("m");
  });

  test("throws through Python", () => {
    class Bad extends SourceClass {
      override read(): number {
        throw new RangeError("no reading");
      }
    }
    expect(() => new Bad("b").run(1)).toThrow(RangeError);
  });

  test("keeps its object's fields while only Python holds it", async () => {
    (() => {
      const doubled = new Doubled("kept");
      doubled.run(5);
      keep(doubled);
    })();
    for (let i = 0; i < 200; i++) new Doubled(`garbage ${i}`).run(1);
    await settle();
    const back = first() as Doubled;
    expect(back).toBeInstanceOf(Doubled);
    expect(back.calls).toBe(5);
    expect(
      python().eval("lambda: [kind for kind in (type(k).__name__ for k in __import__('derived_source').kept)]")(),
    ).toStrictEqual(["Doubled"]);
  });

  test("does not keep objects that nobody holds", async () => {
    for (let i = 0; i < 2000; i++) void new Doubled(`garbage ${i}`).unit;
    const alive = python().eval("lambda: sum(type(o).__name__ == 'Doubled' for o in __import__('gc').get_objects())");
    await vi.waitFor(
      async () => {
        await settle();
        expect(alive() as number).toBeLessThan(10);
      },
      { timeout: 20_000, interval: 100 },
    );
  });
});
