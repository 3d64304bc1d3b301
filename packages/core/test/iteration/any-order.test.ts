/** Whoever reads from an iterator, and whatever is in it: every item comes once, in order, and each error at its place. */
// A17
import { python, type PyObject } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { leavesNoHandles } from "../support/live-handles.js";
import { forAll, type Random } from "../support/random.js";

const py = python();
py.exec(`
import time
BAD = '\\ud83d\\ude00'
def produce(step):
    if step == 'raise': raise LookupError('raised')
    if step == 'slow': time.sleep(0.002)
    return BAD if step == 'bad' else step
class Iterator:
    """Goes on after errors."""
    def __init__(self, plan): self.plan = iter(plan)
    def __iter__(self): return self
    def __next__(self): return produce(next(self.plan))
class Iterable:
    def __init__(self, plan): self.plan = plan
    def __iter__(self): return Iterator(self.plan)
def generator(plan):
    for step in plan: yield produce(step)
    return 'end'
`);
const main = py.import("__main__");
leavesNoHandles(() => [...main.generator([1, 2, 3])]);

/** What a step of a plan comes out as. */
function outcome(step: number | string): string {
  if (step === "bad") return "ConversionError";
  return step === "raise" ? "PythonError" : String(step);
}

function plan(random: Random): (number | string)[] {
  const length = random.pick([0, 1, 2, 5, 9, 10, 40, 200, 600]);
  return Array.from({ length }, (_, i) => {
    if (random.chance(0.02)) return "bad";
    if (random.chance(0.01)) return "raise";
    return random.chance(0.005) ? "slow" : i;
  });
}

function attempt(step: () => IteratorResult<unknown, unknown>): string | undefined {
  try {
    const { value, done } = step();
    return done ? undefined : String(value);
  } catch (error) {
    return (error as Error).name;
  }
}

/** Reads to the end, by whichever reader chance picks. */
function readAll(random: Random, readers: readonly (() => IteratorResult<unknown, unknown>)[]): string[] {
  const seen: string[] = [];
  for (let next = attempt(random.pick(readers)); next !== undefined; next = attempt(random.pick(readers)))
    seen.push(next);
  return seen;
}

const loopOver = (object: PyObject): (() => IteratorResult<unknown, unknown>) => {
  const iterator = object[Symbol.iterator]();
  return () => iterator.next();
};

describe("an iterator read in any order", () => {
  test("gives every item of a generator once, up to what it raises", () => {
    forAll(150, (random) => {
      const steps = plan(random);
      const generator = main.generator(steps);
      const readers = [loopOver(generator), loopOver(generator), () => generator.$next()];
      const raised = steps.indexOf("raise");
      const expected = raised < 0 ? steps : steps.slice(0, raised + 1);
      expect(readAll(random, readers)).toStrictEqual(expected.map(outcome));
    });
  });

  test("gives every item of another iterator once, also after what it raises", () => {
    forAll(150, (random) => {
      const steps = plan(random);
      const iterator = main.Iterator(steps);
      const readers = [loopOver(iterator), () => iterator.$next(), loopOver(iterator)];
      expect(readAll(random, readers)).toStrictEqual(steps.map(outcome));
    });
  });

  test("gives every item of an iterable to each of its loops", () => {
    forAll(150, (random) => {
      const steps = plan(random);
      const iterable = main.Iterable(steps);
      expect(readAll(random, [loopOver(iterable)])).toStrictEqual(steps.map(outcome));
      const [one, two] = [loopOver(iterable), loopOver(iterable)];
      const [first, second]: [string[], string[]] = [[], []];
      for (let open = true; open;) {
        const [a, b] = [attempt(one), attempt(two)];
        if (a !== undefined) first.push(a);
        if (b !== undefined) second.push(b);
        open = a !== undefined || b !== undefined;
      }
      expect([first, second]).toStrictEqual([steps.map(outcome), steps.map(outcome)]);
    });
  });
});
