/** Tables in Python from arrays of plain objects. */
import { UsageError } from "../errors/pyweld-error.js";
import type { DynamicObject } from "../python/python.js";
import { describeValue } from "../schema/format.js";
import { libraryOf, makeFrame, type TableOptions } from "./make-frame.js";

/**
 * Makes a table in Python of rows. Its columns are all keys of all rows, in the order in which they first come; what a
 * row lacks is null. Values become what `fromColumns` makes of them.
 *
 * @throws What `fromColumns` throws; `UsageError` for a row that is no object.
 * @example
 * ```ts
 * import { fromRecords } from "@pyweld/core";
 * const frame = fromRecords([{ city: "Oslo", people: 709_037 }, { city: "Rome" }]);
 * frame.shape; // [2, 2]
 * ```
 */
export function fromRecords(rows: readonly object[], options: TableOptions = {}): DynamicObject {
  const columns = new Map<string, unknown[]>();
  for (const [index, row] of rows.entries()) {
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw new UsageError(`expected an object as rows[${index}], got ${describeValue(row)}`);
    }
    for (const [key, value] of Object.entries(row)) {
      let column = columns.get(key);
      if (column === undefined) columns.set(key, (column = new Array<unknown>(rows.length).fill(null)));
      column[index] = value ?? null;
    }
  }
  return makeFrame([...columns], libraryOf(options));
}
