/** Errors that are pyweld's own, split by who can mend them. Errors that Python raises are in python-error.ts. */
import { types } from "node:util";

import type { PythonError } from "./python-error.js";

/** Literal codes of pyweld's own errors. */
export type PyweldErrorCode =
  | "PYWELD_SETUP"
  | "PYWELD_CONVERSION"
  | "PYWELD_USAGE"
  | "PYWELD_TIMEOUT"
  | "PYWELD_CANCELLED"
  | "PYWELD_MEMORY";

/** Options of an error about a call that was told to end. */
export interface InterruptionOptions extends ErrorOptions {
  readonly interrupted?: PythonError | undefined;
}

/** An error has a cause, or it has none, but not one that is undefined. */
function withoutCause(options: InterruptionOptions | undefined): ErrorOptions | undefined {
  return options?.cause === undefined ? undefined : { cause: options.cause };
}

function setInterrupted(error: object, options: InterruptionOptions | undefined): void {
  if (options?.interrupted === undefined) return;
  // As a cause is: not shown twice.
  Object.defineProperty(error, "interrupted", { value: options.interrupted, configurable: true, writable: true });
}

/** Base of every error that pyweld itself throws. */
export class PyweldError extends Error {
  override readonly name: string = "PyweldError";
  /** What went wrong, for programs. */
  readonly code: PyweldErrorCode;

  constructor(code: PyweldErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** True of errors that another copy of this package made, too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    const name = ownNames().get(this);
    if (name === undefined) return Function.prototype[Symbol.hasInstance].call(this, value);
    return isPyweldError(value) && (this === PyweldError || value.name === name);
  }
}

/** Whether a value is an error of pyweld itself, whichever copy of this package made it. */
export function isPyweldError(value: unknown): value is PyweldError {
  return types.isNativeError(value) && String((value as Partial<PyweldError>).code).startsWith("PYWELD_");
}

/** The machine lacks something: Python, libpython, a matching helper. The message lists what was tried and the cure. */
export class SetupError extends PyweldError {
  override readonly name = "SetupError";

  constructor(message: string, options?: ErrorOptions) {
    super("PYWELD_SETUP", message, options);
  }
}

/** A value cannot cross between the languages: `expected int, got str at args[0].items["k"]`. */
export class ConversionError extends PyweldError {
  override readonly name = "ConversionError";

  constructor(message: string, options?: ErrorOptions) {
    super("PYWELD_CONVERSION", message, options);
  }
}

/** pyweld was asked for something that makes no sense; the message says what to do instead. */
export class UsageError extends PyweldError {
  override readonly name = "UsageError";

  constructor(message: string, options?: ErrorOptions) {
    super("PYWELD_USAGE", message, options);
  }
}

/** Something took longer than it was allowed to. */
export class TimeoutError extends PyweldError {
  override readonly name = "TimeoutError";
  /** The exception that Python code was interrupted with, and so the frames where that was; undefined where it had none. */
  declare readonly interrupted?: PythonError;

  constructor(message: string, options?: InterruptionOptions) {
    super("PYWELD_TIMEOUT", message, withoutCause(options));
    setInterrupted(this, options);
  }
}

/** Something was cancelled before it was done. The signal's reason is the `cause`. */
export class CancelledError extends PyweldError {
  override readonly name = "CancelledError";
  /** The exception that Python code was interrupted with, and so the frames where that was; undefined where it had none. */
  declare readonly interrupted?: PythonError;

  constructor(message: string, options?: InterruptionOptions) {
    super("PYWELD_CANCELLED", message, withoutCause(options));
    setInterrupted(this, options);
  }
}

/** Classes of users that extend these are told by their prototypes. */
function ownNames(): ReadonlyMap<unknown, string> {
  return (names ??= new Map<unknown, string>([
    [PyweldError, "PyweldError"],
    [SetupError, "SetupError"],
    [ConversionError, "ConversionError"],
    [UsageError, "UsageError"],
    [TimeoutError, "TimeoutError"],
    [CancelledError, "CancelledError"],
  ]));
}

let names: ReadonlyMap<unknown, string> | undefined;
