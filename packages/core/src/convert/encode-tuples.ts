/** Writers of tuples whose items have types of their own. */
import type { FrameWriter } from "../frame/frame-writer.js";
import { formatType } from "../schema/format.js";
import type { PyTypeOf } from "../schema/py-type.js";
import { encodeOther, type Encoder, type EncoderContext } from "./encoder.js";
import { isPlainObject } from "./values.js";

/** A tuple of known length. */
export function encodeTuple(type: PyTypeOf<"tuple" | "namedTuple">, context: EncoderContext): Encoder {
  const items = type.items.map((item) => context.encoder(item));
  const encode: Encoder = (writer, value) => {
    if (!Array.isArray(value)) {
      encodeOther(writer, type, value, encode);
      return;
    }
    if (value.length !== items.length) {
      writer.fail(`expected ${formatType(type)}, which has ${items.length} items, got ${value.length}`);
    }
    writer.words(0, items.length);
    encodeEach(writer, value, (i) => items[i] as Encoder);
  };
  return encode;
}

/** A tuple with some items of which there may be any number. */
export function encodeOpenTuple(type: PyTypeOf<"openTuple">, context: EncoderContext): Encoder {
  const before = type.before.map((item) => context.encoder(item));
  const between = context.encoder(type.item);
  const after = type.after.map((item) => context.encoder(item));
  const least = before.length + after.length;
  const encode: Encoder = (writer, value) => {
    if (!Array.isArray(value)) {
      encodeOther(writer, type, value, encode);
      return;
    }
    if (value.length < least) {
      writer.fail(`expected ${formatType(type)}, which has ${least} items or more, got ${value.length}`);
    }
    writer.words(0, value.length);
    const last = value.length - after.length;
    encodeEach(writer, value, (i) => before[i] ?? (i < last ? between : (after[i - last] as Encoder)));
  };
  return encode;
}

function encodeEach(writer: FrameWriter, items: readonly unknown[], encoderOf: (index: number) => Encoder): void {
  const level = writer.enter();
  for (let i = 0; i < items.length; i++) {
    writer.path[level] = i;
    encoderOf(i)(writer, items[i]);
  }
  writer.leave();
}

/** A named tuple: an array, or an object by the names. */
export function encodeNamedTuple(type: PyTypeOf<"namedTuple">, context: EncoderContext): Encoder {
  const { names, required } = type;
  if (names.length === 0) return encodeTuple(type, context);
  const items = type.items.map((item) => context.encoder(item));
  const encode: Encoder = (writer, value) => {
    const given = Array.isArray(value) ? value : isPlainObject(value) ? byName(writer, type, value) : undefined;
    if (given === undefined) {
      encodeOther(writer, type, value, encode);
      return;
    }
    if (given.length > names.length || given.length < required) {
      const least = required < names.length ? `${required} to ` : "";
      writer.fail(`expected ${type.name}, which has ${least}${names.length} items, got ${given.length}`);
    }
    writer.words(0, names.length);
    const level = writer.enter();
    names.forEach((name, i) => {
      const item: unknown = given[i];
      writer.path[level] = given === value ? i : { field: name };
      if (item === undefined && i >= required) {
        writer.words(0, 0);
        return;
      }
      if (i >= required) writer.words(1, 0);
      (items[i] as Encoder)(writer, item);
    });
    writer.leave();
  };
  return encode;
}

function byName(writer: FrameWriter, type: PyTypeOf<"namedTuple">, value: Record<string, unknown>): unknown[] {
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined && !type.names.includes(key)) writer.fail(`${type.name} has no "${key}"`);
  }
  return type.names.map((name, i) => {
    const item = Object.hasOwn(value, name) ? value[name] : undefined;
    if (item === undefined && i < type.required) {
      writer.fail(`expected ${type.name}, whose "${name}" is missing,`);
    }
    return item;
  });
}
