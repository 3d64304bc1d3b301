/** JavaScript objects that stand for themselves in Python (`implement()`): they come back as what they are. */
import type { Converter } from "../converter.js";

/** Only on the way back; the way there is `implement()`. */
export const implementedConverter: Converter = {
  number: 60,
  python: "JavaScript object",
  fromPlain: (plain) => plain,
  toPlain: () => undefined,
};
