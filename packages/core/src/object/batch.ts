/** The forms of a function that make many calls at once: `fn.batch`, and `py.batch` for several functions. */
import { UsageError } from "../errors/pyweld-error.js";
import { handleAddress } from "../frame/handle.js";
import { checkBatch, type BatchOptions } from "../runtime/batch-options.js";
import { batchPartsOf, type BatchForm, type BatchParts } from "../runtime/callable.js";
import type { CallControl } from "../runtime/call-control.js";
import { runWith, type OnError } from "../runtime/failure-strategy.js";
import type { Operation } from "../runtime/operation.js";
import { applyObject } from "./attributes.js";
import type { BatchEntries } from "./batch-calls.js";
import { BatchOperation, type BatchResult } from "./batch-operation.js";

/** A batch that is ready to run. */
interface Plan {
  readonly operation: BatchOperation;
  readonly entries: BatchEntries;
  readonly strategies: readonly OnError[] | OnError;
  readonly control?: CallControl | undefined;
}

/** Whether the first failure ends it: not where all of them are results, or are answered. */
function isStopped({ entries }: Plan, { settle }: BatchOptions): boolean {
  return settle !== true && entries.tolerant !== true;
}

const alone = new WeakMap<Operation, BatchOperation>();
/** Of several functions, by the first of them. */
const together = new WeakMap<Operation, Together[]>();
/** Programs have few combinations; one that makes them up must not fill memory. */
const MOST_TOGETHER = 8;

interface Together {
  readonly numbers: ReadonlyMap<Operation, number>;
  readonly operation: BatchOperation;
}

/** `fn.batch` of a function. */
export function batchOf(parts: BatchParts): BatchForm {
  return formOf((calls) => planAlike(parts, calls));
}

/** `py.batch`: calls of functions and objects of Python's, in one crossing. */
export const batchTogether: BatchForm = formOf(planMixed);

function formOf(planOf: (calls: readonly unknown[]) => Plan): BatchForm {
  const form = (calls: readonly unknown[], options: BatchOptions = {}): unknown[] => {
    checkBatch(calls, options);
    if (calls.length === 0) return [];
    const plan = planOf(calls);
    return finish(plan, plan.operation.call(plan.entries, isStopped(plan, options), plan.control), options);
  };
  const async = async (calls: readonly unknown[], options: BatchOptions = {}): Promise<unknown[]> => {
    checkBatch(calls, options);
    if (calls.length === 0) return [];
    const plan = planOf(calls);
    return finish(plan, await plan.operation.submit(plan.entries, isStopped(plan, options), plan.control), options);
  };
  return Object.assign(form, { async });
}

function planAlike({ operation, leading, onError, control }: BatchParts, calls: readonly unknown[]): Plan {
  let batch = alone.get(operation);
  if (batch === undefined) alone.set(operation, (batch = new BatchOperation([operation])));
  const args = Array.from(calls, (given, i) => {
    if (!Array.isArray(given)) throw new UsageError(`calls[${i}] must be an array of arguments, got ${kindOf(given)}`);
    return leading.length === 0 ? (given as unknown[]) : [...leading, ...(given as unknown[])];
  });
  return {
    operation: batch,
    entries: { args, numbers: undefined, tolerant: onError !== "throw" },
    strategies: onError,
    control,
  };
}

function planMixed(calls: readonly unknown[]): Plan {
  const parts = Array.from(calls, partsOf);
  const { operation, numbers } = operationFor(parts.map((each) => each.operation));
  const entries: BatchEntries = {
    args: parts.map(({ leading }, i) => [...leading, ...(calls[i] as unknown[]).slice(1)]),
    // What was made for several functions takes their numbers, even where all calls are of one.
    numbers: parts.map((each) => numbers.get(each.operation) as number),
    tolerant: parts.map(({ onError }) => onError !== "throw"),
  };
  return { operation, entries, strategies: parts.map(({ onError }) => onError) };
}

function partsOf(call: unknown, i: number): BatchParts {
  if (!Array.isArray(call)) {
    throw new UsageError(`calls[${i}] must be an array of a function and its arguments, got ${kindOf(call)}`);
  }
  const called: unknown = call[0];
  if (handleAddress(called) !== undefined)
    return { operation: applyObject, leading: [called], onError: "throw", control: undefined };
  const parts = batchPartsOf(called);
  if (parts?.control !== undefined) {
    throw new UsageError(
      `calls[${i}][0] has a signal, a timeout or a queue of its own, but a batch of several functions is one call: ` +
        "make it without them, or use fn.with({ … }).batch",
    );
  }
  if (parts !== undefined) return parts;
  throw new UsageError(`calls[${i}][0] must be a function of Python's or a handle, got ${kindOf(called)}`);
}

/** A batch operation that has all of them; what was made for more functions will do. */
function operationFor(all: readonly Operation[]): Together {
  const distinct = [...new Set(all)];
  const first = distinct[0] as Operation;
  const known = together.get(first) ?? [];
  const fitting = known.find(({ numbers }) => distinct.every((each) => numbers.has(each)));
  if (fitting !== undefined) return fitting;
  const made: Together = {
    numbers: new Map(distinct.map((each, i) => [each, i])),
    operation: new BatchOperation(distinct),
  };
  if (known.length >= MOST_TOGETHER) known.shift();
  known.push(made);
  together.set(first, known);
  return made;
}

function finish({ strategies }: Plan, result: BatchResult, { settle }: BatchOptions): unknown[] {
  const strategyOf = (i: number): OnError => (Array.isArray(strategies) ? strategies[i] : strategies) as OnError;
  const { values, errors } = result;
  if (settle === true) {
    return values.map((value, i) => (errors.has(i) ? settled(errors.get(i), strategyOf(i)) : fulfilled(value)));
  }
  for (const [i, error] of errors) {
    try {
      values[i] = answered(error, strategyOf(i));
    } catch (thrown) {
      noteIndex(thrown, i);
      throw thrown;
    }
  }
  return values;
}

function fulfilled(value: unknown): PromiseFulfilledResult<unknown> {
  return { status: "fulfilled", value };
}

function settled(error: unknown, strategy: OnError): PromiseSettledResult<unknown> {
  try {
    return fulfilled(answered(error, strategy));
  } catch (reason) {
    return { status: "rejected", reason };
  }
}

/** What the strategy puts in the place of a result. Throws where it has none. */
function answered(error: unknown, strategy: OnError): unknown {
  return runWith(strategy, () => {
    throw error;
  });
}

const indices = new WeakMap<object, number>();

function noteIndex(thrown: unknown, index: number): void {
  if ((typeof thrown === "object" && thrown !== null) || typeof thrown === "function") indices.set(thrown, index);
}

/**
 * Which call of a batch has thrown an error: its place among the calls, from 0; undefined for an error of something else.
 *
 * @example
 * ```ts
 * import { failedCall, t, tool } from "@pyweld/core";
 * const sqrt = tool("math").function<(x: number) => number>("sqrt", [t.float], t.float);
 * try {
 *   sqrt.batch([[4], [-1]]);
 * } catch (error) {
 *   failedCall(error); // 1
 * }
 * ```
 */
export function failedCall(error: unknown): number | undefined {
  return typeof error === "object" && error !== null ? indices.get(error) : undefined;
}

function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}
