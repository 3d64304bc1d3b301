/** Tables that live in Python as arrays of plain objects. */
import type { PyObject } from "../object/py-object.js";
import { columnValues } from "./column-values.js";
import { readTable } from "./read-table.js";

/**
 * The rows of a table of Python's as plain objects. It takes what `toArrow` takes, and needs no package of JavaScript's.
 *
 * No value changes on the way; what no value of JavaScript's can hold is an error:
 *
 * - Integers are numbers; in a column that holds one beyond ±(2^53-1), all are bigints.
 * - null is null, NaN is NaN. What pandas calls missing in columns that are not numpy's floats is null.
 * - Decimals are strings. Dates are strings (`2024-02-29`), so are times (`13:05:00`) and timestamps
 *   (`2024-02-29T13:05:00.250`, in UTC with `Z` in a column that has a time zone): as many digits as the column needs.
 * - Durations are milliseconds.
 * - Categories are their values. Lists are arrays, structs are objects, maps are of the class Map, bytes are copies.
 * - An index of pandas that does more than count the rows comes first, named as `reset_index()` names it.
 *
 * @throws `ConversionError` for two columns of one name, types that JavaScript has no values for, and durations with more
 * digits than a number has; what the library raises in Python.
 * @example
 * ```ts
 * import { python, toRecords } from "@pyweld/core";
 * const frame = python().import("pandas").DataFrame({ city: ["Oslo", "Rome"], people: [709_037, 2_748_109] });
 * toRecords(frame); // [{ city: "Oslo", people: 709037 }, { city: "Rome", people: 2748109 }]
 * ```
 */
export function toRecords<Row extends object = Record<string, unknown>>(table: PyObject): Row[] {
  const { rows, batches } = readTable(table, true);
  return columnValues(rows, batches, "number if safe").flat() as Row[];
}
