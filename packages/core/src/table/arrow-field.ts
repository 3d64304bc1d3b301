/** Columns as Arrow describes them: name, type, children. */
import { ConversionError } from "../errors/pyweld-error.js";
import { nameFormat, parseFormat, type ArrowType } from "./arrow-type.js";

/** A column, or a part of one. */
export interface ArrowField {
  readonly name: string;
  /** What messages call it: `"address"."street"`. */
  readonly place: string;
  /** Of a dictionary-encoded column, that of the indices. */
  readonly type: ArrowType;
  readonly nullable: boolean;
  /** Of a map. */
  readonly keysSorted: boolean;
  readonly metadata: ReadonlyMap<string, string>;
  readonly children: readonly ArrowField[];
  readonly dictionary: { readonly values: ArrowField; readonly ordered: boolean } | undefined;
}

/** A schema as python/_pyweld/arrow_stream.py describes it. */
export type RawSchema = readonly [
  format: string,
  name: string,
  metadata: readonly (readonly [string, string])[],
  flags: number,
  children: readonly RawSchema[],
  dictionary: RawSchema | null,
];

/** The flags of a schema in the Arrow C data interface. */
const FLAG = { ordered: 1, nullable: 2, keysSorted: 4 } as const;

/**
 * The column that a schema describes; `path` is where it lies, for messages.
 *
 * @throws `ConversionError` for types that JavaScript's side of Arrow lacks.
 */
export function readField(raw: RawSchema, path: readonly string[] = []): ArrowField {
  const [format, name, pairs, flags, children, dictionary] = raw;
  const type = parseFormat(format);
  const place = path.map((step) => JSON.stringify(step)).join(".");
  if (type === undefined) {
    throw new ConversionError(
      `column ${place} is ${nameFormat(format)}, which tables in JavaScript have no type for: ` +
        "cast it in Python, or leave it out",
    );
  }
  return {
    name,
    place,
    type,
    nullable: (flags & FLAG.nullable) !== 0,
    keysSorted: (flags & FLAG.keysSorted) !== 0,
    metadata: new Map(pairs),
    children: children.map((child) => readField(child, [...path, child[1]])),
    dictionary:
      dictionary === null ? undefined : { values: readField(dictionary, path), ordered: (flags & FLAG.ordered) !== 0 },
  };
}

/** The name of the extension type that a column has; undefined for a plain one. */
export function extensionOf({ metadata }: ArrowField): string | undefined {
  return metadata.get("ARROW:extension:name");
}
