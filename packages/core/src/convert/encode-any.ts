/** Writes a value by its own JavaScript type, for parameters without a type. */
import { types } from "node:util";

import { TAG } from "@pyweld/native";

import type { FrameWriter } from "../frame/frame-writer.js";
import { handleAddress } from "../frame/handle.js";
import { HeldValue } from "../frame/held-value.js";
import { describeValue } from "../schema/format.js";
import { claimIn } from "./claim.js";
import { encodeReplaced } from "./encoder.js";
import { forcedKind, type Forced, type ForcedKind } from "./forced.js";
import { encodeMemory, isMemory } from "./encode-memory.js";
import { hasPlainPrototype, isArrayBuffer, isMap, isSet } from "./values.js";

/** Beyond this depth, recursion gives way to a stack of our own. */
const DEEP = 400;

/** Writes one value with its tag. */
export function encodeAny(writer: FrameWriter, value: unknown): void {
  if (encodeLeaf(writer, value)) return;
  if (writer.depth >= DEEP) {
    encodeDeep(writer, value as object);
    return;
  }
  const items = open(writer, value as object);
  const level = writer.enter();
  const { values, keys, count } = items;
  for (let i = 0; i < count; i++) {
    if (keys === undefined) {
      writer.path[level] = i;
    } else {
      const key = keys[i] as string;
      writer.path[level] = key;
      writer.string(0, key);
    }
    encodeAny(writer, values[i]);
  }
  writer.leave();
}

/** An opened container: what is in it, and, of a dict, under which names. As many as its slot says, even if it grows. */
interface Items {
  readonly values: readonly unknown[];
  readonly count: number;
  readonly keys?: readonly string[];
}

/** Writes what is no container; false when `value` is one. */
function encodeLeaf(writer: FrameWriter, value: unknown): boolean {
  switch (typeof value) {
    case "undefined":
      writer.words(TAG.NONE, 0);
      return true;
    case "boolean":
      writer.words(value ? TAG.TRUE : TAG.FALSE, 0);
      return true;
    case "number":
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) writer.taggedInteger(value);
      else writer.taggedFloat(value);
      return true;
    case "bigint":
      writer.bigint(value);
      return true;
    case "string":
      writer.string(TAG.STR, value);
      return true;
    case "symbol":
      return writer.fail("a symbol has no counterpart in Python");
    case "function": {
      const address = handleAddress(value);
      if (address === undefined) writer.reference(value);
      else writer.object(address);
      return true;
    }
    default:
      return encodeSingleObject(writer, value as object | null);
  }
}

function encodeSingleObject(writer: FrameWriter, value: object | null): boolean {
  if (value === null) {
    writer.words(TAG.NONE, 0);
    return true;
  }
  const address = handleAddress(value);
  if (address !== undefined) {
    writer.object(address);
    return true;
  }
  // The common containers first: asking about the others takes a call into the engine each.
  if (Array.isArray(value)) return false;
  // One that can be looped over is no dict: its items would be lost.
  if (Object.getPrototypeOf(value) === Object.prototype && !(Symbol.iterator in value)) return false;
  if (types.isUint8Array(value) || isArrayBuffer(value)) {
    writer.bytes(TAG.BYTES, value);
    return true;
  }
  if (isMemory(value)) {
    encodeMemory(writer, value);
    return true;
  }
  if (isMap(value) || isSet(value)) return false;
  if (value instanceof HeldValue) {
    writer.reference(value.value);
    return true;
  }
  const kind = forcedKind(value);
  if (kind !== undefined) {
    encodeForced(writer, kind, (value as Forced).value);
    return true;
  }
  const claimed = claimIn(writer, value);
  if (claimed === undefined) return false;
  if (claimed.number === undefined) {
    encodeReplaced(writer, claimed.plain, encodeAny);
  } else {
    writer.words(TAG.CONVERTED, claimed.number);
    encodeAny(writer, claimed.plain);
  }
  return true;
}

const forcedTags = { tuple: TAG.TUPLE, set: TAG.SET, frozenset: TAG.FROZENSET } as const;

function encodeForced(writer: FrameWriter, kind: ForcedKind, value: unknown): void {
  switch (kind) {
    case "float":
      writer.taggedFloat(value as number);
      return;
    case "int":
      writer.bigint(value as bigint);
      return;
    case "bytes":
      writer.bytes(TAG.BYTES, value as Uint8Array);
      return;
    case "dict":
      writer.words(TAG.MAP, (value as unknown[]).length);
      encodeEach(writer, (value as unknown[][]).flat(1), true);
      return;
    default:
      writer.words(forcedTags[kind], (value as unknown[]).length);
      encodeEach(writer, value as unknown[], false);
  }
}

function encodeEach(writer: FrameWriter, items: readonly unknown[], inPairs: boolean): void {
  const level = writer.enter();
  items.forEach((item, i) => {
    writer.path[level] = inPairs ? { text: `{item ${i >> 1}}` } : i;
    encodeAny(writer, item);
  });
  writer.leave();
}

/** Writes a container's own slot. */
function open(writer: FrameWriter, value: object): Items {
  if (Array.isArray(value)) {
    const count = value.length;
    writer.words(TAG.LIST, count);
    return { values: value as readonly unknown[], count };
  }
  if (Object.getPrototypeOf(value) === Object.prototype) return openObject(writer, value);
  if (isMap(value)) {
    const values: unknown[] = [];
    for (const [key, item] of value) values.push(key, item);
    writer.words(TAG.MAP, values.length / 2);
    return { values, count: values.length };
  }
  if (isSet(value)) {
    const values = [...value];
    writer.words(TAG.SET, values.length);
    return { values, count: values.length };
  }
  if (hasPlainPrototype(value)) return openObject(writer, value);
  return writer.fail(`${describeValue(value)} has no counterpart in Python`);
}

function openObject(writer: FrameWriter, value: object): Items {
  const keys: string[] = [];
  const values: unknown[] = [];
  for (const key of Object.keys(value)) {
    const item = (value as Readonly<Record<string, unknown>>)[key];
    // A property that is undefined counts as absent, as it does for a missing argument.
    if (item === undefined) continue;
    keys.push(key);
    values.push(item);
  }
  writer.words(TAG.DICT, values.length);
  return { values, keys, count: values.length };
}

/** The same with a stack of its own: any depth, and a container inside itself is found. */
function encodeDeep(writer: FrameWriter, root: object): void {
  const ancestors = new Set<object>();
  const stack: { readonly container: object; readonly items: Items; index: number }[] = [];
  const push = (container: object): void => {
    if (ancestors.has(container)) writer.fail("value contains itself");
    ancestors.add(container);
    stack.push({ container, items: open(writer, container), index: 0 });
  };
  push(root);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const { items } = top;
    if (top.index === items.count) {
      ancestors.delete(top.container);
      stack.pop();
      continue;
    }
    const i = top.index++;
    if (items.keys !== undefined) writer.string(0, items.keys[i] as string);
    const value = items.values[i];
    if (!encodeLeaf(writer, value)) push(value as object);
  }
}
