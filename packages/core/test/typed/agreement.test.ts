/** Typed and untyped calls agree: on values that fit their types, and on results that do not. */
import { isDeepStrictEqual } from "node:util";

import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { randomValue } from "../support/any-value.js";
import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";
import { forAll } from "../support/random.js";
import { randomTyped } from "../support/typed-value.js";

const agreement = toolOf(
  "agreement_tool",
  "import copy\ndef same(x): return x\ndef copied(x): return copy.deepcopy(x)\ndef value(text): return eval(text)",
);
const same = (from: PyType, to: PyType): PyFunction<(value: unknown) => unknown> =>
  agreement.function("same", [from], to);
leavesNoHandles(() => same(t.int, t.int)(1));

const check = (got: unknown, wanted: unknown): void => {
  if (!isDeepStrictEqual(got, wanted)) expect(got).toStrictEqual(wanted);
};

// A14
describe("a value that fits its type", () => {
  test("comes back as it was", () => {
    forAll(1500, (random) => {
      const { type, make } = randomTyped(random);
      const call = same(type, type);
      const value = make();
      check(call(value) ?? null, value);
      const listed = [make(), make(), make()];
      check(same(t.list(type), t.list(type))(listed), listed);
    });
  });

  test("comes back as it was from a worker thread", async () => {
    const checks: Promise<void>[] = [];
    forAll(200, (random) => {
      const { type, make } = randomTyped(random);
      const value = [make(), make()];
      checks.push(
        same(t.list(type), t.list(type))
          .async(value)
          .then((got) => check(got, value)),
      );
    });
    await Promise.all(checks);
  });

  test("is the same for Python as without types, and for JavaScript as without types", () => {
    forAll(500, (random) => {
      const { type, make } = randomTyped(random);
      const value = make();
      const untyped = same(t.any, t.any);
      // Without types, what left as a Map with str keys only comes as an object, so the way there and back is compared.
      check(same(type, t.any)(value), untyped(same(type, t.any)(value)));
    });
  });
});

// A14: hints lie, and a return is never rejected by its hint
describe("a result that does not fit its type", () => {
  /** Types that would read a fitting value in another way than a value without a type is read. */
  const readsAlike = (type: PyType): boolean => {
    const parts = type as unknown as {
      kind: string;
      item?: PyType;
      items?: PyType[];
      value?: PyType;
      fields?: Record<string, PyType>;
    };
    const inner = [parts.item, parts.value, ...(parts.items ?? []), ...Object.values(parts.fields ?? {})];
    return (
      !["map", "bigint", "int"].includes(parts.kind) && inner.every((part) => part === undefined || readsAlike(part))
    );
  };

  test("passes as it is, whatever it is and wherever it lies", () => {
    let checked = 0;
    forAll(3000, (random) => {
      const { type } = randomTyped(random);
      if (!readsAlike(type)) return;
      checked++;
      const value = randomValue(random);
      check(same(t.any, type)(value) ?? null, value);
      check(same(t.any, t.list(type))([value, value]), [value, value]);
      check(same(t.any, t.dict(t.tuple([type, t.any])))({ a: [value, 1] }), { a: [value, 1] });
    });
    expect(checked).toBeGreaterThan(500);
  });

  test("that fits only in part keeps the rest as it is", () => {
    forAll(500, (random) => {
      const { type, make } = randomTyped(random);
      const lie = randomValue(random);
      const before = make();
      // A tuple is written by position before the lie is met, and once more with tags.
      const [first, second] = same(t.tuple([type, t.any]), t.tuple([type, t.set(t.str)]))([before, lie]) as [
        unknown,
        unknown,
      ];
      check(first, before);
      check(second, lie);
    });
  });

  const object = "type('Thing', (), {})()";
  test.each([
    t.none,
    t.bool,
    t.int,
    t.bigint,
    t.integer,
    t.float,
    t.str,
    t.bytes,
    t.any,
    t.object,
    t.list(t.int),
    t.sequence(t.str),
    t.tuple([t.int]),
    t.set(t.int),
    t.frozenset(t.int),
    t.dict(t.int),
    t.map(t.int, t.int),
    t.typedDict({ a: t.int }),
    t.union([t.int, t.str]),
    t.literal([1]),
    t.optional(t.str),
  ])("of type %j is a handle when nothing else can hold it", (type) => {
    const value = agreement.function<(text: string) => unknown>("value", [t.str], type)(object) as { $type: string };
    expect(value.$type).toBe("Thing");
    const inner = agreement.function<(text: string) => unknown>("value", [t.str], t.list(type))(`[${object}]`) as {
      $type: string;
    }[];
    expect(inner[0]?.$type).toBe("Thing");
  });

  test("of type int is no rounded number, at any level", () => {
    for (const [type, source, place] of [
      [t.dict(t.list(t.int)), "{'a': ['lie', 2**60]}", '["a"][1]'],
      [
        t.list(t.typedDict({ id: t.int, note: t.str })),
        "[{'id': 1, 'note': None}, {'id': 2**60, 'note': 'x'}]",
        '[1]["id"]',
      ],
      [t.tuple([t.str, t.optional(t.int)]), "(None, -(2**53))", "[1]"],
    ] as const) {
      expect(failure(() => agreement.function<(text: string) => unknown>("value", [t.str], type)(source))).toBe(
        `ConversionError: int beyond ±(2**53 - 1), which a number cannot hold exactly at result${place}`,
      );
    }
  });
});
