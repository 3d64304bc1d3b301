/** `py.float(2)` and its like: values that plain ones of JavaScript's cannot say. */
import { Forced } from "../convert/forced.js";
import { UsageError } from "../errors/pyweld-error.js";
import { describeValue } from "../schema/format.js";

/** Takes a number, also one that is whole. */
export function forceFloat(value: number): Forced {
  if (typeof value !== "number") throw notOf("py.float", "a number", value);
  return new Forced("float", value);
}

/** Takes a whole number of any size, also one that only happens to be whole: `2 ** 60` is exactly that. */
export function forceInt(value: number | bigint): Forced {
  if (typeof value === "bigint") return new Forced("int", value);
  if (typeof value !== "number" || !Number.isInteger(value)) throw notOf("py.int", "a whole number", value);
  return new Forced("int", BigInt(value));
}

/** Copies memory of any kind. */
export function forceBytes(value: ArrayBuffer | ArrayBufferView | SharedArrayBuffer): Forced {
  if (ArrayBuffer.isView(value)) {
    return new Forced("bytes", new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice());
  }
  const kind = Object.prototype.toString.call(value);
  if (kind !== "[object ArrayBuffer]" && kind !== "[object SharedArrayBuffer]") {
    throw notOf("py.bytes", "an ArrayBuffer or a view of one", value);
  }
  return new Forced("bytes", new Uint8Array(value).slice());
}

/** Takes whatever can be iterated. */
export function forceItems(kind: "tuple" | "set" | "frozenset"): (items: Iterable<unknown>) => Forced {
  return (items) => new Forced(kind, iterate(`py.${kind}`, items));
}

/** Takes a Map, pairs, or an object. */
export function forceDict(entries: Iterable<readonly [unknown, unknown]> | Readonly<Record<string, unknown>>): Forced {
  const isIterable = typeof entries === "object" && entries !== null && Symbol.iterator in entries;
  const pairs = isIterable ? iterate("py.dict", entries) : Object.entries(entries as Record<string, unknown>);
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) throw notOf("py.dict", "pairs of key and value", pair);
  }
  return new Forced("dict", pairs);
}

function iterate(name: string, items: unknown): unknown[] {
  if (typeof items !== "object" || items === null || !(Symbol.iterator in items)) {
    throw notOf(name, "something that can be iterated", items);
  }
  return [...(items as Iterable<unknown>)];
}

function notOf(name: string, wanted: string, value: unknown): UsageError {
  return new UsageError(`${name}() takes ${wanted}, got ${describeValue(value)}`);
}
