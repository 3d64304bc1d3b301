/* See made_type.h. */
#include "made_type.h"

static size_t header;

size_t pw_header_bytes(void) {
  if (header) return header;
  PyObject *size = py.PyObject_GetAttrString((PyObject *)py.PyBaseObject_Type, "__basicsize__");
  int overflow;
  long long bytes = size ? py.PyLong_AsLongLongAndOverflow(size, &overflow) : -1;
  if (size) py.Py_DecRef(size);
  header = bytes > 0 ? (size_t)bytes : 0;
  return header;
}

PyTypeObject *pw_make_type(const char *name, PyType_Slot *slots, size_t bytes, unsigned flags) {
  size_t before = pw_header_bytes();
  if (!before) return NULL;
  PyType_Spec spec = {
      .name = name, .basicsize = (int)(before + bytes), .flags = flags | PW_TYPE_DEFAULT | PW_TYPE_NO_NEW, .slots = slots};
  return (PyTypeObject *)py.PyType_FromSpec(&spec);
}

PyObject *pw_made_new(PyTypeObject *type) {
  return py.PyType_GenericAlloc(type, 0);
}

void *pw_made_fields(PyObject *object) {
  return (char *)object + header;
}

void pw_made_free(PyObject *object) {
  PyObject *type = (PyObject *)pw_type(object);
  py.PyObject_Free(object);
  py.Py_DecRef(type); /* instances of types made from a spec hold their type */
}
