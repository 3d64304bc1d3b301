/** Writers of arguments, one per kind of type. Each takes what TypeScript's type allows and refuses the rest by name. */
import { TAG } from "@pyweld/native";

import type { FrameWriter } from "../frame/frame-writer.js";
import type { PathSegment } from "../frame/path.js";
import { handleAddress } from "../frame/handle.js";
import { describeValue, formatType } from "../schema/format.js";
import { resolveType, type PyType, type PyTypeKind, type PyTypeLike, type PyTypeOf } from "../schema/py-type.js";
import { encodeAny } from "./encode-any.js";
import type { Matcher } from "./matchers.js";
import { isBytes, isNone, isNumberArray, isPlainObject, type NumberArray } from "./values.js";

/** Writes one value of a type. */
export type Encoder = (writer: FrameWriter, value: unknown) => void;

/** What an encoder may ask about other types. */
export interface EncoderContext {
  encoder(type: PyTypeLike): Encoder;
  matcher(type: PyTypeLike): Matcher;
  /** The index of a type among the nodes of the operation. */
  node(type: PyTypeLike): number;
}

type Maker<K extends PyTypeKind> = (type: PyTypeOf<K>, context: EncoderContext) => Encoder;

function wrong(writer: FrameWriter, type: PyType, value: unknown): never {
  return writer.fail(`expected ${formatType(type)}, got ${describeValue(value)}`);
}

/** A handle stands for the object itself, whatever the type: Python decides what it takes. */
function asHandle(writer: FrameWriter, type: PyType, value: unknown): void {
  const address = handleAddress(value);
  if (address === undefined) wrong(writer, type, value);
  writer.object(address);
}

function encodeInteger(type: PyType): Encoder {
  return (writer, value) => {
    if (typeof value === "number") {
      if (Number.isSafeInteger(value)) writer.taggedInteger(value);
      else if (Number.isInteger(value)) writer.fail(`int beyond ±(2**53 - 1) must be given as a bigint, got ${value}`);
      else wrong(writer, type, value);
    } else if (typeof value === "bigint") {
      writer.bigint(value);
    } else {
      asHandle(writer, type, value);
    }
  };
}

const leaf =
  (test: Matcher, write: Encoder): ((type: PyType) => Encoder) =>
  (type) =>
  (writer, value) => {
    if (test(value)) write(writer, value);
    else asHandle(writer, type, value);
  };

/** Arrays of numbers, and typed arrays, cross packed. */
function packedTag(like: PyTypeLike): number {
  const type = resolveType(like);
  return type.kind === "float" ? TAG.FLOAT : type.kind === "int" ? TAG.INT : 0;
}

function writePacked(writer: FrameWriter, tag: number, value: NumberArray | readonly number[]): boolean {
  const start = writer.at;
  const count = value.length;
  writer.words(tag, count);
  writer.reserve(count);
  if (ArrayBuffer.isView(value)) {
    if (tag === TAG.INT && (value instanceof Float64Array || value instanceof Float32Array)) {
      if (!value.every(Number.isSafeInteger)) return ((writer.at = start), false);
    }
    writer.f64.set(value, writer.at);
    writer.at += value.length;
    return true;
  }
  const { f64 } = writer;
  let at = writer.at;
  for (let i = 0; i < count; i++) {
    const item = value[i];
    if (typeof item !== "number" || (tag === TAG.INT && !Number.isSafeInteger(item))) return ((writer.at = start), false);
    f64[at++] = item;
  }
  writer.at = at;
  return true;
}

/** A list or a tuple of one item type; only lists may be packed. */
function encodeItems(type: PyTypeOf<"list" | "sequence">, context: EncoderContext): Encoder {
  const item = context.encoder(type.item);
  const tag = packedTag(type.item);
  return (writer, value) => {
    const array = Array.isArray(value) ? (value as readonly unknown[]) : undefined;
    if (array === undefined && !(tag !== 0 && isNumberArray(value))) {
      asHandle(writer, type, value);
      return;
    }
    const list = array ?? (value as unknown as readonly number[]);
    if (tag !== 0 && type.kind === "list" && writePacked(writer, tag, list as readonly number[])) return;
    const count = list.length;
    writer.words(0, count);
    const level = writer.enter();
    for (let i = 0; i < count; i++) {
      writer.path[level] = i;
      item(writer, list[i]);
    }
    writer.leave();
  };
}

