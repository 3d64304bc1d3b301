/** Turns type descriptions into what both sides of a call need: nodes for the helper, readers and writers for here. */
import { KIND } from "@pyweld/native";

import { resolveType, unionMembers, type PyType, type PyTypeLike, type TypeOwner } from "../schema/py-type.js";
import { numberFor } from "./converter.js";
import { builtInConverters } from "./converters/built-in.js";
import { decoders, type Decoder, type DecoderContext } from "./decoders.js";
import type { Encoder, EncoderContext } from "./encoder.js";
import { encoders } from "./encoders.js";
import { matchers, type Matcher } from "./matchers.js";

/** A node as the helper reads it. */
export type NodeDescription = [
  kind: number,
  items: number[],
  keys: string[],
  classObject: unknown,
  flags: number[],
  construct?: unknown,
  hasOpenFields?: number,
];

/** What only Python knows of classes. */
export interface ClassFacts {
  /** The class that a conversion is for. */
  conversionClass(conversion: number): unknown;
  /** Of a record: what makes an instance of fields by name (null: the class does), and whether it may have further fields. */
  describeRecord(recordClass: unknown): readonly [construct: unknown, hasOpenFields: boolean];
}

/** Gives the handle of a class of a tool. */
export type FindClass = (owner: TypeOwner, name: string) => unknown;

const FIELD_OPTIONAL = 1;
const FIELD_INIT = 2;
const FIELD_INIT_ONLY = 4;

const kinds = {
  none: KIND.NONE,
  bool: KIND.BOOL,
  int: KIND.INT,
  bigint: KIND.BIGINT,
  integer: KIND.INTEGER,
  float: KIND.FLOAT,
  str: KIND.STR,
  bytes: KIND.BYTES,
  any: KIND.ANY,
  custom: KIND.ANY,
  flag: KIND.ENUM_VALUE,
  object: KIND.OBJECT,
  instance: KIND.OBJECT,
  list: KIND.LIST,
  sequence: KIND.SEQUENCE,
  set: KIND.SET,
  frozenset: KIND.FROZENSET,
  optional: KIND.OPTIONAL,
  tuple: KIND.TUPLE,
  openTuple: KIND.TUPLE,
  dict: KIND.DICT,
  map: KIND.MAP,
  union: KIND.UNION,
  literal: KIND.LITERAL,
  enum: KIND.ENUM_VALUE,
  typedDict: KIND.TYPED_DICT,
  dataclass: KIND.DATACLASS,
  namedTuple: KIND.NAMED_TUPLE,
  converted: KIND.CONVERTED,
  // An array says what it is by itself, whatever the hint.
  ndarray: KIND.ANY,
  buffer: KIND.ANY,
} satisfies Record<PyType["kind"], number>;

/** Compiles the types of one operation; equal descriptions share a node, so recursive types end. */
export class TypeCompiler implements EncoderContext, DecoderContext {
  readonly nodes: NodeDescription[] = [];
  readonly #findClass: FindClass;
  readonly #python: ClassFacts;
  readonly #indices = new Map<PyType, number>();
  readonly #encoders = new Map<PyType, Encoder>();
  readonly #decoders = new Map<PyType, Decoder>();
  readonly #matchers = new Map<PyType, Matcher>();

  constructor(findClass: FindClass, python: ClassFacts) {
    this.#findClass = findClass;
    this.#python = python;
  }

  node(like: PyTypeLike): number {
    const type = resolveType(like);
    const known = this.#indices.get(type);
    if (known !== undefined) return known;
    const index = this.nodes.length;
    this.#indices.set(type, index);
    const node: NodeDescription = [kinds[type.kind], [], [], null, []];
    this.nodes.push(node);
    this.#fill(node, type);
    return index;
  }

  encoder(like: PyTypeLike): Encoder {
    const type = resolveType(like);
    return memoize(this.#encoders, type, () =>
      (encoders[type.kind] as (t: PyType, c: EncoderContext) => Encoder)(type, this),
    );
  }

  decoder(like: PyTypeLike): Decoder {
    const type = resolveType(like);
    return memoize(this.#decoders, type, () =>
      (decoders[type.kind] as (t: PyType, c: DecoderContext) => Decoder)(type, this),
    );
  }

