/** Reads what Python says an item is: one letter of its struct module, or the JSON of python/_pyweld/converters/arrays.py. */
import { ConversionError } from "../../errors/pyweld-error.js";
import type { DType } from "../../schema/dtype.js";
import { arrayType, opaqueType, recordType } from "./compound.js";
import type { ItemType } from "./item-type.js";
import { boolType, complexType, dateType, floatType, integerType } from "./numbers.js";
import { bytesType, strType, voidType } from "./text.js";

type Description =
  | { readonly opaque: DType; readonly fields: readonly string[] }
  | { readonly of: Description; readonly shape: readonly number[] }
  | { readonly fields: readonly (readonly [string, number, Description])[]; readonly bytes: number }
  | { readonly dtype: "datetime64" | "timedelta64"; readonly unit: string; readonly format: string }
  | { readonly format: string; readonly bytes: number };

const known = new Map<string, ItemType>();
/** Programs that make types without end must not keep them all. */
const MOST_KNOWN = 1000;

const hostIsLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The item type of a format whose items have that many bytes. */
export function parseItemType(format: string, bytes: number): ItemType {
  const key = `${bytes}${format}`;
  let type = known.get(key);
  if (type === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    type = format.startsWith("{") ? describedType(JSON.parse(format) as Description, bytes) : letterType(format, bytes);
    known.set(key, type);
  }
  return type;
}

function describedType(told: Description, bytes: number): ItemType {
  if ("opaque" in told) return opaqueType(told.opaque, bytes, told.fields);
  if ("of" in told) return arrayType(describedType(told.of, 0), told.shape);
  if ("dtype" in told) return dateType(told.dtype, told.unit, isSwapped(told.format));
  if ("format" in told) return letterType(told.format, told.bytes);
  const fields = told.fields.map(([name, offset, type]) => ({ name, offset, type: describedType(type, 0) }));
  return recordType(fields, told.bytes);
}

function isSwapped(format: string): boolean {
  const order = format[0] as string;
  return hostIsLittle ? order === ">" || order === "!" : order === "<";
}

function letterType(format: string, bytes: number): ItemType {
  const swapped = isSwapped(format);
  const letters = format.replace(/^[@=^|<>!]?\d*/, "");
  if (letters.startsWith("Z")) return complexType(bytes, swapped);
  if (letters === "?") return boolType;
  if (letters === "c") return integerType(false, 1, false);
  if ("bhilqn".includes(letters)) return integerType(true, bytes, swapped);
  if ("BHILQN".includes(letters)) return integerType(false, bytes, swapped);
  if ("efdg".includes(letters)) return floatType(bytes, swapped);
  if (letters === "s") return bytesType(bytes);
  if (letters === "x") return voidType(bytes);
  if (letters === "w" || letters === "u") return strType(bytes, swapped);
  throw new ConversionError(`memory with items of the format "${format}" cannot be read here`);
}
