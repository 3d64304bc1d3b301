/** Runs batches of calls of some functions, and gives what has come of each call. */
import { captureStack, type JavascriptStack } from "../errors/python-error.js";
import type { CallControl } from "../runtime/call-control.js";
import type { Operation, Prepared } from "../runtime/operation.js";
import { t } from "../schema/py-type.js";
import {
  BatchCalls,
  failuresType,
  isTolerant,
  numberOf,
  type BatchEntries,
  type BatchOutcome,
  type Failure,
} from "./batch-calls.js";
import { inArguments, inResult } from "./batch-places.js";
import { makeError } from "./make-error.js";
import { classNumberOf } from "./py-object.js";
import { supportFunction, supportOperation } from "./support.js";

/** What has come of the calls that were made. */
export interface BatchResult {
  /** By the places of the calls; undefined for those that have failed. */
  readonly values: unknown[];
  /** By the places of those that have failed, in order. */
  readonly errors: ReadonlyMap<number, unknown>;
}

/** What is needed for functions as they are now. */
interface Made {
  readonly prepared: readonly Prepared[];
  readonly calls: BatchCalls;
  /** Of each function, what reads one result. */
  readonly readers: readonly Operation[];
}

/** One batch. */
interface Batch {
  readonly made: Made;
  readonly entries: BatchEntries;
  readonly stop: boolean;
  /** Where the results are in Python until they are here. */
  readonly kept: Kept;
  /** Of one on a worker thread, where it was made. */
  readonly origin?: JavascriptStack;
}

/** Gives a result of a function. */
type Read = (number: number, at: number) => unknown;

type Kept = object & { $release(): void };

/** Frames of our own below the user's. */
const OWN_FRAMES = 9;
const newKept = supportFunction<[], Kept>("batches.keep", [], t.object);
const failuresOf = supportFunction<[object], Failure[] | null>(
  "batches.failures",
  [t.object],
  t.optional(failuresType),
);

/** For the next batch: the last one has brought it along, so that each takes one crossing. */
let idle: Kept | undefined;

/** Batches of calls of certain functions. */
export class BatchOperation {
  readonly #operations: readonly Operation[];
  #made: Made | undefined;

  constructor(operations: readonly Operation[]) {
    this.#operations = operations;
  }

  /** Makes the calls, with `stop` up to the first failure. Throws what is wrong with the arguments, before any is made. */
  call(entries: BatchEntries, stop: boolean, control?: CallControl): BatchResult {
    const batch: Batch = { made: this.#ready(), entries, stop, kept: takeKept() };
    let outcome: unknown;
    try {
      outcome = batch.made.calls.call([batch.kept, stop, entries], control);
    } catch (error) {
      return this.#salvage(batch, error);
    }
    return this.#take(batch, outcome as BatchOutcome);
  }

  /** The same on a worker thread. */
  async submit(entries: BatchEntries, stop: boolean, control?: CallControl): Promise<BatchResult> {
    const origin = captureStack(OWN_FRAMES);
    const batch: Batch = { made: this.#ready(), entries, stop, kept: takeKept(), origin };
    let outcome: unknown;
    try {
      outcome = await batch.made.calls.submit([batch.kept, stop, entries], control);
    } catch (error) {
      return this.#salvage(batch, error);
    }
    return this.#take(batch, outcome as BatchOutcome);
  }

  /** Made anew when what the functions call has been replaced. */
  #ready(): Made {
    const prepared = this.#operations.map(({ ready }) => ready);
    if (this.#made?.prepared.every((each, i) => each === prepared[i]) !== true) {
      const reader = ({ signature }: Prepared): Operation =>
        supportOperation("batches.value", [t.object, t.int, t.int], signature.returns);
      this.#made = {
        prepared,
        calls: new BatchCalls(this.#operations, prepared),
        readers: prepared.map(reader),
      };
    }
    return this.#made as Made;
  }

  #take(batch: Batch, [groups, failures, next]: BatchOutcome): BatchResult {
    // References go back through a queue, so this never waits for the interpreter.
    batch.kept.$release();
    if (idle === undefined) idle = next as Kept;
    else (next as Kept).$release();
    const [only] = groups;
    if (failures.length === 0 && groups.length === 1 && this.#isPlain(batch)) {
      return { values: only as unknown[], errors: new Map() };
    }
    return this.#collect(batch, failures, (number, at) => (groups[number] as unknown[])[at]);
  }

  /** A result that cannot cross takes no others with it: they are read one by one, and the error is that call's. */
  #salvage(batch: Batch, error: unknown): BatchResult {
    const { made, kept, entries } = batch;
    try {
      const failures = failuresIn(kept);
      if (failures === null) throw inArguments(error, entries, made.prepared, made.calls.takesColumns(entries));
      return this.#collect(batch, failures, (number, at) =>
        (made.readers[number] as Operation).call([kept, number, at]),
      );
    } finally {
      kept.$release();
    }
  }

  /** Whether results of the only function are what they are. */
  #isPlain({ made }: Batch): boolean {
    const [operation] = this.#operations;
    return made.prepared[0]?.shape.returnsNothing === false && operation?.hasView === false;
  }

  #collect(batch: Batch, failures: readonly Failure[], read: Read): BatchResult {
    const { made, entries, stop } = batch;
    const values: unknown[] = [];
    const errors = new Map<number, unknown>();
    const taken = made.prepared.map(() => 0);
    const errorOf = errorMaker(batch, failures);
    let failed = 0;
    for (let i = 0; i < entries.args.length; i++) {
      const number = numberOf(entries, i);
      values.push(undefined);
      if (failures[failed]?.[0] === i) {
        errors.set(i, errorOf(failures[failed++] as Failure));
        if (stop && !isTolerant(entries, i)) break;
        continue;
      }
      try {
        values[i] = this.#valueOf(made, number, read(number, (taken[number] as number)++));
      } catch (error) {
        errors.set(i, inResult(error, i));
      }
    }
    return { values, errors };
  }

  #valueOf(made: Made, number: number, result: unknown): unknown {
    const nothing = result === null && made.prepared[number]?.shape.returnsNothing === true;
    return (this.#operations[number] as Operation).view(nothing ? undefined : result);
  }
}

/** Null where the batch has not come to its end; where Python cannot be asked, what has failed first says more. */
function failuresIn(kept: Kept): Failure[] | null {
  try {
    return failuresOf(kept);
  } catch {
    return null;
  }
}

function takeKept(): Kept {
  const kept = idle ?? newKept();
  idle = undefined;
  return kept;
}

/** Makes the errors of the calls that have failed; they share the stack of the batch. */
function errorMaker({ origin }: Batch, failures: readonly Failure[]): (failure: Failure) => unknown {
  const javascript = failures.length > 0 && origin === undefined ? captureStack(OWN_FRAMES) : undefined;
  return ([, exception, pythonType, message]) =>
    makeError({
      pythonType,
      message,
      exception: { handle: exception },
      classNumber: classNumberOf(exception),
      javascript,
      origin,
    });
}
