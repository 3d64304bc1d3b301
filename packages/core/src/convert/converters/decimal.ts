/** `decimal.Decimal` as text: every digit is kept. */
import type { Converter } from "../converter.js";

/** What a Decimal may look like; Python has the last word. */
const numeric = /^\s*[+-]?(?:(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?|inf(?:inity)?|s?nan\d*)\s*$/i;

/** Takes text, whole numbers of any size, and finite numbers as JavaScript prints them: 0.1 is `Decimal("0.1")`. */
export const decimalConverter: Converter = {
  number: 4,
  python: "Decimal",
  fromPlain: (plain) => plain,
  toPlain(value) {
    if (typeof value === "string") return numeric.test(value) ? [value] : undefined;
    if (typeof value === "bigint") return [String(value)];
    if (typeof value === "number") return [Object.is(value, -0) ? "-0" : String(value)];
    return undefined;
  },
};
