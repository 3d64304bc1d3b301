/** When a call is to end, and in which order: the part of a call's options that the pool and the helper see to. */
import { CancelledError, TimeoutError, UsageError } from "../errors/pyweld-error.js";
import type { PythonError } from "../errors/python-error.js";

/** How a call is controlled. */
export interface CallControl {
  /** Ends the call when it aborts. A call in place looks at it once, before it begins. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the call may take, from when it is made; an asynchronous one waits for a thread meanwhile. */
  readonly timeout?: number | undefined;
  /** Asynchronous calls with the same name are run one at a time, in the order in which they were made. */
  readonly queue?: string | undefined;
}

/** The controls among options; undefined when there are none, so that such calls cost nothing more. */
export function controlOf({ signal, timeout, queue }: CallControl): CallControl | undefined {
  const limited = timeout !== undefined && timeout !== Infinity;
  if (signal === undefined && !limited && queue === undefined) return undefined;
  return { signal, timeout: limited ? timeout : undefined, queue };
}

/** Refuses what is no AbortSignal. Those of other realms, and of polyfills, are taken too. */
export function checkSignal(signal: unknown): void {
  const { aborted, addEventListener } = (signal ?? {}) as Partial<AbortSignal>;
  if (typeof aborted === "boolean" && typeof addEventListener === "function") return;
  throw new UsageError(`signal must be an AbortSignal, got ${describe(signal)}`);
}

/** Refuses what is no time. */
export function checkTimeout(timeout: unknown): void {
  if (typeof timeout === "number" && timeout > 0) return;
  throw new UsageError(`timeout must be a number of milliseconds above 0, got ${describe(timeout)}`);
}

/** Refuses what is no name. */
export function checkQueue(queue: unknown): void {
  if (typeof queue === "string" && queue !== "" && !queue.includes("\0")) return;
  throw new UsageError(`queue must be a name, got ${describe(queue)}`);
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** How far a call was when it was told to end, and what came of it. */
export type Stage = "queued" | "ended" | "abandoned";

/** What a call fails with whose signal has aborted. */
export function abortError(
  signal: AbortSignal,
  stage: Stage,
  interrupted?: PythonError,
): CancelledError | TimeoutError {
  const reason: unknown = signal.reason;
  if ((reason as Partial<Error> | null | undefined)?.name === "TimeoutError") {
    return new TimeoutError(`the time of the call's signal ran out ${explain(stage, interrupted)}`, {
      cause: reason,
      interrupted,
    });
  }
  return new CancelledError(`the call was cancelled ${explain(stage, interrupted)}`, { cause: reason, interrupted });
}

/** What a call fails with that has taken too long. */
export function timeoutError(timeout: number | undefined, stage: Stage, interrupted?: PythonError): TimeoutError {
  return new TimeoutError(`the call's ${timeout} ms ran out ${explain(stage, interrupted)}`, {
    cause: interrupted,
    interrupted,
  });
}

/** What a call fails with that was under way when `py.close()` had waited for long enough. */
export function closeError(stage: Stage, interrupted?: PythonError): CancelledError {
  return new CancelledError(`py.close() has cancelled the call ${explain(stage, interrupted)}`, {
    cause: interrupted,
    interrupted,
  });
}

function explain(stage: Stage, interrupted: PythonError | undefined): string {
  if (stage === "queued") return "before it began";
  if (stage === "abandoned")
    return "and it cannot be interrupted: it runs on, on a thread that another one has replaced";
  return interrupted === undefined ? "but it ran to its end: it could not be interrupted" : "and it was interrupted";
}
