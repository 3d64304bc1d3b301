/** Errors that are pyweld's own, split by who can mend them. Errors that Python raises are in python-error.ts. */
import { types } from "node:util";

/** Literal codes of pyweld's own errors. */
export type PyweldErrorCode =
  | "PYWELD_SETUP"
  | "PYWELD_CONVERSION"
  | "PYWELD_USAGE"
  | "PYWELD_TIMEOUT"
  | "PYWELD_CANCELLED"
  | "PYWELD_MEMORY";

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

  constructor(message: string, options?: ErrorOptions) {
    super("PYWELD_TIMEOUT", message, options);
  }
}

/** Something was cancelled before it was done. */
export class CancelledError extends PyweldError {
  override readonly name = "CancelledError";

  constructor(message: string, options?: ErrorOptions) {
    super("PYWELD_CANCELLED", message, options);
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
