/** Decides how each class of a tool crosses: as plain data, or as a handle to the object. Pure. */

import type { ClassDeclaration, Declaration } from "../model/tool-model.js";
import type { Rendition } from "./context.js";

/** The rendition of a declaration, or undefined when it is not a class. */
export function renditionOf(
  declaration: Declaration,
  find: (id: string) => Declaration | undefined,
): Rendition | undefined {
  switch (declaration.kind) {
    case "class":
      return isRecord(declaration, find) ? "record" : "handle";
    case "enum":
      return declaration.isFlag ? "flag" : "enum";
    case "typedDict":
    case "namedTuple":
    case "exception":
      return declaration.kind;
    default:
      return undefined;
  }
}

/** A dataclass without public behaviour, its own or inherited, is nothing but its fields. */
function isRecord(declaration: ClassDeclaration, find: (id: string) => Declaration | undefined): boolean {
  const { dataclass, methods, attributes, base } = declaration;
  if (dataclass === null || methods.length > 0 || declaration.isAbstract) return false;
  // What only the constructor sees has no place in an object that holds the same fields both ways.
  if (dataclass.some(({ initOnly }) => initOnly)) return false;
  const fields = new Set(dataclass.map(({ name }) => name));
  const isData = attributes.every(
    ({ name, annotation }) => fields.has(name) || (annotation.kind === "wrapped" && annotation.name === "ClassVar"),
  );
  if (!isData) return false;
  const parent = base === null ? undefined : find(base);
  return parent?.kind !== "class" || isRecord(parent, find);
}
