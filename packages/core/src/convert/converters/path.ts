/** `pathlib.Path` as text. */
import { fileURLToPath } from "node:url";

import { Refused, type Converter } from "../converter.js";

/** A URL is recognised by its tag: one of another realm is no instance of this one's class. */
function isUrl(value: unknown): value is URL {
  return typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object URL]";
}

function pathOf({ href }: URL): string {
  try {
    return fileURLToPath(href);
  } catch (error) {
    throw new Refused(`${href} names no file: ${(error as Error).message}`);
  }
}

/** Takes text, and `file:` URLs. */
export const pathConverter: Converter = {
  number: 10,
  python: "Path",
  fromPlain: (plain) => plain,
  toPlain(value) {
    if (typeof value === "string") return [value];
    return isUrl(value) ? [pathOf(value)] : undefined;
  },
};

/** `os.PathLike`: whatever has a path. */
export const pathLikeConverter: Converter = { ...pathConverter, number: 11, python: "PathLike" };
