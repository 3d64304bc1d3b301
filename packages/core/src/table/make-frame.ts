/** Makes tables in Python of columns from JavaScript. */
import { UsageError } from "../errors/pyweld-error.js";
import { supportFunction } from "../object/support.js";
import type { DynamicObject } from "../python/python.js";
import { itemFormats } from "../schema/item-formats.js";
import { t } from "../schema/py-type.js";
import type { NumberArray } from "./to-columns.js";

/** The Python library that a table is made for. */
export type TableLibrary = "pandas" | "polars" | "pyarrow";

/** What becomes a table of which library. */
export interface TableOptions {
  /** `"pandas"` by default. */
  readonly as?: TableLibrary;
}

/** The values of a column. */
export type ColumnInput = readonly unknown[] | NumberArray | Uint8ClampedArray;

const fromColumnsInPython = supportFunction<
  [TableLibrary, readonly string[], readonly (readonly [string, unknown])[]],
  DynamicObject
>("frames.from_columns", [t.str, t.list(t.str), t.list(t.tuple([t.str, t.any]))], t.object);

/** The library that was asked for. */
export function libraryOf({ as = "pandas" }: TableOptions): TableLibrary {
  if (as === "pandas" || as === "polars" || as === "pyarrow") return as;
  throw new UsageError(`expected "pandas", "polars" or "pyarrow" as the library of a table, got ${JSON.stringify(as)}`);
}

/** The table. */
export function makeFrame(
  columns: readonly (readonly [name: string, values: ColumnInput])[],
  library: TableLibrary,
): DynamicObject {
  const first = columns[0];
  for (const [name, values] of columns) {
    if (!Array.isArray(values) && letterOf(values) === undefined) {
      throw new UsageError(`column ${JSON.stringify(name)} is no array of values`);
    }
    if (values.length !== first?.[1].length) {
      throw new UsageError(
        `columns must have one length: ${JSON.stringify(first?.[0])} has ${first?.[1].length} values, ` +
          `${JSON.stringify(name)} has ${values.length}`,
      );
    }
  }
  return fromColumnsInPython(
    library,
    columns.map(([name]) => name),
    columns.map(([, values]) => writeColumn(values)),
  );
}

function letterOf(values: unknown): string | undefined {
  return itemFormats[Object.prototype.toString.call(values).slice(8, -1)];
}

/** Numbers cross as memory, which Python copies; a bare Uint8Array would become bytes. */
function writeColumn(values: ColumnInput): readonly [letter: string, data: unknown] {
  const letter = letterOf(values);
  if (letter === undefined) return ["", values];
  const { buffer, byteOffset, byteLength } = values as NumberArray;
  return [letter, new DataView(buffer, byteOffset, byteLength)];
}
