/** Maps annotations that name a declaration of the tool: classes, aliases, enum members, and wrappers around types. */

import type { Literal } from "../model/annotation.js";
import type { MapContext, Mapped, Mapper } from "./context.js";
import { type Descriptor, unionDescriptor } from "./descriptor.js";
import { enumValues } from "./enum-values.js";
import { dynamic, handle, scalars } from "./scalars.js";
import { type Direction, ts, type TsType, union } from "./ts-type.js";

export const classMapper: Mapper<"class"> = (annotation, direction, context) => {
  const { id } = annotation;
  const rendition = context.rendition(id);
  switch (rendition) {
    case "handle":
      return { ts: { kind: "declared", id, side: "output" }, type: { kind: "instance", id } };
    case "record":
    case "typedDict":
    case "namedTuple":
    case "enum":
      return { ts: { kind: "declared", id, side: direction }, type: { kind: "declared", id } };
    case "flag":
      context.report({ annotation, direction, reason: "flags are not converted", isUnresolved: false });
      return handle(direction);
    case "exception":
      context.report({
        annotation,
        direction,
        reason: "an exception that is not raised is an object like any other",
        isUnresolved: false,
      });
      return handle(direction);
    case undefined:
      context.report({ annotation, direction, reason: "its class could not be described", isUnresolved: true });
      return handle(direction);
  }
};

export const alias: Mapper<"alias"> = (annotation, direction, context) => {
  const declaration = context.declaration(annotation.id);
  if (declaration?.kind !== "alias") {
    context.report({ annotation, direction, reason: "the alias could not be described", isUnresolved: true });
    return dynamic(direction, ts.unknown);
  }
  const name: TsType = { kind: "declared", id: annotation.id, side: direction };
  if (context.isRecursive(declaration)) return { ts: name, type: { kind: "declared", id: annotation.id } };
  // What the alias loses is reported where it is declared, not at each use.
  return { ts: name, type: context.mapQuietly(declaration.target, direction).type };
};

export const literal: Mapper<"literal"> = (annotation, direction, context) => {
  const plain: Literal[] = [];
  const types: TsType[] = [];
  const descriptors: Descriptor[] = [];
  for (const value of annotation.values) {
    if (value.kind === "enum" || value.kind === "bytes" || value.kind === "other" || value.kind === "float") {
      const mapped = unusualLiteral(value, direction, context);
      types.push(mapped.ts);
      descriptors.push(mapped.type);
    } else {
      plain.push(value);
      types.push(literalType(value));
    }
  }
  if (plain.length > 0) descriptors.unshift({ kind: "literal", values: plain });
  return { ts: union(types), type: unionDescriptor(descriptors) };
};

/** The TypeScript type of one literal value. */
export function literalType(value: Exclude<Literal, { kind: "enum" | "bytes" | "other" }>): TsType {
  switch (value.kind) {
    case "none":
      return ts.null;
    case "int": {
      const isSafe = Number.isSafeInteger(Number(value.value));
      return { kind: "number", text: isSafe ? value.value : `${value.value}n` };
    }
    case "float":
      return ts.number;
    case "bool":
    case "str":
      return { kind: "literal", value: value.value };
  }
}

function unusualLiteral(value: Literal, direction: Direction, context: MapContext): Mapped {
  if (value.kind === "bytes") return scalars.bytes({ kind: "bytes" }, direction, context);
  const annotation = { kind: "literal", values: [value] } as const;
  const owner = value.kind === "enum" && value.id !== null ? context.declaration(value.id) : undefined;
  if (value.kind === "enum" && owner?.kind === "enum" && !owner.isFlag) {
    const member = enumValues(owner).get(value.member);
    const type: TsType =
      typeof member === "number"
        ? { kind: "number", text: String(member) }
        : { kind: "literal", value: member ?? value.member };
    return { ts: type, type: { kind: "declared", id: owner.id } };
  }
  context.report({
    annotation,
    direction,
    reason: "the member's enum does not belong to the tool",
    isUnresolved: false,
  });
  return handle(direction);
}

export const newType: Mapper<"newType"> = ({ base }, direction, context) => context.map(base, direction);

export const wrapped: Mapper<"wrapped"> = ({ item }, direction, context) => context.map(item, direction);
