/** What a regular expression is made of. Every character, dot and class is a set of code points, so that flags mean nothing any more. */
import type { CharSet } from "./char-set.js";

/** A part of a regular expression. */
export type Part =
  | { readonly kind: "set"; readonly set: CharSet }
  | { readonly kind: "start" | "end" | "lineStart" | "lineEnd" | "boundary" | "noBoundary" }
  | { readonly kind: "sequence" | "choice"; readonly parts: readonly Part[] }
  | { readonly kind: "group"; readonly number: number; readonly name: string | undefined; readonly body: Part }
  | { readonly kind: "look"; readonly behind: boolean; readonly negative: boolean; readonly body: Part }
  | {
      readonly kind: "repeat";
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
      readonly body: Part;
    }
  | { readonly kind: "reference"; readonly number: number };

/** The parts of a part. */
export function partsOf(part: Part): readonly Part[] {
  if (part.kind === "sequence" || part.kind === "choice") return part.parts;
  return "body" in part ? [part.body] : [];
}

/** A regular expression that cannot be said in Python; the message says why. */
export class Untranslatable extends Error {}
