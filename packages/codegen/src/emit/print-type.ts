/** Prints TypeScript types, with the names that the plan gave. */

import type { TsType, TupleItem } from "../map/ts-type.js";
import type { PlannedParameter, PlannedSignature } from "../plan/file-plan.js";
import { isIdentifier, quote } from "./print-literal.js";

/** The name of a declaration on one side of a call. */
export type TypeNames = (id: string, side: "input" | "output") => string;

/** A type as text; unions inside arrays are parenthesised. */
export function printType(type: TsType, names: TypeNames): string {
  switch (type.kind) {
    case "word":
      return type.text;
    case "runtime": {
      const args = type.args?.map((arg) => printType(arg, names)) ?? [];
      return args.length === 0 ? type.name : `${type.name}<${args.join(", ")}>`;
    }
    case "declared":
      return names(type.id, type.side);
    case "literal":
      return typeof type.value === "string" ? quote(type.value) : String(type.value);
    case "number":
      return type.text;
    case "array": {
      const item = printType(type.item, names);
      const needsParentheses = type.item.kind === "union" || item.startsWith("readonly ");
      return `${type.readonly ? "readonly " : ""}${needsParentheses ? `(${item})` : item}[]`;
    }
    case "tuple":
      return `${type.readonly ? "readonly " : ""}[${type.items.map((item) => printItem(item, names)).join(", ")}]`;
    case "generic":
      return `${type.name}<${type.args.map((arg) => printType(arg, names)).join(", ")}>`;
    case "index":
      return `{ ${type.readonly ? "readonly " : ""}[key: string]: ${printType(type.value, names)} }`;
    case "union":
      return type.members.map((member) => printType(member, names)).join(" | ");
  }
}

/** A type with declarations under their Python ids: for messages, not for code. */
export function printPlainType(type: TsType): string {
  return printType(type, (id) => id);
}

/** A function type, such as `(ra: number, options?: { every?: number }) => number`. */
export function printFunctionType(signature: PlannedSignature, names: TypeNames): string {
  return `(${printParameters(signature, names).join(", ")}) => ${printType(signature.returns, names)}`;
}

/** Parameters as they stand between parentheses, or between the brackets of a labelled tuple. */
export function printParameters(signature: PlannedSignature, names: TypeNames, isTuple = false): string[] {
  const { positional, rest, optionsName } = signature;
  const options = optionsName === null ? null : printOptions(signature, names);
  const isOptionsRequired = rest !== null || signature.options.some(({ isOptional }) => !isOptional);
  // What is required behind an optional parameter forces it to be written, be it as `undefined`.
  const mayOmit = options === null || !isOptionsRequired;
  const parts = positional.map((parameter) => {
    const type = printType(parameter.ts, names);
    if (!parameter.isOptional) return `${parameter.name}: ${type}`;
    return mayOmit ? `${parameter.name}?: ${type}` : `${parameter.name}: ${type} | undefined`;
  });
  if (rest !== null) {
    const item = printType({ kind: "array", item: rest.ts, readonly: false }, names);
    if (options === null || isTuple) parts.push(`...${rest.name}: ${item}`);
    else return [...parts, `...args: [...${rest.name}: ${item}, ${optionsName}: ${options}]`];
  }
  if (options !== null) parts.push(`${optionsName}${isOptionsRequired ? "" : "?"}: ${options}`);
  return parts;
}

function printOptions({ options, extra }: PlannedSignature, names: TypeNames): string {
  const members = options.map((option) => printOption(option, names));
  if (extra !== null) {
    // An index signature has to cover the named keys as well.
    const types = [extra, ...options].map(({ ts }) => printType(ts, names));
    members.push(
      `readonly [name: string]: ${[...new Set(types.flatMap((type) => (type.includes("=>") ? [`(${type})`] : [type])))].join(" | ")} | undefined`,
    );
  }
  return `{ ${members.join("; ")} }`;
}

function printOption(option: PlannedParameter, names: TypeNames): string {
  const type = printType(option.ts, names);
  const key = isIdentifier(option.name) ? option.name : quote(option.name);
  return option.isOptional ? `readonly ${key}?: ${type} | undefined` : `readonly ${key}: ${type}`;
}

function printItem({ type, label, rest }: TupleItem, names: TypeNames): string {
  const text = printType(type, names);
  return `${rest ? "..." : ""}${label === undefined ? "" : `${label}: `}${text}`;
}
