/** Dataclasses in all their forms, and flags. */
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { caught, failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const records = toolOf(
  "dataclasses_tool",
  `
import enum
from dataclasses import dataclass, field, InitVar
@dataclass
class Scaled:
    value: int
    factor: InitVar[int]
    label: InitVar[str] = 'none'
    total: int = field(init=False)
    def __post_init__(self, factor, label):
        if factor == 0: raise ValueError('no factor')
        self.total = self.value * factor
        self.kept = label
@dataclass(frozen=True)
class Frozen:
    tags: tuple = ()
    counts: dict = field(default_factory=dict)
@dataclass
class Slim:
    __slots__ = ('a', 'b')
    a: int
    b: str
@dataclass
class Base:
    name: str
@dataclass
class Middle(Base):
    size: int = 1
@dataclass
class Last(Middle):
    extra: list = field(default_factory=list)
class Plain(Last): pass
@dataclass
class Node:
    value: int
    next: 'Node' = None
@dataclass
class Holder:
    scaled: Scaled
    point: Frozen = None
class Rights(enum.Flag):
    READ = 1
    WRITE = 2
    BOTH = 3
class Loose(enum.IntFlag):
    READ = 1
    WIDE = 2**60
class Odd(enum.Enum):
    FIRST = (1,)
    AGAIN = (1,)
    SECOND = None
def spell(x): return type(x).__name__ + ' ' + repr(x)
def value(text): return eval(text)
def label(x): return x.kept
`,
);
type One = PyFunction<(value: unknown) => unknown>;
const takes = (type: PyType): One => records.function("spell", [type], t.str);
const gives = (type: PyType): One => records.function("value", [t.str], type);
const { int, str } = t;
const scaled = t.dataclass(
  records,
  "Scaled",
  { value: int, factor: int, label: str, total: int },
  ["value", "factor", "label"],
  ["value", "factor"],
  ["factor", "label"],
);
const frozen = t.dataclass(records, "Frozen", { tags: t.sequence(str), counts: t.dict(int) }, ["tags", "counts"], []);
const node: PyType = t.dataclass(
  records,
  "Node",
  { value: int, next: t.optional(() => node) },
  ["value", "next"],
  ["value"],
);
leavesNoHandles(() => [scaled, frozen, node, t.flag(records, "Rights")].map((type) => gives(type)("None")));

// A14
describe("a dataclass", () => {
  test("takes what only its constructor knows, and does not give it back", () => {
    expect(takes(scaled)({ value: 3, factor: 2 })).toBe("Scaled Scaled(value=3, total=6)");
    expect(records.function<(x: unknown) => string>("label", [scaled], str)({ value: 1, factor: 1, label: "x" })).toBe(
      "x",
    );
    expect(gives(scaled)("Scaled(3, 2)")).toStrictEqual({ value: 3, total: 6 });
    expect(gives(t.tuple([scaled, int]))("(Scaled(3, 2), 'lie')")).toStrictEqual([{ value: 3, total: 6 }, "lie"]);
    expect(gives(t.list(scaled))("[Scaled(i, 2) for i in range(3)]")).toStrictEqual([
      { value: 0, total: 0 },
      { value: 1, total: 2 },
      { value: 2, total: 4 },
    ]);
    expect(failure(() => takes(scaled)({ value: 3 }))).toBe(
      'ConversionError: expected Scaled, whose "factor" is missing, at args[0].factor',
    );
    expect(failure(() => takes(scaled)({ value: 3, factor: 2, total: 5 }))).toBe(
      'ConversionError: Scaled has no "total" at args[0]',
    );
  });

  test("that is frozen, has slots, or makes its defaults, is made by its constructor", () => {
    expect(takes(frozen)({})).toBe("Frozen Frozen(tags=(), counts={})");
    expect(takes(frozen)({ tags: ["a"], counts: { b: 1 } })).toBe("Frozen Frozen(tags=('a',), counts={'b': 1})");
    expect(gives(frozen)("Frozen(('a',), {'b': 1})")).toStrictEqual({ tags: ["a"], counts: { b: 1 } });
    const slim = t.dataclass(records, "Slim", { a: int, b: str });
    expect(takes(slim)({ a: 1, b: "x" })).toBe("Slim Slim(a=1, b='x')");
    expect(gives(slim)("Slim(1, 'x')")).toStrictEqual({ a: 1, b: "x" });
  });

  test("inherits fields, and a subclass brings all of its own", () => {
    const base = t.dataclass(records, "Base", { name: str });
    const last = t.dataclass(records, "Last", { name: str, size: int, extra: t.list(int) }, undefined, ["name"]);
    expect(takes(last)({ name: "n", extra: [1] })).toBe("Last Last(name='n', size=1, extra=[1])");
    expect(gives(last)("Last('n', 2, [3])")).toStrictEqual({ name: "n", size: 2, extra: [3] });
    for (const source of ["Last('n', 2, [3])", "Plain('n', 2, [3])"]) {
      expect(gives(base)(source)).toStrictEqual({ name: "n", size: 2, extra: [3] });
      expect(gives(t.union([str, base]))(source)).toStrictEqual({ name: "n", size: 2, extra: [3] });
    }
  });

  test("may hold others of its class", () => {
    expect(takes(node)({ value: 1, next: { value: 2, next: null } })).toBe(
      "Node Node(value=1, next=Node(value=2, next=None))",
    );
    expect(gives(node)("Node(1, Node(2))")).toStrictEqual({ value: 1, next: { value: 2, next: null } });
  });

  test("whose constructor raises tells where that was", () => {
    const holder = t.dataclass(records, "Holder", { scaled, point: t.optional(frozen) }, undefined, ["scaled"]);
    const error = caught<Error & { notes: string[]; pythonType: string }>(() =>
      takes(t.dict(t.list(holder)))({
        rows: [{ scaled: { value: 1, factor: 1 } }, { scaled: { value: 1, factor: 0 } }],
      }),
    );
    expect([error.pythonType, error.message]).toStrictEqual(["ValueError", "no factor"]);
    expect(error.notes).toStrictEqual(['while converting args[0]["rows"][1].scaled']);
  });
});

// A14
describe("a flag", () => {
  const rights = t.flag(records, "Rights");
  const loose = t.flag(records, "Loose");

  test.each([
    [rights, "Rights.READ", 1],
    [rights, "Rights.BOTH", 3],
    [rights, "Rights(0)", 0],
    [loose, "Loose.READ", 1],
    [loose, "Loose(64)", 64],
    [loose, "Loose.WIDE | Loose.READ", 2n ** 60n + 1n],
    // Hints lie.
    [rights, "5", 5],
    [rights, "'x'", "x"],
    [rights, "None", null],
  ])("is the number of its members: %# %s", (type, source, value) => {
    expect(gives(type)(source)).toStrictEqual(value);
    expect(gives(t.list(type))(`[${source}]`)).toStrictEqual([value]);
    expect(gives(t.dict(t.optional(type)))(`{'a': ${source}}`)).toStrictEqual({ a: value });
  });

  test("is made of such a number", () => {
    expect(takes(rights)(3)).toMatch(/^Rights <Rights\.BOTH: 3>$/);
    expect(takes(t.list(rights))([0, 1])).toMatch(/^list \[<Rights.*: 0>, <Rights\.READ: 1>\]$/);
    expect(takes(loose)(2n ** 60n)).toMatch(/^Loose .*WIDE/);
    expect(takes(t.optional(rights))(null)).toBe("NoneType None");
    expect(takes(t.union([str, rights]))(1)).toMatch(/^Rights /);
  });

  test("refuses what is none", () => {
    expect(failure(() => takes(rights)(1.5))).toBe("ConversionError: expected Rights, got float 1.5 at args[0]");
    expect(failure(() => takes(rights)("READ"))).toBe('ConversionError: expected Rights, got str "READ" at args[0]');
    const error = caught<Error & { notes: string[]; pythonType: string }>(() => takes(t.list(rights))([1, 64]));
    expect(error.pythonType).toBe("ValueError");
    expect(error.notes).toStrictEqual(["while converting args[0][1]"]);
  });

  test("that has no name stays a handle where members stand for themselves by name", () => {
    const byName = t.enum(records, "Rights", { READ: "READ", WRITE: "WRITE" });
    expect(gives(byName)("Rights.READ")).toBe("READ");
    const none = gives(byName)("Rights(0)");
    expect(none).not.toBeNull();
    expect(takes(rights)(none)).toMatch(/^Rights <Rights.*: 0>$/);
  });
});

// A14
describe("an enum with members of equal value", () => {
  const odd = t.enum(records, "Odd", { FIRST: "FIRST", AGAIN: "AGAIN", SECOND: "SECOND" });

  test("takes either name, and gives the first", () => {
    expect(takes(t.list(odd))(["FIRST", "AGAIN"])).toBe("list [<Odd.FIRST: (1,)>, <Odd.FIRST: (1,)>]");
    expect(gives(odd)("Odd.AGAIN")).toBe("FIRST");
    expect(gives(odd)("Odd.SECOND")).toBe("SECOND");
  });
});
