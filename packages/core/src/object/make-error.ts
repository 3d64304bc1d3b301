/** Makes JavaScript errors of Python exceptions: of a tool's own class where one is registered. */
import { framesOf, PythonError, type JavascriptStack } from "../errors/python-error.js";
import { CancelledError } from "../errors/pyweld-error.js";
import { currentRuntime } from "../runtime/current.js";
import type { MakeError } from "../runtime/runtime.js";
import { ExceptionDetails, type LinkedErrors } from "./exception-details.js";
import { classNumberOf } from "./py-object.js";

/** The error for an exception that Python raised. */
export const makeError: MakeError = ({ pythonType, message, exception, classNumber, javascript, origin }) => {
  const entry = currentRuntime().classes[classNumber];
  // What JavaScript threw comes back as it was.
  if (entry?.kind === "javascript") return entry.thrown(exception.handle);
  const details = (error: PythonError): ExceptionDetails =>
    new ExceptionDetails(exception.handle, linkedErrors(exception.handle, error));
  const error = new (classOf(classNumber))({ pythonType, message, exception, javascript, origin, details });
  // In place, nobody has cancelled the call: the exception is one like any other.
  return origin !== undefined && pythonType === CANCELLED ? cancelled(error, origin) : error;
};

const CANCELLED = "asyncio.exceptions.CancelledError";

function cancelled(cause: PythonError, origin: JavascriptStack): CancelledError {
  const error = new CancelledError(cause.message || "the call has been cancelled", { cause });
  error.stack = `${error.name}: ${error.message}${framesOf(origin.stack ?? "")}`;
  return error;
}

function classOf(classNumber: number): typeof PythonError {
  const entry = currentRuntime().classes[classNumber];
  return entry?.kind === "exception" ? (entry.construct as typeof PythonError) : PythonError;
}

/** The errors that can be reached from one that was thrown. */
function linkedErrors(exception: object, thrown: PythonError): LinkedErrors {
  const known = new Map([[exception, thrown]]);
  const linked: LinkedErrors = ([other, pythonType, message]) => {
    let error = known.get(other);
    if (error === undefined) {
      const details = (): ExceptionDetails => new ExceptionDetails(other, linked);
      error = new (classOf(classNumberOf(other)))({ pythonType, message, exception: { handle: other }, details });
      known.set(other, error);
    }
    return error;
  };
  return linked;
}
