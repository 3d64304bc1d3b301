/** What Python raised, as a JavaScript error. Details are fetched when somebody looks at them. */
import { fileURLToPath } from "node:url";
import { inspect, types, type InspectOptions } from "node:util";

import { detailsKey, type ErrorFormat, type PythonErrorDetails, type PythonFrame } from "./error-details.js";
import { errorToJson, type PythonErrorJson } from "./error-json.js";
import { inspectError, shortForm } from "./inspect-error.js";

/** What an exception comes with. */
export interface PythonErrorInit {
  readonly pythonType: string;
  readonly message: string;
  /** The exception itself, a handle. */
  readonly exception: unknown;
  readonly details: (error: PythonError) => PythonErrorDetails<PythonError>;
  /** Where an asynchronous call was made. */
  readonly origin?: { readonly stack?: string } | undefined;
  /** Whether it was reached from another error, whose stack says where in JavaScript that was. */
  readonly linked?: boolean;
}

/**
 * An exception that Python raised.
 *
 * @example
 * ```ts
 * import { python, PythonError } from "@pyweld/core";
 * try {
 *   python().eval("1 / 0");
 * } catch (error) {
 *   if (error instanceof PythonError) console.log(error.pythonType, error.message);
 * }
 * ```
 */
export class PythonError extends Error {
  override readonly name: string = "PythonError";
  /** Name of the exception's class: `ValueError`, or `module.Name` for one that is not built in. */
  readonly pythonType: string;
  readonly #init: PythonErrorInit;
  #details: PythonErrorDetails<PythonError> | undefined;

  constructor(init: PythonErrorInit) {
    // The stack that Error itself takes would be replaced at once; taking none saves a third of the cost.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(init.message);
    Error.stackTraceLimit = limit;
    this.pythonType = init.pythonType;
    this.#init = init;
    showPythonFrames(this, init);
  }

  /** The Python exception, as a handle. */
  get exception(): unknown {
    return this.#init.exception;
  }

  /** Frames, outermost first, as Python prints them; of more than 10,000 the first and the last 5,000. */
  get traceback(): readonly PythonFrame[] {
    return this[detailsKey]().traceback;
  }

  /** How many frames in the middle of {@link traceback} were left out. */
  get omittedFrames(): number {
    return this[detailsKey]().omittedFrames;
  }

  /** The exception that `raise … from` names. */
  override get cause(): PythonError | undefined {
    return this[detailsKey]().cause;
  }

  /** The exception during whose handling this one was raised. */
  get context(): PythonError | undefined {
    return this[detailsKey]().context;
  }

  /** Whether Python leaves {@link context} out when it shows the exception: after `raise … from`. */
  get suppressContext(): boolean {
    return this[detailsKey]().suppressContext;
  }

  /** Notes that were added to the exception. */
  get notes(): readonly string[] {
    return this[detailsKey]().notes;
  }

  /** The errors in an exception group, which may be groups again; none for any other exception. */
  get errors(): readonly PythonError[] {
    return this[detailsKey]().errors;
  }

  /** Names of what the exception carries, for {@link get}: `errno` and `filename` of an `OSError`. */
  get attributes(): readonly string[] {
    return this[detailsKey]().attributes;
  }

  /**
   * An attribute of the exception, converted; undefined when it has none of that name.
   *
   * @throws `PythonError` with what looking at the attribute raises.
   * @example
   * ```ts
   * import { python, PythonError } from "@pyweld/core";
   * try {
   *   python().eval("open('/nowhere')");
   * } catch (error) {
   *   if (error instanceof PythonError) console.log(error.get("errno"), error.get("filename")); // 2 /nowhere
   * }
   * ```
   */
  get(name: string): unknown {
    return this[detailsKey]().get(name);
  }

  /** The text that Python's `traceback` module prints, with the chain. */
  format(options: ErrorFormat = {}): string {
    return this[detailsKey]().format(options);
  }

  /** Plain data of the error and its chain, within bounds, for logs. Never throws. */
  toJSON(): PythonErrorJson {
    return errorToJson(this);
  }

  /** What `console.log` shows: Python's frames and the caller's, what the exception carries, its chain and group. */
  [inspect.custom](depth: number, options: InspectOptions): string {
    return depth < 0 ? shortForm(this) : inspectError(this, (value) => inspect(value, { ...options, depth: 2 }));
  }

  [detailsKey](): PythonErrorDetails<PythonError> {
    return (this.#details ??= this.#init.details(this));
  }

  /** True of errors that another copy of this package made, too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // Classes of tools extend this one: they are told by their prototypes.
    return this === PythonError ? isPythonError(value) : Function.prototype[Symbol.hasInstance].call(this, value);
  }
}

/** Whether a value is an exception that Python raised, whichever copy of this package made it. */
export function isPythonError(value: unknown): value is PythonError {
  if (!types.isNativeError(value)) return false;
  const { name, pythonType } = value as Partial<PythonError>;
  return name === "PythonError" && typeof pythonType === "string";
}

/** More frames than the runtime ever has between a user's call and this file. */
const OWN_FRAMES = 20;

/** `stack` begins with Python's type and frames, innermost first as JavaScript has it, and is put together when read. */
function showPythonFrames(error: PythonError, init: PythonErrorInit): void {
  const javascript: { stack?: string } = {};
  // Our own frames, which are left out, must not take the place of the user's.
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = limit + OWN_FRAMES;
  Error.captureStackTrace(javascript, PythonError);
  Error.stackTraceLimit = limit;
  let text: string | undefined;
  Object.defineProperty(error, "stack", {
    configurable: true,
    enumerable: false,
    get: () => (text ??= compose(error, init, javascript.stack ?? "")),
    set: (value: string) => {
      text = value;
    },
  });
}

function compose(error: PythonError, init: PythonErrorInit, javascript: string): string {
  const notes = known(() => error.notes)
    .map((note) => `\n${note}`)
    .join("");
  const python = known(() => error.traceback)
    .toReversed()
    .map((frame) => `\n    at ${frame.function} (${frame.file}:${frame.line})`)
    .join("");
  const origin = init.origin?.stack ? `\n    --- called from ---${framesOf(init.origin.stack)}` : "";
  const here = init.linked ? "" : framesOf(javascript);
  return `${error.name}: ${init.pythonType}: ${error.message}${notes}${python}${here}${origin}`;
}

/** A stack can always be shown, even when the exception has been released. */
function known<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch {
    return [];
  }
}

/** Folder of this package's code, as ES modules and as CommonJS show it: its own frames say nothing to a user. */
const own = new URL(".", import.meta.url);
const ownFolders = [own.href, fileURLToPath(own)];

/** The frames of a captured stack, without our own. */
function framesOf(stack: string): string {
  const lines = stack
    .split("\n")
    .filter((line) => line.startsWith("    at ") && !ownFolders.some((folder) => line.includes(folder)));
  return lines.map((line) => `\n${line}`).join("");
}
