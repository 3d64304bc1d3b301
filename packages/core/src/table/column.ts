/** What readers of values are told of a column, and what they give. */
import type { ArrowArray } from "./arrow-array.js";
import type { ArrowField } from "./arrow-field.js";
import type { ArrowKind, ArrowTypeOf } from "./arrow-type.js";
import { isSet } from "./bits.js";

/** What integers of 64 bits become: bigints always, or numbers in a column that holds no unsafe one. */
export type WideIntegers = "bigint" | "number if safe";

/** The parts of one column, which decide together what its values look like. */
export interface Column<K extends ArrowKind = ArrowKind> {
  readonly field: ArrowField;
  readonly type: ArrowTypeOf<K>;
  readonly parts: readonly ArrowArray[];
  readonly wide: WideIntegers;
  /** The values of another column, such as a child, in the same way. */
  readonly valuesOf: (field: ArrowField, parts: readonly ArrowArray[]) => unknown[][];
}

/** Gives an item that is not null. */
export type Item = (i: number) => unknown;

/** For a column, what reads the items of each of its parts. */
export type ColumnReader<K extends ArrowKind = ArrowKind> = (
  column: Column<K>,
) => (part: ArrowArray, index: number) => Item;

/** The 64-bit or 32-bit integers of a column that are not null. */
export function* validIntegers({ parts }: Column): Generator<bigint> {
  for (const { values, validity, length } of parts) {
    for (let i = 0; i < length; i++) {
      if (validity === undefined || isSet(validity, i)) yield BigInt((values as BigInt64Array)[i] as bigint);
    }
  }
}
