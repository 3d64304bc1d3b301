/** `slice` as an object of its three parts. */
import type { Converter } from "../converter.js";
import { isPlainObject } from "../values.js";

/** Takes `{ start, stop, step }`; what is left out, or null, is None. */
export const sliceConverter: Converter = {
  number: 15,
  python: "slice",
  fromPlain(plain) {
    const [start, stop, step] = plain as readonly unknown[];
    return { start, stop, step };
  },
  toPlain(value) {
    if (!isPlainObject(value)) return undefined;
    const { start = null, stop = null, step = null, ...rest } = value;
    return Object.keys(rest).length > 0 ? undefined : [[start, stop, step]];
  },
};
