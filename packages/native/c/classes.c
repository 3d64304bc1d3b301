/* See classes.h. */
#include "classes.h"

/* Programs that make types without end must not make the table of them grow without end. */
#define DERIVED_LIMIT 4096

int pw_class_set(pw_classes *classes, PyObject *type, uint32_t number) {
  PyObject *guard = pw_new_ref(type); /* lives for as long as its number */
  uint32_t now = 0;
  pw_mutex_lock(&classes->lock);
  guard = pw_type_map_put(&classes->known, (PyTypeObject *)type, guard, number);
  int failed = !pw_type_map_get(&classes->known, (PyTypeObject *)type, &now) || now != number ? -1 : 0;
  pw_type_map old = pw_type_map_take(&classes->derived);
  classes->generation++;
  pw_mutex_unlock(&classes->lock);
  atomic_store(&classes->some_known, 1);
  pw_type_map_drop(old);
  if (guard) py.Py_DecRef(guard);
  return failed;
}

/* Walks the method resolution order; the first entry is the type itself. 0, or -1 when there is no telling. */
static int search(pw_classes *classes, PyTypeObject *type, uint32_t *number) {
  PyObject *order = py.PyObject_GetAttr((PyObject *)type, py.str___mro__);
  if (!order) {
    py.PyErr_Clear();
    return -1;
  }
  Py_ssize_t count = pw_is_a(order, py.PyTuple_Type) ? py.PyTuple_Size(order) : 0;
  pw_mutex_lock(&classes->lock);
  for (Py_ssize_t i = 0; i < count; i++)
    if (pw_type_map_get(&classes->known, (PyTypeObject *)py.PyTuple_GetItem(order, i), number)) break;
  pw_mutex_unlock(&classes->lock);
  py.Py_DecRef(order);
  return 0;
}

uint32_t pw_class_of(pw_classes *classes, PyObject *object) {
  PyTypeObject *type = pw_type(object);
  uint32_t number = 0;
  if (!atomic_load_explicit(&classes->some_known, memory_order_relaxed)) return 0;
  pw_mutex_lock(&classes->lock);
  int found = pw_type_map_get(&classes->derived, type, &number);
  unsigned asked = classes->generation;
  pw_mutex_unlock(&classes->lock);
  if (found || search(classes, type, &number)) return number;
  /* Without memory to keep it, it is searched again next time. */
  PyObject *guard = pw_type_map_weak_guard(type);
  if (!guard) return number;
  pw_type_map old = {0};
  pw_mutex_lock(&classes->lock);
  if (asked == classes->generation) {
    if (classes->derived.used >= DERIVED_LIMIT) old = pw_type_map_take(&classes->derived);
    guard = pw_type_map_put(&classes->derived, type, guard, number);
  }
  pw_mutex_unlock(&classes->lock);
  pw_type_map_drop(old);
  if (guard) py.Py_DecRef(guard);
  return number;
}

void pw_classes_clear(pw_classes *classes) {
  pw_mutex_lock(&classes->lock);
  pw_type_map known = pw_type_map_take(&classes->known), derived = pw_type_map_take(&classes->derived);
  classes->generation++;
  pw_mutex_unlock(&classes->lock);
  pw_type_map_drop(known);
  pw_type_map_drop(derived);
}
