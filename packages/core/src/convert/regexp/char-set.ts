/** Sets of code points, as ranges in order. */

/** First and last of each range; ranges neither touch nor overlap. */
export type CharSet = readonly (readonly [first: number, last: number])[];

/** The last code point there is. */
export const LAST = 0x10ffff;

/** The set of these ranges, which may be in any order. */
export function setOf(ranges: Iterable<readonly [number, number]>): CharSet {
  const merged: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

/** The set of the characters in a text. */
export function charsOf(text: string): CharSet {
  return setOf([...text].map((char) => [char.codePointAt(0) as number, char.codePointAt(0) as number] as const));
}

/** Everything else. */
export function complementOf(set: CharSet): CharSet {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [first, last] of set) {
    if (first > next) gaps.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= LAST) gaps.push([next, LAST]);
  return gaps;
}

/** Whether a code point is in a set. */
export function has(set: CharSet, code: number): boolean {
  return set.some(([first, last]) => code >= first && code <= last);
}

/** The set as Python spells it: one character, or a class. */
export function spellSet(set: CharSet): string {
  if (set.length === 0) return String.raw`[^\s\S]`;
  const [[first, last] = [0, 0]] = set;
  if (set.length === 1 && first === last) return spellChar(first);
  const inner = spellRanges(set);
  const outer = spellRanges(complementOf(set));
  if (outer === "") return String.raw`[\s\S]`;
  return inner.length <= outer.length + 1 ? `[${inner}]` : `[^${outer}]`;
}

function spellRanges(set: CharSet): string {
  return set
    .map(([first, last]) => {
      if (first === last) return spellChar(first);
      return spellChar(first) + (last > first + 1 ? "-" : "") + spellChar(last);
    })
    .join("");
}

/** These stand for themselves everywhere; what else there is might mean something. */
function spellChar(code: number): string {
  const char = String.fromCodePoint(code);
  if (/[A-Za-z0-9 _"'/,;:<>=!@%`]/.test(char)) return char;
  if (code > 0x20 && code < 0x7f) return `\\${char}`;
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}
