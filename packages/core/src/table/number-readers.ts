/** Numbers and truth values of columns. */
import { isSet } from "./bits.js";
import { validIntegers, type Column, type ColumnReader, type Item } from "./column.js";
import type { ArrowArray, Items } from "./arrow-array.js";

const least = BigInt(Number.MIN_SAFE_INTEGER);
const most = BigInt(Number.MAX_SAFE_INTEGER);

const plain = ({ values }: ArrowArray): Item => {
  const items = values as Items;
  return (i) => items[i];
};

/** Bits. */
export const readBools: ColumnReader<"bool"> =
  () =>
  ({ values }) =>
  (i) =>
    isSet(values as Uint8Array, i);

/** Integers; those of 64 bits as the column is asked to give them. */
export const readIntegers: ColumnReader<"int"> = (column) => {
  if (column.type.bits < 64 || column.wide === "bigint" || !allSafe(column)) return plain;
  return ({ values }) => {
    const items = values as BigInt64Array;
    return (i) => Number(items[i]);
  };
};

function allSafe(column: Column): boolean {
  for (const value of validIntegers(column)) if (value < least || value > most) return false;
  return true;
}

/** Floats. */
export const readFloats: ColumnReader<"float"> = ({ type: { bits } }) => {
  if (bits > 16) return plain;
  return ({ values }) =>
    (i) =>
      halfToNumber((values as Uint16Array)[i] as number);
};

/** The number that 16 bits of a float stand for. */
export function halfToNumber(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Decimals as text with as many digits after the point as the column has. */
export const readDecimals: ColumnReader<"decimal"> = ({ type: { bits, scale } }) => {
  const words = bits / 32;
  return ({ values }) =>
    (i) => {
      let unsigned = 0n;
      for (let word = words - 1; word >= 0; word--) {
        unsigned = (unsigned << 32n) | BigInt((values as Uint32Array)[i * words + word] as number);
      }
      return decimalText(BigInt.asIntN(bits, unsigned), scale);
    };
};

function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
