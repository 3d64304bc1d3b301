/** Types of Arrow columns, read from the format strings of the Arrow C data interface. Knows nothing of memory. */
import type { OfKind } from "../schema/type-description.js";

/** Units of times, as Arrow has them. */
export type TimeUnit = "second" | "millisecond" | "microsecond" | "nanosecond";

/** How values of varying length lie: 32-bit offsets, 64-bit offsets, or views of 16 bytes. */
export type TextLayout = "small" | "large" | "view";

/** The type of a column, without its children. */
export type ArrowType =
  | { readonly kind: "null" | "bool" | "struct" }
  | { readonly kind: "int"; readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean }
  | { readonly kind: "float"; readonly bits: 16 | 32 | 64 }
  | { readonly kind: "decimal"; readonly bits: number; readonly precision: number; readonly scale: number }
  | { readonly kind: "utf8" | "binary"; readonly layout: TextLayout }
  | { readonly kind: "fixedBinary"; readonly bytes: number }
  | { readonly kind: "date"; readonly unit: "day" | "millisecond" }
  | { readonly kind: "time" | "duration"; readonly unit: TimeUnit }
  | { readonly kind: "timestamp"; readonly unit: TimeUnit; readonly zone: string | undefined }
  | { readonly kind: "interval"; readonly unit: "month" | "dayTime" | "monthDayNano" }
  | { readonly kind: "list"; readonly large: boolean }
  | { readonly kind: "fixedList"; readonly size: number }
  | { readonly kind: "map" }
  | { readonly kind: "union"; readonly dense: boolean; readonly typeIds: readonly number[] };

/** What kinds of types there are. */
export type ArrowKind = ArrowType["kind"];

/** The types of a kind. */
export type ArrowTypeOf<K extends ArrowKind> = OfKind<ArrowType, K>;

const units: Readonly<Record<string, TimeUnit>> = { s: "second", m: "millisecond", u: "microsecond", n: "nanosecond" };

const int = (bits: 8 | 16 | 32 | 64, signed: boolean): ArrowType => ({ kind: "int", bits, signed });

const fixed: Readonly<Record<string, ArrowType>> = {
  n: { kind: "null" },
  b: { kind: "bool" },
  c: int(8, true),
  C: int(8, false),
  s: int(16, true),
  S: int(16, false),
  i: int(32, true),
  I: int(32, false),
  l: int(64, true),
  L: int(64, false),
  e: { kind: "float", bits: 16 },
  f: { kind: "float", bits: 32 },
  g: { kind: "float", bits: 64 },
  u: { kind: "utf8", layout: "small" },
  U: { kind: "utf8", layout: "large" },
  vu: { kind: "utf8", layout: "view" },
  z: { kind: "binary", layout: "small" },
  Z: { kind: "binary", layout: "large" },
  vz: { kind: "binary", layout: "view" },
  tdD: { kind: "date", unit: "day" },
  tdm: { kind: "date", unit: "millisecond" },
  tiM: { kind: "interval", unit: "month" },
  tiD: { kind: "interval", unit: "dayTime" },
  tin: { kind: "interval", unit: "monthDayNano" },
  "+s": { kind: "struct" },
  "+l": { kind: "list", large: false },
  "+L": { kind: "list", large: true },
  "+m": { kind: "map" },
};

/** The type that a format string stands for; undefined for one that tables cannot have here. */
export function parseFormat(format: string): ArrowType | undefined {
  return fixed[format] ?? parseTime(format) ?? parseSized(format);
}

function parseTime(format: string): ArrowType | undefined {
  const [, letter, unitLetter, rest] = /^t([tsD])([smun])(:.*)?$/s.exec(format) ?? [];
  const unit = units[unitLetter ?? ""];
  if (unit === undefined) return undefined;
  if (letter === "s")
    return rest === undefined ? undefined : { kind: "timestamp", unit, zone: rest.slice(1) || undefined };
  return rest === undefined ? { kind: letter === "t" ? "time" : "duration", unit } : undefined;
}

function parseSized(format: string): ArrowType | undefined {
  const [, letters, rest = ""] = /^(d|w|\+w|\+u[ds]):(.*)$/.exec(format) ?? [];
  const numbers = rest === "" ? [] : rest.split(",").map(Number);
  const [first, second, third] = numbers;
  switch (letters) {
    case "d":
      return { kind: "decimal", precision: first as number, scale: second as number, bits: third ?? 128 };
    case "w":
      return { kind: "fixedBinary", bytes: first as number };
    case "+w":
      return { kind: "fixedList", size: first as number };
    case "+ud":
    case "+us":
      return { kind: "union", dense: letters === "+ud", typeIds: numbers };
    default:
      return undefined;
  }
}

/** What messages call formats without a type here. */
const foreign: Readonly<Record<string, string>> = {
  "+r": "run-end encoded",
  "+vl": "a list view",
  "+vL": "a large list view",
  objects: "made of Python objects",
};

/** What a format is in a message: `run-end encoded`, `of the Arrow type "_pli128"`. */
export function nameFormat(format: string): string {
  return foreign[format] ?? `of the Arrow type ${JSON.stringify(format)}`;
}
