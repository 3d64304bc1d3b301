/** Random values of every type, in the form in which they come back, for fast-check, which makes failing ones small. */
import { t, type PyType, type ToolBinding } from "@pyweld/core";
import * as fc from "fast-check";
import type { Arbitrary } from "fast-check";

/** A type, and values of it that come back as they were. */
export interface TypeOfValues {
  readonly type: PyType;
  readonly values: Arbitrary<unknown>;
}

/** The Python classes that some of the types need. */
export const classesSource = `
import dataclasses, enum, typing
class Color(enum.Enum): RED, GREEN, BLUE = 1, 2, 4
class Mode(str, enum.Enum): READ, WRITE = 'r', 'w'
class Shape(enum.Enum): ROUND, FLAT = (1,), (2,)
class Rights(enum.IntFlag): READ, WRITE, RUN = 1, 2, 4
@dataclasses.dataclass
class Point:
    x: float
    name: str
    tags: list = dataclasses.field(default_factory=list)
class Pair(typing.NamedTuple):
    left: int
    right: str
`;

const codePoint = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
/** Halves of characters stand alone, never side by side: those would be one character on the way back. */
const text = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.string({ maxLength: 5 }) }, { weight: 2, arbitrary: codePoint }), {
    maxLength: 4,
  })
  .map((parts) => parts.join("-"));
const safe = fc.maxSafeInteger();
const bigint = fc.oneof(
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
  fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }),
);
const unsafe = bigint.filter((value) => value > 2n ** 53n || value < -(2n ** 53n));
const number = fc.oneof(fc.double(), safe, fc.constantFrom(-0, NaN, Infinity, -Infinity, 2 ** 53, 5e-324));
const bytes = fc.uint8Array({ maxLength: 20 });
const two = (value: number): string => String(value).padStart(2, "0");

const day = fc
  .integer({ min: 0, max: 3_652_058 })
  .map((days) => new Date(-62_135_596_800_000 + days * 86_400_000).toISOString().slice(0, 10));
const time = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59), fc.oneof(fc.constant(0), fc.nat(999_999)))
  .map(([h, m, s, us]) => `${two(h)}:${two(m)}:${two(s)}${us === 0 ? "" : `.${String(us).padStart(6, "0")}`}`);
const moment = fc
  .oneof(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), fc.integer({ min: -2000, max: 2000 }))
  .map((milliseconds) => new Date(milliseconds));
const duration = fc
  .oneof(fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), fc.integer({ min: -5000, max: 5000 }))
  .map((microseconds) => microseconds / 1000 + 0);
const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.integer({ min: 0, max: 30 }))
  .map(([negative, digits, after]) => {
    const padded = String(digits).padStart(after + 1, "0");
    const whole = padded.slice(0, padded.length - after);
    // Beyond six zeros behind the point, Python writes an exponent.
    const plain = after === 0 ? whole : `${whole}.${padded.slice(whole.length)}`;
    return (negative ? "-" : "") + plain;
  })
  .filter((value) => !/^-?0\.0{6}/.test(value));
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
const fraction = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 30n }))
  .map(([above, below]) => {
    const common = gcd(above < 0n ? -above : above, below);
    return below === common ? String(above / common) : `${above / common}/${below / common}`;
  });
