/** Values that say of themselves what they are to be in Python, where plain ones of JavaScript's cannot. */
import type { PyTypeKind } from "../schema/py-type.js";

const kindKey: unique symbol = Symbol.for("pyweld.forced");

/** What a value can be made to be. */
export type ForcedKind = "float" | "int" | "bytes" | "tuple" | "set" | "frozenset" | "dict";

/** A value that is to be of one Python class. Made by `py.float` and its like. */
export class Forced {
  readonly [kindKey]: ForcedKind;
  /** What it is in terms of JavaScript: a number, a bigint, bytes, an array of items, or of pairs of key and value. */
  readonly value: unknown;

  constructor(kind: ForcedKind, value: unknown) {
    this[kindKey] = kind;
    this.value = value;
  }
}

/** The kind of a forced value, of any copy of this package; undefined for any other value. */
export function forcedKind(value: unknown): ForcedKind | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { readonly [kindKey]?: ForcedKind })[kindKey];
}

const fitting: Readonly<Record<ForcedKind, readonly PyTypeKind[]>> = {
  float: ["float"],
  int: ["int", "integer", "bigint"],
  bytes: ["bytes"],
  tuple: ["tuple", "sequence", "openTuple", "namedTuple"],
  set: ["set"],
  frozenset: ["frozenset"],
  dict: ["dict", "map"],
};

/** What a type sees of a forced value, in an array: undefined where the value is of another type. */
export function unforcedFor(kind: PyTypeKind, value: unknown): readonly [unknown] | undefined {
  const forced = forcedKind(value);
  if (forced === undefined || !fitting[forced].includes(kind)) return undefined;
  const { value: plain } = value as Forced;
  if (forced === "dict") return [new Map(plain as [unknown, unknown][])];
  if (forced === "set" || forced === "frozenset") return [new Set(plain as unknown[])];
  return [plain];
}
