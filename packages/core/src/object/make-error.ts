/** Makes JavaScript errors of Python exceptions: of a tool's own class where one is registered. */
import { PythonError, type PythonErrorDetails, type PythonFrame } from "../errors/python-error.js";
import { currentRuntime } from "../runtime/current.js";
import type { MakeError } from "../runtime/runtime.js";
import { t } from "../schema/py-type.js";
import { classNumberOf } from "./py-object.js";
import { supportFunction } from "./support.js";

type Details = [frames: PythonFrame[], notes: string[], cause: object | null, causeType: string, causeMessage: string];

const exceptionDetails = supportFunction<[unknown], Details>("exceptions.exception_details", [t.object], t.any);

/** The error for an exception that Python raised. */
export const makeError: MakeError = ({ pythonType, message, exception, classNumber, javascript, origin }) => {
  const entry = currentRuntime().classes[classNumber];
  // What JavaScript threw comes back as it was.
  if (entry?.kind === "javascript") return entry.thrown(exception.handle);
  const construct = entry?.kind === "exception" ? entry.construct : PythonError;
  const details = (): PythonErrorDetails => fetchDetails(exception.handle);
  return new construct({ pythonType, message, exception, javascript, origin, details });
};

function fetchDetails(exception: object): PythonErrorDetails {
  const [traceback, notes, cause, causeType, causeMessage] = exceptionDetails(exception);
  return {
    traceback,
    notes,
    cause: cause === null ? undefined : asPythonError(cause, causeType, causeMessage),
  };
}

function asPythonError(handle: object, pythonType: string, message: string): PythonError {
  const classNumber = classNumberOf(handle);
  return makeError({ pythonType, message, exception: { handle }, classNumber }) as PythonError;
}
