/* See classes.h. */
#include "classes.h"

#include "platform.h"
#include "type_map.h"

/* `known` is what JavaScript said, `derived` what was found. */
static pw_type_map known, derived;
static pw_mutex lock = PW_MUTEX_INITIALIZER;

/* Programs that make types without end must not keep them all alive. */
#define DERIVED_LIMIT 4096

int pw_class_set(PyObject *type, uint32_t number) {
  pw_mutex_lock(&lock);
  int failed = pw_type_map_put(&known, (PyTypeObject *)type, number);
  pw_type_map old = pw_type_map_take(&derived);
  pw_mutex_unlock(&lock);
  pw_type_map_drop(old);
  return failed;
}

/* Walks the method resolution order; the first entry is the type itself. */
static uint32_t search(PyTypeObject *type) {
  PyObject *order = py.PyObject_GetAttr((PyObject *)type, py.str___mro__);
  uint32_t number = 0;
  if (!order) py.PyErr_Clear();
  Py_ssize_t count = order && pw_is_a(order, py.PyTuple_Type) ? py.PyTuple_Size(order) : 0;
  pw_mutex_lock(&lock);
  for (Py_ssize_t i = 0; i < count; i++)
    if (pw_type_map_get(&known, (PyTypeObject *)py.PyTuple_GetItem(order, i), &number)) break;
  pw_mutex_unlock(&lock);
  if (order) py.Py_DecRef(order);
  return number;
}

uint32_t pw_class_of(PyObject *object) {
  PyTypeObject *type = pw_type(object);
  uint32_t number = 0;
  if (!known.used) return 0;
  pw_mutex_lock(&lock);
  int found = pw_type_map_get(&derived, type, &number);
  pw_mutex_unlock(&lock);
  if (found) return number;
  number = search(type);
  pw_type_map old = {0};
  pw_mutex_lock(&lock);
  if (derived.used >= DERIVED_LIMIT) old = pw_type_map_take(&derived);
  pw_type_map_put(&derived, type, number); /* without memory for it, it is searched again next time */
  pw_mutex_unlock(&lock);
  pw_type_map_drop(old);
  return number;
}
