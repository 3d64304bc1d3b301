/** Writers of containers: lists, sets, dicts. */
import { TAG } from "@pyweld/native";

import type { FrameWriter } from "../frame/frame-writer.js";
import { handleAddress } from "../frame/handle.js";
import { describeValue } from "../schema/format.js";
import { resolveType, type PyTypeLike, type PyTypeOf } from "../schema/py-type.js";
import { encodeOther, type Encoder, type EncoderContext } from "./encoder.js";
import { isMap, isNumberArray, isPlainObject, isSet, type NumberArray } from "./values.js";

/** Arrays of numbers, and typed arrays, cross packed: their tag, 0 for what does not. */
export function packedTag(like: PyTypeLike): number {
  const type = resolveType(like);
  return type.kind === "float" ? TAG.FLOAT : type.kind === "int" ? TAG.INT : 0;
}

/** Writes numbers of a list packed; false, and nothing is written, when some are none. */
export function writePacked(writer: FrameWriter, tag: number, value: NumberArray | readonly number[]): boolean {
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
    if (typeof item !== "number" || (tag === TAG.INT && !Number.isSafeInteger(item)))
      return ((writer.at = start), false);
    f64[at++] = item;
  }
  writer.at = at;
  return true;
}

/** A list or a tuple of one item type; only lists may be packed. */
export function encodeItems(type: PyTypeOf<"list" | "sequence">, context: EncoderContext): Encoder {
  const item = context.encoder(type.item);
  const tag = packedTag(type.item);
  const encode: Encoder = (writer, value) => {
    const array = Array.isArray(value) ? (value as readonly unknown[]) : undefined;
    if (array === undefined && !(tag !== 0 && isNumberArray(value))) {
      encodeOther(writer, type, value, encode);
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
  return encode;
}

/** A set or a frozenset. */
export function encodeSet(type: PyTypeOf<"set" | "frozenset">, context: EncoderContext): Encoder {
  const item = context.encoder(type.item);
  const encode: Encoder = (writer, value) => {
    if (!isSet(value) && !Array.isArray(value)) {
      encodeOther(writer, type, value, encode);
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
  return encode;
}

/** A dict whose keys are text. */
export function encodeDict(type: PyTypeOf<"dict">, context: EncoderContext): Encoder {
  const item = context.encoder(type.value);
  const encode: Encoder = (writer, value) => {
    const entries: (readonly [unknown, unknown])[] | undefined = isMap(value)
      ? [...(value as Map<unknown, unknown>)]
      : isPlainObject(value)
        ? Object.entries(value).filter((entry) => entry[1] !== undefined)
        : undefined;
    if (entries === undefined) {
      encodeOther(writer, type, value, encode);
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
  return encode;
}

/** A dict with any keys. */
export function encodeMap(type: PyTypeOf<"map">, context: EncoderContext): Encoder {
  const key = context.encoder(type.key);
  const item = context.encoder(type.value);
  const encode: Encoder = (writer, value) => {
    if (handleAddress(value) !== undefined || !isIterable(value)) {
      encodeOther(writer, type, value, encode);
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
  return encode;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
