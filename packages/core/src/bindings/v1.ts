/** All that generated code may import. Only additions here; whatever breaks makes a v2. */
export { PythonError } from "../errors/python-error.js";
export { NdArray, type NdArrayData } from "../array/nd-array.js";
export { PyObject } from "../object/py-object.js";
export type {
  PyAsyncContextManager,
  PyAsyncGenerator,
  PyAsyncIterable,
  PyContextManager,
  PyGenerator,
  PyIterable,
} from "../object/typed-views.js";
export { t } from "../schema/py-type.js";
export type { PyType, PyTypeLike } from "../schema/py-type.js";
export { tool } from "../tool/tool-binding.js";
export type { PyClass, PyExceptionClass, PyFunction, PyInput, PyValue, PyVariable } from "../tool/types.js";
