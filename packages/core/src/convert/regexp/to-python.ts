/** Spells a RegExp as a pattern of Python's `re` that matches the same text, with the same groups. */
import { checkDifferences } from "./differences.js";
import { spellSet, type CharSet } from "./char-set.js";
import { parsePattern } from "./parse.js";
import type { Part } from "./syntax.js";

/**
 * The source of the pattern, which needs no flags. One thing differs: Python counts in characters, as RegExp does with
 * the flag `u`, so that `.` takes the whole of one beyond 16 bits.
 *
 * @throws `Untranslatable` with the reason.
 */
export function toPythonPattern(expression: RegExp): string {
  const { body, wordChars } = parsePattern(expression);
  checkDifferences(body, expression);
  return new Speller(wordChars).spell(body);
}

/** What ends a line, in JavaScript. */
const lineEnd = String.raw`[\n\r\u2028\u2029]`;

const asciiWord = "[0-9A-Z_a-z]";

class Speller {
  readonly #word: string;

  constructor(wordChars: CharSet) {
    this.#word = spellSet(wordChars);
  }

  spell(part: Part): string {
    switch (part.kind) {
      case "set":
        return spellSet(part.set);
      case "start":
        return "^";
      case "end":
        // `$` also matches before the last line end.
        return String.raw`\Z`;
      case "lineStart":
        return `(?:^|(?<=${lineEnd}))`;
      case "lineEnd":
        return String.raw`(?=${lineEnd}|\Z)`;
      case "boundary":
        if (this.#word === asciiWord) return String.raw`(?a:\b)`;
        return `(?:(?<=${this.#word})(?!${this.#word})|(?<!${this.#word})(?=${this.#word}))`;
      case "noBoundary":
        // Not `\B`, which some versions of Python do not find in empty text.
        return `(?:(?<=${this.#word})(?=${this.#word})|(?<!${this.#word})(?!${this.#word}))`;
      case "sequence":
        return part.parts.map((inner) => this.#item(inner)).join("");
      case "choice":
        return part.parts.map((inner) => this.spell(inner)).join("|");
      case "group":
        return `(${part.name === undefined ? "" : `?P<${part.name}>`}${this.spell(part.body)})`;
      case "look":
        return `(?${part.behind ? "<" : ""}${part.negative ? "!" : "="}${this.spell(part.body)})`;
      case "repeat":
        return this.#single(part.body) + countOf(part.least, part.most) + (part.lazy ? "?" : "");
      case "reference":
        // What has matched nothing is empty in JavaScript, and fails in Python.
        return `(?(${part.number})\\${part.number})`;
    }
  }

  #item(part: Part): string {
    return part.kind === "choice" || part.kind === "sequence" ? `(?:${this.spell(part)})` : this.spell(part);
  }

  #single(part: Part): string {
    return part.kind === "set" || part.kind === "group" ? this.spell(part) : `(?:${this.spell(part)})`;
  }
}

function countOf(least: number, most: number): string {
  if (least === 0 && most === 1) return "?";
  if (most === Infinity && least <= 1) return least === 0 ? "*" : "+";
  return least === most ? `{${least}}` : `{${least},${most === Infinity ? "" : most}}`;
}
