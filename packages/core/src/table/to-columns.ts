/** Tables that live in Python as arrays by column. */
import type { PyObject } from "../object/py-object.js";
import { itemsOf, type ArrowArray, type Items } from "./arrow-array.js";
import { extensionOf, type ArrowField } from "./arrow-field.js";
import { columnValues } from "./column-values.js";
import { distinct } from "./nested-readers.js";
import { halfToNumber } from "./number-readers.js";
import { readTable } from "./read-table.js";

/** Numbers of one type. */
export type NumberArray = Items;

/**
 * The columns of a table of Python's by name: typed arrays for numbers without null, plain arrays for the rest. It takes
 * what `toArrow` takes, and needs no package of JavaScript's.
 *
 * A typed array lies over Python's memory, without a copy, when the table holds the column in one piece and its type is
 * not float16 (which becomes a Float32Array). It is for reading, as those of `toArrow` are. Integers of 64 bits are
 * bigints, always: BigInt64Array, or an array of bigint and null. All other values are those of `toRecords`.
 *
 * Where names look like array indices ("0", "1"), JavaScript puts those first, in rising order.
 *
 * @throws What `toRecords` throws.
 * @example
 * ```ts
 * import { python, toColumns } from "@pyweld/core";
 * const frame = python().import("pandas").DataFrame({ city: ["Oslo", "Rome"], height: [23, 21.5] });
 * toColumns(frame); // { city: ["Oslo", "Rome"], height: Float64Array [23, 21.5] }
 * ```
 */
export function toColumns<Columns extends object = Record<string, unknown[] | NumberArray>>(table: PyObject): Columns {
  const { rows, batches } = readTable(table, true);
  const names = distinct(
    rows.children.map(({ name }) => name),
    "",
  );
  const columns = rows.children.map((column, i) => {
    const parts = batches.map(({ children }) => children[i] as ArrowArray);
    return numberArray(column, parts) ?? columnValues(column, parts, "bigint").flat();
  });
  return Object.fromEntries(names.map((name, i) => [name, columns[i]])) as Columns;
}

/** The typed array of a column of numbers that are all there; undefined for any other column. */
function numberArray(field: ArrowField, parts: readonly ArrowArray[]): Items | undefined {
  const { type, dictionary } = field;
  if ((type.kind !== "int" && type.kind !== "float") || dictionary !== undefined || extensionOf(field))
    return undefined;
  if (parts.some(({ nulls }) => nulls > 0)) return undefined;
  const whole = concatenate(
    itemsOf(type)[0],
    parts.map(({ values }) => values as Items),
  );
  return type.kind === "float" && type.bits === 16 ? Float32Array.from(whole as Uint16Array, halfToNumber) : whole;
}

function concatenate(Class: ReturnType<typeof itemsOf>[0], parts: readonly Items[]): Items {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Class(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part as never, at);
    at += part.length;
  }
  return whole;
}
