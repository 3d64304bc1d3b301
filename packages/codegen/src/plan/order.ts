/** Orders data types so that each descriptor stands below those it names, and finds which descriptors are needed. */

import { constantsIn, type Descriptor } from "../map/descriptor.js";
import type { MappedDeclaration, MappedSignature } from "../map/mapped-tool.js";

/** Declarations that are data types and may have a descriptor constant. */
export type DataDeclaration = Extract<
  MappedDeclaration,
  { kind: "record" | "typedDict" | "namedTuple" | "enum" | "alias" }
>;

export function isData(declaration: MappedDeclaration): declaration is DataDeclaration {
  return ["record", "typedDict", "namedTuple", "enum", "alias"].includes(declaration.kind);
}

/** The descriptors that a data type's own descriptor is made of. */
export function partsOf(declaration: DataDeclaration): readonly Descriptor[] {
  if (declaration.kind === "enum") return [];
  if (declaration.kind === "alias") return declaration.type === null ? [] : [declaration.type];
  return declaration.fields.map(({ type }) => type);
}

/** Data types in source order, except that what a descriptor names comes before it; cycles keep source order. */
export function orderData(declarations: readonly MappedDeclaration[]): DataDeclaration[] {
  const byId = new Map(declarations.filter(isData).map((declaration) => [declaration.declaration.id, declaration]));
  const ordered = new Map<string, DataDeclaration>();
  const open = new Set<string>();
  const visit = (declaration: DataDeclaration): void => {
    const { id } = declaration.declaration;
    if (ordered.has(id) || open.has(id)) return;
    open.add(id);
    for (const needed of partsOf(declaration).flatMap((part) => [...constantsIn(part)])) {
      const target = byId.get(needed);
      if (target !== undefined) visit(target);
    }
    ordered.set(id, declaration);
  };
  for (const declaration of byId.values()) visit(declaration);
  return [...ordered.values()];
}

/** Ids of the descriptor constants that something in the file uses; the others are not emitted. */
export function neededConstants(declarations: readonly MappedDeclaration[]): Set<string> {
  const byId = new Map(declarations.filter(isData).map((declaration) => [declaration.declaration.id, declaration]));
  const needed = new Set<string>();
  const need = (descriptor: Descriptor): void => {
    for (const id of constantsIn(descriptor)) {
      if (needed.has(id)) continue;
      needed.add(id);
      const target = byId.get(id);
      if (target !== undefined) partsOf(target).forEach(need);
    }
  };
  for (const declaration of declarations) usedBy(declaration).forEach(need);
  return needed;
}

/** The descriptors that a declaration hands to the runtime itself. */
export function usedBy(declaration: MappedDeclaration): Descriptor[] {
  switch (declaration.kind) {
    case "function":
      return inSignature(declaration.signature);
    case "handle":
      return [
        ...(declaration.init === null ? [] : parametersIn(declaration.init)),
        ...declaration.methods.flatMap(({ signature }) => inSignature(signature)),
        ...declaration.attributes.map(({ type }) => type),
      ];
    case "exception":
      return declaration.attributes.map(({ type }) => type);
    case "variable":
      return declaration.declaration.constant === null ? [declaration.type] : [];
    default:
      return [];
  }
}

function inSignature(signature: MappedSignature): Descriptor[] {
  return [...parametersIn(signature), signature.returns.type];
}

function parametersIn({ positional, rest, options, extra }: MappedSignature): Descriptor[] {
  return [...positional, ...options, ...(rest ? [rest] : []), ...(extra ? [extra] : [])].map(({ type }) => type);
}
