/** Names a place inside a value the way Python spells it: `args[0].items["k"][3]`. */

/** A step into a value: an index, a key, or the name of a field. */
export type PathSegment = number | string | { readonly field: string } | { readonly text: string };

/** Longer paths say how long they are. */
const MOST_STEPS = 14;

/** The steps as text. */
export function spellPath(path: readonly PathSegment[]): string {
  if (path.length <= MOST_STEPS) return path.map(spell).join("");
  return `${path
    .slice(0, MOST_STEPS - 1)
    .map(spell)
    .join("")}... (${path.length} levels)`;
}

function spell(segment: PathSegment): string {
  if (typeof segment === "number") return `[${segment}]`;
  if (typeof segment === "string") return `[${JSON.stringify(segment)}]`;
  return "field" in segment ? `.${segment.field}` : segment.text;
}
