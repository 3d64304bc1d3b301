/** Sends many random values through Python; a value that comes back as another is made as small as it can be. */
import { isDeepStrictEqual } from "node:util";

import * as fc from "fast-check";
import type { Arbitrary } from "fast-check";
import { expect } from "vitest";

import { seed } from "./random.js";

/** Values of one call. */
const BATCH = 500;

/** Asserts that `count` values come back as they were; `send` takes a list of them. */
export function expectSameAfter(values: Arbitrary<unknown>, send: (values: unknown[]) => unknown, count: number): void {
  const sample = fc.sample(values, { numRuns: count, seed });
  for (let start = 0; start < sample.length; start += BATCH) {
    const batch = sample.slice(start, start + BATCH);
    if (isDeepStrictEqual(send(batch), batch)) continue;
    // The same values one by one, so that the one that fails can be made smaller.
    const alone = fc.property(values, (value) => expectEqual(send([value]), [value]));
    fc.assert(alone, { seed, numRuns: count });
    throw new Error(`values come back as others only together (seed ${seed}, from the ${start}th on)`);
  }
}

/** As deep and strict as Node has it; vitest's comparison takes a key `constructor` for the class. */
export function expectEqual(value: unknown, expected: unknown): void {
  if (isDeepStrictEqual(value, expected)) return;
  expect(value).toStrictEqual(expected);
  expect.fail("values differ in a way that this cannot show");
}
