/** What Python raised, as a JavaScript error. Details are fetched when somebody looks at them. */
import { fileURLToPath } from "node:url";

/** One line of a Python traceback. */
export interface PythonFrame {
  readonly file: string;
  /** From 1; 0 where Python does not tell. */
  readonly line: number;
  readonly function: string;
  /** The source line, or "" where it cannot be read. */
  readonly source: string;
}

/** What is fetched on demand. */
export interface PythonErrorDetails {
  /** Outermost first, as Python prints them. */
  readonly traceback: readonly PythonFrame[];
  readonly cause: PythonError | undefined;
  readonly notes: readonly string[];
}

/** What an exception comes with. */
export interface PythonErrorInit {
  readonly pythonType: string;
  readonly message: string;
  /** The exception itself, a handle. */
  readonly exception: unknown;
  readonly details: () => PythonErrorDetails;
  /** Where an asynchronous call was made. */
  readonly origin?: { readonly stack?: string } | undefined;
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
  #details: PythonErrorDetails | undefined;

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

  /** Frames, outermost first, as Python prints them. */
  get traceback(): readonly PythonFrame[] {
    return this.#fetch().traceback;
  }

  /** What `raise … from` names, or else the exception during whose handling this one was raised. */
  override get cause(): PythonError | undefined {
    return this.#fetch().cause;
  }

  /** Notes that were added to the exception. */
  get notes(): readonly string[] {
    return this.#fetch().notes;
  }

  #fetch(): PythonErrorDetails {
    return (this.#details ??= this.#init.details());
  }
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
  return `${error.name}: ${init.pythonType}: ${error.message}${notes}${python}${framesOf(javascript)}${origin}`;
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
