/** Finds aliases that contain themselves, directly or through others. Pure. */

import type { Annotation } from "../model/annotation.js";
import type { Declaration } from "../model/tool-model.js";

/** Whether `annotation` leads back to the alias `id` through aliases alone: classes end the search, they have names. */
export function mentionsAlias(
  annotation: Annotation,
  id: string,
  find: (id: string) => Declaration | undefined,
  visited: ReadonlySet<string> = new Set(),
): boolean {
  return aliasesIn(annotation).some((mentioned) => {
    if (mentioned === id) return true;
    const declaration = find(mentioned);
    if (visited.has(mentioned) || declaration?.kind !== "alias") return false;
    return mentionsAlias(declaration.target, id, find, new Set([...visited, mentioned]));
  });
}

function aliasesIn(annotation: Annotation): string[] {
  switch (annotation.kind) {
    case "alias":
      return [annotation.id];
    case "collection":
    case "wrapped":
      return aliasesIn(annotation.item);
    case "newType":
      return aliasesIn(annotation.base);
    case "tuple":
      return annotation.items.flatMap(aliasesIn);
    case "variadicTuple":
      return [...annotation.before, annotation.item, ...annotation.after].flatMap(aliasesIn);
    case "mapping":
      return [annotation.key, annotation.value].flatMap(aliasesIn);
    case "union":
      return annotation.members.flatMap(aliasesIn);
    case "typeVar":
      return annotation.bound === null ? [] : aliasesIn(annotation.bound);
    default:
      return [];
  }
}
