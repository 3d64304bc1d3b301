/** Decides what stands for the members of an enum in TypeScript. Pure. */

import type { EnumDeclaration } from "../model/tool-model.js";

/** Member name to its value in TypeScript, in Python's order. */
export type EnumValues = ReadonlyMap<string, string | number>;

/** The members' own values when all are strings or all are safe ints, else their names. */
export function enumValues({ members }: EnumDeclaration): EnumValues {
  const values = members.map(({ value }) => {
    if (value.kind === "str") return value.value;
    return value.kind === "int" && Number.isSafeInteger(Number(value.value)) ? Number(value.value) : null;
  });
  const uniform = new Set(values.map((value) => (value === null ? "null" : typeof value)));
  const isOwn = uniform.size === 1 && !uniform.has("null");
  return new Map(members.map(({ name }, index) => [name, isOwn ? (values[index] as string | number) : name]));
}
