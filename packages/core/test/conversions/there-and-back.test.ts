/**
 * Random values of every type, there and back; fast-check makes a failing one small. PYWELD_TEST_SEED repeats a run,
 * PYWELD_TEST_VALUES says how many values there are of each type.
 */
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { classesSource, everyType, nestedTypes } from "../support/arbitraries.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";
import { seed } from "../support/random.js";
import { expectEqual, expectSameAfter } from "../support/there-and-back.js";

const VALUES = Number(process.env["PYWELD_TEST_VALUES"] ?? 10_000);
const NESTED = VALUES / 5;

const tool = toolOf(
  "there_and_back_tool",
  `
import random
from datetime import *
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from uuid import UUID
${classesSource}
def same(x): return x
UTC = timezone.utc
def whole(r, bits): return r.getrandbits(r.randrange(1, bits)) * r.choice((-1, 1))
def day(r): return date.fromordinal(r.randrange(1, date.max.toordinal() + 1))
def clock(r): return time(r.randrange(24), r.randrange(60), r.randrange(60), r.choice((0, r.randrange(10**6))))
makers = {
    'datetime': lambda r: datetime.combine(day(r), clock(r)),
    'instant': lambda r: datetime.combine(day(r), clock(r).replace(microsecond=1000 * r.randrange(1000)), UTC),
    'date': day,
    'time': clock,
    'timedelta': lambda r: timedelta(microseconds=whole(r, 53)),
    'long timedelta': lambda r: timedelta(milliseconds=whole(r, 53)),
    'Decimal': lambda r: Decimal(whole(r, 200)).scaleb(r.randrange(-400, 400)),
    'Fraction': lambda r: Fraction(whole(r, 200), 1 + r.getrandbits(100)),
    'UUID': lambda r: UUID(int=r.getrandbits(128)),
    'Path': lambda r: Path(*(chr(r.choice((97, 233, 0x1f600, 32))) * r.randrange(1, 9) for _ in range(r.randrange(1, 5)))),
    'complex': lambda r: complex(r.choice((r.random(), -0.0, float('inf'))), r.gauss(0, 1e300)),
    'range': lambda r: range(whole(r, 80), whole(r, 80), whole(r, 30) or 1),
    'slice': lambda r: slice(whole(r, 80), r.choice((None, whole(r, 9))), None),
    'int': lambda r: whole(r, 300),
}
kept = []
def make(kind, count, seed):
    r = random.Random(seed)
    kept[:] = [makers[kind](r) for _ in range(count)]
    return kept
def differences(values):
    return [repr(a) + ' is ' + repr(b) for a, b in zip(kept, values) if type(a) is not type(b) or a != b or repr(a) != repr(b)][:3]
`,
);
type One = PyFunction<(value: unknown) => unknown>;
const same = (from: PyType, to: PyType): One => tool.function("same", [from], to);
leavesNoHandles(() => Object.values(everyType(tool)).map(({ type }) => same(t.any, t.list(type))([null])));

// A14
describe(`${VALUES} values`, () => {
  test.each(Object.entries(everyType(tool)))(
    "of type %s come back to JavaScript as they were",
    (_name, { type, values }) => {
      const list = t.list(type);
      expectSameAfter(values, same(list, list) as (values: unknown[]) => unknown, VALUES);
    },
  );

  test.each([
    ["datetime", t.datetime],
    ["instant", t.datetime],
    ["date", t.date],
    ["time", t.time],
    ["timedelta", t.timedelta],
    ["long timedelta", t.timedelta],
    ["Decimal", t.decimal],
    ["Fraction", t.fraction],
    ["UUID", t.uuid],
    ["Path", t.path],
    ["complex", t.complex],
    ["range", t.range],
    ["slice", t.slice],
    ["int", t.bigint],
    ["int", t.integer],
    ["int", t.any],
  ])("of Python's %s come back to Python as they were", (kind, type) => {
    const make = tool.function<(kind: string, count: number, seed: number) => unknown[]>(
      "make",
      [t.str, t.int, t.int],
      t.list(type),
    );
    const differences = tool.function<(values: unknown[]) => string[]>("differences", [t.list(type)], t.list(t.str));
    const values = make(kind, VALUES, seed);
    expect(values).toHaveLength(VALUES);
    expect(differences(values)).toStrictEqual([]);
  });
});

// A14
describe("a value of a random type", () => {
  const nested = nestedTypes(tool).chain(({ type, values }) => values.map((value) => ({ type, value })));

  test("comes back as it was", () => {
    const property = fc.property(nested, ({ type, value }) => {
      expectEqual(same(type, type)(value) ?? null, value);
    });
    fc.assert(property, { seed, numRuns: NESTED });
  });

  test("is the same whether its frame is read by its type or says itself what it holds", () => {
    const property = fc.property(nested, ({ type, value }) => {
      const byType = same(type, type)(value) ?? null;
      // The second item lies about its type, so that the whole frame carries tags.
      const [tagged] = same(t.tuple([type, t.any]), t.tuple([type, t.int]))([value, "lie"]) as [unknown];
      expectEqual(tagged, byType);
      expect(namesIn(tagged)).toStrictEqual(namesIn(byType));
    });
    fc.assert(property, { seed, numRuns: NESTED });
  });
});

/** Names that items of arrays have, which a comparison of values does not see. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    const own = Object.getOwnPropertyNames(value).filter((name) => Number.isNaN(Number(name)) && name !== "length");
    return [...own, ...(value as unknown[]).flatMap(namesIn)];
  }
  if (value instanceof Map) return [...value.values()].flatMap(namesIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(namesIn) : [];
}
