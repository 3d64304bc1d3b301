/** What generated classes know of their instances' types, for what reaches them by name. */
import type { Operation } from "../runtime/operation.js";
import type { BatchReader } from "./item-source.js";

/** Operations of an attribute. */
export interface TypedAttribute {
  readonly get: Operation;
  readonly set?: Operation | undefined;
}

interface TypedMembers {
  readonly attributes: Map<string, TypedAttribute>;
  items?: () => BatchReader;
}

const known = new WeakMap<object, TypedMembers>();

function membersOf(prototype: object): TypedMembers {
  let members = known.get(prototype);
  if (members === undefined) known.set(prototype, (members = { attributes: new Map() }));
  return members;
}

/** Says of which type an attribute is, by its name in JavaScript. */
export function typeAttribute(prototype: object, name: string, attribute: TypedAttribute): void {
  membersOf(prototype).attributes.set(name, attribute);
}

/** Says of which type the items are that iterating gives. */
export function typeItems(prototype: object, items: () => BatchReader): void {
  membersOf(prototype).items = items;
}

/** The attribute of an object; undefined when no class of it says anything of that name. */
export function typedAttribute(object: object, name: string): TypedAttribute | undefined {
  return find(object, (members) => members.attributes.get(name));
}

/** The reader of an object's items; undefined when no class of it says anything of them. */
export function typedItems(object: object): BatchReader | undefined {
  return find(object, (members) => members.items)?.();
}

function find<T>(object: object, look: (members: TypedMembers) => T | undefined): T | undefined {
  for (let each: object | null = object; each !== null; each = Object.getPrototypeOf(each) as object | null) {
    const members = known.get(each);
    const found = members && look(members);
    if (found !== undefined) return found;
  }
  return undefined;
}
