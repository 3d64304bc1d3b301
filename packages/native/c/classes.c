/* See classes.h. */
#include "classes.h"

#include <stdatomic.h>

#include "platform.h"
#include "type_map.h"

/* `known` is what JavaScript said, `derived` what was found. */
static pw_type_map known, derived;
static unsigned generation; /* of `derived`: what was found before it was emptied is not kept */
static atomic_int some_known; /* so that the commonest case needs no lock */
static pw_mutex lock = PW_MUTEX_INITIALIZER;

/* Programs that make types without end must not make the table of them grow without end. */
#define DERIVED_LIMIT 4096

int pw_class_set(PyObject *type, uint32_t number) {
  PyObject *guard = pw_new_ref(type); /* lives for as long as its number */
  uint32_t now = 0;
  pw_mutex_lock(&lock);
  guard = pw_type_map_put(&known, (PyTypeObject *)type, guard, number);
  int failed = !pw_type_map_get(&known, (PyTypeObject *)type, &now) || now != number ? -1 : 0;
  pw_type_map old = pw_type_map_take(&derived);
  generation++;
  pw_mutex_unlock(&lock);
  atomic_store(&some_known, 1);
  pw_type_map_drop(old);
  if (guard) py.Py_DecRef(guard);
  return failed;
}

/* Walks the method resolution order; the first entry is the type itself. 0, or -1 when there is no telling. */
static int search(PyTypeObject *type, uint32_t *number) {
  PyObject *order = py.PyObject_GetAttr((PyObject *)type, py.str___mro__);
  if (!order) {
    py.PyErr_Clear();
    return -1;
  }
  Py_ssize_t count = pw_is_a(order, py.PyTuple_Type) ? py.PyTuple_Size(order) : 0;
  pw_mutex_lock(&lock);
  for (Py_ssize_t i = 0; i < count; i++)
    if (pw_type_map_get(&known, (PyTypeObject *)py.PyTuple_GetItem(order, i), number)) break;
  pw_mutex_unlock(&lock);
  py.Py_DecRef(order);
  return 0;
}

uint32_t pw_class_of(PyObject *object) {
  PyTypeObject *type = pw_type(object);
  uint32_t number = 0;
  if (!atomic_load_explicit(&some_known, memory_order_relaxed)) return 0;
  pw_mutex_lock(&lock);
  int found = pw_type_map_get(&derived, type, &number);
  unsigned asked = generation;
  pw_mutex_unlock(&lock);
  if (found || search(type, &number)) return number;
  /* Without memory to keep it, it is searched again next time. */
  PyObject *guard = pw_type_map_weak_guard(type);
  if (!guard) return number;
  pw_type_map old = {0};
  pw_mutex_lock(&lock);
  if (asked == generation) {
    if (derived.used >= DERIVED_LIMIT) old = pw_type_map_take(&derived);
    guard = pw_type_map_put(&derived, type, guard, number);
  }
  pw_mutex_unlock(&lock);
  pw_type_map_drop(old);
  if (guard) py.Py_DecRef(guard);
  return number;
}
