/** Sequences and sets with a class of their own: the list of their items. */
import { ConversionError } from "../../errors/pyweld-error.js";
import type { Converter } from "../converter.js";
import { isNumberArray, isSet } from "../values.js";

/** `collections.deque`: takes arrays. */
export const dequeConverter: Converter = {
  number: 19,
  python: "deque",
  fromPlain: (plain) => plain,
  toPlain: (value) => (Array.isArray(value) || isNumberArray(value) ? [value] : undefined),
};

/** `collections.abc.Set`: takes what a set takes. */
export const abstractSetConverter: Converter = {
  number: 23,
  python: "AbstractSet",
  fromPlain(plain) {
    if (!Array.isArray(plain)) return plain;
    const set = new Set<unknown>(plain);
    if (set.size === plain.length) return set;
    throw new ConversionError("members that differ in Python are the same in JavaScript (two NaN, for example)");
  },
  toPlain(value) {
    if (isSet(value)) return [[...value]];
    return Array.isArray(value) ? [value] : undefined;
  },
};

/** `collections.abc.Collection`: takes whatever can be iterated, but for text. */
export const collectionConverter: Converter = {
  number: 24,
  python: "Collection",
  fromPlain: (plain) => plain,
  toPlain(value) {
    if (Array.isArray(value)) return [value];
    const isIterable = typeof value === "object" && value !== null && Symbol.iterator in value;
    return isIterable ? [[...(value as Iterable<unknown>)]] : undefined;
  },
};