  matcher(like: PyTypeLike): Matcher {
    const type = resolveType(like);
    const make = (): Matcher => (matchers[type.kind] as (t: PyType, c: EncoderContext) => Matcher)(type, this);
    return memoize(this.#matchers, type, make, endless);
  }

  #fill(node: NodeDescription, type: PyType): void {
    const items = (types: readonly PyTypeLike[]): void => {
      node[1] = types.map((item) => this.node(item));
    };
    switch (type.kind) {
      case "list":
      case "sequence":
      case "set":
      case "frozenset":
      case "optional":
        return items([type.item]);
      case "dict":
        return items([type.value]);
      case "map":
        return items([type.key, type.value]);
      case "tuple":
        return items(type.items);
      case "union":
        return items(unionMembers(type));
      case "flag":
        node[3] = this.#findClass(type.owner, type.name);
        return undefined;
      case "enum":
        node[0] = isByValue(type) ? KIND.ENUM_VALUE : KIND.ENUM_NAME;
        node[3] = this.#findClass(type.owner, type.name);
        return undefined;
      case "converted": {
        const number = numberFor(builtInConverters[type.name], type);
        node[3] = this.#python.conversionClass(number);
        node[4] = [number];
        return items(type.plain ? [type.plain] : []);
      }
      case "openTuple":
        node[4] = [type.before.length];
        return items([...type.before, type.item, ...type.after]);
      case "namedTuple":
        node[2] = [...type.names];
        node[3] = this.#findClass(type.owner, type.name);
        node[4] = type.names.map((_, i) => FIELD_INIT | (i < type.required ? 0 : FIELD_OPTIONAL));
        return items(type.items);
      case "typedDict":
      case "dataclass":
        return this.#fillFields(node, type);
      default:
        return undefined;
    }
  }

  #fillFields(node: NodeDescription, type: Extract<PyType, { kind: "typedDict" | "dataclass" }>): void {
    const names = Object.keys(type.fields);
    node[1] = Object.values(type.fields).map((field) => this.node(field));
    node[2] = names;
    if (type.kind === "typedDict") {
      node[4] = names.map((name) => (type.optional.includes(name) ? FIELD_OPTIONAL : 0));
    } else {
      node[3] = this.#findClass(type.owner, type.name);
      node[4] = names.map(
        (name) =>
          (type.init.includes(name) ? FIELD_INIT : 0) |
          (type.required.includes(name) ? 0 : FIELD_OPTIONAL) |
          (type.initOnly.includes(name) ? FIELD_INIT_ONLY : 0),
      );
      const [construct, hasOpenFields] = this.#python.describeRecord(node[3]);
      node[5] = construct;
      node[6] = hasOpenFields ? 1 : 0;
    }
  }
}

/** Members stand for themselves by name when each maps to its own name; where value and name agree, either will do. */
function isByValue(type: Extract<PyType, { kind: "enum" }>): boolean {
  return Object.entries(type.members).some(([name, member]) => name !== member);
}

/** While a type is compiled, whatever refers to it gets a function that leads to the result: types may contain themselves. */
function memoize<A extends unknown[], R>(
  map: Map<PyType, (...args: A) => R>,
  type: PyType,
  make: () => (...args: A) => R,
  within: (inner: (...args: A) => R) => (...args: A) => R = (inner) => inner,
): (...args: A) => R {
  const known = map.get(type);
  if (known !== undefined) return known;
  let made: ((...args: A) => R) | undefined;
  map.set(
    type,
    within((...args) => (made as (...args: A) => R)(...args)),
  );
  made = make();
  map.set(type, made);
  return made;
}

/** Values nested deeper than this are left to the writer, which refuses them. */
const DEEPEST_MATCH = 1000;

/** Within a type that contains itself: a value that contains itself fits as far as one can tell, and the writer refuses it. */
function endless(matches: Matcher): Matcher {
  const ancestors = new Set<unknown>();
  return (value) => {
    if (typeof value !== "object" || value === null) return matches(value);
    if (ancestors.has(value) || ancestors.size >= DEEPEST_MATCH) return true;
    ancestors.add(value);
    try {
      return matches(value);
    } finally {
      ancestors.delete(value);
    }
  };
}
