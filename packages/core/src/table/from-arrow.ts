/** Tables of apache-arrow as tables in Python. */
import type * as Arrow from "apache-arrow";

import { UsageError } from "../errors/pyweld-error.js";
import { supportFunction } from "../object/support.js";
import type { DynamicObject } from "../python/python.js";
import { describeValue } from "../schema/format.js";
import { t } from "../schema/py-type.js";
import { arrowLibrary, type ArrowLibrary } from "./arrow-library.js";
import { makePlainFrame } from "./plain-frame.js";
import { libraryOf, type TableLibrary, type TableOptions } from "./make-frame.js";
import { writableTable } from "./writable-table.js";

const readsStreams = supportFunction<[TableLibrary], boolean>("frames.reads_streams", [t.str], t.bool);
const fromStream = supportFunction<[TableLibrary, unknown], DynamicObject>(
  "frames.from_stream",
  [t.str, t.any],
  t.object,
);

/**
 * Makes a table in Python of one of apache-arrow: a DataFrame of pandas, or, as asked for, of polars, or a Table of
 * pyarrow. The table is copied once, into an Arrow stream, which pyarrow then reads where it lies.
 *
 * What `toArrow` has made of a DataFrame of pandas becomes the same DataFrame again, index and categories included. In
 * pandas, numbers and truth values with null get a nullable type (`Int64`, `Float64`, `boolean`). Without pyarrow,
 * pandas can be given columns of numbers, text, bytes, dates, timestamps, durations and categories of text.
 *
 * @throws `SetupError` without the package apache-arrow, or where pandas needs pyarrow; `UsageError` for a table of another
 * copy of that package; what the library raises.
 * @example
 * ```ts
 * import { fromArrow } from "@pyweld/core";
 * import { tableFromArrays } from "apache-arrow";
 * const frame = fromArrow(tableFromArrays({ height: Float64Array.of(23, 21.5) }), { as: "polars" });
 * frame.height; // 2
 * ```
 */
export function fromArrow(table: Arrow.Table, options: TableOptions = {}): DynamicObject {
  const library = libraryOf(options);
  const arrow = arrowLibrary();
  requireTable(arrow, table);
  if (!readsStreams(library)) return makePlainFrame(arrow, table);
  const { buffer, byteOffset, byteLength } = arrow.tableToIPC(writableTable(arrow, table), "stream");
  // As a view: a Uint8Array would be copied.
  return fromStream(library, new DataView(buffer, byteOffset, byteLength));
}

/** Types of another copy of the library are none to this one's writer, which then leaves them out. */
function requireTable(arrow: ArrowLibrary, table: unknown): void {
  const isOwn = Function.prototype[Symbol.hasInstance].call(arrow.Table, table);
  if (isOwn) return;
  throw new UsageError(
    table instanceof arrow.Table
      ? "the table was made by another copy of apache-arrow than the one that this package loads: ESM and CommonJS have " +
          "one each, and so has every version; make it with the one that the program loads as it loads @pyweld/core"
      : `expected a table of apache-arrow, got ${describeValue(table)}`,
  );
}
