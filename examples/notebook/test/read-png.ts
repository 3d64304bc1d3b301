/** Reads as much of a PNG file as tells whether it is one, and whether anything is drawn on it. */
import { inflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Channels by colour type: grey, RGB, RGBA. */
const channels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 6: 4 };

/** Its size, and how many colours its rows hold. @throws `Error` when it is no PNG of 8 bits. */
export function readPng(file: Buffer): { width: number; height: number; colours: number } {
  if (!file.subarray(0, 8).equals(signature)) throw new Error("this is no PNG file");
  const parts: Buffer[] = [];
  let header = Buffer.alloc(13);
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    const type = file.toString("latin1", at + 4, at + 8);
    const data = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
    if (type === "IHDR") header = Buffer.from(data);
    if (type === "IDAT") parts.push(data);
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bytes = channels[header[9] ?? -1];
  if (header[8] !== 8 || bytes === undefined) throw new Error("this PNG is not made of bytes");
  const rows = unfilter(inflateSync(Buffer.concat(parts)), width * bytes, height, bytes);
  const colours = new Set<string>();
  for (let at = 0; at < rows.length; at += bytes) colours.add(rows.toString("latin1", at, at + bytes));
  return { width, height, colours: colours.size };
}

/** Each row begins with the way in which it was predicted from what is left of it, above it, or both. */
function unfilter(data: Buffer, stride: number, height: number, bytes: number): Buffer {
  if (data.length !== (stride + 1) * height) throw new Error("this PNG is cut short");
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x < bytes ? 0 : (out[y * stride + x - bytes] ?? 0);
      const up = y === 0 ? 0 : (out[(y - 1) * stride + x] ?? 0);
      const corner = x < bytes || y === 0 ? 0 : (out[(y - 1) * stride + x - bytes] ?? 0);
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0;
      out[y * stride + x] = (data[y * (stride + 1) + 1 + x] ?? 0) + predicted;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
