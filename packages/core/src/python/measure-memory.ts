/** Measures the memory that Python allocates while something runs: `py.measureMemory`. */
import { types } from "node:util";

import { UsageError } from "../errors/pyweld-error.js";
import { supportFunction } from "../object/support.js";
import { t } from "../schema/py-type.js";
import { wholeNumber } from "./in-place.js";

/** Options of `py.measureMemory`. */
export interface MeasureOptions {
  /** How many of the lines that allocate most are given; 10 by default. With 0, the measurement is much quicker. */
  readonly top?: number | undefined;
}

/** What a line of Python has allocated. */
export interface AllocatingLine {
  readonly file: string;
  readonly line: number;
  readonly bytes: number;
  readonly blocks: number;
}

/** What `py.measureMemory` gives. Bytes are those that `tracemalloc` sees: of Python's objects and buffers. */
export interface MemoryMeasurement<T> {
  /** What was run has given this. */
  readonly value: T;
  /** The most that was allocated at once, above what there was before. */
  readonly peakBytes: number;
  /** What is still allocated at the end; less than nothing when more was freed. */
  readonly currentBytes: number;
  /** Where that was allocated, the most first. */
  readonly top: readonly AllocatingLine[];
}

/** The same for something that gives `T`: a promise, when that is one. What is `any` counts as none. */
export type MeasurementOf<T> = 0 extends 1 & T
  ? MemoryMeasurement<T>
  : [T] extends [Promise<infer V>]
    ? Promise<MemoryMeasurement<V>>
    : MemoryMeasurement<T>;

type Ended = [current: number, peak: number, top: AllocatingLine[]];
const control = supportFunction<[begin: boolean, number: number, top: number], Ended | null>(
  "memory.control",
  [t.bool, t.int, t.int],
  t.any,
);

let measurements = 0;

/** Runs something and measures its memory; a promise is waited for. */
export function measureMemory(run: () => unknown, { top = 10 }: MeasureOptions): unknown {
  wholeNumber("top", top, 0);
  const number = ++measurements;
  control(true, number, top);
  const finish = (value: unknown): MemoryMeasurement<unknown> => {
    const ended = control(false, number, top);
    if (ended === null) throw new UsageError("what was run has stopped tracemalloc, so its memory was not measured");
    return { value, currentBytes: ended[0], peakBytes: ended[1], top: ended[2] };
  };
  const fail = (error: unknown): never => {
    control(false, number, 0);
    throw error;
  };
  let value: unknown;
  try {
    value = run();
  } catch (error) {
    return fail(error);
  }
  return types.isPromise(value) ? value.then(finish, fail) : finish(value);
}
