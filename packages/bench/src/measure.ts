/** Times something that is done many times over. */

/** Nanoseconds per turn: the best of several rounds, which is what the machine can do undisturbed. */
export function nanoseconds(turns: number, turn: (i: number) => unknown, rounds = 7): number {
  for (let i = 0; i < turns / 5; i++) turn(i);
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < turns; i++) turn(i);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / turns);
  }
  return best;
}
