/** Items that are numbers, complex numbers, booleans and dates. */
import { ConversionError } from "../../errors/pyweld-error.js";
import { describeValue } from "../../schema/format.js";
import type { Complex, DType } from "../../schema/dtype.js";
import { float16FromBits, float16ToBits } from "./float16.js";
import type { DataArrayConstructor, ItemType, Refuse } from "./item-type.js";

const hostIsLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Native code of a missing date. */
const NOT_A_TIME = -(2n ** 63n);

interface IntegerMethods {
  readonly data: DataArrayConstructor;
  readonly get: "getInt8" | "getUint8" | "getInt16" | "getUint16" | "getInt32" | "getUint32";
  readonly set: "setInt8" | "setUint8" | "setInt16" | "setUint16" | "setInt32" | "setUint32";
}

const small: Readonly<Record<string, IntegerMethods>> = {
  int8: { data: Int8Array, get: "getInt8", set: "setInt8" },
  uint8: { data: Uint8Array, get: "getUint8", set: "setUint8" },
  int16: { data: Int16Array, get: "getInt16", set: "setInt16" },
  uint16: { data: Uint16Array, get: "getUint16", set: "setUint16" },
  int32: { data: Int32Array, get: "getInt32", set: "setInt32" },
  uint32: { data: Uint32Array, get: "getUint32", set: "setUint32" },
};

/** Hosts from 2025 on have typed arrays of halves. */
const float16Array = (globalThis as { readonly Float16Array?: DataArrayConstructor }).Float16Array;

/** Whether this host can look at memory of halves. */
export const hasFloat16Array: boolean = float16Array !== undefined;

/** An integer; `bytes` is 1, 2, 4 or 8. */
export function integerType(isSigned: boolean, bytes: number, swapped: boolean): ItemType {
  const dtype = `${isSigned ? "int" : "uint"}${8 * bytes}` as DType;
  const bits = BigInt(8 * bytes);
  const least = isSigned ? -(2n ** (bits - 1n)) : 0n;
  const most = isSigned ? 2n ** (bits - 1n) - 1n : 2n ** bits - 1n;
  const check = (value: unknown, refuse: Refuse): bigint => {
    const whole = typeof value === "bigint" ? value : safeInteger(value) ? BigInt(value) : undefined;
    if (whole === undefined || Object.is(value, -0)) return refuse(`expected ${dtype}, got ${describeValue(value)}`);
    if (whole < least || whole > most) return refuse(`expected ${dtype}, ${least} to ${most}, got int ${whole}`);
    return whole;
  };
  const little = hostIsLittle !== swapped;
  const common = { dtype, bytes, elements: 1, swapped };
  const methods = small[dtype];
  if (methods !== undefined) {
    const { data, get, set } = methods;
    return {
      ...common,
      data,
      flat: data,
      read: (memory, at) => memory[get](at, little),
      write: (memory, at, value, refuse) => memory[set](at, Number(check(value, refuse)), little),
    };
  }
  const data = (isSigned ? BigInt64Array : BigUint64Array) as DataArrayConstructor;
  return {
    ...common,
    data,
    flat: data,
    read: isSigned ? (memory, at) => memory.getBigInt64(at, little) : (memory, at) => memory.getBigUint64(at, little),
    write: (memory, at, value, refuse) => memory.setBigInt64(at, BigInt.asIntN(64, check(value, refuse)), little),
  };
}

function safeInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** A boolean: a byte that is 0 or not. */
export const boolType: ItemType = {
  dtype: "bool",
  bytes: 1,
  elements: 1,
  swapped: false,
  data: Uint8Array,
  flat: Uint8Array,
  read: (memory, at) => memory.getUint8(at) !== 0,
  write(memory, at, value, refuse) {
    if (typeof value !== "boolean") refuse(`expected bool, got ${describeValue(value)}`);
    memory.setUint8(at, value === true ? 1 : 0);
  },
};

interface FloatMethods {
  readonly data: DataArrayConstructor | undefined;
  readonly flat: DataArrayConstructor;
  read(memory: DataView, at: number, little: boolean): number;
  write(memory: DataView, at: number, value: number, little: boolean): void;
  /** The nearest number of that kind. */
  round(value: number): number;
}

