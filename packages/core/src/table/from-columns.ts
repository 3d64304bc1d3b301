/** Tables in Python from arrays by column. */
import type { DynamicObject } from "../python/python.js";
import { libraryOf, makeFrame, type ColumnInput, type TableOptions } from "./make-frame.js";

/**
 * Makes a table in Python: a DataFrame of pandas, or, as asked for, of polars, or a Table of pyarrow.
 *
 * - A typed array keeps the type of its numbers; it is copied.
 * - An array of numbers is int64 when all are whole, else float64; bigints are int64 or uint64.
 * - null and undefined are null, and stay apart from NaN: in pandas, numbers and truth values with null get a nullable
 *   type (`Int64`, `Float64`, `boolean`).
 * - What else a column holds becomes what the library makes of such Python values: strings, dates, lists, dicts.
 *
 * @param columns - By name, as an object or a Map.
 * @throws `UsageError` for columns of different lengths; what the library raises, for example for values of types
 * that no column of its can have together.
 * @example
 * ```ts
 * import { fromColumns } from "@pyweld/core";
 * const frame = fromColumns({ city: ["Oslo", "Rome"], height: Float64Array.of(23, 21.5) }, { as: "polars" });
 * frame.height; // 2
 * ```
 */
export function fromColumns(
  columns: Readonly<Record<string, ColumnInput>> | ReadonlyMap<string, ColumnInput>,
  options: TableOptions = {},
): DynamicObject {
  const entries = columns instanceof Map ? [...columns] : Object.entries(columns as Record<string, ColumnInput>);
  return makeFrame(entries as [string, ColumnInput][], libraryOf(options));
}
