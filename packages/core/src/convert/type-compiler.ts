/** Turns type descriptions into what both sides of a call need: nodes for the helper, readers and writers for here. */
import { KIND } from "@pyweld/native";

import type { PyType, TypeOwner } from "../schema/py-type.js";
import { decoders, type Decoder, type DecoderContext } from "./decoders.js";
import { encoders, type Encoder, type EncoderContext } from "./encoders.js";
import { matchers, type Matcher } from "./matchers.js";

/** A node as the helper reads it: kind, items, keys, class, flags. */
export type NodeDescription = [kind: number, items: number[], keys: string[], classObject: unknown, flags: number[]];

/** Gives the handle of a class of a tool. */
export type FindClass = (owner: TypeOwner, name: string) => unknown;

const FIELD_OPTIONAL = 1;
const FIELD_INIT = 2;

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
  object: KIND.OBJECT,
  instance: KIND.OBJECT,
  list: KIND.LIST,
  sequence: KIND.SEQUENCE,
  set: KIND.SET,
  frozenset: KIND.FROZENSET,
  optional: KIND.OPTIONAL,
  tuple: KIND.TUPLE,
  dict: KIND.DICT,
  map: KIND.MAP,
  union: KIND.UNION,
  literal: KIND.LITERAL,
  enum: KIND.ENUM_VALUE,
  typedDict: KIND.TYPED_DICT,
  dataclass: KIND.DATACLASS,
  namedTuple: KIND.NAMED_TUPLE,
  ref: 0,
} satisfies Record<PyType["kind"], number>;

/** Compiles the types of one operation; equal descriptions share a node, so recursive types end. */
export class TypeCompiler implements EncoderContext, DecoderContext {
  readonly nodes: NodeDescription[] = [];
  readonly #findClass: FindClass;
  readonly #indices = new Map<PyType, number>();
  readonly #encoders = new Map<PyType, Encoder>();
  readonly #decoders = new Map<PyType, Decoder>();
  readonly #matchers = new Map<PyType, Matcher>();

  constructor(findClass: FindClass) {
    this.#findClass = findClass;
  }

  node(type: PyType): number {
    if (type.kind === "ref") return this.node(type.resolve());
    const known = this.#indices.get(type);
    if (known !== undefined) return known;
    const index = this.nodes.length;
    this.#indices.set(type, index);
    const node: NodeDescription = [kinds[type.kind], [], [], null, []];
    this.nodes.push(node);
    this.#fill(node, type);
    return index;
  }

  encoder(type: PyType): Encoder {
    return memoize(this.#encoders, type, () => (encoders[type.kind] as (t: PyType, c: EncoderContext) => Encoder)(type, this));
  }

  decoder(type: PyType): Decoder {
    return memoize(this.#decoders, type, () => (decoders[type.kind] as (t: PyType, c: DecoderContext) => Decoder)(type, this));
  }

  matcher(type: PyType): Matcher {
    return memoize(this.#matchers, type, () => (matchers[type.kind] as (t: PyType, c: EncoderContext) => Matcher)(type, this));
  }

  #fill(node: NodeDescription, type: PyType): void {
    const items = (types: readonly PyType[]): void => {
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
        return items(type.members);
      case "enum":
        node[0] = isByValue(type) ? KIND.ENUM_VALUE : KIND.ENUM_NAME;
        node[3] = this.#findClass(type.owner, type.name);
        return undefined;
      case "namedTuple":
        node[3] = this.#findClass(type.owner, type.name);
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
        (name) => (type.init.includes(name) ? FIELD_INIT : 0) | (type.required.includes(name) ? 0 : FIELD_OPTIONAL),
      );
    }
  }
}

/** Members stand for themselves by name when each maps to its own name; where value and name agree, either will do. */
function isByValue(type: Extract<PyType, { kind: "enum" }>): boolean {
  return Object.entries(type.members).some(([name, member]) => name !== member);
}

function memoize<V>(map: Map<PyType, V>, type: PyType, make: () => V): V {
  const known = map.get(type);
  if (known !== undefined) return known;
  const made = make();
  map.set(type, made);
  return made;
}
