/** Bits that say of each item whether it is there, or whether it is true. */

/** Whether bit `i` is set. */
export function isSet(bits: Uint8Array, i: number): boolean {
  return (((bits[i >> 3] as number) >> (i & 7)) & 1) === 1;
}

/** How many of the first `length` bits are not set. */
export function countUnset(bits: Uint8Array, length: number): number {
  let unset = 0;
  for (let i = 0; i < length; i++) if (!isSet(bits, i)) unset++;
  return unset;
}

/** `length` bits, which begin `shift` bits into the first byte: a copy that begins with them, unless they do already. */
export function shiftBits(source: Uint8Array, shift: number, length: number): Uint8Array {
  if (shift === 0) return source;
  const bits = new Uint8Array((length + 7) >> 3);
  for (let i = 0; i < bits.length; i++) {
    bits[i] = ((source[i] as number) >> shift) | ((source[i + 1] ?? 0) << (8 - shift));
  }
  return bits;
}
