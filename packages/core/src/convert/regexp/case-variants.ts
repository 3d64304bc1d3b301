/** Which characters a RegExp with the flag `i` takes for each other: asked of the engine, since its rules are its own. */
import { has, LAST, setOf, type CharSet } from "./char-set.js";

const known = new Map<boolean, readonly (readonly number[])[]>();

/** Groups of code points that are the same but for their case, with the flag `u` or without. */
function variants(unicode: boolean): readonly (readonly number[])[] {
  let groups = known.get(unicode);
  if (groups === undefined) known.set(unicode, (groups = findVariants(unicode)));
  return groups;
}

/** Characters with the same name in capitals are candidates; without `u`, RegExp knows no characters beyond 16 bits. */
function findVariants(unicode: boolean): number[][] {
  const candidates = new Map<string, number[]>();
  for (let code = 0; code <= (unicode ? LAST : 0xffff); code++) {
    const char = String.fromCodePoint(code);
    const upper = char.toUpperCase();
    if (upper === char && char.toLowerCase() === char) continue;
    const name = upper.toLowerCase().toUpperCase();
    const same = candidates.get(name);
    if (same === undefined) candidates.set(name, [code]);
    else same.push(code);
  }
  return [...candidates.values()].flatMap((codes) => split(codes, unicode)).filter((group) => group.length > 1);
}

function split(codes: readonly number[], unicode: boolean): number[][] {
  const groups: { readonly test: RegExp; readonly codes: number[] }[] = [];
  for (const code of codes) {
    const char = String.fromCodePoint(code);
    const group = groups.find(({ test }) => test.test(char));
    if (group !== undefined) group.codes.push(code);
    else groups.push({ test: new RegExp(`^${escapeOf(code, unicode)}$`, unicode ? "iu" : "i"), codes: [code] });
  }
  return groups.map((group) => group.codes);
}

function escapeOf(code: number, unicode: boolean): string {
  const digits = code.toString(16);
  return unicode ? `\\u{${digits}}` : `\\u${digits.padStart(4, "0")}`;
}

/** The groups of which a set has some. */
function variantsIn(set: CharSet, unicode: boolean): readonly (readonly number[])[] {
  return variants(unicode).filter((group) => group.some((code) => has(set, code)));
}

/** The set with the other case of everything in it. */
export function withBothCases(set: CharSet, unicode: boolean): CharSet {
  const added = variantsIn(set, unicode).flatMap((group) => group.map((code) => [code, code] as const));
  return added.length === 0 ? set : setOf([...set, ...added]);
}

/** Whether anything in a set has another case. */
export function hasCases(set: CharSet, unicode: boolean): boolean {
  return variantsIn(set, unicode).length > 0;
}
