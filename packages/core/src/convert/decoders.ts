/** Readers of results, one per kind of type. A value that does not fit its type comes with tags and never gets here. */
import type { FrameReader } from "../frame/frame-reader.js";
import { setKey } from "../frame/frame-reader.js";
import { withNames } from "./converters/named-tuple.js";
import { resolveType, type PyTypeKind, type PyTypeLike, type PyTypeOf } from "../schema/py-type.js";

/** Reads one value of a type. */
export type Decoder = (reader: FrameReader) => unknown;

/** What a decoder may ask about other types. */
export interface DecoderContext {
  decoder(type: PyTypeLike): Decoder;
}

type Maker<K extends PyTypeKind> = (type: PyTypeOf<K>, context: DecoderContext) => Decoder;

const any: Decoder = (reader) => reader.any();
const float: Decoder = (reader) => reader.float();

function decodeList(type: PyTypeOf<"list" | "sequence">, context: DecoderContext): Decoder {
  const { kind } = resolveType(type.item);
  if (kind === "float" || kind === "int") return (reader) => reader.floats(reader.extra());
  const item = context.decoder(type.item);
  return (reader) => {
    const array = new Array<unknown>(reader.extra());
    for (let i = 0; i < array.length; i++) array[i] = item(reader);
    return array;
  };
}

function decodeSet(type: PyTypeOf<"set" | "frozenset">, context: DecoderContext): Decoder {
  const item = context.decoder(type.item);
  return (reader) => {
    const count = reader.extra();
    const set = new Set<unknown>();
    for (let i = 0; i < count; i++) set.add(item(reader));
    return reader.complete(set, count);
  };
}

function decodeOpenTuple(type: PyTypeOf<"openTuple">, context: DecoderContext): Decoder {
  const before = type.before.map((item) => context.decoder(item));
  const between = context.decoder(type.item);
  const after = type.after.map((item) => context.decoder(item));
  return (reader) => {
    const tuple = new Array<unknown>(reader.extra());
    const last = tuple.length - after.length;
    for (let i = 0; i < tuple.length; i++) tuple[i] = (before[i] ?? (i < last ? between : after[i - last]))?.(reader);
    return tuple;
  };
}

function decodeNamedTuple(type: PyTypeOf<"namedTuple">, context: DecoderContext): Decoder {
  const decode = decodeTuple(type, context);
  const named = withNames(type.names);
  return type.names.length === 0 ? decode : (reader) => named(decode(reader) as unknown[]);
}

function decodeTuple(type: PyTypeOf<"tuple" | "namedTuple">, context: DecoderContext): Decoder {
  const items = type.items.map((item) => context.decoder(item));
  return (reader) => {
    reader.extra();
    const tuple = new Array<unknown>(items.length);
    for (let i = 0; i < items.length; i++) tuple[i] = (items[i] as Decoder)(reader);
    return tuple;
  };
}

/** Values by position; a clone of a template gives every record one hidden class at once. */
function decodeFields(
  fields: Readonly<Record<string, PyTypeLike>>,
  optional: ReadonlySet<string>,
  context: DecoderContext,
): Decoder {
  const names = Object.keys(fields);
  const items = names.map((name) => context.decoder(fields[name] as PyTypeLike));
  const plain = !names.includes("__proto__");
  if (optional.size > 0 || !plain) {
    return (reader) => {
      const record: Record<string, unknown> = {};
      for (let i = 0; i < names.length; i++) {
        const name = names[i] as string;
        if (optional.has(name) && reader.word() === 0) continue;
        setKey(record, name, (items[i] as Decoder)(reader));
      }
      return record;
    };
  }
  const template: Record<string, unknown> = {};
  for (const name of names) template[name] = undefined;
  return (reader) => {
    const record = { ...template };
    for (let i = 0; i < names.length; i++) record[names[i] as string] = (items[i] as Decoder)(reader);
    return record;
  };
}

/** What reads each kind. */
export const decoders = {
  none: () => (reader) => (reader.word(), null),
  bool: () => (reader) => reader.word() !== 0,
  int: () => float,
  bigint: () => any,
  integer: () => any,
  float: () => float,
  str: () => (reader) => reader.string(reader.extra()),
  bytes: () => (reader) => reader.bytes(reader.extra()),
  any: () => any,
  custom: () => any,
  flag: () => any,
  converted: () => any,
  object: () => (reader) => reader.object(),
  instance: () => (reader) => reader.object(),
  list: decodeList,
  sequence: decodeList,
  set: decodeSet,
  frozenset: decodeSet,
  optional: (type, context) => {
    const item = context.decoder(type.item);
    return (reader) => (reader.word() === 0 ? null : item(reader));
  },
  tuple: decodeTuple,
  openTuple: decodeOpenTuple,
  namedTuple: decodeNamedTuple,
  dict: (type, context) => {
    const item = context.decoder(type.value);
    return (reader) => {
      const record: Record<string, unknown> = {};
      for (let count = reader.extra(); count > 0; count--) {
        const key = reader.key();
        setKey(record, key, item(reader));
      }
      return record;
    };
  },
  map: (type, context) => {
    const key = context.decoder(type.key);
    const item = context.decoder(type.value);
    return (reader) => {
      const count = reader.extra();
      const map = new Map<unknown, unknown>();
      for (let i = 0; i < count; i++) {
        const name = key(reader);
        map.set(name, item(reader));
      }
      return reader.complete(map, count);
    };
  },
  union: () => any,
  literal: () => any,
  enum: () => any,
  typedDict: (type, context) => decodeFields(type.fields, new Set(type.optional), context),
  dataclass: (type, context) => {
    const there = Object.entries(type.fields).filter(([name]) => !type.initOnly.includes(name));
    return decodeFields(Object.fromEntries(there), new Set(), context);
  },
  ndarray: () => any,
  buffer: () => any,
} satisfies { [K in PyTypeKind]: Maker<K> };
