/** Sends JavaScript's errors through Python. */
import { isPythonError } from "../errors/python-error.js";
import { makeException } from "./make-exception.js";

/**
 * Gives `run` the exception for an error. When Python lets it through, what is thrown is the error itself: an error of
 * Python's would come back as another object for the same exception.
 */
export function passingThrough<T>(error: unknown, run: (exception: object) => T): T {
  const exception = makeException(error);
  try {
    return run(exception);
  } catch (raised) {
    throw sameOrOwn(error, exception, raised);
  }
}

/** The same for what gives a promise. */
export async function passingLater<T>(error: unknown, run: (exception: object) => Promise<T>): Promise<T> {
  const exception = makeException(error);
  try {
    return await run(exception);
  } catch (raised) {
    throw sameOrOwn(error, exception, raised);
  }
}

function sameOrOwn(error: unknown, exception: object, raised: unknown): unknown {
  return isPythonError(raised) && raised.exception === exception && error !== exception ? error : raised;
}
