/** `datetime.time`: a time of day, as text. */
import type { Converter } from "../converter.js";
import { readTime } from "../iso-text.js";
import { makeTemporal, temporalText } from "../temporal.js";

/** Takes `HH:MM`, with seconds, microseconds and an offset if need be. */
export const timeConverter: Converter = {
  number: 7,
  python: "time",
  fromPlain: (plain) => plain,
  toPlain(value) {
    const text = typeof value === "string" ? value : temporalText(value, ["PlainTime"]);
    const parts = text === undefined ? undefined : readTime(text);
    return parts && [parts];
  },
  claims: (value) => temporalText(value, ["PlainTime"]) !== undefined,
};

/** The same, with a `Temporal.PlainTime` for what comes from Python. */
export const temporalTimeConverter: Converter = {
  ...timeConverter,
  fromPlain: (plain) => makeTemporal("PlainTime", plain as string),
};
