/** Finding Python, without loading it: for build machines, command-line tools and error reports. */
export { candidates } from "./candidates.js";
export type { Candidate, PythonChoice } from "./candidates.js";
export type { PythonDescription } from "./describe-python.js";
export { findPython, searchPython } from "./find-python.js";
export type { FindOptions, FoundPython, SearchStep } from "./find-python.js";
export {
  CancelledError,
  ConversionError,
  PyweldError,
  SetupError,
  TimeoutError,
  UsageError,
} from "../errors/pyweld-error.js";
export type { PyweldErrorCode } from "../errors/pyweld-error.js";
