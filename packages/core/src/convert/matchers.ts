/** How a union chooses its member: whether a value can be written as a type, looking all the way down. */
import { types } from "node:util";

import { resolveType, type PyTypeKind, type PyTypeLike, type PyTypeOf } from "../schema/py-type.js";
import { Refused, type Converter } from "./converter.js";
import { builtInConverters } from "./converters/built-in.js";
import { isNestedNumbers } from "./nested-numbers.js";
import { isBytes, isIntegral, isMap, isNone, isNumberArray, isPlainObject, isSet } from "./values.js";

/** Whether a value can be written as a type. Handles are settled before. */
export type Matcher = (value: unknown) => boolean;

/** What a matcher may ask about other types. */
export interface MatcherContext {
  matcher(type: PyTypeLike): Matcher;
}

const anyOf =
  (inner: Matcher): Matcher =>
  (value) =>
    Array.isArray(value) && value.every(inner);

/** What recognises each kind. */
export const matchers = {
  none: () => isNone,
  bool: () => (value) => typeof value === "boolean",
  int: () => isIntegral,
  bigint: () => isIntegral,
  integer: () => isIntegral,
  float: () => (value) => typeof value === "number",
  str: () => (value) => typeof value === "string",
  bytes: () => isBytes,
  any: () => () => true,
  converted: (type, context) => {
    const converter: Converter = builtInConverters[type.name];
    const inner = type.plain && context.matcher(type.plain);
    return (value) => {
      const plain = plainOrNone(() => converter.toPlain(value, type));
      return plain !== undefined && (inner === undefined || inner(plain[0]));
    };
  },
  // Whether its conversion wants a value is only known when that is asked.
  custom: () => () => true,
  flag: () => isIntegral,
  object: () => () => false,
  instance: () => () => false,
  list: (type, context) => {
    const item = context.matcher(type.item);
    const { kind } = resolveType(type.item);
    const packed = kind === "float" || kind === "int";
    return (value) => (packed && isNumberArray(value)) || anyOf(item)(value);
  },
  sequence: (type, context) => anyOf(context.matcher(type.item)),
  set: (type, context) => {
    const item = context.matcher(type.item);
    return (value) => isSet(value) && [...value].every(item);
  },
  frozenset: (type, context) => {
    const item = context.matcher(type.item);
    return (value) => isSet(value) && [...value].every(item);
  },
  optional: (type, context) => {
    const item = context.matcher(type.item);
    return (value) => isNone(value) || item(value);
  },
  tuple: matchTuple,
  openTuple: (type, context) => {
    const before = type.before.map((item) => context.matcher(item));
    const between = context.matcher(type.item);
    const after = type.after.map((item) => context.matcher(item));
    return (value) => {
      if (!Array.isArray(value) || value.length < before.length + after.length) return false;
      const last = value.length - after.length;
      return value.every((item, i) => (before[i] ?? (i < last ? between : (after[i - last] as Matcher)))(item));
    };
  },
  namedTuple: (type, context) => {
    const { items, names, required } = type;
    if (names.length === 0) return matchTuple(type, context);
    const fields = Object.fromEntries(names.map((name, i) => [name, items[i] as PyTypeLike]));
    const byName = matchFields(fields, new Set(names.slice(required)), context);
    return (value) =>
      Array.isArray(value)
        ? value.length <= names.length && byName(Object.fromEntries(names.map((name, i) => [name, value[i]])))
        : byName(value);
  },
  dict: (type, context) => {
    const item = context.matcher(type.value);
    return (value) =>
      isMap(value)
        ? [...(value as Map<unknown, unknown>)].every(([key, entry]) => typeof key === "string" && item(entry))
        : isPlainObject(value) && Object.values(value).every((entry) => entry === undefined || item(entry));
  },
  map: (type, context) => {
    const key = context.matcher(type.key);
    const item = context.matcher(type.value);
    return (value) => isMap(value) && [...(value as Map<unknown, unknown>)].every(([k, v]) => key(k) && item(v));
  },
  union: (type, context) => {
    const members = type.members.map((member) => context.matcher(member));
    return (value) => members.some((member) => member(value));
  },
  literal: (type) => (value) => type.values.includes(value as never),
  enum: (type) => (value) => Object.values(type.members).includes(value as never),
  typedDict: (type, context) => matchFields(type.fields, new Set(type.optional), context),
  dataclass: (type, context) => {
    const init = Object.fromEntries(Object.entries(type.fields).filter(([name]) => type.init.includes(name)));
    return matchFields(init, new Set(type.init.filter((name) => !type.required.includes(name))), context);
  },
  ndarray: () => (value) => isMemoryValue(value) || isNestedNumbers(value),
  buffer: () => isMemoryValue,
} satisfies { [K in PyTypeKind]: (type: PyTypeOf<K>, context: MatcherContext) => Matcher };

function isMemoryValue(value: unknown): boolean {
  return isBytes(value) || types.isSharedArrayBuffer(value);
}

/** What a conversion refuses fits no type. */
function plainOrNone(toPlain: () => readonly [unknown] | undefined): readonly [unknown] | undefined {
  try {
    return toPlain();
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

function matchTuple(type: PyTypeOf<"tuple" | "namedTuple">, context: MatcherContext): Matcher {
  const items = type.items.map((item) => context.matcher(item));
  return (value) =>
    Array.isArray(value) && value.length === items.length && items.every((item, i) => item((value as unknown[])[i]));
}

function matchFields(
  fields: Readonly<Record<string, PyTypeLike>>,
  optional: ReadonlySet<string>,
  context: MatcherContext,
): Matcher {
  const items = Object.entries(fields).map(([name, type]) => ({ name, matches: context.matcher(type) }));
  return (value) => {
    if (!isPlainObject(value)) return false;
    if (Object.keys(value).some((key) => value[key] !== undefined && !Object.hasOwn(fields, key))) return false;
    return items.every(({ name, matches }) => {
      const item = Object.hasOwn(value, name) ? value[name] : undefined;
      return item === undefined ? optional.has(name) : matches(item);
    });
  };
}
