/** `complex` as an object of two numbers. */
import type { Converter } from "../converter.js";
import { isPlainObject } from "../values.js";

/** Takes `{ re, im }`, and a number for one without an imaginary part. */
export const complexConverter: Converter = {
  number: 13,
  python: "complex",
  fromPlain(plain) {
    // A hint may lie: what is no number at all comes as it is.
    if (!Array.isArray(plain)) return plain;
    const [re, im] = plain as readonly unknown[];
    return { re, im };
  },
  toPlain(value) {
    if (typeof value === "number") return [[value, 0]];
    if (!isPlainObject(value)) return undefined;
    const { re, im, ...rest } = value;
    const fits = typeof re === "number" && typeof im === "number" && Object.keys(rest).length === 0;
    return fits ? [[re, im]] : undefined;
  },
};
