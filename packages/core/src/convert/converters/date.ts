/** `datetime.date`: a day without a time, as text. */
import { types } from "node:util";

import { Refused, type Converter } from "../converter.js";
import { readDate } from "../iso-text.js";
import { makeTemporal, temporalText } from "../temporal.js";

/** Takes `YYYY-MM-DD`. A `Date` is a point in time, and the day of that depends on where one is. */
export const dateConverter: Converter = {
  number: 6,
  python: "date",
  fromPlain: (plain) => plain,
  toPlain(value) {
    if (types.isDate(value)) {
      throw new Refused('a Date is a point in time, no day; pass text such as "2024-05-01"');
    }
    const text = typeof value === "string" ? value : temporalText(value, ["PlainDate"]);
    const parts = text === undefined ? undefined : readDate(text);
    return parts && [parts];
  },
  claims: (value) => temporalText(value, ["PlainDate"]) !== undefined,
};

/** The same, with a `Temporal.PlainDate` for what comes from Python. */
export const temporalDateConverter: Converter = {
  ...dateConverter,
  fromPlain: (plain) => makeTemporal("PlainDate", plain as string),
};
