/** What can be asked of a Python exception, beside its type and message; `E` is what linked exceptions are. */

/** One line of a Python traceback. Lines and columns count from 1; 0 where Python does not tell. */
export interface PythonFrame {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  /** The source line without its indentation, or "" where it cannot be read. */
  readonly source: string;
  /** Where in the line of the file the expression begins that was running. Python tells from 3.11 on. */
  readonly column: number;
  /** The line on which it ends. */
  readonly endLine: number;
  /** The column after its last character. */
  readonly endColumn: number;
}

/** Options of {@link PythonErrorDetails.format}, those of Python's own `traceback.format_exception`. */
export interface ErrorFormat {
  /** How many frames of each traceback: the outermost ones, or, when negative, the innermost. */
  readonly limit?: number | undefined;
  /** Whether causes and contexts are shown; true by default. */
  readonly chain?: boolean | undefined;
}

/** What is fetched on demand. */
export interface PythonErrorDetails<E> {
  readonly traceback: readonly PythonFrame[];
  readonly omittedFrames: number;
  readonly cause: E | undefined;
  readonly context: E | undefined;
  readonly suppressContext: boolean;
  readonly notes: readonly string[];
  readonly errors: readonly E[];
  /** Names of its attributes. */
  readonly attributes: readonly string[];
  /** An attribute, or undefined. */
  get(name: string): unknown;
  /** The attributes that are set, as what JSON can hold. */
  plainAttributes(): Readonly<Record<string, unknown>>;
  format(options: ErrorFormat): string;
}

/** Under this key an error gives its details, whatever a subclass has put in the place of its members. */
export const detailsKey: unique symbol = Symbol.for("pyweld.details");

/** A Python exception, as those that show it see it. */
export interface DetailedError {
  readonly name: string;
  readonly pythonType: string;
  readonly message: string;
  readonly stack?: string;
  [detailsKey](): PythonErrorDetails<DetailedError>;
}

/** A detail, or what stands for it when the exception has been released: an error can always be shown. */
export function detailOf<T>(
  error: DetailedError,
  read: (details: PythonErrorDetails<DetailedError>) => T,
  otherwise: T,
): T {
  try {
    return read(error[detailsKey]());
  } catch {
    return otherwise;
  }
}

/** Properties that somebody has added to the error. */
export function addedProperties(error: object): [string, unknown][] {
  return Object.entries(error).filter(([key]) => !known.has(key));
}

const known: ReadonlySet<string> = new Set(["name", "pythonType", "message", "stack"]);
