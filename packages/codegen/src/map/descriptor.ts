/** Type descriptors (`t.list(t.float)`) as plain data: what the runtime will be told. Mirrors `t` and knows no text. */

import type { Literal } from "../model/annotation.js";

/** Descriptors without parts, by their name in `t`. */
export type SimpleDescriptor = "none" | "bool" | "int" | "float" | "str" | "bytes" | "any" | "object";

export type Descriptor =
  | { readonly kind: SimpleDescriptor }
  | { readonly kind: "list" | "sequence" | "set" | "frozenset" | "optional" | "dict"; readonly item: Descriptor }
  | { readonly kind: "asyncIterable" | "asyncIterator"; readonly item: Descriptor }
  | { readonly kind: "asyncGenerator"; readonly item: Descriptor; readonly send: Descriptor }
  | { readonly kind: "tuple" | "union"; readonly items: readonly Descriptor[] }
  | { readonly kind: "map"; readonly key: Descriptor; readonly value: Descriptor }
  | { readonly kind: "literal"; readonly values: readonly Literal[] }
  /** The descriptor constant of a declaration in the same file. */
  | { readonly kind: "declared"; readonly id: string }
  /** An instance of a class handle of the same file. */
  | { readonly kind: "instance"; readonly id: string };

const RANK: Partial<Record<Descriptor["kind"], number>> = {
  bool: 0,
  literal: 1,
  declared: 1,
  int: 2,
  float: 3,
  any: 9,
  object: 9,
};

/** `t.optional(t.union([…]))` of members: duplicates gone, bool before int before float, the vaguest last. */
export function unionDescriptor(members: readonly Descriptor[]): Descriptor {
  const unique = new Map<string, Descriptor>();
  let isOptional = false;
  for (const member of members) {
    if (member.kind === "none") isOptional = true;
    else if (member.kind === "optional") {
      isOptional = true;
      unique.set(JSON.stringify(member.item), member.item);
    } else unique.set(JSON.stringify(member), member);
  }
  const rank = (descriptor: Descriptor): number => RANK[descriptor.kind] ?? 4;
  const items = [...unique.values()].sort((a, b) => rank(a) - rank(b));
  const first = items[0];
  if (first === undefined) return { kind: "none" };
  const inner: Descriptor = items.length === 1 ? first : { kind: "union", items };
  return isOptional && inner.kind !== "any" ? { kind: "optional", item: inner } : inner;
}

/** Ids of the descriptor constants that must stand before this descriptor. */
export function* constantsIn(descriptor: Descriptor): Generator<string> {
  switch (descriptor.kind) {
    case "declared":
      yield descriptor.id;
      return;
    case "list":
    case "sequence":
    case "set":
    case "frozenset":
    case "optional":
    case "dict":
    case "asyncIterable":
    case "asyncIterator":
      yield* constantsIn(descriptor.item);
      return;
    case "asyncGenerator":
      yield* constantsIn(descriptor.item);
      yield* constantsIn(descriptor.send);
      return;
    case "tuple":
    case "union":
      for (const item of descriptor.items) yield* constantsIn(item);
      return;
    case "map":
      yield* constantsIn(descriptor.key);
      yield* constantsIn(descriptor.value);
      return;
    default:
      return;
  }
}

/** Whether two descriptors are the same. */
export function sameDescriptor(left: Descriptor, right: Descriptor): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
