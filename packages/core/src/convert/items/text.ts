/** Items that are text or bytes of a fixed size. */
import { ConversionError } from "../../errors/pyweld-error.js";
import { describeValue } from "../../schema/format.js";
import { isBytes } from "../values.js";
import type { ItemType, Refuse } from "./item-type.js";

function bytesAt(memory: DataView, at: number, bytes: number): Uint8Array {
  return new Uint8Array(memory.buffer, memory.byteOffset + at, bytes);
}

function asBytes(value: unknown, expected: string, refuse: Refuse): Uint8Array {
  if (!isBytes(value)) return refuse(`expected ${expected}, got ${describeValue(value)}`);
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}

/** `S5`: bytes without the NULs at their end, which numpy does not count either. */
export function bytesType(bytes: number): ItemType {
  return {
    ...{ dtype: "bytes", bytes, elements: 1, swapped: false, data: undefined, flat: undefined },
    read(memory, at) {
      const all = bytesAt(memory, at, bytes);
      let end = bytes;
      while (end > 0 && all[end - 1] === 0) end--;
      return all.slice(0, end);
    },
    write(memory, at, value, refuse) {
      const source = asBytes(value, `at most ${bytes} bytes`, refuse);
      if (source.length > bytes) refuse(`expected at most ${bytes} bytes, got ${source.length}`);
      const item = bytesAt(memory, at, bytes);
      item.set(source);
      item.fill(0, source.length);
    },
  };
}

/** `V5`: bytes, all of them. */
export function voidType(bytes: number): ItemType {
  return {
    ...{ dtype: "void", bytes, elements: 1, swapped: false, data: undefined, flat: undefined },
    read: (memory, at) => bytesAt(memory, at, bytes).slice(),
    write(memory, at, value, refuse) {
      const source = asBytes(value, `${bytes} bytes`, refuse);
      if (source.length !== bytes) refuse(`expected ${bytes} bytes, got ${source.length}`);
      bytesAt(memory, at, bytes).set(source);
    },
  };
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** `U3`: characters of four bytes each, without the NULs at their end. */
export function strType(bytes: number, swapped: boolean): ItemType {
  const little = (new Uint8Array(new Uint16Array([1]).buffer)[0] === 1) !== swapped;
  const most = bytes / 4;
  return {
    ...{ dtype: "str", bytes, elements: 1, swapped, data: undefined, flat: undefined },
    read(memory, at) {
      let end = most;
      while (end > 0 && memory.getUint32(at + 4 * (end - 1), little) === 0) end--;
      let text = "";
      for (let i = 0, before = 0; i < end; i++) {
        const character = memory.getUint32(at + 4 * i, little);
        if (character > 0x10ffff) throw new ConversionError("memory that should be text holds no characters");
        if (isHigh(before) && isLow(character))
          throw new ConversionError("text with a high and a low surrogate as two characters would become one");
        text += String.fromCodePoint(character);
        before = character;
      }
      return text;
    },
    write(memory, at, value, refuse) {
      if (typeof value !== "string") refuse(`expected str, got ${describeValue(value)}`);
      const characters = Array.from(value as string, (character) => character.codePointAt(0) as number);
      if (characters.length > most) refuse(`expected at most ${most} characters, got ${characters.length}`);
      for (let i = 0; i < most; i++) memory.setUint32(at + 4 * i, characters[i] ?? 0, little);
    },
  };
}
