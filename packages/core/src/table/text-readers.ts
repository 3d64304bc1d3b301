/** Text and bytes of columns. */
import type { ArrowArray } from "./arrow-array.js";
import type { TextLayout } from "./arrow-type.js";
import type { ColumnReader, Item } from "./column.js";

/** Makes a value of the bytes between two positions. */
type Take = (bytes: Buffer, from: number, to: number) => unknown;

const takeText: Take = (bytes, from, to) => bytes.toString("utf8", from, to);
/** A copy: it outlives the table, and is the caller's to change. */
const takeBytes: Take = (bytes, from, to) => new Uint8Array(bytes.subarray(from, to));

/** Text. */
export const readText: ColumnReader<"utf8"> =
  ({ type: { layout } }) =>
  (part) =>
    varying(part, layout, takeText);

/** Bytes. */
export const readBinary: ColumnReader<"binary"> =
  ({ type: { layout } }) =>
  (part) =>
    varying(part, layout, takeBytes);

/** Bytes, as many in each item. */
export const readFixedBinary: ColumnReader<"fixedBinary"> =
  ({ type: { bytes } }) =>
  ({ values }) =>
  (i) =>
    (values as Uint8Array).slice(i * bytes, (i + 1) * bytes);

/** The extension type `arrow.uuid`: 16 bytes as their usual text. */
export const readUuids: ColumnReader =
  () =>
  ({ values }) =>
  (i) =>
    bufferOf(values as Uint8Array)
      .toString("hex", 16 * i, 16 * i + 16)
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

function varying(part: ArrowArray, layout: TextLayout, take: Take): Item {
  if (layout === "view") return viewed(part, take);
  const bytes = bufferOf(part.values as Uint8Array);
  if (layout === "large") {
    const offsets = part.offsets as BigInt64Array;
    return (i) => take(bytes, Number(offsets[i]), Number(offsets[i + 1]));
  }
  const offsets = part.offsets as Int32Array;
  return (i) => take(bytes, offsets[i] as number, offsets[i + 1] as number);
}

/** Longer values lie elsewhere: a view then says in which buffer, and where. */
const INLINE_BYTES = 12;

function viewed({ values, variadic }: ArrowArray, take: Take): Item {
  const bytes = bufferOf(values as Uint8Array);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const buffers = variadic.map(bufferOf);
  return (i) => {
    const size = words[4 * i] as number;
    if (size <= INLINE_BYTES) return take(bytes, 16 * i + 4, 16 * i + 4 + size);
    const from = words[4 * i + 3] as number;
    return take(buffers[words[4 * i + 2] as number] as Buffer, from, from + size);
  };
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
