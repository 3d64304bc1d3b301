/** `range` as an object of its three parts, which can be iterated. */
import type { Converter } from "../converter.js";
import { isIntegral, isPlainObject } from "../values.js";

type Integer = number | bigint;

/** A range of Python's: its parts are bigints where they are beyond ±(2^53 - 1). */
export class PyRange implements Iterable<Integer> {
  readonly start: Integer;
  readonly stop: Integer;
  readonly step: Integer;

  constructor(start: Integer, stop: Integer, step: Integer) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  *[Symbol.iterator](): Generator<Integer, void, undefined> {
    const { start, stop, step } = this;
    if (typeof start === "number" && typeof stop === "number" && typeof step === "number") {
      for (let at = start; step > 0 ? at < stop : at > stop; at += step) yield at;
      return;
    }
    const by = BigInt(step);
    const end = BigInt(stop);
    for (let at = BigInt(start); by > 0n ? at < end : at > end; at += by) {
      yield at >= -MOST_SAFE && at <= MOST_SAFE ? Number(at) : at;
    }
  }
}

const MOST_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Takes `{ start, stop, step }`; `start` is 0 and `step` 1 where they are left out. */
export const rangeConverter: Converter = {
  number: 14,
  python: "range",
  fromPlain: (plain) => new PyRange(...(plain as [Integer, Integer, Integer])),
  toPlain(value) {
    if (!(value instanceof PyRange) && !isPlainObject(value)) return undefined;
    const { start = 0, stop, step = 1, ...rest } = value as Record<string, unknown>;
    if (Object.keys(rest).length > 0 || ![start, stop, step].every(isIntegral)) return undefined;
    return [[start, stop, step]];
  },
  claims: (value) => value instanceof PyRange,
};
