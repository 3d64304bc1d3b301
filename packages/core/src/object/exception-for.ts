/** Gives Python an exception for whatever JavaScript throws. */
import { PythonError } from "../errors/python-error.js";
import { handleAddress } from "../frame/handle.js";
import { t } from "../schema/py-type.js";
import { supportFunction } from "./support.js";

const javascriptError = supportFunction<[string, string], object>("raised.javascript_error", [t.str, t.str], t.object);

/** The exception that the error came from; of an error of JavaScript's own, one that carries its name and message. */
export function exceptionFor(error: unknown): object {
  // A Python exception as a handle, or a class of exceptions: Python says when it is something else.
  if (handleAddress(error) !== undefined) return error as object;
  if (isPythonError(error) && handleAddress(error.exception)) return error.exception as object;
  const { name, message } = describe(error);
  return javascriptError(name, message);
}

/**
 * Gives `run` the exception for an error. When Python lets it through, what is thrown is the error itself, so that
 * JavaScript catches what JavaScript threw.
 */
export function passingThrough<T>(error: unknown, run: (exception: object) => T): T {
  const exception = exceptionFor(error);
  try {
    return run(exception);
  } catch (raised) {
    if (isPythonError(raised) && raised.exception === exception && error !== exception) throw error;
    throw raised;
  }
}

/** Two copies of the package agree by the name. */
function isPythonError(error: unknown): error is PythonError {
  return error instanceof PythonError || (error as { name?: unknown } | null | undefined)?.name === "PythonError";
}

function describe(error: unknown): { name: string; message: string } {
  if (error instanceof Error) return { name: error.name, message: error.message };
  try {
    return { name: "", message: String(error) };
  } catch {
    return { name: "", message: "a value that cannot be shown" };
  }
}
