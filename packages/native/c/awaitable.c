/* See awaitable.h. */
#include "awaitable.h"

/* Of a code object: a generator that stands for a coroutine (types.coroutine). */
#define ITERABLE_COROUTINE 0x100

/* Before 3.10 only classes that are made at run time tell their slots. */
static int has_await(PyTypeObject *type) {
  if (py.version >= 0x030a || (py.PyType_GetFlags(type) & PW_TYPE_HEAP))
    return py.PyType_GetSlot(type, PW_SLOT_AWAIT) != NULL;
  PyObject *found = py.PyObject_GetAttr((PyObject *)type, py.str___await__);
  if (found) py.Py_DecRef(found);
  else py.PyErr_Clear();
  return found != NULL;
}

static int is_iterable_coroutine(PyObject *generator) {
  PyObject *code = py.PyObject_GetAttr(generator, py.str_gi_code);
  PyObject *flags = code ? py.PyObject_GetAttr(code, py.str_co_flags) : NULL;
  int overflow;
  long long bits = flags ? py.PyLong_AsLongLongAndOverflow(flags, &overflow) : 0;
  if (!flags) py.PyErr_Clear();
  if (flags) py.Py_DecRef(flags);
  if (code) py.Py_DecRef(code);
  return (bits & ITERABLE_COROUTINE) != 0;
}

int pw_is_awaitable(PyObject *object) {
  PyTypeObject *type = pw_type(object);
  if (type == py.PyCoro_Type) return 1;
  if (type == py.PyLong_Type || type == py.PyFloat_Type || type == py.PyUnicode_Type || object == py.None) return 0;
  return type == py.PyGen_Type ? is_iterable_coroutine(object) : has_await(type);
}

/* Whether nobody else holds it. */
static int is_last(PyObject *object) {
  PyObject *count = py.PySys_GetObject("getrefcount"); /* borrowed */
  PyObject *found = count ? py.PyObject_VectorcallDict(count, &object, 1, NULL) : NULL;
  int overflow;
  long long references = found ? py.PyLong_AsLongLongAndOverflow(found, &overflow) : 0;
  if (found) py.Py_DecRef(found);
  else py.PyErr_Clear();
  return references == 1;
}

void pw_awaitable_drop(PyObject *object) {
  if (pw_type(object) == py.PyCoro_Type && is_last(object)) {
    PyObject *closed = py.PyObject_VectorcallMethod(py.str_close, &object, 1, NULL);
    if (closed) py.Py_DecRef(closed);
    else py.PyErr_WriteUnraisable(object);
  }
  py.Py_DecRef(object);
}
