/** Errors that are pyweld's own, split by who can mend them. Errors that Python raises are in python-error.ts. */

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
