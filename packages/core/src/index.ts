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
export { NdArray, type NdArrayData, type NdArrayOptions, type NestedData } from "./array/nd-array.js";
export { shared, toNdArray } from "./array/to-nd-array.js";
export type { Complex, DType, DTypes, NestedArray } from "./schema/dtype.js";
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
export { t } from "./schema/py-type.js";
export type { PyType } from "./schema/py-type.js";
export { tool } from "./tool/tool-binding.js";
export type { ToolBinding, ToolOptions } from "./tool/tool-binding.js";
export type { LoadedTool, UntypedFunction } from "./tool/loaded-tool.js";
export type { PyClass, PyExceptionClass, PyFunction, PyInput, PyValue, PyVariable } from "./tool/types.js";
