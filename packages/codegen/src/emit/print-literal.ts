/** Prints values as TypeScript source: strings, keys, JSON data and Python literals. */

import type { Literal } from "../model/annotation.js";
import type { JsonValue } from "../model/tool-model.js";

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name);
}

/** A string literal; line separators and lone surrogates are escaped, so that the file is valid UTF-8. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u2028\u2029\u007f-\u009f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A property key, quoted where it has to be. `__proto__` is computed: written plainly it would set the prototype. */
export function printKey(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return isIdentifier(name) ? name : quote(name);
}

/** `{ a: 1, b: 2 }` from printed values. */
export function printObject(entries: readonly (readonly [key: string, value: string])[]): string {
  if (entries.length === 0) return "{}";
  const members = entries.map(([key, value]) => `${printKey(key)}: ${value}`);
  const line = `{ ${members.join(", ")} }`;
  if (line.length <= 100 && !line.includes("\n")) return line;
  return `{\n${members.map((member) => `  ${member.replaceAll("\n", "\n  ")},\n`).join("")}}`;
}

/** A call on one line, or with one argument per line where that would be too long. */
export function printCall(callee: string, args: readonly string[], brackets: "()" | "[]" = "()"): string {
  const [open, close] = brackets;
  const line = `${callee}${open}${args.join(", ")}${close}`;
  if (line.length <= 105 && !line.includes("\n")) return line;
  return `${callee}${open}\n${args.map((arg) => `  ${arg.replaceAll("\n", "\n  ")},\n`).join("")}${close}`;
}

/** JSON data over several lines, indented. */
export function printJson(value: JsonValue, indent = ""): string {
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item: JsonValue) => printJson(item, inner));
    const line = `[${items.join(", ")}]`;
    return line.length <= 100 && !line.includes("\n")
      ? line
      : `[\n${items.map((item) => `${inner}${item},\n`).join("")}${indent}]`;
  }
  const entries = Object.entries(value as { readonly [key: string]: JsonValue });
  if (entries.length === 0) return "{}";
  return `{\n${entries.map(([key, item]) => `${inner}${printKey(key)}: ${printJson(item, inner)},\n`).join("")}${indent}}`;
}

/** A Python literal as a TypeScript expression, and the type to declare it with. */
export function printConstant(literal: Literal): { value: string; type: string } {
  switch (literal.kind) {
    case "none":
      return { value: "null", type: "null" };
    case "bool":
      return { value: String(literal.value), type: String(literal.value) };
    case "int": {
      const text = Number.isSafeInteger(Number(literal.value)) ? literal.value : `${literal.value}n`;
      return { value: text, type: text };
    }
    case "float":
      return printFloat(literal.value);
    case "str":
      return { value: quote(literal.value), type: quote(literal.value) };
    default:
      throw new Error(`A ${literal.kind} is no constant`);
  }
}

function printFloat(text: string): { value: string; type: string } {
  const special: Readonly<Record<string, string>> = { inf: "Infinity", "-inf": "-Infinity", nan: "NaN" };
  const value = special[text] ?? String(Number(text));
  if (text === "-0.0") return { value: "-0", type: "number" };
  return { value, type: text in special ? "number" : value };
}
