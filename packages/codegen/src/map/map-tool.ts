/** Maps a whole tool: each declaration by its kind, then which of them need a type of their own for input. */

import type {
  AliasDeclaration,
  Attribute,
  ClassDeclaration,
  Declaration,
  DeclarationKind,
  ExceptionDeclaration,
  ToolModel,
} from "../model/tool-model.js";
import { mentionsAlias } from "./alias-cycles.js";
import { enumValues } from "./enum-values.js";
import type { Degradation, MappedAttribute, MappedDeclaration, MappedTool } from "./mapped-tool.js";
import { mapBothWays, mapDataclassFields, mapFields } from "./records.js";
import { mapAt, type ToolContext } from "./reporting.js";
import { renditionOf } from "./rendition.js";
import { mapSignature } from "./signature.js";
import { withoutRecords } from "./ts-type.js";
import { twoSidedIds } from "./two-sided.js";

interface Result {
  readonly mapped: MappedDeclaration | null;
  readonly degradations: readonly Degradation[];
}

type DeclarationMapper<D extends Declaration> = (declaration: D, tool: ToolContext) => Result;

/**
 * Maps every declaration of a tool.
 *
 * @example
 * ```ts
 * const mapped = mapTool(model);
 * mapped.degradations.map(({ symbol, reason }) => `${symbol}: ${reason}`);
 * ```
 */
export function mapTool(model: ToolModel): MappedTool {
  const byId = new Map(model.declarations.map((declaration) => [declaration.id, declaration]));
  const find = (id: string): Declaration | undefined => byId.get(id);
  const tool: ToolContext = {
    declaration: find,
    rendition: (id) => {
      const declaration = find(id);
      return declaration && renditionOf(declaration, find);
    },
    isRecursive: (alias: AliasDeclaration) => mentionsAlias(alias.target, alias.id, find),
  };
  const results = model.declarations.map((declaration) => {
    // Each mapper takes the declaration of its own kind: TypeScript cannot follow the pairing through an index.
    const mapper = mappers[declaration.kind] as DeclarationMapper<Declaration>;
    return mapper(declaration, tool);
  });
  const declarations = results.flatMap(({ mapped }) => (mapped === null ? [] : [mapped]));
  return {
    model,
    declarations,
    twoSided: twoSidedIds(declarations),
    degradations: results.flatMap(({ degradations }) => degradations),
  };
}

const mappers: { readonly [K in DeclarationKind]: DeclarationMapper<Extract<Declaration, { readonly kind: K }>> } = {
  function: (declaration, tool) => {
    const signature = mapSignature(declaration.signature, declaration, { ...placeOf(declaration), self: null }, tool);
    return {
      mapped: { kind: "function", declaration, facts: declaration, signature },
      degradations: signature.degradations,
    };
  },
  class: (declaration, tool) =>
    tool.rendition(declaration.id) === "record" ? mapRecord(declaration, tool) : mapHandle(declaration, tool),
  exception: mapException,
  enum: (declaration) => ({
    mapped: declaration.isFlag ? null : { kind: "enum", declaration, values: enumValues(declaration) },
    degradations: [],
  }),
  typedDict: (declaration, tool) => {
    const { fields, degradations } = mapFields(declaration.fields, declaration, tool);
    return { mapped: { kind: "typedDict", declaration, fields }, degradations };
  },
  namedTuple: (declaration, tool) => {
    const { fields, degradations } = mapFields(declaration.fields, declaration, tool);
    return { mapped: { kind: "namedTuple", declaration, fields }, degradations };
  },
  alias: (declaration, tool) => {
    const place = { ...placeOf(declaration), place: "alias", self: null };
    if (tool.isRecursive(declaration)) {
      const both = mapBothWays(declaration.target, place, tool);
      const sides = { input: withoutRecords(both.input), output: withoutRecords(both.output) };
      return { mapped: { kind: "alias", declaration, ...sides, type: both.type }, degradations: both.degradations };
    }
    const input = mapAt(declaration.target, "input", place, tool);
    const output = mapAt(declaration.target, "output", place, tool);
    const mapped = { kind: "alias", declaration, input: input.ts, output: output.ts, type: null } as const;
    return { mapped, degradations: output.degradations };
  },
  variable: (declaration, tool) => {
    const place = { ...placeOf(declaration), place: "value", self: null };
    const { degradations, ...mapped } = mapAt(declaration.annotation, "output", place, tool);
    return { mapped: { kind: "variable", declaration, ...mapped }, degradations };
  },
};

function mapRecord(declaration: ClassDeclaration, tool: ToolContext): Result {
  const { fields, degradations } = mapDataclassFields(declaration, declaration.dataclass ?? [], tool);
  return { mapped: { kind: "record", declaration, fields }, degradations };
}

function mapHandle(declaration: ClassDeclaration, tool: ToolContext): Result {
  const { id, init } = declaration;
  const degradations: Degradation[] = [];
  const call = { isAsync: false, isGenerator: false };
  const constructorPlace = { ...placeOf(declaration), symbol: id, self: id };
  const mappedInit = init && mapSignature({ ...init, returns: { kind: "any" } }, call, constructorPlace, tool);
  degradations.push(...(mappedInit?.degradations ?? []));
  const methods = declaration.methods.map((method) => {
    const place = { symbol: `${id}.${method.name}`, location: method.location, self: id };
    const signature = mapSignature(method.signature, method, place, tool);
    degradations.push(...signature.degradations);
    return { facts: method, signature };
  });
  const attributes = mapAttributes(id, attributesOf(declaration, tool), tool, degradations);
  const base = declaration.base !== null && tool.rendition(declaration.base) === "handle" ? declaration.base : null;
  return { mapped: { kind: "handle", declaration, base, init: mappedInit, methods, attributes }, degradations };
}

function mapException(declaration: ExceptionDeclaration, tool: ToolContext): Result {
  const degradations: Degradation[] = [];
  const attributes = mapAttributes(declaration.id, declaration.attributes, tool, degradations);
  const base = declaration.base !== null && tool.rendition(declaration.base) === "exception" ? declaration.base : null;
  return { mapped: { kind: "exception", declaration, base, attributes }, degradations };
}

/** Own attributes, and the fields of a base that crosses as plain data and so is no class in TypeScript. */
function attributesOf(declaration: ClassDeclaration, tool: ToolContext): Attribute[] {
  const { attributes, base } = declaration;
  const parent = base === null ? undefined : tool.declaration(base);
  if (parent?.kind !== "class" || tool.rendition(parent.id) !== "record") return [...attributes];
  const known = new Set([...attributes, ...declaration.methods].map(({ name }) => name));
  return [...attributes, ...attributesOf(parent, tool).filter(({ name }) => !known.has(name))];
}

function mapAttributes(
  id: string,
  attributes: readonly Attribute[],
  tool: ToolContext,
  degradations: Degradation[],
): MappedAttribute[] {
  return attributes.map((attribute) => {
    const place = { symbol: id, place: `attribute ${attribute.name}`, location: attribute.location, self: id };
    const { degradations: lost, ...mapped } = mapAt(attribute.annotation, "output", place, tool);
    degradations.push(...lost);
    return { attribute, ...mapped };
  });
}

function placeOf({ id, location }: Declaration): { symbol: string; location: Declaration["location"] } {
  return { symbol: id, location };
}
