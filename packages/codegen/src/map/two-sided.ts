/** Finds the declarations whose input type differs from their output type. Pure. */

import type { MappedDeclaration, MappedField } from "./mapped-tool.js";
import { declaredIn, type TsType } from "./ts-type.js";

/**
 * Ids that need a second name for input. Two types that differ only in the side on which they name other
 * declarations differ exactly when one of those does, so the answer is grown until it no longer changes.
 */
export function twoSidedIds(declarations: readonly MappedDeclaration[]): Set<string> {
  const found = new Set<string>();
  const waiting = new Map<string, Set<string>>();
  for (const declaration of declarations) {
    const pairs = pairsOf(declaration);
    if (pairs === null) continue;
    const { id } = declaration.declaration;
    if (pairs.some(([input, output]) => shape(input) !== shape(output))) found.add(id);
    else waiting.set(id, new Set(pairs.flatMap(([input]) => mentioned(input))));
  }
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const [id, others] of waiting) if ([...others].some((other) => found.has(other))) found.add(id);
  }
  return found;
}

type Side = TsType | string;

function pairsOf(declaration: MappedDeclaration): (readonly [Side, Side])[] | null {
  switch (declaration.kind) {
    case "alias":
      return [[declaration.input, declaration.output]];
    case "record":
    case "typedDict":
    case "namedTuple":
      return declaration.fields.flatMap(fieldPairs);
    default:
      return null;
  }
}

function fieldPairs(field: MappedField): (readonly [Side, Side])[] {
  return [
    [String(field.onInput), String(field.onOutput)],
    [field.input, field.output],
  ];
}

/** A type as text in which both sides of a declaration look the same. */
function shape(type: Side): string {
  return typeof type === "string"
    ? type
    : JSON.stringify(type, (key, value: unknown) => (key === "side" ? undefined : value));
}

function mentioned(type: Side): string[] {
  return typeof type === "string"
    ? []
    : [...declaredIn(type)].filter(({ side }) => side === "input").map(({ id }) => id);
}
