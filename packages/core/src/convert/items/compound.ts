/** Items that are made of others: records, arrays within records, and those that only Python can read. */
import { ConversionError } from "../../errors/pyweld-error.js";
import { setKey } from "../../frame/frame-reader.js";
import { describeValue } from "../../schema/format.js";
import type { DType } from "../../schema/dtype.js";
import { isPlainObject } from "../values.js";
import type { ItemType, Refuse } from "./item-type.js";

/** A field of a record. */
export interface Field {
  readonly name: string;
  readonly offset: number;
  readonly type: ItemType;
}

/** A structured type: an object of its fields. */
export function recordType(fields: readonly Field[], bytes: number): ItemType {
  const names = fields.map(({ name }) => name);
  return {
    ...{ dtype: "record", bytes, elements: 1, swapped: false, data: undefined, flat: undefined, fields: names },
    read(memory, at) {
      const record: Record<string, unknown> = {};
      for (const { name, offset, type } of fields) setKey(record, name, type.read(memory, at + offset));
      return record;
    },
    write(memory, at, value, refuse) {
      if (!isPlainObject(value)) refuse(`expected an object with the fields ${names.join(", ")}`);
      const record = value as Readonly<Record<string, unknown>>;
      const unknown = Object.keys(record).find((key) => !names.includes(key));
      if (unknown !== undefined) refuse(`there is no field ${JSON.stringify(unknown)}`);
      // Aside first: a record that is refused halfway must not be written halfway.
      const target = new Uint8Array(memory.buffer, memory.byteOffset + at, bytes);
      const copy = target.slice();
      const aside = new DataView(copy.buffer);
      for (const { name, offset, type } of fields) {
        if (!Object.hasOwn(record, name)) refuse(`the field ${JSON.stringify(name)} is missing`);
        type.write(aside, offset, record[name], (message) =>
          refuse(`${message}, in the field ${JSON.stringify(name)}`),
        );
      }
      target.set(copy);
    },
  };
}

/** An array that is one field of a record. */
export function arrayType(item: ItemType, shape: readonly number[]): ItemType {
  const [count, ...rest] = shape;
  if (count === undefined) return item;
  const inner = arrayType(item, rest);
  const bytes = count * inner.bytes;
  return {
    ...{ dtype: item.dtype, bytes, elements: 1, swapped: item.swapped, data: undefined, flat: undefined },
    read: (memory, at) => Array.from({ length: count }, (_, i) => inner.read(memory, at + i * inner.bytes)),
    write(memory, at, value, refuse) {
      if (!Array.isArray(value) || value.length !== count)
        refuse(`expected ${count} items, got ${describeCount(value)}`);
      (value as unknown[]).forEach((each, i) => inner.write(memory, at + i * inner.bytes, each, refuse));
    },
  };
}

function describeCount(value: unknown): string {
  return Array.isArray(value) ? String(value.length) : describeValue(value);
}

/** Items that live in Python: their memory is not looked at. */
export function opaqueType(dtype: DType, bytes: number, fields: readonly string[]): ItemType {
  const message = `items of the kind "${dtype}" live in Python only: use at(), set() or toArray()`;
  const read = (): never => {
    throw new ConversionError(message);
  };
  const write = (_memory: DataView, _at: number, _value: unknown, refuse: Refuse): never => refuse(message);
  const common = { dtype, bytes, elements: 1, swapped: false, data: undefined, flat: undefined, isOpaque: true };
  return { ...common, read, write, ...(fields.length > 0 ? { fields } : {}) };
}
