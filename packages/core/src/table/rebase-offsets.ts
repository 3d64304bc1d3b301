/** Makes the positions of values of varying size count from the first. */

/** The same offsets less the first; themselves when that is 0. */
export function rebaseOffsets<Offsets extends Int32Array | BigInt64Array>(offsets: Offsets): Offsets {
  if (Number(offsets[0]) === 0) return offsets;
  if (offsets instanceof Int32Array) return offsets.map((offset) => offset - (offsets[0] as number)) as Offsets;
  return (offsets as BigInt64Array).map((offset) => offset - (offsets[0] as bigint)) as Offsets;
}
