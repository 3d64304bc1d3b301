/** A small seeded source of chance, so that a failing case can be run again: PYWELD_TEST_SEED repeats a run. */

/** The seed of this run. */
export const seed: number = Number(process.env["PYWELD_TEST_SEED"] ?? Date.now() % 2 ** 31);

/** Numbers that follow from a seed (mulberry32). */
export class Random {
  #state: number;

  constructor(start: number) {
    this.#state = start >>> 0;
  }

  /** From 0 to 1, without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `most`, inclusive. */
  upTo(most: number): number {
    return Math.floor(this.next() * (most + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.upTo(items.length - 1)] as T;
  }

  /** `count` results of `make`. */
  list<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }
}

/** Runs `check` with `count` sources of chance; a failure names the seed and the case. */
export function forAll(count: number, check: (random: Random, index: number) => void): void {
  for (let index = 0; index < count; index++) {
    try {
      check(new Random(seed + index), index);
    } catch (error) {
      throw new Error(
        `case ${index} of seed ${seed} (repeat it with PYWELD_TEST_SEED=${seed + index}): ${String(error)}`,
        {
          cause: error,
        },
      );
    }
  }
}

/** An integer of so many bits, either sign. */
export function randomBigintOfBits(random: Random, bits: number): bigint {
  let value = 1n;
  for (let i = 1; i < bits; i++) value = (value << 1n) | BigInt(random.upTo(1));
  return random.chance(0.5) ? value : -value;
}
