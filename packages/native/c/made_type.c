/* See made_type.h. */
#include "made_type.h"

/* A flag that says the same exists from 3.10 on. */
static PyObject *refuse_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
  (void)type, (void)arguments, (void)keywords;
  py.PyErr_SetString(py.PyExc_TypeError, "only JavaScript makes such objects: pass a function or a typed array to Python");
  return NULL;
}

const PyType_Slot pw_made_new_slot = {PW_SLOT_NEW, (void *)refuse_new};

PyTypeObject *pw_make_type(pw_made_type *place, const char *name, PyType_Slot *slots, size_t bytes, unsigned flags) {
  PyType_Spec spec = {.name = name, .basicsize = (int)(py.header_bytes + bytes), .slots = slots};
  spec.flags = flags | PW_TYPE_DEFAULT | PW_TYPE_IMMUTABLE;
  PyTypeObject *made = (PyTypeObject *)py.PyType_FromSpec(&spec), *first = NULL;
  if (!made || atomic_compare_exchange_strong(place, &first, made)) return made;
  py.Py_DecRef((PyObject *)made); /* another thread was quicker */
  return first;
}

PyObject *pw_made_new(PyTypeObject *type) {
  return py.PyType_GenericAlloc(type, 0);
}

void pw_made_free(PyObject *object) {
  PyObject *type = (PyObject *)pw_type(object);
  py.PyObject_Free(object);
  py.Py_DecRef(type); /* instances of types made from a spec hold their type */
}
