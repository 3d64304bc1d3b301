/** Random types, and values that fit them and come back as they were. */
import { t, type PyType } from "@pyweld/core";

import { randomBigint, randomBytes, randomNumber, randomText, randomValue } from "./any-value.js";
import type { Random } from "./random.js";

/** A type with a maker of values that fit it. */
export interface Typed {
  readonly type: PyType;
  readonly make: () => unknown;
}

const fieldNames = ["id", "name", "a b", "é", "constructor", "x1"];

function leaf(random: Random): Typed {
  switch (random.upTo(8)) {
    case 0:
      return { type: t.bool, make: () => random.chance(0.5) };
    case 1:
      return { type: t.int, make: () => random.upTo(2 ** 53 - 2) - random.upTo(2 ** 53 - 2) };
    case 2:
      return { type: t.bigint, make: () => (random.chance(0.5) ? randomBigint(random) : BigInt(random.upTo(9))) };
    case 3:
      return { type: t.float, make: () => randomNumber(random) };
    case 4:
      return { type: t.bytes, make: () => randomBytes(random) };
    case 5:
      return { type: t.any, make: () => randomValue(random, 2) };
    case 6:
      return { type: t.literal(["a", 1, null]), make: () => random.pick(["a", 1, null]) };
    case 7:
      return { type: t.none, make: () => null };
    default:
      return { type: t.str, make: () => randomText(random) };
  }
}

/** A type nested up to `depth`. */
export function randomTyped(random: Random, depth = 3): Typed {
  if (depth === 0 || random.chance(0.2)) return leaf(random);
  const inner = (): Typed => randomTyped(random, depth - 1);
  const some = <T>(make: () => T): T[] => random.list(random.upTo(4), make);
  switch (random.upTo(7)) {
    case 0: {
      const item = inner();
      return { type: t.optional(item.type), make: () => (random.chance(0.3) ? null : item.make()) };
    }
    case 1: {
      const items = random.list(random.upTo(4), inner);
      return { type: t.tuple(items.map((item) => item.type)), make: () => items.map((item) => item.make()) };
    }
    case 2: {
      const value = inner();
      return {
        type: t.dict(value.type),
        make: () => Object.fromEntries(some(() => [randomText(random, 3), value.make()])),
      };
    }
    case 3: {
      const value = inner();
      return { type: t.map(t.int, value.type), make: () => new Map(some(() => [random.upTo(99), value.make()])) };
    }
    case 4:
      return { type: t.set(t.str), make: () => new Set(some(() => randomText(random, 3))) };
    case 5: {
      const fields = Object.fromEntries(
        random.list(1 + random.upTo(3), () => [random.pick(fieldNames), inner()] as const),
      );
      const optional = Object.keys(fields).filter(() => random.chance(0.4));
      return {
        type: t.typedDict(
          Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.type])),
          optional,
        ),
        make: () =>
          Object.fromEntries(
            Object.entries(fields)
              .filter(([name]) => !optional.includes(name) || random.chance(0.5))
              .map(([name, field]) => [name, field.make()]),
          ),
      };
    }
    case 6: {
      const item = inner();
      return { type: t.sequence(item.type), make: () => some(item.make) };
    }
    default: {
      const item = inner();
      return { type: t.list(item.type), make: () => some(item.make) };
    }
  }
}
