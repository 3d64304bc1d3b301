/** TypeScript types as plain data. Names of declarations are ids here; the plan gives them their spelling. */

/** Which side of a call a type stands on: what callers pass in, or what they get out. */
export type Direction = "input" | "output";

/** Names that generated code imports from the runtime to write types with. */
export type RuntimeType = "PyObject" | "PyInput" | "PyValue" | "PythonError" | "PyAsyncGenerator" | "PyAsyncIterable";

export type TsType =
  /** A keyword or a global, such as `string` or `Uint8Array`. */
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "runtime"; readonly name: RuntimeType; readonly args?: readonly TsType[] }
  | { readonly kind: "declared"; readonly id: string; readonly side: Direction }
  | { readonly kind: "literal"; readonly value: string | boolean | null }
  /** A numeric literal, as text: it may be negative or a bigint. */
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "array"; readonly item: TsType; readonly readonly: boolean }
  | { readonly kind: "tuple"; readonly items: readonly TupleItem[]; readonly readonly: boolean }
  /** A global generic type, such as `ReadonlyMap<K, V>`. */
  | { readonly kind: "generic"; readonly name: string; readonly args: readonly TsType[] }
  /** An object with any keys, spelled out: unlike `Record<…>` it may stand in an alias that contains itself. */
  | { readonly kind: "index"; readonly value: TsType; readonly readonly: boolean }
  | { readonly kind: "union"; readonly members: readonly TsType[] };

export interface TupleItem {
  readonly type: TsType;
  readonly label?: string;
  readonly rest?: boolean;
}

export const word = (text: string): TsType => ({ kind: "word", text });
export const runtime = (name: RuntimeType, ...args: readonly TsType[]): TsType =>
  args.length === 0 ? { kind: "runtime", name } : { kind: "runtime", name, args };
export const array = (item: TsType, direction: Direction): TsType => ({
  kind: "array",
  item,
  readonly: direction === "input",
});
export const generic = (name: string, ...args: readonly TsType[]): TsType => ({ kind: "generic", name, args });

type Keyword = "null" | "boolean" | "number" | "bigint" | "string" | "unknown" | "never" | "void" | "undefined";

/** The keywords of TypeScript's type language. */
export const ts: { readonly [K in Keyword]: TsType } = {
  null: word("null"),
  boolean: word("boolean"),
  number: word("number"),
  bigint: word("bigint"),
  string: word("string"),
  unknown: word("unknown"),
  never: word("never"),
  void: word("void"),
  undefined: word("undefined"),
};

/** What `PyInput` and `PyValue` already contain: beside them, these say nothing. */
const CONTAINED = new Set([
  "null",
  "boolean",
  "number",
  "bigint",
  "string",
  "Uint8Array",
  "ArrayBuffer",
  "ArrayBufferView",
]);

/** A union without duplicates and without members that another one contains; `null` comes last. */
export function union(members: readonly TsType[]): TsType {
  const flat = members.flatMap((member) => (member.kind === "union" ? member.members : [member]));
  if (flat.some((member) => member.kind === "word" && member.text === "unknown")) return ts.unknown;
  const isDynamic = flat.some(
    (member) => member.kind === "runtime" && (member.name === "PyInput" || member.name === "PyValue"),
  );
  const kept = new Map<string, TsType>();
  for (const member of flat) {
    if (member.kind === "word" && (member.text === "never" || (isDynamic && CONTAINED.has(member.text)))) continue;
    if (isDynamic && (member.kind === "literal" || (member.kind === "runtime" && member.name === "PyObject"))) continue;
    kept.set(JSON.stringify(member), member);
  }
  const nothing = JSON.stringify(ts.null);
  const last = kept.get(nothing);
  kept.delete(nothing);
  const unique = last === undefined ? [...kept.values()] : [...kept.values(), last];
  if (unique.length === 0) return isDynamic ? runtime("PyValue") : ts.never;
  return unique.length === 1 ? (unique[0] as TsType) : { kind: "union", members: unique };
}

/** Every id a type mentions, on the side it mentions it. */
export function* declaredIn(type: TsType): Generator<{ id: string; side: Direction }> {
  switch (type.kind) {
    case "declared":
      yield { id: type.id, side: type.side };
      return;
    case "array":
      yield* declaredIn(type.item);
      return;
    case "index":
      yield* declaredIn(type.value);
      return;
    case "tuple":
      for (const item of type.items) yield* declaredIn(item.type);
      return;
    case "generic":
    case "runtime":
      for (const arg of type.args ?? []) yield* declaredIn(arg);
      return;
    case "union":
      for (const member of type.members) yield* declaredIn(member);
      return;
    default:
      return;
  }
}

/** The same type with every `Record<string, V>` spelled out, for aliases that contain themselves. */
export function withoutRecords(type: TsType): TsType {
  switch (type.kind) {
    case "array":
      return { ...type, item: withoutRecords(type.item) };
    case "tuple":
      return { ...type, items: type.items.map((item) => ({ ...item, type: withoutRecords(item.type) })) };
    case "union":
      return { ...type, members: type.members.map(withoutRecords) };
    case "generic": {
      const args = type.args.map(withoutRecords);
      const [first, second] = args;
      if (type.name === "Record" && second !== undefined) return { kind: "index", value: second, readonly: false };
      return type.name === "Readonly" && first?.kind === "index" ? { ...first, readonly: true } : { ...type, args };
    }
    default:
      return type;
  }
}
