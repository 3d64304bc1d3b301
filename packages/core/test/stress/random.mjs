/** A seeded source of chance (mulberry32): a run can be made again by its seed. */
export class Chance {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** From 0 to 1, without 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `most`. */
  upTo(most) {
    return Math.floor(this.next() * (most + 1));
  }

  of(items) {
    return items[this.upTo(items.length - 1)];
  }

  /** A value of JSON's kind. */
  value(depth = 3) {
    const leaf = [null, true, false, this.upTo(1e6), -this.next(), "é".repeat(this.upTo(5)), "text", ""];
    if (depth === 0 || this.next() < 0.4) return this.of(leaf);
    const items = Array.from({ length: this.upTo(4) }, () => this.value(depth - 1));
    return this.next() < 0.5 ? items : Object.fromEntries(items.map((item, i) => [`k${i}`, item]));
  }
}
