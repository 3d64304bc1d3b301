/** Descriptions of Python types: what generated bindings pass to the runtime. Knows nothing of Python objects, frames or calls. */
import { containerTypes } from "./container-types.js";
import { convertedTypes } from "./converted-types.js";
import type { EnumMembers, LiteralValue, PyType, PyTypeLike, PyTypeOf, TypeOwner } from "./type-description.js";

export type {
  ConversionName,
  EnumMembers,
  LiteralValue,
  ObjectRole,
  PyType,
  PyTypeKind,
  PyTypeLike,
  PyTypeOf,
  TypeOwner,
} from "./type-description.js";

const simple = <
  K extends "none" | "bool" | "int" | "bigint" | "integer" | "float" | "str" | "bytes" | "any" | "object",
>(
  kind: K,
): { readonly kind: K } => ({ kind });

/**
 * Builders of type descriptions. Each is pure, so that bundlers can drop what is not used.
 *
 * @example
 * ```ts
 * import { t } from "@pyweld/core/bindings/v1";
 * const row = t.typedDict({ name: t.str, scores: t.list(t.float) });
 * ```
 */
export const t = {
  /** `None`. */
  none: simple("none"),
  /** `bool`. */
  bool: simple("bool"),
  /** `int` as `number`; a value beyond ±(2^53-1) is a `ConversionError`. */
  int: simple("int"),
  /** `int` as `bigint`, always. */
  bigint: simple("bigint"),
  /** `int` as `number` when safe, else `bigint`. */
  integer: simple("integer"),
  /** `float`. */
  float: simple("float"),
  /** `str`. */
  str: simple("str"),
  /** `bytes`. */
  bytes: simple("bytes"),
  /** `Any` or no annotation: converted by the value's own type. */
  any: simple("any"),
  /** Any object, always as a handle. */
  object: simple("object"),
  /** `Iterable[item]` as a result: iterated over as often as one likes, in batches. */
  iterable: (item: PyTypeLike): PyType => ({ kind: "object", role: { as: "iterable", item } }),
  /** `Iterator[item]` as a result: a generator of JavaScript, whose items come in batches. */
  iterator: (item: PyTypeLike): PyType => ({
    kind: "object",
    role: { as: "generator", item, send: t.none, returns: t.any },
  }),
  /**
   * `Generator[item, send, returns]` as a result. One that takes values is resumed for each item; the items of others
   * come in batches.
   */
  generator: (item: PyTypeLike, send: PyTypeLike, returns: PyTypeLike): PyType => ({
    kind: "object",
    role: { as: "generator", item, send, returns },
  }),
  /** `ContextManager[value]` as a result. */
  contextManager: (value: PyTypeLike): PyType => ({ kind: "object", role: { as: "contextManager", value } }),
  /** `AsyncIterable[item]` as a result: iterated over by `for await`. */
  asyncIterable: (item: PyTypeLike): PyType => ({ kind: "object", role: { as: "asyncIterable", item } }),
  /** `AsyncIterator[item]` as a result: an asynchronous generator of JavaScript. */
  asyncIterator: (item: PyTypeLike): PyType => ({
    kind: "object",
    role: { as: "asyncGenerator", item, send: simple("none") },
  }),
  /**
   * `AsyncGenerator[item, send]` as a result. One that takes values is resumed for each item; the items of others come in
   * batches while they are there at once.
   */
  asyncGenerator: (item: PyTypeLike, send: PyTypeLike = simple("none")): PyType => ({
    kind: "object",
    role: { as: "asyncGenerator", item, send },
  }),
  /** `AsyncContextManager[value]` as a result. */
  asyncContextManager: (value: PyTypeLike): PyType => ({ kind: "object", role: { as: "asyncContextManager", value } }),
  /** `list[item]`. */
  list: (item: PyTypeLike): PyType => ({ kind: "list", item }),
  /** `tuple[item, ...]`. */
  sequence: (item: PyTypeLike): PyType => ({ kind: "sequence", item }),
  /** `tuple[A, *tuple[item, ...], B]`: `before` and `after` are the types of the items on either side. */
  openTuple: (before: readonly PyTypeLike[], item: PyTypeLike, after: readonly PyTypeLike[] = []): PyType => ({
    kind: "openTuple",
    before,
    item,
    after,
  }),
  /** `tuple[A, B]`. */
  tuple: (items: readonly PyTypeLike[]): PyType => ({ kind: "tuple", items }),
  /** `set[item]`. */
  set: (item: PyTypeLike): PyType => ({ kind: "set", item }),
  /** `frozenset[item]`. */
  frozenset: (item: PyTypeLike): PyType => ({ kind: "frozenset", item }),
  /** `dict[str, value]`, a plain object. */
  dict: (value: PyTypeLike): PyType => ({ kind: "dict", value }),
  /** `dict[key, value]`, a `Map`. */
  map: (key: PyTypeLike, value: PyTypeLike): PyType => ({ kind: "map", key, value }),
  /** `Optional[item]`. */
  optional: (item: PyTypeLike): PyType => ({ kind: "optional", item }),
  /** `Union[members]`. */
  union: (members: readonly PyTypeLike[]): PyType => ({ kind: "union", members }),
  /** `Literal[values]`. */
  literal: (values: readonly LiteralValue[]): PyType => ({ kind: "literal", values }),
  /**
   * An `Enum` class of a tool. `members` maps Python's member names to what stands for them in TypeScript: the
   * member's value when all values are strings or all are safe ints, else its name.
   */
  enum: (owner: TypeOwner, name: string, members: EnumMembers): PyType => ({ kind: "enum", owner, name, members }),
  /** A `Flag` class of a tool: the number that its members make together. */
  flag: (owner: TypeOwner, name: string): PyType => ({ kind: "flag", owner, name }),
  /** A `TypedDict`: keys are verbatim, `optional` names those that may be absent. */
  typedDict: (fields: Readonly<Record<string, PyTypeLike>>, optional: readonly string[] = []): PyType => ({
    kind: "typedDict",
    fields,
    optional,
  }),
  /**
   * A dataclass, a class of attrs or a model of pydantic that crosses as a plain object of its fields, and is made by its
   * own constructor and validators. `init` names the fields that the constructor takes (all by default), `required` those
   * without a default (all of `init` by default), `initOnly` those that instances do not have (`InitVar`). Fields go by
   * their own names, also where the constructor calls them by an alias.
   */
  dataclass: (
    owner: TypeOwner,
    name: string,
    fields: Readonly<Record<string, PyTypeLike>>,
    init: readonly string[] = Object.keys(fields),
    required: readonly string[] = init,
    initOnly: readonly string[] = [],
  ): PyType => ({ kind: "dataclass", owner, name, fields, init, required, initOnly }),
  /**
   * A `NamedTuple`: an instance of the class in Python, in TypeScript an array whose items have names too. Takes an
   * array, or an object by the names. `fields` are types by name (or types alone, for an array without names);
   * `required` says how many of the first have no default (all, unless it is given).
   */
  namedTuple: (
    owner: TypeOwner,
    name: string,
    fields: Readonly<Record<string, PyTypeLike>> | readonly PyTypeLike[],
    required?: number,
  ): PyType => {
    const items = Object.values(fields);
    const names = Array.isArray(fields) ? [] : Object.keys(fields);
    return { kind: "namedTuple", owner, name, items, names, required: required ?? items.length };
  },
  /** An instance of a generated class; a function, since classes may name each other. */
  instance: (getClass: () => unknown): PyType => ({ kind: "instance", class: getClass }),
  /**
   * A class by its dotted name, for which `py.addConverter` says how its values cross: any value is given to that, also
   * one that it would not claim.
   */
  custom: (name: string): PyType => ({ kind: "custom", name }),
  ...convertedTypes,
  /**
   * An array of numpy's, an `NdArray` in TypeScript; typed arrays, buffers and nested arrays are taken too. `dtype` is any
   * that numpy knows: what is given in another one is converted where that loses nothing, and refused where it would.
   */
  ndarray: (dtype?: string): PyType => (dtype === undefined ? { kind: "ndarray" } : { kind: "ndarray", dtype }),
  /** `collections.abc.Buffer`: memory, which Python sees where it lies. */
  buffer: { kind: "buffer", name: "Buffer" } as PyType,
  /** `memoryview`: the same. */
  memoryview: { kind: "buffer", name: "memoryview" } as PyType,
  /** `bytearray`: a copy on the way to Python, the same memory on the way back. */
  bytearray: { kind: "buffer", name: "bytearray" } as PyType,
  ...containerTypes,
  /** Names a type by a function; the function alone does the same. */
  ref: (resolve: () => PyType): (() => PyType) => resolve,
} as const;

const resolved = new WeakMap<() => PyType, PyType>();

/** The type itself. */
export function resolveType(type: PyTypeLike): PyType {
  if (typeof type !== "function") return type;
  let known = resolved.get(type);
  if (known === undefined) {
    known = type();
    resolved.set(type, known);
  }
  return known;
}

/** The members of a union, with those of unions among them: `A | (B | C)` is one choice of three. */
export function unionMembers({ members }: PyTypeOf<"union">): PyType[] {
  return members.map(resolveType).flatMap((member) => (member.kind === "union" ? unionMembers(member) : [member]));
}
