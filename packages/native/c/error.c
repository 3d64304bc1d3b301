/* Failure as a value. Knows nothing of pages and frames. */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

int pw_error_set(pw_error *error, int code, const char *format, ...) {
  if (error) {
    va_list arguments;
    va_start(arguments, format);
    error->code = code;
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
  }
  return -1;
}

int pw_exception_is_grave(void) {
  return !py.PyErr_ExceptionMatches(py.PyExc_Exception) || py.PyErr_ExceptionMatches(py.PyExc_MemoryError) ||
         py.PyErr_ExceptionMatches(py.PyExc_RecursionError);
}

PyObject *pw_exception_take(void) {
  if (py.PyErr_GetRaisedException) return py.PyErr_GetRaisedException();
  PyObject *type, *value, *traceback;
  py.PyErr_Fetch(&type, &value, &traceback);
  if (!type) return NULL;
  py.PyErr_NormalizeException(&type, &value, &traceback);
  if (value && traceback) py.PyException_SetTraceback(value, traceback);
  py.Py_DecRef(type);
  if (traceback) py.Py_DecRef(traceback);
  return value;
}
