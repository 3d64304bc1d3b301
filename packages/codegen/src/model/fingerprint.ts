/** The hash that generated files carry: of what callers can notice, and of nothing else. Pure. */

import { createHash } from "node:crypto";
import type { Declaration, ToolModel } from "./tool-model.js";

/** Facts that may change without any caller noticing: prose, places, and how a fact was found. */
const UNNOTICED = new Set(["doc", "location", "origin", "text", "isDecorated", "known", "overloads"]);

/** Twelve hexadecimal digits over the declarations, whatever order they are in. */
export function fingerprint(model: ToolModel): string {
  const declarations = [...model.declarations].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const text = JSON.stringify({ format: model.format, module: model.module, declarations }, noticed);
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function noticed(key: string, value: unknown): unknown {
  if (UNNOTICED.has(key)) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  // Keys in one order, so that the hash does not depend on how the JSON was put together.
  const entries = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Declarations in the order of the source: by file, then by line, then by name. */
export function inSourceOrder(declarations: readonly Declaration[], module: string): Declaration[] {
  const key = (d: Declaration): [number, string, number, string] => [
    d.module === module ? 0 : 1,
    d.location.file ?? "",
    d.location.line ?? Number.MAX_SAFE_INTEGER,
    d.id,
  ];
  return declarations
    .map((declaration) => ({ declaration, key: key(declaration) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ declaration }) => declaration);
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right !== undefined && left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
