/** Random values that cross without types and come back as they were. */
import type { Random } from "./random.js";

const numbers = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  255,
  256,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 53 - 1,
  -(2 ** 53 - 1),
  1e300,
  -1e-300,
  5e-324,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  NaN,
  Infinity,
  -Infinity,
  Math.PI,
] as const;

/** Characters of every kind that text can be made of; lone surrogates are apart, so that none end up side by side. */
const characters = [
  "a",
  "\0",
  "\n",
  '"',
  "\\",
  "é",
  "ß",
  "日",
  "\u{1f600}",
  "\u{10ffff}",
  "e\u0301",
  "\ufeff",
  "\ufffd",
  "\ud800x",
  "\udc00",
];

const keys = [
  "",
  "a",
  "items",
  "1",
  "0",
  "-1",
  "__proto__",
  "constructor",
  "toString",
  "then",
  "é",
  "\u{1f600}",
  "a b",
];

/** Text of up to `most` characters. */
export function randomText(random: Random, most = 12): string {
  // A high surrogate is always followed by a letter, so a low one after it makes no pair.
  return random.list(random.upTo(most), () => random.pick(characters)).join("");
}

/** A bigint that comes back as one: outside the safe integers. */
export function randomBigint(random: Random): bigint {
  const magnitude = 2n ** BigInt(53 + random.upTo(random.chance(0.1) ? 3000 : 90)) + BigInt(random.upTo(2 ** 31));
  return random.chance(0.5) ? magnitude : -magnitude;
}

export function randomNumber(random: Random): number {
  return random.chance(0.5) ? random.pick(numbers) : random.upTo(2 ** 53 - 2) * (random.chance(0.5) ? 1 : -1) + 1;
}

export function randomBytes(random: Random): Uint8Array {
  return Uint8Array.from(random.list(random.upTo(20), () => random.upTo(255)));
}

/** A value without containers. */
export function randomLeaf(random: Random): unknown {
  switch (random.upTo(7)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
    case 3:
      return randomNumber(random);
    case 4:
      return randomBigint(random);
    case 5:
      return randomBytes(random);
    default:
      return randomText(random);
  }
}

/** Values that Python can hash, and that differ in Python whenever they differ here. */
function randomMember(random: Random): unknown {
  return random.chance(0.5)
    ? `s${randomText(random)}`
    : random.chance(0.5)
      ? random.upTo(1000) + 2
      : randomBigint(random);
}

/** An object with an own property `__proto__` where that comes up. */
export function recordOf(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries);
}

/** Any value that crosses both ways unchanged. */
export function randomValue(random: Random, depth = 4): unknown {
  if (depth === 0 || random.chance(0.4)) return randomLeaf(random);
  const count = random.upTo(5);
  switch (random.upTo(3)) {
    case 0:
      return random.list(count, () => randomValue(random, depth - 1));
    case 1:
      return recordOf(random.list(count, () => [random.pick(keys), randomValue(random, depth - 1)] as const));
    case 2:
      return new Set(random.list(count, () => randomMember(random)));
    default:
      // One key at least is no str: a dict of str alone comes back as a plain object.
      return new Map([
        [7, "seven"],
        ...random.list(count, () => [randomMember(random), randomValue(random, depth - 1)] as const),
      ] as [unknown, unknown][]);
  }
}
