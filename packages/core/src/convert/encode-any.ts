/** Writes a value by its own JavaScript type, for parameters without a type. */
import { TAG } from "@pyweld/native";

import type { FrameWriter } from "../frame/frame-writer.js";
import { handleAddress } from "../frame/handle.js";
import { describeValue } from "../schema/format.js";

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
  let index = 0;
  for (const item of items.values) {
    if (items.keys === undefined) {
      writer.path[level] = index++;
    } else {
      const key = items.keys[index++] as string;
      writer.path[level] = key;
      writer.string(0, key);
    }
    encodeAny(writer, item);
  }
  writer.leave();
}

/** An opened container: what is in it, and, of a dict, under which names. */
interface Items {
  readonly values: Iterable<unknown>;
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
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
    writer.bytes(TAG.BYTES, value);
    return true;
  }
  return false;
}

/** Writes a container's own slot. */
function open(writer: FrameWriter, value: object): Items {
  if (Array.isArray(value)) {
    writer.words(TAG.LIST, value.length);
    return { values: value };
  }
  if (value instanceof Map) {
    writer.words(TAG.MAP, value.size);
    return { values: [...value].flat(1) };
  }
  if (value instanceof Set) {
    writer.words(TAG.SET, value.size);
    return { values: value };
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    return writer.fail(`${describeValue(value)} has no counterpart in Python`);
  }
  // A property that is undefined counts as absent, as it does for a missing argument.
  const entries = Object.entries(value).filter((entry) => entry[1] !== undefined);
  writer.words(TAG.DICT, entries.length);
  return { values: entries.map((entry) => entry[1]), keys: entries.map((entry) => entry[0]) };
}

/** The same with a stack of its own: any depth, and a container inside itself is found. */
function encodeDeep(writer: FrameWriter, root: object): void {
  const ancestors = new Set<object>();
  const stack: { container: object; values: Iterator<unknown>; keys: readonly string[] | undefined; index: number }[] = [];
  const push = (container: object): void => {
    if (ancestors.has(container)) writer.fail("value contains itself");
    ancestors.add(container);
    const items = open(writer, container);
    stack.push({ container, values: items.values[Symbol.iterator](), keys: items.keys, index: 0 });
  };
  push(root);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.values.next();
    if (next.done === true) {
      ancestors.delete(top.container);
      stack.pop();
      continue;
    }
    if (top.keys !== undefined) writer.string(0, top.keys[top.index++] as string);
    if (!encodeLeaf(writer, next.value)) push(next.value as object);
  }
}
