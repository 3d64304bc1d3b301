/** The runtime of pyweld: CPython inside this process. */
export {
  CancelledError,
  ConversionError,
  PyweldError,
  SetupError,
  TimeoutError,
  UsageError,
} from "./errors/pyweld-error.js";
export type { PyweldErrorCode } from "./errors/pyweld-error.js";
export { PythonError } from "./errors/python-error.js";
export type { PythonFrame } from "./errors/python-error.js";
export type { FoundPython } from "./environment/find-python.js";
export { PyObject } from "./object/py-object.js";
export type { Keywords } from "./object/py-object.js";
export {
  python,
  type DynamicObject,
  type LoadOptions,
  type Python,
  type PythonOptions,
  type PythonStats,
} from "./python/python.js";
export { fromArrow } from "./table/from-arrow.js";
export { fromColumns } from "./table/from-columns.js";
export { fromRecords } from "./table/from-records.js";
export type { ColumnInput, TableLibrary, TableOptions } from "./table/make-frame.js";
export { toArrow } from "./table/to-arrow.js";
export { toColumns } from "./table/to-columns.js";
export type { NumberArray } from "./table/to-columns.js";
export { toRecords } from "./table/to-records.js";
export { t } from "./schema/py-type.js";
export type { PyType } from "./schema/py-type.js";
export { tool } from "./tool/tool-binding.js";
export type { ToolBinding, ToolOptions } from "./tool/tool-binding.js";
export type { LoadedTool, UntypedFunction } from "./tool/loaded-tool.js";
export type { PyClass, PyExceptionClass, PyFunction, PyInput, PyValue, PyVariable } from "./tool/types.js";
