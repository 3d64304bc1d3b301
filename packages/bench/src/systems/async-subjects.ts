/** Calls that leave JavaScript's thread, for all systems alike: a system says only how it makes them. */
import { setTimeout as sleep } from "node:timers/promises";

import { mustBe, repeatAsync, type Subject, type Subjects } from "../subject.js";
import * as is from "./checks.js";

/** How a system calls bench_async.py. */
export interface AsyncWays {
  readonly add: (a: number, b: number) => Promise<unknown>;
  /** Sleeps in Python. `nth` is the number among those that sleep at once. */
  readonly nap: (seconds: number, nth: number) => Promise<unknown>;
  /** Has another thread of Python's call a function that adds a half, with 0, 1, 2 and so on; gives the sum. */
  readonly callEach: (count: number) => Promise<unknown>;
  readonly work: WorkWays;
}

/** How a system has a thread compute, and calls meanwhile. */
export interface WorkWays {
  /**
   * The call that is timed: in place, where the system can. `add_beside`, or `add` where the thread is in another process.
   */
  readonly add: (a: number, b: number) => unknown;
  readonly begin: (switchInterval: number) => unknown;
  /** Settles when the thread has ended, or has begun. */
  readonly compute: () => Promise<unknown>;
  /** Grows while the thread computes. */
  readonly computed: () => unknown;
  readonly finish: () => unknown;
}

const NAP = 0.05;
const NAPS = 4;
const IN_FLIGHT = 64;
const CALLBACKS = 100;
/** Seconds that a thread keeps the interpreter: what each system has, and one for those who cannot wait. */
const OWN_INTERVAL = 0;
const SHORT_INTERVAL = 0.0005;

/** The subjects; `load` is asked when the first one is made. */
export function asyncSubjects(load: () => AsyncWays | Promise<AsyncWays>): Subjects {
  let loaded: Promise<AsyncWays> | undefined;
  const of = (make: (ways: AsyncWays) => Subject) => async (): Promise<Subject> =>
    make(await (loaded ??= Promise.resolve(load())));
  return {
    "async-one": of(({ add }) => repeatAsync((i) => add(i + 0.25, 2.5), is.isSum)),
    "async-64": of(({ add }) =>
      atOnce(
        IN_FLIGHT,
        (i) => add(i + 0.25, 2.5),
        (sums) => sums.every(is.isSum),
      ),
    ),
    "async-sleep": of(({ nap }) =>
      repeatAsync(
        () => Promise.all(Array.from({ length: NAPS }, (_, i) => nap(NAP, i))),
        (nothing) => nothing.every(is.isNone),
      ),
    ),
    "async-callback": of(({ callEach }) =>
      repeatAsync(
        () => callEach(CALLBACKS),
        (sum) => sum === is.sumOf(CALLBACKS),
        { items: CALLBACKS },
      ),
    ),
    "add-busy": of(({ work }) => besideWork(work, OWN_INTERVAL)),
    "add-busy-short": of(({ work }) => besideWork(work, SHORT_INTERVAL)),
  };
}

/** So many calls at once, as items of one turn. */
export function atOnce(
  items: number,
  call: (i: number) => Promise<unknown>,
  ok: (values: readonly unknown[]) => boolean,
): Subject {
  return repeatAsync(() => Promise.all(Array.from({ length: items }, (_, i) => call(i))), ok, { items });
}

/** Timed calls of one turn. */
const ADDS = 10;
/** Milliseconds between them, in which the thread comes to compute. */
const PAUSE = 1;
/** Milliseconds after which a thread that does not compute is given up. */
const PATIENCE = 10_000;

/** Calls while a thread computes: only those are timed, and only where it has computed until then. */
export function besideWork(ways: WorkWays, switchInterval: number): Subject {
  const run = async (turns: number): Promise<number> => {
    await ways.begin(switchInterval);
    const ended = ways.compute();
    // Told below, also when it fails while calls are made.
    ended.catch(() => undefined);
    try {
      return await addBeside(ways, turns * ADDS);
    } finally {
      await ways.finish();
      await ended;
    }
  };
  return { items: ADDS, run, isSample: true };
}

async function addBeside({ add, computed }: WorkWays, count: number): Promise<number> {
  const before = (await computed()) as number;
  const start = performance.now();
  let total = 0;
  for (let counted = 0; counted < count;) {
    if (performance.now() - start > PATIENCE) throw new Error("the thread does not compute");
    await sleep(PAUSE);
    const { value, taken } = await timed(() => add(counted + 0.25, 2.5));
    if (value === 0) continue;
    mustBe(is.isSum(value, counted), value);
    total += taken;
    counted++;
  }
  if (((await computed()) as number) <= before) throw new Error("the thread has not computed");
  return total;
}

async function timed(call: () => unknown): Promise<{ readonly value: unknown; readonly taken: number }> {
  const start = process.hrtime.bigint();
  const given = call();
  const value: unknown = given instanceof Promise ? await given : given;
  return { value, taken: Number(process.hrtime.bigint() - start) };
}
