/** What many measurements of one thing say. */

/** Of samples in nanoseconds, or in bytes. */
export interface Figure {
  /** What the machine can do undisturbed; ratios are made of these. */
  readonly best: number;
  readonly median: number;
  readonly worst: number;
  readonly samples: readonly number[];
}

/** A median beyond this multiple of the best says that something else was running. */
export const UNQUIET = 1.5;

/** The figure of at least one sample. */
export function figureOf(samples: readonly number[]): Figure {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] as number;
  if (sorted.length === 0) throw new RangeError("a figure needs at least one sample");
  const half = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(half) : (at(half - 1) + at(half)) / 2;
  return { best: at(0), median, worst: at(sorted.length - 1), samples };
}

/** Whether something else was running. */
export function isUnquiet(figure: Figure): boolean {
  return figure.median > UNQUIET * figure.best;
}
