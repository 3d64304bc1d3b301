/** Something that is timed: a loop over one turn, which checks every result. */
import { inspect } from "node:util";
import { setImmediate as tick } from "node:timers/promises";

/** Something that is timed. */
export interface Subject {
  /** Nanoseconds that so many turns take. Throws {@link WrongValue} when a result is not what it should be. */
  readonly run: (turns: number) => number | Promise<number>;
  /** Things that one turn does, such as items of a generator; 1 by default. */
  readonly items?: number;
  /** One turn is a sample, however little of it is timed: what it waits for cannot be told from its time. */
  readonly isSample?: boolean;
  /** Looks once at the whole of a result of which each turn looks at a part. */
  readonly check?: () => void | Promise<void>;
}

/** Subjects by the group of rows that they belong to, made when they are asked for. */
export type Subjects = Readonly<Record<string, () => Subject | Promise<Subject>>>;

/** A result that is not what it should be. */
export class WrongValue extends Error {
  override readonly name: string = "WrongValue";
}

/** A subject that this system has no way of doing, with the reason. */
export class NotAvailable extends Error {
  override readonly name: string = "NotAvailable";
}

/** Throws when `right` is false. */
export function mustBe(right: boolean, value: unknown): void {
  if (!right) throw new WrongValue(`gave ${inspect(value, { depth: 2, maxArrayLength: 3, breakLength: Infinity })}`);
}

/** Turns between which the event loop runs, for work that leaves something to clean up. */
const TURNS_AT_ONCE = 500;

interface RepeatOptions {
  readonly items?: number;
  readonly check?: () => void | Promise<void>;
  /** The event loop runs now and then while the clock does, so that garbage is paid for where it is made. */
  readonly sustained?: boolean;
}

type Loop<R> = (turns: number, from: number) => R;

/** A subject of turns in place. */
export function repeat<T>(
  turn: (i: number) => T,
  ok: (value: T, i: number) => boolean,
  { sustained, ...options }: RepeatOptions = {},
): Subject {
  // Its own code for each subject: a loop that all share would see all their functions, and could inline none of them.
  const make = new Function("turn", "ok", "mustBe", body("")) as (...of: unknown[]) => Loop<void>;
  const loop = make(turn, ok, mustBe);
  return { ...options, run: sustained ? (turns) => inPieces(loop, turns) : (turns) => timed(() => loop(turns, 0)) };
}

/** A subject whose turns are awaited, one after the other. */
export function repeatAsync<T>(
  turn: (i: number) => Promise<T>,
  ok: (value: T, i: number) => boolean,
  { sustained: _always, ...options }: RepeatOptions = {},
): Subject {
  const make = new Function("turn", "ok", "mustBe", body("async")) as (...of: unknown[]) => Loop<Promise<void>>;
  const loop = make(turn, ok, mustBe);
  return {
    ...options,
    run: async (turns) => {
      const start = process.hrtime.bigint();
      await loop(turns, 0);
      return Number(process.hrtime.bigint() - start);
    },
  };
}

function body(kind: "" | "async"): string {
  return `return ${kind} function (turns, from) {
    for (let i = from; i < from + turns; i++) {
      const value = ${kind === "async" ? "await " : ""}turn(i);
      if (!ok(value, i)) mustBe(false, value);
    }
  };`;
}

async function inPieces(loop: Loop<void>, turns: number): Promise<number> {
  const start = process.hrtime.bigint();
  for (let from = 0; from < turns; from += TURNS_AT_ONCE) {
    loop(Math.min(TURNS_AT_ONCE, turns - from), from);
    await tick();
  }
  return Number(process.hrtime.bigint() - start);
}

function timed(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start);
}

/** Reached by warming up for this long, in nanoseconds: the compiler is done then. */
const WARM = 150e6;
/** A sample takes about this long: short, so that some samples fall between other programs' turns. */
const SAMPLE = 2e6;

/** Checks a subject, warms it up, and tells how many turns make a sample. */
export async function prepare(subject: Subject): Promise<number> {
  await subject.check?.();
  if (subject.isSample === true) {
    await subject.run(1);
    return 1;
  }
  let turns = 1;
  let taken = await subject.run(turns);
  for (let total = taken; total < WARM; total += taken) {
    if (taken < SAMPLE) turns *= 2;
    taken = await subject.run(turns);
  }
  return Math.max(1, Math.round((turns * SAMPLE) / taken));
}

/** Nanoseconds of each item, in a sample of so many turns. */
export async function sample(subject: Subject, turns: number): Promise<number> {
  // Others have run meanwhile: caches are filled again before the clock starts. One long turn does that on its own.
  if (turns > 1) await subject.run(Math.ceil(turns / 10));
  return (await subject.run(turns)) / (turns * (subject.items ?? 1));
}