const path = fc
  .tuple(
    fc.boolean(),
    fc.array(
      text.map((part) => part.replaceAll("/", "-")).filter((part) => part !== "" && part !== "."),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([absolute, parts]) => (absolute ? "/" : "") + parts.join("/"));
const part = fc.option(fc.oneof(safe, unsafe, text), { nil: null });

const named = <A extends unknown[]>(values: Arbitrary<A>): Arbitrary<A> => values;
const dictOf = (values: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.array(fc.tuple(text, values), { maxLength: 5 }).map((entries) => Object.fromEntries(entries));
const mapOf = (keys: Arbitrary<unknown>, values: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.array(fc.tuple(keys, values), { maxLength: 5 }).map((entries) => new Map(entries));
const listOf = (values: Arbitrary<unknown>): Arbitrary<unknown[]> => fc.array(values, { maxLength: 5 });
const setOf = (values: Arbitrary<unknown>): Arbitrary<unknown> => listOf(values).map((items) => new Set(items));

/** Every type of the mapping whose values come back as they were, by the name that a failure is told with. */
export function everyType(tool: ToolBinding): Readonly<Record<string, TypeOfValues>> {
  const { int, str, float } = t;
  return {
    none: { type: t.none, values: fc.constant(null) },
    bool: { type: t.bool, values: fc.boolean() },
    int: { type: int, values: safe },
    bigint: { type: t.bigint, values: bigint },
    integer: { type: t.integer, values: fc.oneof(safe, unsafe) },
    float: { type: float, values: number },
    str: { type: str, values: text },
    bytes: { type: t.bytes, values: bytes },
    datetime: {
      type: t.datetime,
      values: fc.oneof(
        moment,
        fc.tuple(day, time).map((parts) => parts.join("T")),
      ),
    },
    date: { type: t.date, values: day },
    time: { type: t.time, values: time },
    timedelta: { type: t.timedelta, values: duration },
    Decimal: { type: t.decimal, values: decimal },
    Fraction: { type: t.fraction, values: fraction },
    UUID: { type: t.uuid, values: fc.uuid() },
    Path: { type: t.path, values: path },
    complex: { type: t.complex, values: fc.record({ re: number, im: number }, { noNullPrototype: true }) },
    slice: { type: t.slice, values: fc.record({ start: part, stop: part, step: part }, { noNullPrototype: true }) },
    list: { type: t.list(float), values: listOf(number) },
    "list of lists": { type: t.list(t.list(str)), values: listOf(listOf(text)) },
    sequence: { type: t.sequence(str), values: listOf(text) },
    tuple: { type: t.tuple([int, str, t.optional(float)]), values: fc.tuple(safe, text, fc.option(number)) },
    "open tuple": {
      type: t.openTuple([int], str, [float]),
      values: fc.tuple(safe, listOf(text), number).map(([first, between, last]) => [first, ...between, last]),
    },
    set: { type: t.set(str), values: setOf(text) },
    frozenset: { type: t.frozenset(int), values: setOf(safe) },
    AbstractSet: { type: t.abstractSet(str), values: setOf(text) },
    Collection: { type: t.collection(int), values: listOf(safe) },
    dict: { type: t.dict(int), values: dictOf(safe) },
    map: { type: t.map(t.tuple([int, str]), t.decimal), values: mapOf(fc.tuple(safe, text), decimal) },
    Mapping: { type: t.mapping(str, float), values: dictOf(number) },
    deque: { type: t.deque(t.fraction), values: listOf(fraction) },
    OrderedDict: { type: t.orderedDict(int, str), values: mapOf(safe, text) },
    defaultdict: { type: t.defaultDict(str, t.list(int)), values: dictOf(listOf(safe)) },
    Counter: { type: t.counter(str), values: dictOf(safe) },
    TypedDict: {
      type: t.typedDict({ id: int, "a b": t.optional(str), when: t.date }, ["when"]),
      values: fc.record(
        { id: safe, "a b": fc.option(text), when: day },
        { requiredKeys: ["id", "a b"], noNullPrototype: true },
      ),
    },
    dataclass: {
      type: t.dataclass(tool, "Point", { x: float, name: str, tags: t.list(t.decimal) }),
      values: fc.record({ x: number, name: text, tags: listOf(decimal) }, { noNullPrototype: true }),
    },
    NamedTuple: { type: t.namedTuple(tool, "Pair", { left: int, right: str }), values: named(fc.tuple(safe, text)) },
    "Enum by value": { type: t.enum(tool, "Color", { RED: 1, GREEN: 2, BLUE: 4 }), values: fc.constantFrom(1, 2, 4) },
    StrEnum: { type: t.enum(tool, "Mode", { READ: "r", WRITE: "w" }), values: fc.constantFrom("r", "w") },
    "Enum by name": {
      type: t.enum(tool, "Shape", { ROUND: "ROUND", FLAT: "FLAT" }),
      values: fc.constantFrom("ROUND", "FLAT"),
    },
    Flag: { type: t.flag(tool, "Rights"), values: fc.nat(7) },
    Literal: { type: t.literal(["a", 1, true, null]), values: fc.constantFrom("a", 1, true, null) },
    Optional: { type: t.optional(t.uuid), values: fc.option(fc.uuid()) },
    Union: {
      type: t.union([t.datetime, str, float, t.list(int), t.dict(str)]),
      values: fc.oneof(moment, text, number, listOf(safe), dictOf(text)),
    },
    Any: { type: t.any, values: fc.oneof(number, unsafe, text, bytes, moment, listOf(text), dictOf(number)) },
  };
}

/** A type made of others, up to a depth, with values of it. */
export function nestedTypes(tool: ToolBinding, depth = 3): Arbitrary<TypeOfValues> {
  const leaves = Object.values(everyType(tool));
  const leaf = fc.constantFrom(...leaves);
  if (depth === 0) return leaf;
  const inner = nestedTypes(tool, depth - 1);
  const keyed = fc.uniqueArray(fc.tuple(fc.constantFrom("id", "a b", "é", "constructor", "x1"), inner), {
    minLength: 1,
    maxLength: 3,
    selector: ([name]) => name,
  });
  return fc.oneof(
    leaf,
    inner.map(({ type, values }) => ({ type: t.list(type), values: listOf(values) })),
    inner.map(({ type, values }) => ({ type: t.deque(type), values: listOf(values) })),
    inner.map(({ type, values }) => ({ type: t.sequence(type), values: listOf(values) })),
    inner.map(({ type, values }) => ({ type: t.dict(type), values: dictOf(values) })),
    inner.map(({ type, values }) => ({ type: t.mapping(t.str, type), values: dictOf(values) })),
    inner.map(({ type, values }) => ({ type: t.map(t.int, type), values: mapOf(safe, values) })),
    inner.map(({ type, values }) => ({ type: t.optional(type), values: fc.option(values) })),
    fc.array(inner, { maxLength: 3 }).map((items) => ({
      type: t.tuple(items.map(({ type }) => type)),
      values: fc.tuple(...items.map(({ values }) => values)),
    })),
    fc.tuple(inner, inner, inner).map(([before, between, after]) => ({
      type: t.openTuple([before.type], between.type, [after.type]),
      values: fc
        .tuple(before.values, listOf(between.values), after.values)
        .map(([first, middle, last]) => [first, ...middle, last]),
    })),
    keyed.map((fields) => ({
      type: t.typedDict(Object.fromEntries(fields.map(([name, { type }]) => [name, type]))),
      values: fc.record(Object.fromEntries(fields.map(([name, { values }]) => [name, values])), {
        noNullPrototype: true,
      }),
    })),
  );
}
