/** Maps lists, sets, tuples, dicts and unions. */

import type { Annotation, CollectionName } from "../model/annotation.js";
import type { MapContext, Mapper } from "./context.js";
import { type Descriptor, unionDescriptor } from "./descriptor.js";
import { dynamic } from "./scalars.js";
import { array, generic, runtime, ts, union, word } from "./ts-type.js";

const SHAPES = {
  list: "list",
  Sequence: "list",
  MutableSequence: "list",
  deque: "list",
  set: "set",
  AbstractSet: "set",
  MutableSet: "set",
  frozenset: "frozenset",
  Iterable: "open",
  Collection: "open",
  Container: "open",
  Reversible: "open",
  KeysView: "open",
  ValuesView: "open",
} as const satisfies Record<CollectionName, "list" | "set" | "frozenset" | "open">;

export const collection: Mapper<"collection"> = (annotation, direction, context) => {
  const shape = SHAPES[annotation.name];
  const item = context.map(annotation.item, direction);
  if (shape === "set" || shape === "frozenset") {
    const output = generic("Set", item.ts);
    const input = union([generic("ReadonlySet", item.ts), array(item.ts, "input")]);
    return { ts: direction === "input" ? input : output, type: { kind: shape, item: item.type } };
  }
  if (shape === "list" || direction === "input") {
    return { ts: array(item.ts, direction), type: { kind: "list", item: item.type } };
  }
  context.report({
    annotation,
    direction,
    reason: `a value that is only known to be ${annotation.name} may be a list, a view or a generator`,
    isUnresolved: false,
  });
  return dynamic(direction);
};

export const tuple: Mapper<"tuple"> = ({ items }, direction, context) => {
  const mapped = items.map((item) => context.map(item, direction));
  return {
    ts: { kind: "tuple", readonly: direction === "input", items: mapped.map((item) => ({ type: item.ts })) },
    type: { kind: "tuple", items: mapped.map((item) => item.type) },
  };
};

export const variadicTuple: Mapper<"variadicTuple"> = ({ before, item, after }, direction, context) => {
  const middle = context.map(item, direction);
  if (before.length === 0 && after.length === 0) {
    return { ts: array(middle.ts, direction), type: { kind: "sequence", item: middle.type } };
  }
  const head = before.map((part) => context.map(part, direction));
  const tail = after.map((part) => context.map(part, direction));
  const rest = { type: array(middle.ts, "output"), rest: true };
  const items = [...head.map((part) => ({ type: part.ts })), rest, ...tail.map((part) => ({ type: part.ts }))];
  return {
    ts: { kind: "tuple", readonly: direction === "input", items },
    // One description for every item: the runtime has none for tuples of an open length with a fixed head.
    type: { kind: "sequence", item: unionDescriptor([...head, middle, ...tail].map((part) => part.type)) },
  };
};

export const mapping: Mapper<"mapping"> = (annotation, direction, context) => {
  const value = context.map(annotation.value, direction);
  if (annotation.bare && annotation.name !== "Counter") return bareMapping(direction);
  if (isText(annotation.key, context)) {
    const record = generic("Record", word("string"), value.ts);
    const input = union([generic("Readonly", record), generic("ReadonlyMap", word("string"), value.ts)]);
    return { ts: direction === "input" ? input : record, type: { kind: "dict", item: value.type } };
  }
  const key = context.map(annotation.key, direction);
  return {
    ts: generic(direction === "input" ? "ReadonlyMap" : "Map", key.ts, value.ts),
    type: { kind: "map", key: key.type, value: value.type },
  };
};

export const unionMapper: Mapper<"union"> = ({ members }, direction, context) => {
  const mapped = members.map((member) => context.map(member, direction));
  return { ts: union(mapped.map((member) => member.ts)), type: unionDescriptor(mapped.map((member) => member.type)) };
};

/** A dict that says nothing of its keys: an object when all of them are text, else a Map, decided by the value. */
function bareMapping(direction: "input" | "output"): { ts: ReturnType<typeof union>; type: Descriptor } {
  const value = runtime(direction === "input" ? "PyInput" : "PyValue");
  const record = generic("Record", ts.string, value);
  const members =
    direction === "input"
      ? [generic("Readonly", record), generic("ReadonlyMap", value, value)]
      : [record, generic("Map", value, value)];
  return { ts: union(members), type: { kind: "any" } };
}

/** Whether a key is a str under its wrappers and aliases, so that a plain object can hold it. */
function isText(key: Annotation, context: MapContext): boolean {
  switch (key.kind) {
    case "str":
      return true;
    case "literal":
      return key.values.length > 0 && key.values.every((value) => value.kind === "str");
    case "wrapped":
      return isText(key.item, context);
    case "newType":
      return isText(key.base, context);
    case "alias": {
      const target = context.declaration(key.id);
      return target?.kind === "alias" && !context.isRecursive(target) && isText(target.target, context);
    }
    default:
      return false;
  }
}
