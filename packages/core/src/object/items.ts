/** Items of sequences, mappings and arrays: keys, slices, and several indices at once. */
import { isPlainObject } from "../convert/values.js";
import { UsageError } from "../errors/pyweld-error.js";
import type { Operation } from "../runtime/operation.js";
import { t } from "../schema/py-type.js";
import { functionOperation, supportOperation } from "./support.js";

/** A slice of a sequence, as `start:stop:step` between brackets in Python. What is left out is None. */
export interface Slice {
  readonly start?: unknown;
  readonly stop?: unknown;
  readonly step?: unknown;
}

/**
 * A slice, with the arguments of Python's `slice()`: alone, the first is where to stop. A plain object
 * `{ start, stop, step }` does the same.
 *
 * @example
 * ```ts
 * import { python, slice } from "@pyweld/core";
 * const letters = python().import("builtins").$handle("list").$construct(["abcdef"]);
 * letters.$item(slice(2)); // ["a", "b"]
 * letters.$item(slice(1, undefined, 2)); // ["b", "d", "f"]
 * ```
 */
export function slice(...bounds: [stop: unknown] | [start: unknown, stop: unknown, step?: unknown]): Slice {
  if (bounds.length === 1) return { stop: bounds[0] };
  const [start, stop, step] = bounds;
  return { start, stop, step };
}

/** `[value]`, or the three parts of a slice. */
type Part = [value: unknown] | [start: unknown, stop: unknown, step: unknown];

const get = functionOperation("operator", "getitem", [t.object, t.any], t.any, {}, 1);
// Keys of these types cross without a frame.
const getByText = functionOperation("operator", "getitem", [t.object, t.str], t.any, {}, 1);
const getByIndex = functionOperation("operator", "getitem", [t.object, t.int], t.any, {}, 1);
const getHandle = functionOperation("operator", "getitem", [t.object, t.any], t.object, {}, 1);
const set = functionOperation("operator", "setitem", [t.object, t.any, t.any], t.none, {}, 1);
const remove = functionOperation("operator", "delitem", [t.object, t.any], t.none, {}, 1);
const getParts = supportOperation("items.get_item", [t.object, t.list(t.list(t.any)), t.bool], t.any, 1);
const getPartsHandle = supportOperation("items.get_item", [t.object, t.list(t.list(t.any)), t.bool], t.object, 1);
const setParts = supportOperation("items.set_item", [t.object, t.list(t.list(t.any)), t.bool, t.any], t.none, 1);
const removeParts = supportOperation("items.delete_item", [t.object, t.list(t.list(t.any)), t.bool], t.none, 1);

/** An operation, and what it is called with. */
export type ItemCall = readonly [operation: Operation, args: readonly unknown[]];

/** `owner[key]`, converted. */
export function getItem(owner: object, key: unknown): unknown {
  if (typeof key === "string") return getByText.call([owner, key]);
  if (Number.isSafeInteger(key) && !Object.is(key, -0)) return getByIndex.call([owner, key]);
  return run(getItemCall(owner, key));
}

/** What gets an item. */
export function getItemCall(owner: object, key: unknown): ItemCall {
  const parts = partsOf(key);
  return parts === undefined ? [get, [owner, key ?? null]] : [getParts, [owner, parts, Array.isArray(key)]];
}

function run([operation, args]: ItemCall): unknown {
  return operation.call(args);
}

/** `owner[key]`, as a handle. */
export function getItemHandle(owner: object, key: unknown): unknown {
  const parts = partsOf(key);
  if (parts === undefined) return getHandle.call([owner, key ?? null]);
  return getPartsHandle.call([owner, parts, Array.isArray(key)]);
}

/** `owner[key] = value`. */
export function setItem(owner: object, key: unknown, value: unknown): void {
  run(setItemCall(owner, key, value));
}

/** What sets an item. */
export function setItemCall(owner: object, key: unknown, value: unknown): ItemCall {
  const parts = partsOf(key);
  if (parts === undefined) return [set, [owner, key ?? null, value ?? null]];
  return [setParts, [owner, parts, Array.isArray(key), value ?? null]];
}

/** `del owner[key]`. */
export function deleteItem(owner: object, key: unknown): void {
  run(deleteItemCall(owner, key));
}

/** What deletes an item. */
export function deleteItemCall(owner: object, key: unknown): ItemCall {
  const parts = partsOf(key);
  return parts === undefined ? [remove, [owner, key ?? null]] : [removeParts, [owner, parts, Array.isArray(key)]];
}

/** The parts of a key that is a slice or several indices; undefined for one that is a value. */
function partsOf(key: unknown): Part[] | undefined {
  if (typeof key !== "object" || key === null) return undefined;
  if (Array.isArray(key)) return key.map((part) => partOf(part));
  return isPlainObject(key) ? [partOf(key)] : undefined;
}

function partOf(part: unknown): Part {
  if (!isPlainObject(part)) return [part];
  const wrong = Object.keys(part).find((name) => name !== "start" && name !== "stop" && name !== "step");
  if (wrong !== undefined) {
    throw new UsageError(
      `an object among keys is a slice, { start, stop, step }, but this one has ${JSON.stringify(wrong)}; ` +
        "a dict cannot be a key",
    );
  }
  return [part["start"], part["stop"], part["step"]];
}
