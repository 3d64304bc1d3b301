/** Refuses what repeats or captures in another way in Python. */
import { hasCases } from "./case-variants.js";
import { partsOf, Untranslatable, type Part } from "./syntax.js";

/** Throws where a match, or a group of it, would be another than in JavaScript. */
export function checkDifferences(body: Part, { flags }: RegExp): void {
  const groups = new Map<number, Part>();
  collect(body, groups);
  const closed = new Set<number>();
  check(body, {
    closed,
    refer(number) {
      if (!closed.has(number)) throw new Untranslatable("a group is referred to before its end");
      const group = groups.get(number) as Part;
      if (flags.includes("i") && ignoresCase(group, flags.includes("u"))) {
        throw new Untranslatable("a reference that ignores case is not supported");
      }
    },
  });
}

interface Context {
  readonly closed: Set<number>;
  refer(number: number): void;
}

function check(part: Part, context: Context): void {
  if (part.kind === "look" && (part.negative || part.behind) && holds(part.body, ["group", "reference"])) {
    throw new Untranslatable("a group inside of a look-behind, or of a negative look-ahead, is not supported");
  }
  if (part.kind === "repeat" && part.most > part.least && canBeEmpty(part.body)) {
    // JavaScript goes back from a round that takes nothing, Python is content with it.
    throw new Untranslatable("a repetition of what may be empty is not supported");
  }
  if (part.kind === "repeat" && part.most > 1 && isOptional(part.body)) {
    // JavaScript empties the groups with each round, Python keeps what an earlier round has found.
    throw new Untranslatable("a group that not every round of a repetition fills is not supported");
  }
  if (part.kind === "reference") context.refer(part.number);
  for (const inner of partsOf(part)) check(inner, context);
  if (part.kind === "group") context.closed.add(part.number);
}

function collect(part: Part, groups: Map<number, Part>): void {
  if (part.kind === "group") groups.set(part.number, part);
  for (const inner of partsOf(part)) collect(inner, groups);
}

function holds(part: Part, kinds: readonly Part["kind"][]): boolean {
  return kinds.includes(part.kind) || partsOf(part).some((inner) => holds(inner, kinds));
}

/** Whether some group in it may be passed by. */
function isOptional(part: Part): boolean {
  if (part.kind === "choice" && holds(part, ["group"])) return true;
  if (part.kind === "repeat" && part.least === 0 && holds(part.body, ["group"])) return true;
  return partsOf(part).some(isOptional);
}

function canBeEmpty(part: Part): boolean {
  switch (part.kind) {
    case "set":
      return false;
    case "sequence":
      return part.parts.every(canBeEmpty);
    case "choice":
      return part.parts.some(canBeEmpty);
    case "group":
      return canBeEmpty(part.body);
    case "repeat":
      return part.least === 0 || canBeEmpty(part.body);
    default:
      return true;
  }
}

/** Whether it matches anything that has another case. */
function ignoresCase(part: Part, unicode: boolean): boolean {
  if (part.kind === "reference") return true;
  if (part.kind === "set") return hasCases(part.set, unicode);
  return partsOf(part).some((inner) => ignoresCase(inner, unicode));
}