function encodeSet(type: PyTypeOf<"set" | "frozenset">, context: EncoderContext): Encoder {
  const item = context.encoder(type.item);
  return (writer, value) => {
    if (!(value instanceof Set) && !Array.isArray(value)) {
      asHandle(writer, type, value);
      return;
    }
    const members = [...(value as Iterable<unknown>)];
    writer.words(0, members.length);
    const level = writer.enter();
    let index = 0;
    for (const member of members) {
      writer.path[level] = index++;
      item(writer, member);
    }
    writer.leave();
  };
}

function encodeTuple(type: PyTypeOf<"tuple" | "namedTuple">, context: EncoderContext): Encoder {
  const items = type.items.map((item) => context.encoder(item));
  return (writer, value) => {
    if (!Array.isArray(value)) {
      asHandle(writer, type, value);
      return;
    }
    if (value.length !== items.length) {
      writer.fail(`expected ${formatType(type)}, which has ${items.length} items, got ${value.length}`);
    }
    writer.words(0, items.length);
    const level = writer.enter();
    for (let i = 0; i < items.length; i++) {
      writer.path[level] = i;
      (items[i] as Encoder)(writer, value[i]);
    }
    writer.leave();
  };
}

function encodeDict(type: PyTypeOf<"dict">, context: EncoderContext): Encoder {
  const item = context.encoder(type.value);
  return (writer, value) => {
    const entries: (readonly [unknown, unknown])[] | undefined =
      value instanceof Map
        ? [...(value as Map<unknown, unknown>)]
        : isPlainObject(value)
          ? Object.entries(value).filter((entry) => entry[1] !== undefined)
          : undefined;
    if (entries === undefined) {
      asHandle(writer, type, value);
      return;
    }
    writer.words(0, entries.length);
    const level = writer.enter();
    for (const [key, entry] of entries) {
      if (typeof key !== "string") {
        writer.leave();
        return writer.fail(`expected str as key, got ${describeValue(key)}`);
      }
      writer.path[level] = key;
      writer.string(0, key);
      item(writer, entry);
    }
    writer.leave();
  };
}

function encodeMap(type: PyTypeOf<"map">, context: EncoderContext): Encoder {
  const key = context.encoder(type.key);
  const item = context.encoder(type.value);
  return (writer, value) => {
    if (handleAddress(value) !== undefined || !isIterable(value)) {
      asHandle(writer, type, value);
      return;
    }
    const entries = [...value];
    writer.words(0, entries.length);
    const level = writer.enter();
    let index = 0;
    for (const entry of entries) {
      writer.path[level] = { text: `{item ${index++}}` };
      if (!Array.isArray(entry) || entry.length !== 2) writer.fail("expected a pair of key and value");
      const [name, content] = entry as [unknown, unknown];
      key(writer, name);
      item(writer, content);
    }
    writer.leave();
  };
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

interface Field {
  readonly name: string;
  readonly encode: Encoder;
  readonly optional: boolean;
  readonly segment: PathSegment;
}

/** An object with known keys: values by position, a flag before each that may be absent, no others allowed. */
function encodeFields(type: PyType, fields: readonly Field[]): Encoder {
  const known = new Set(fields.map((field) => field.name));
  return (writer, value) => {
    if (!isPlainObject(value)) {
      asHandle(writer, type, value);
      return;
    }
    writer.words(0, fields.length);
    const level = writer.enter();
    let given = 0;
    for (const field of fields) {
      const item = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
      writer.path[level] = field.segment;
      if (item !== undefined) {
        given++;
        if (field.optional) writer.words(1, 0);
        field.encode(writer, item);
      } else if (field.optional) {
        writer.words(0, 0);
      } else {
        writer.fail(`expected ${formatType(type)}, whose "${field.name}" is missing,`);
      }
    }
    writer.leave();
    // Counting first keeps the common case free of look-ups.
    let size = 0;
    for (const key in value) if (value[key] !== undefined) size++;
    if (size !== given) refuseUnknown(writer, type, value, known);
  };
}

function refuseUnknown(writer: FrameWriter, type: PyType, value: object, known: ReadonlySet<string>): void {
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined && !known.has(key)) writer.fail(`${formatType(type)} has no "${key}"`);
  }
}

