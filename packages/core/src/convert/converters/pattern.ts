/** `re.Pattern`: a RegExp that means the same in Python. */
import { types } from "node:util";

import { Refused, type Converter } from "../converter.js";
import { Untranslatable } from "../regexp/syntax.js";
import { toPythonPattern } from "../regexp/to-python.js";

/** Takes a RegExp. What comes from Python stays a handle. */
export const patternConverter: Converter = {
  number: 16,
  python: "Pattern",
  fromPlain: (plain) => plain,
  toPlain(value) {
    if (!types.isRegExp(value)) return undefined;
    try {
      return [toPythonPattern(value)];
    } catch (error) {
      if (!(error instanceof Untranslatable)) throw error;
      throw new Refused(`${String(value)} has no counterpart in Python: ${error.message}`);
    }
  },
};
