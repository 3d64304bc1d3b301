/** Values of columns that are made of other columns. */
import { ConversionError } from "../errors/pyweld-error.js";
import type { ArrowArray } from "./arrow-array.js";
import type { ArrowField } from "./arrow-field.js";
import type { Column, ColumnReader, Item } from "./column.js";

const childValues = ({ field, parts, valuesOf }: Column, child: number): unknown[][] =>
  valuesOf(
    field.children[child] as ArrowField,
    parts.map(({ children }) => children[child] as ArrowArray),
  );

/** What each part of a column looks its items up in. */
export const readDictionary: ColumnReader = ({ field, parts, valuesOf }) => {
  const { values: valueField } = field.dictionary as { readonly values: ArrowField };
  const dictionaries = [...new Set(parts.map(({ dictionary }) => dictionary as ArrowArray))];
  const decoded = valuesOf(valueField, dictionaries);
  const entriesOf = new Map(dictionaries.map((dictionary, i) => [dictionary, decoded[i] as unknown[]]));
  return ({ dictionary, values }) => {
    const entries = entriesOf.get(dictionary as ArrowArray) as unknown[];
    return (i) => entries[Number((values as Int32Array)[i])];
  };
};

/** Arrays. */
export const readLists: ColumnReader<"list"> = (column) => slices(childValues(column, 0));

function slices(items: unknown[][]): (part: ArrowArray, index: number) => Item {
  return ({ offsets }, index) => {
    const all = items[index] as unknown[];
    return (i) => all.slice(Number(offsets?.[i]), Number(offsets?.[i + 1]));
  };
}

/** Arrays of one length. */
export const readFixedLists: ColumnReader<"fixedList"> = (column) => {
  const { size } = column.type;
  const items = childValues(column, 0);
  return (_, index) => (i) => (items[index] as unknown[]).slice(i * size, (i + 1) * size);
};

/** Objects. */
export const readStructs: ColumnReader<"struct"> = (column) => {
  const { children, place } = column.field;
  const names = distinct(
    children.map(({ name }) => name),
    place,
  );
  const items = children.map((_, child) => childValues(column, child));
  // A clone of a template gives every object one hidden class at once, and its own `__proto__` where that is a name.
  const template = Object.fromEntries(names.map((name) => [name, null])) as Record<string, unknown>;
  return (_, index) => (i) => {
    const object = { ...template };
    for (let child = 0; child < names.length; child++) object[names[child] as string] = items[child]?.[index]?.[i];
    return object;
  };
};

/**
 * The names, none of them twice: an object would hold the last only.
 *
 * @throws `ConversionError` naming the first that comes again.
 */
export function distinct(names: readonly string[], place: string): readonly string[] {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      const where = place === "" ? "the table has two columns" : `column ${place} has two fields`;
      throw new ConversionError(`${where} of the name ${JSON.stringify(name)}: rename one in Python, or use toArrow()`);
    }
    seen.add(name);
  }
  return names;
}

/** Maps. */
export const readMaps: ColumnReader<"map"> = (column) => {
  const entries = slices(childValues(column, 0));
  const { place, children } = column.field;
  const [key, value] = (children[0] as ArrowField).children.map(({ name }) => name) as [string, string];
  return (part, index) => {
    const entriesOf = entries(part, index);
    return (i) => {
      const pairs = entriesOf(i) as Readonly<Record<string, unknown>>[];
      const map = new Map(pairs.map((pair) => [pair[key], pair[value]]));
      if (map.size === pairs.length) return map;
      throw new ConversionError(`column ${place} holds a map that has a key twice, which a Map cannot: use toArrow()`);
    };
  };
};

/** Values of whichever member a row has. */
export const readUnions: ColumnReader<"union"> = (column) => {
  const { dense, typeIds } = column.type;
  const items = column.field.children.map((_, child) => childValues(column, child));
  const childOf = new Map(typeIds.map((id, child) => [id, child]));
  return (part, index) => (i) => {
    const child = childOf.get(part.typeIds?.[i] as number) as number;
    return items[child]?.[index]?.[dense ? (part.offsets?.[i] as number) : i];
  };
};