function encodeTypedDict(type: PyTypeOf<"typedDict">, context: EncoderContext): Encoder {
  const optional = new Set(type.optional);
  return encodeFields(
    type,
    Object.entries(type.fields).map(([name, field]) => ({
      name,
      encode: context.encoder(field),
      optional: optional.has(name),
      segment: name,
    })),
  );
}

function encodeDataclass(type: PyTypeOf<"dataclass">, context: EncoderContext): Encoder {
  const init = new Set(type.init);
  const required = new Set(type.required);
  return encodeFields(
    type,
    Object.entries(type.fields)
      .filter(([name]) => init.has(name))
      .map(([name, field]) => ({
        name,
        encode: context.encoder(field),
        optional: !required.has(name),
        segment: { field: name },
      })),
  );
}

function isIntegerKind(like: PyTypeLike): boolean {
  const type = resolveType(like);
  return type.kind === "int" || type.kind === "integer" || type.kind === "bigint";
}

function encodeUnion(type: PyTypeOf<"union">, context: EncoderContext): Encoder {
  // A whole number is an int where an int will do, whatever the order: 3 for `float | int` is 3, as it is in Python.
  const members = type.members
    .toSorted((a, b) => Number(isIntegerKind(b)) - Number(isIntegerKind(a)))
    .map((member) => ({
      integer: isIntegerKind(member),
      matches: context.matcher(member),
      encode: context.encoder(member),
      node: context.node(member),
    }));
  return (writer, value) => {
    const address = handleAddress(value);
    if (address !== undefined) {
      writer.object(address);
      return;
    }
    const negativeZero = Object.is(value, -0);
    const member =
      members.find((each) => !(negativeZero && each.integer) && each.matches(value)) ??
      members.find((each) => each.matches(value));
    if (member === undefined) wrong(writer, type, value);
    writer.words(TAG.TYPED, member.node);
    member.encode(writer, value);
  };
}

function encodeChoice(type: PyTypeOf<"enum" | "literal">): Encoder {
  const allowed = new Set<unknown>(type.kind === "enum" ? Object.values(type.members) : type.values);
  return (writer, value) => {
    // A Set does not tell -0 from 0; the member is 0.
    if (allowed.has(value)) encodeAny(writer, value === 0 ? 0 : value);
    else asHandle(writer, type, value);
  };
}

/** What writes each kind. */
export const encoders = {
  none: leaf(isNone, (writer) => writer.words(0, 0)),
  bool: leaf(
    (value) => typeof value === "boolean",
    (writer, value) => writer.words(value === true ? TAG.TRUE : TAG.FALSE, 0),
  ),
  int: encodeInteger,
  bigint: encodeInteger,
  integer: encodeInteger,
  float: leaf(
    (value) => typeof value === "number",
    (writer, value) => writer.taggedFloat(value as number),
  ),
  str: leaf(
    (value) => typeof value === "string",
    (writer, value) => writer.string(0, value as string),
  ),
  bytes: leaf(isBytes, (writer, value) => writer.bytes(0, value as ArrayBuffer)),
  any: () => encodeAny,
  object: (type) => (writer, value) => {
    const address = handleAddress(value);
    if (address === undefined) wrong(writer, type, value);
    writer.float(address);
  },
  instance: (type) => (writer, value) => {
    const address = handleAddress(value);
    if (address === undefined) wrong(writer, type, value);
    writer.float(address);
  },
  list: encodeItems,
  sequence: encodeItems,
  set: encodeSet,
  frozenset: encodeSet,
  optional: (type, context) => {
    const item = context.encoder(type.item);
    return (writer, value) => {
      if (value === null || value === undefined) {
        writer.words(0, 0);
      } else {
        writer.words(1, 0);
        item(writer, value);
      }
    };
  },
  tuple: encodeTuple,
  namedTuple: encodeTuple,
  dict: encodeDict,
  map: encodeMap,
  union: encodeUnion,
  literal: encodeChoice,
  enum: encodeChoice,
  typedDict: encodeTypedDict,
  dataclass: encodeDataclass,
} satisfies { [K in PyTypeKind]: Maker<K> };

