/** What Python raised, as a JavaScript error. Details are fetched when somebody looks at them. */
import { fileURLToPath } from "node:url";
import { inspect, types, type InspectOptions } from "node:util";

import { detailsKey, type ErrorFormat, type PythonErrorDetails, type PythonFrame } from "./error-details.js";
import { errorToJson, type PythonErrorJson } from "./error-json.js";
import { inspectError, shortForm } from "./inspect-error.js";

/** `Error`, as it is: the limit may be anything, and only a number makes stacks. */
const stackTraces: { stackTraceLimit: number | undefined } = Error;

/** A stack that is put into words when it is read. */
export interface JavascriptStack {
  readonly stack?: string;
}

/** The stack with as many frames as the user wants to see, and `own` of ours, which are left out when it is shown. */
export function captureStack(own: number): JavascriptStack {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = limit + own;
  // Error.captureStackTrace would take half a microsecond longer, for the accessor that it adds.
  const captured = new Error();
  Error.stackTraceLimit = limit;
  return captured;
}

/** What an exception comes with. */
export interface PythonErrorInit {
  readonly pythonType: string;
  readonly message: string;
  /** The exception itself, of which a handle is made on demand. */
  readonly exception: { readonly handle: unknown };
  readonly details: (error: PythonError) => PythonErrorDetails<PythonError>;
  /** Where the call was made; an asynchronous one has an origin instead, one that another error led to has neither. */
  readonly javascript?: JavascriptStack | undefined;
  /** Where an asynchronous call was made. */
  readonly origin?: JavascriptStack | undefined;
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
  declare readonly name: string;
  /** Name of the exception's class: `ValueError`, or `module.Name` for one that is not built in. */
  declare readonly pythonType: string;
  readonly #init: PythonErrorInit;
  #details: PythonErrorDetails<PythonError> | undefined;
  #stack: string | undefined;

  constructor(init: PythonErrorInit) {
    // Capturing a stack takes longer than the call that failed, so each error does it once: init.javascript. A limit of 0
    // would make an empty stack, which defineProperty would have formatted only to throw it away.
    const limit = Error.stackTraceLimit;
    stackTraces.stackTraceLimit = undefined;
    super(init.message);
    Error.stackTraceLimit = limit;
    this.pythonType = init.pythonType;
    this.#init = init;
    Object.defineProperty(this, "stack", PythonError.#stackProperty);
  }

  /** Begins with Python's type and frames, innermost first as JavaScript has it. Put together when read. */
  #composed(): string {
    return (this.#stack ??= compose(this, this.#init));
  }

  /** One pair of functions for all errors: with their own, each error would get a hidden class of its own as well. */
  static readonly #stackProperty: PropertyDescriptor = {
    configurable: true,
    enumerable: false,
    get(this: object) {
      if (#init in this) return this.#composed();
      // An object that was made from an error.
      return (Object.getPrototypeOf(this) as { readonly stack?: string } | null)?.stack;
    },
    set(this: object, value: string) {
      if (#init in this) this.#stack = value;
      else Object.defineProperty(this, "stack", { value, writable: true, configurable: true });
    },
  };

  /** The Python exception, as a handle. */
  get exception(): unknown {
    return this.#init.exception.handle;
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

// On the prototype, as with JavaScript's own errors: a field would be written anew for each error, the slow way.
Object.defineProperty(PythonError.prototype, "name", { value: "PythonError", configurable: true, writable: true });

function compose(error: PythonError, init: PythonErrorInit): string {
  const notes = known(() => error.notes)
    .map((note) => `\n${note}`)
    .join("");
  const python = known(() => error.traceback)
    .toReversed()
    .map((frame) => `\n    at ${frame.function} (${frame.file}:${frame.line})`)
    .join("");
  const javascript = framesOf(init.javascript?.stack ?? "");
  const origin = init.origin?.stack ? `\n    --- called from ---${framesOf(init.origin.stack)}` : "";
  return `${error.name}: ${init.pythonType}: ${error.message}${notes}${python}${javascript}${origin}`;
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
export function framesOf(stack: string): string {
  const lines = stack
    .split("\n")
    .filter((line) => line.startsWith("    at ") && !ownFolders.some((folder) => line.includes(folder)));
  return lines.map((line) => `\n${line}`).join("");
}
