/** Reads a table that lives in Python: its columns, and its batches as views of Python's memory. */
import { ConversionError } from "../errors/pyweld-error.js";
import { supportFunction } from "../object/support.js";
import type { PyObject } from "../object/py-object.js";
import { currentRuntime } from "../runtime/current.js";
import { t, type PyType } from "../schema/py-type.js";
import { ArrayReader, type ArrowArray, type RawArray } from "./arrow-array.js";
import { readField, type ArrowField, type RawSchema } from "./arrow-field.js";
import { BatchMemory } from "./batch-memory.js";

/** A table as a column of structs: each batch, and `rows`, which describes them, has the columns as its children. */
export interface TableParts {
  readonly rows: ArrowField;
  readonly batches: readonly ArrowArray[];
}

type RawTable = readonly [schema: RawSchema, batches: readonly (readonly [array: RawArray, owner: object])[]];

const rawSchema = (): PyType =>
  t.tuple([t.str, t.str, t.list(t.tuple([t.str, t.str])), t.int, t.list(rawSchema), t.optional(rawSchema)]);
const rawArray = (): PyType => t.tuple([t.int, t.int, t.int, t.list(t.int), t.list(rawArray), t.optional(rawArray)]);

const readInPython = supportFunction<[PyObject, boolean], RawTable | null>(
  "tables.read_table",
  [t.object, t.bool],
  t.optional(t.tuple([rawSchema, t.list(t.tuple([rawArray, t.object]))])),
);
const typeName = supportFunction<[PyObject], string>("tables.type_name", [t.object], t.str);

/**
 * The parts of a table. `plain`: types that mean something to Python alone come as text.
 *
 * @throws `ConversionError` for what is no table, and for columns that have no type here.
 */
export function readTable(table: PyObject, plain: boolean): TableParts {
  const raw = readInPython(table, plain);
  if (raw === null) {
    throw new ConversionError(
      "expected a table or column of pandas, polars or pyarrow, or another object with __arrow_c_stream__ or " +
        `__arrow_c_array__, got ${typeName(table)}`,
    );
  }
  const [[, , metadata, , children], batches] = raw;
  const rows: ArrowField = {
    name: "",
    place: "",
    type: { kind: "struct" },
    nullable: false,
    keysSorted: false,
    metadata: new Map(metadata),
    children: children.map((child) => readField(child, [child[1]])),
    dictionary: undefined,
  };
  const dictionaries = new Map<string, ArrowArray>();
  const readBatch = ([array, owner]: (typeof batches)[number]): ArrowArray => {
    const memory = new BatchMemory(currentRuntime().backend, owner);
    return withoutNullRows(new ArrayReader(memory, dictionaries).read(rows, array));
  };
  return { rows, batches: batches.map(readBatch) };
}

function withoutNullRows(batch: ArrowArray): ArrowArray {
  if (batch.nulls === 0) return batch;
  throw new ConversionError(
    `${batch.nulls} rows of the table are null as a whole, which no table in JavaScript can have`,
  );
}