const floats: Readonly<Record<number, FloatMethods>> = {
  2: {
    data: float16Array,
    flat: Float32Array,
    read: (memory, at, little) => float16FromBits(memory.getUint16(at, little)),
    write: (memory, at, value, little) => memory.setUint16(at, float16ToBits(value), little),
    round: (value) => float16FromBits(float16ToBits(value)),
  },
  4: {
    data: Float32Array,
    flat: Float32Array,
    read: (memory, at, little) => memory.getFloat32(at, little),
    write: (memory, at, value, little) => memory.setFloat32(at, value, little),
    round: Math.fround,
  },
  8: {
    data: Float64Array,
    flat: Float64Array,
    read: (memory, at, little) => memory.getFloat64(at, little),
    write: (memory, at, value, little) => memory.setFloat64(at, value, little),
    round: (value) => value,
  },
};

/** A float of 2, 4 or 8 bytes; of any other size it is a `longdouble`, which can be passed on but not looked at. */
export function floatType(bytes: number, swapped: boolean): ItemType {
  const methods = floats[bytes];
  if (methods === undefined) return longType("longdouble", bytes, swapped, "float64");
  const dtype = `float${8 * bytes}` as DType;
  const little = hostIsLittle !== swapped;
  return {
    dtype,
    bytes,
    elements: 1,
    swapped,
    data: methods.data,
    flat: methods.flat,
    read: (memory, at) => methods.read(memory, at, little),
    write(memory, at, value, refuse) {
      methods.write(memory, at, checkFloat(dtype, methods, value, refuse), little);
    },
  };
}

/** A number that becomes infinite is not the same number rounded. */
function checkFloat(dtype: string, methods: FloatMethods, value: unknown, refuse: Refuse): number {
  if (typeof value !== "number") return refuse(`expected ${dtype}, got ${describeValue(value)}`);
  if (Number.isFinite(value) && !Number.isFinite(methods.round(value)))
    return refuse(`expected ${dtype}, which cannot hold ${describeValue(value)}`);
  return value;
}

/** Two floats; `bytes` is that of both. */
export function complexType(bytes: number, swapped: boolean): ItemType {
  const half = bytes / 2;
  const methods = half === 2 ? undefined : floats[half];
  if (methods === undefined) return longType("clongdouble", bytes, swapped, "complex128");
  const dtype = `complex${8 * bytes}` as DType;
  const little = hostIsLittle !== swapped;
  return {
    dtype,
    bytes,
    elements: 2,
    swapped,
    data: methods.data,
    flat: methods.flat,
    read: (memory, at): Complex => ({
      re: methods.read(memory, at, little),
      im: methods.read(memory, at + half, little),
    }),
    write(memory, at, value, refuse) {
      const { re, im } = typeof value === "number" ? { re: value, im: 0 } : ((value ?? {}) as Partial<Complex>);
      if (re === undefined || im === undefined)
        refuse(`expected ${dtype} (a number, or { re, im }), got ${describeValue(value)}`);
      const both = [checkFloat(dtype, methods, re, refuse), checkFloat(dtype, methods, im, refuse)] as const;
      methods.write(memory, at, both[0], little);
      methods.write(memory, at + half, both[1], little);
    },
  };
}

function longType(dtype: "longdouble" | "clongdouble", bytes: number, swapped: boolean, narrower: string): ItemType {
  const message = `${dtype} has more digits than a number; convert the array in Python: .astype("${narrower}")`;
  const read = (): never => {
    throw new ConversionError(message);
  };
  const write = (_memory: DataView, _at: number, _value: unknown, refuse: Refuse): never => refuse(message);
  return { dtype, bytes, elements: 1, swapped, data: undefined, flat: undefined, read, write };
}

/** A date or a duration: 64 bits that count units. */
export function dateType(dtype: "datetime64" | "timedelta64", unit: string, swapped: boolean): ItemType {
  const count = integerType(true, 8, swapped);
  return {
    ...count,
    dtype,
    unit,
    read(memory, at) {
      const value = count.read(memory, at);
      return value === NOT_A_TIME ? null : value;
    },
    write(memory, at, value, refuse) {
      if (typeof value !== "bigint" && value !== null)
        refuse(`expected ${dtype} (a bigint that counts ${unit}, or null), got ${describeValue(value)}`);
      count.write(memory, at, value ?? NOT_A_TIME, refuse);
    },
  };
}
