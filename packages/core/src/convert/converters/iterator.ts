/** JavaScript's iterators and iterables, which Python loops over: items are fetched one by one, when they are asked for. */
import type { Converter } from "../converter.js";

/** What Python asks for, as in python/_pyweld/converters/iterators.py. */
const actions = ["next", "return", "throw"] as const;

type Step = (action: number, value: unknown) => readonly [done: boolean, value: unknown];

/** Generators, and whatever else has `next()`. */
export const iteratorConverter: Converter = {
  number: 61,
  python: "Iterator",
  fromPlain: (plain) => plain,
  toPlain: (value) => (isIterator(value) ? [stepper(value)] : undefined),
  claims: isIterator,
};

/** Objects that can be looped over more than once; arrays, sets and maps cross as what they are before this is asked. */
export const iterableConverter: Converter = {
  number: 62,
  python: "Iterable",
  fromPlain: (plain) => plain,
  toPlain: (value) => (isIterable(value) ? [() => value[Symbol.iterator]()] : undefined),
  claims: (value) => !isIterator(value) && isIterable(value),
};

function stepper(iterator: Iterator<unknown>): Step {
  return (action, value) => {
    const name = actions[action] ?? "next";
    const method = iterator[name] as ((value: unknown) => IteratorResult<unknown>) | undefined;
    if (method === undefined) {
      if (name === "throw") throw value;
      return [true, value];
    }
    // Python's next() sends None.
    const result = method.call(iterator, name === "next" && value === null ? undefined : value);
    return [result.done === true, result.value];
  };
}

function isIterator(value: unknown): value is Iterator<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { next?: unknown }).next === "function";
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] === "function"
  );
}
