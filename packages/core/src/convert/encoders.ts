/** Writers of arguments, one per kind of type. Each takes what TypeScript's type allows and refuses the rest by name. */
import { TAG } from "@pyweld/native";

import type { FrameWriter } from "../frame/frame-writer.js";
import { handleAddress } from "../frame/handle.js";
import { describeValue } from "../schema/format.js";
import {
  resolveType,
  unionMembers,
  type PyType,
  type PyTypeKind,
  type PyTypeLike,
  type PyTypeOf,
} from "../schema/py-type.js";
import { encodeAny } from "./encode-any.js";
import { encodeBuffer, encodeNdArray } from "./encode-array.js";
import { encodeDict, encodeItems, encodeMap, encodeSet } from "./encode-containers.js";
import { encodeDataclass, encodeTypedDict } from "./encode-records.js";
import { encodeNamedTuple, encodeOpenTuple, encodeTuple } from "./encode-tuples.js";
import { forcedKind, unforcedFor } from "./forced.js";
import { numberFor, type Converter } from "./converter.js";
import { builtInConverters } from "./converters/built-in.js";
import { placed } from "./claim.js";
import { encodeOther, encodeReplaced, replacement, wrong, type Encoder, type EncoderContext } from "./encoder.js";
import type { Matcher } from "./matchers.js";
import { isBytes, isNone } from "./values.js";

type Maker<K extends PyTypeKind> = (type: PyTypeOf<K>, context: EncoderContext) => Encoder;

function encodeInteger(type: PyType): Encoder {
  const encode: Encoder = (writer, value) => {
    if (typeof value === "number") {
      if (Number.isSafeInteger(value)) writer.taggedInteger(value);
      else if (Number.isInteger(value)) writer.fail(`int beyond ±(2**53 - 1) must be given as a bigint, got ${value}`);
      else wrong(writer, type, value);
    } else if (typeof value === "bigint") {
      writer.bigint(value);
    } else {
      encodeOther(writer, type, value, encode);
    }
  };
  return encode;
}

const leaf =
  (test: Matcher, write: Encoder): ((type: PyType) => Encoder) =>
  (type) => {
    const encode: Encoder = (writer, value) => {
      if (test(value)) write(writer, value);
      else encodeOther(writer, type, value, encode);
    };
    return encode;
  };

function isIntegerKind(like: PyTypeLike): boolean {
  const type = resolveType(like);
  return type.kind === "int" || type.kind === "integer" || type.kind === "bigint";
}

function encodeUnion(type: PyTypeOf<"union">, context: EncoderContext): Encoder {
  // A whole number is an int where an int will do, whatever the order: 3 for `float | int` is 3, as it is in Python.
  const members = unionMembers(type)
    .toSorted((a, b) => Number(isIntegerKind(b)) - Number(isIntegerKind(a)))
    .map((member) => ({
      kind: member.kind,
      integer: isIntegerKind(member),
      converted: member.kind === "converted",
      matches: context.matcher(member),
      encode: context.encoder(member),
      node: context.node(member),
    }));
  const encode: Encoder = (writer, value) => {
    if (forcedKind(value) !== undefined) {
      encodeForcedMember(writer, type, members, value);
      return;
    }
    const member = handleAddress(value) === undefined ? chooseMember(members, value) : undefined;
    if (member === undefined) {
      encodeOther(writer, type, value, encode);
      return;
    }
    writer.words(TAG.TYPED, member.node);
    member.encode(writer, value);
  };
  return encode;
}

/** A value that says what it is to be finds the member that is that. */
function encodeForcedMember(
  writer: FrameWriter,
  type: PyType,
  members: readonly (Member & { readonly encode: Encoder; readonly node: number })[],
  value: unknown,
): void {
  for (const { kind, matches, encode, node } of members) {
    const unforced = unforcedFor(kind, value);
    if (unforced === undefined || !matches(unforced[0])) continue;
    writer.words(TAG.TYPED, node);
    encode(writer, unforced[0]);
    return;
  }
  if (!members.some(({ kind }) => kind === "any")) wrong(writer, type, value);
  encodeAny(writer, value);
}

interface Member {
  readonly kind: PyTypeKind;
  readonly integer: boolean;
  readonly converted: boolean;
  readonly matches: Matcher;
}

/** The first that a value fits, but what it is without a conversion goes before what a conversion makes of it. */
function chooseMember<M extends Member>(members: readonly M[], value: unknown): M | undefined {
  const negativeZero = Object.is(value, -0);
  return (
    members.find((each) => !(negativeZero && each.integer) && !each.converted && each.matches(value)) ??
    members.find((each) => each.matches(value))
  );
}

function encodeChoice(type: PyTypeOf<"enum" | "literal">): Encoder {
  const allowed = new Set<unknown>(type.kind === "enum" ? Object.values(type.members) : type.values);
  const encode: Encoder = (writer, value) => {
    // A Set does not tell -0 from 0; the member is 0.
    if (allowed.has(value)) encodeAny(writer, value === 0 ? 0 : value);
    else encodeOther(writer, type, value, encode);
  };
  return encode;
}

function encodeConverted(type: PyTypeOf<"converted">, context: EncoderContext): Encoder {
  const converter: Converter = builtInConverters[type.name];
  const number = numberFor(converter, type);
  const inner = type.plain && { encode: context.encoder(type.plain), node: context.node(type.plain) };
  const encode: Encoder = (writer, value) => {
    const plain = handleAddress(value) === undefined ? placed(writer, () => converter.toPlain(value, type)) : undefined;
    if (plain === undefined) {
      encodeOther(writer, type, value, encode);
      return;
    }
    writer.words(TAG.CONVERTED, number);
    if (inner) {
      writer.words(TAG.TYPED, inner.node);
      inner.encode(writer, plain[0]);
    } else {
      encodeAny(writer, plain[0]);
    }
  };
  return encode;
}

function encodeCustom(type: PyTypeOf<"custom">): Encoder {
  return (writer, value) => {
    const isHandle = handleAddress(value) !== undefined;
    const made = isHandle ? undefined : placed(writer, () => writer.conversions.convertAs(type.name, value));
    if (isHandle) encodeAny(writer, value);
    else if (made) encodeReplaced(writer, made.plain, encodeAny);
    else writer.fail(`expected ${type.name}, which no conversion makes of ${describeValue(value)},`);
  };
}

/** Always a handle: its address alone crosses. */
function encodeHandle(type: PyType): Encoder {
  const encode: Encoder = (writer, value) => {
    const address = handleAddress(value);
    if (address !== undefined) {
      writer.float(address);
      return;
    }
    const replaced = replacement(writer, value);
    if (replaced === undefined) wrong(writer, type, value);
    encodeReplaced(writer, replaced[0], encode);
  };
  return encode;
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
  custom: encodeCustom,
  // Python says which bits it knows.
  flag: encodeInteger,
  converted: encodeConverted,
  object: encodeHandle,
  instance: encodeHandle,
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
  openTuple: encodeOpenTuple,
  namedTuple: encodeNamedTuple,
  dict: encodeDict,
  map: encodeMap,
  union: encodeUnion,
  literal: encodeChoice,
  enum: encodeChoice,
  typedDict: encodeTypedDict,
  dataclass: encodeDataclass,
  ndarray: encodeNdArray,
  buffer: encodeBuffer,
} satisfies { [K in PyTypeKind]: Maker<K> };
