/** Random values of any shape, there and back without types. */
import { isDeepStrictEqual } from "node:util";

import { python } from "@pyweld/core";
import { expect, test } from "vitest";

import { randomValue } from "../support/any-value.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { forAll } from "../support/random.js";

const py = python();
py.exec("import copy\ndef same(x): return x\ndef copied(x): return copy.deepcopy(x)");
const main = py.import("__main__");
leavesNoHandles();

const check = (got: unknown, wanted: unknown): void => {
  if (!isDeepStrictEqual(got, wanted)) expect(got).toStrictEqual(wanted);
};

// A5, A14
test("a value of any shape comes back as it was", () => {
  forAll(5000, (random) => {
    const value = randomValue(random);
    check(main.same(value), value);
    check(main.copied({ value, again: [value] }), { value, again: [value] });
  });
});

// A6
test("a value of any shape comes back as it was from a worker thread", async () => {
  const values: unknown[] = [];
  forAll(500, (random) => void values.push(randomValue(random)));
  const same = main.$handle("same");
  const results = await Promise.all(values.map((value) => same.$callAsync([value])));
  results.forEach((result, i) => check(result, values[i]));
});
