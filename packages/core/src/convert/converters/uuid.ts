/** `uuid.UUID` as text. */
import type { Converter } from "../converter.js";

const uuid =
  /^(?:urn:uuid:)?(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\})$/i;

/** Takes the forms that Python's constructor takes; what comes has the usual one. */
export const uuidConverter: Converter = {
  number: 9,
  python: "UUID",
  fromPlain: (plain) => plain,
  toPlain: (value) => (typeof value === "string" && uuid.test(value) ? [value] : undefined),
};
