/** Prints the calls that bind classes, exceptions and data types to the tool. Expressions only, no statements. */

import type {
  PlannedData,
  PlannedException,
  PlannedHandle,
  PlannedMethod,
  PlannedProperty,
} from "../plan/file-plan.js";
import {
  type DescriptorNames,
  printDescriptor,
  printInit,
  printLazyDescriptor,
  printMethodEntry,
} from "./print-descriptor.js";
import { printCall, printKey, printObject, quote } from "./print-literal.js";

/** `tool.class("Observer", { … })`, over several lines. */
export function printHandle(declaration: PlannedHandle, toolName: string, names: DescriptorNames): string {
  const { id, init, methods, statics, properties, base } = declaration;
  const members: string[] = [];
  if (init !== null) {
    members.push(`init: ${printInit(init, names)},`);
  }
  if (methods.length > 0) members.push(...block("methods", methods.map(methodEntry(names))));
  if (statics.length > 0) members.push(...block("statics", statics.map(methodEntry(names))));
  if (properties.length > 0) members.push(...block("properties", properties.map(propertyEntry(names))));
  if (base !== null) members.push(`base: () => ${names.class(base)},`);
  if (members.length === 0) return `${toolName}.class(${quote(id)}, {})`;
  return `${toolName}.class(${quote(id)}, {\n${members.map((line) => `  ${line.replaceAll("\n", "\n  ")}\n`).join("")}})`;
}

/** `tool.exception("NeverRisesError", { attributes: { … } })`. */
export function printException(
  { id, attributes, base }: PlannedException,
  toolName: string,
  names: DescriptorNames,
): string {
  const entries = attributes.map(
    ({ name, python, type }) => [name, `[${quote(python)}, ${printLazyDescriptor(type, names)}]`] as const,
  );
  const lines = [
    ...(entries.length === 0
      ? []
      : block(
          "attributes",
          entries.map(([key, value]) => `${printKey(key)}: ${value}`),
        )),
    ...(base === null ? [] : [`base: () => ${names.class(base)},`]),
  ];
  if (lines.length === 0) return `${toolName}.exception(${quote(id)})`;
  return `${toolName}.exception(${quote(id)}, {\n${lines.map((line) => `  ${line}\n`).join("")}})`;
}

/** The descriptor of a data type. */
export function describeData(declaration: PlannedData, toolName: string | null, names: DescriptorNames): string {
  const { kind, id, fields } = declaration;
  const table = printObject(
    fields
      .filter(({ onOutput }) => onOutput !== null)
      .map(({ name, type }) => [name, printDescriptor(type, names)] as const),
  );
  switch (kind) {
    case "typedDict": {
      const optional = fields.filter(({ onOutput }) => onOutput === "optional").map(({ name }) => quote(name));
      const args = [table, ...(optional.length === 0 ? [] : [`[${optional.join(", ")}]`])];
      return printCall("t.typedDict", args);
    }
    case "namedTuple": {
      const items = fields.map(({ type }) => printDescriptor(type, names)).join(", ");
      return `t.namedTuple(${toolName}, ${quote(id)}, [${items}])`;
    }
    case "record":
      return describeRecord(declaration, toolName, table);
  }
}

function describeRecord({ id, fields }: PlannedData, toolName: string | null, table: string): string {
  const quoted = (names: readonly string[]): string => `[${names.map(quote).join(", ")}]`;
  const all = fields.filter(({ onOutput }) => onOutput !== null).map(({ name }) => name);
  const init = fields.filter(({ onInput }) => onInput !== null).map(({ name }) => name);
  const required = fields.filter(({ onInput }) => onInput === "required").map(({ name }) => name);
  const args = [toolName ?? "", quote(id), table];
  const isInitDefault = quoted(init) === quoted(all);
  const isRequiredDefault = quoted(required) === quoted(init);
  if (!isInitDefault || !isRequiredDefault) args.push(quoted(init));
  if (!isRequiredDefault) args.push(quoted(required));
  return printCall("t.dataclass", args);
}

function block(name: string, entries: readonly string[]): string[] {
  return [`${name}: {`, ...entries.map((entry) => `  ${entry.replaceAll("\n", "\n  ")},`), "},"];
}

const methodEntry =
  (names: DescriptorNames) =>
  (method: PlannedMethod): string =>
    `${printKey(method.name)}: ${printMethodEntry(method, names)}`;

const propertyEntry =
  (names: DescriptorNames) =>
  ({ name, python, type, isReadonly }: PlannedProperty): string =>
    `${printKey(name)}: [${quote(python)}, ${printLazyDescriptor(type, names)}${isReadonly ? ', "readonly"' : ""}]`;
