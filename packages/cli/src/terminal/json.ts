/** Writes any value of the runtime as JSON; what JSON lacks is spelled so that nothing is lost. */
import { PyObject } from "@pyweld/core";

/**
 * JSON text of a value. An int is written in full, whatever its size; NaN and infinities are strings; bytes are base64;
 * a Map is a list of pairs, a Set a list; an object that stays in Python is its `repr`.
 */
export function toJson(value: unknown, indent = 2): string {
  return print(value, "", " ".repeat(indent));
}

function print(value: unknown, margin: string, indent: string): string {
  switch (typeof value) {
    case "undefined":
      return "null";
    case "bigint":
      return String(value);
    case "number":
      if (Object.is(value, -0)) return "-0.0";
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case "object":
    case "function":
      return printObject(value as object | null, margin, indent);
    default:
      return JSON.stringify(value);
  }
}

function printObject(value: object | null, margin: string, indent: string): string {
  if (value === null) return "null";
  if (value instanceof PyObject) return JSON.stringify(value.$repr());
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString("base64"));
  if (Array.isArray(value) || value instanceof Set || value instanceof Map) {
    return block(
      "[",
      [...(value as Iterable<unknown>)].map((item) => print(item, margin + indent, indent)),
      "]",
      margin,
      indent,
    );
  }
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${print(item, margin + indent, indent)}`,
  );
  return block("{", entries, "}", margin, indent);
}

function block(open: string, items: readonly string[], close: string, margin: string, indent: string): string {
  if (items.length === 0) return open + close;
  if (indent === "") return open + items.join(",") + close;
  const inner = margin + indent;
  return `${open}\n${items.map((item) => inner + item).join(",\n")}\n${margin}${close}`;
}
