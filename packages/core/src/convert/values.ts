/**
 * Tells JavaScript values apart, for encoders and for the choice of a union's member. Values of another realm (a vm
 * context, as test runners use) count as those of this one, so `instanceof` alone will not do.
 */
import { types } from "node:util";

import { handleAddress } from "../frame/handle.js";

/** `null` or `undefined`: None. */
export function isNone(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** What crosses as `bytes`. */
export function isBytes(value: unknown): value is ArrayBuffer | ArrayBufferView {
  return ArrayBuffer.isView(value) || isArrayBuffer(value);
}

/** An ArrayBuffer, not a shared one. */
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return value instanceof ArrayBuffer || types.isArrayBuffer(value);
}

/** A `Map`. */
export function isMap(value: unknown): value is Map<unknown, unknown> {
  return value instanceof Map || types.isMap(value);
}

/** A `Set`. */
export function isSet(value: unknown): value is Set<unknown> {
  return value instanceof Set || types.isSet(value);
}

/** What crosses as `int`. */
export function isIntegral(value: unknown): value is number | bigint {
  return typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
}

/** Typed arrays whose items are numbers. */
export type NumberArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** A typed array whose items are numbers, not bigints. */
export function isNumberArray(value: unknown): value is NumberArray {
  return (
    ArrayBuffer.isView(value) &&
    !types.isDataView(value) &&
    !types.isBigInt64Array(value) &&
    !types.isBigUint64Array(value)
  );
}

/** An object literal, or one without a prototype; no handle. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || handleAddress(value) !== undefined) return false;
  return hasPlainPrototype(value);
}

/** Whether an object has no prototype, or one that has none itself: `Object.prototype` of any realm. */
export function hasPlainPrototype(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

/** What Python can look at as memory. */
export function isBuffer(value: unknown): value is ArrayBuffer | SharedArrayBuffer | ArrayBufferView {
  return isBytes(value) || types.isSharedArrayBuffer(value);
}
