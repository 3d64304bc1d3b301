/* See classes.h. Every entry holds a reference to its type: a freed one's address could come back as another type. */
#include "classes.h"

#include <stdlib.h>

#include "platform.h"

typedef struct {
  PyTypeObject *type;
  uint32_t number;
} entry;

/* Open addressing, linear probing; sizes are powers of two. `known` is what JavaScript said, `derived` what was found. */
typedef struct {
  entry *entries;
  size_t capacity, used;
} map;

static map known, derived;
static pw_mutex lock = PW_MUTEX_INITIALIZER;

/* Programs that make types without end must not keep them all alive. */
#define DERIVED_LIMIT 4096

static entry *find(const map *m, const PyTypeObject *type) {
  if (!m->capacity) return NULL;
  size_t i = ((uintptr_t)type >> 4) * (size_t)0x9e3779b97f4a7c15u >> 32 & (m->capacity - 1);
  while (m->entries[i].type && m->entries[i].type != type) i = (i + 1) & (m->capacity - 1);
  return &m->entries[i];
}

static int put(map *m, PyTypeObject *type, uint32_t number) {
  if (m->used * 2 >= m->capacity) {
    map larger = {calloc(m->capacity ? m->capacity * 2 : 64, sizeof(entry)), m->capacity ? m->capacity * 2 : 64, 0};
    if (!larger.entries) return -1;
    for (size_t i = 0; i < m->capacity; i++)
      if (m->entries[i].type) *find(&larger, m->entries[i].type) = m->entries[i];
    larger.used = m->used;
    free(m->entries);
    *m = larger;
  }
  entry *at = find(m, type);
  if (!at->type) {
    at->type = type;
    py.Py_IncRef((PyObject *)type);
    m->used++;
  }
  at->number = number;
  return 0;
}

/* Takes the derived classes out of the map; the caller gives their references back outside the lock. */
static map take_derived(void) {
  map taken = derived;
  derived = (map){0};
  return taken;
}

static void drop_all(map m) {
  for (size_t i = 0; i < m.capacity; i++)
    if (m.entries[i].type) py.Py_DecRef((PyObject *)m.entries[i].type);
  free(m.entries);
}

int pw_class_set(PyObject *type, uint32_t number) {
  pw_mutex_lock(&lock);
  int failed = put(&known, (PyTypeObject *)type, number);
  map old = take_derived();
  pw_mutex_unlock(&lock);
  drop_all(old);
  return failed;
}

/* Walks the method resolution order; the first entry is the type itself. */
static uint32_t search(PyTypeObject *type) {
  PyObject *order = py.PyObject_GetAttr((PyObject *)type, py.str___mro__);
  uint32_t number = 0;
  if (!order) py.PyErr_Clear();
  Py_ssize_t count = order && pw_is_a(order, py.PyTuple_Type) ? py.PyTuple_Size(order) : 0;
  pw_mutex_lock(&lock);
  for (Py_ssize_t i = 0; i < count && !number; i++) {
    entry *at = find(&known, (PyTypeObject *)py.PyTuple_GetItem(order, i));
    if (at && at->type) number = at->number;
  }
  pw_mutex_unlock(&lock);
  if (order) py.Py_DecRef(order);
  return number;
}

uint32_t pw_class_of(PyObject *object) {
  PyTypeObject *type = pw_type(object);
  if (!known.used) return 0;
  pw_mutex_lock(&lock);
  entry *at = find(&derived, type);
  int found = at && at->type;
  uint32_t number = found ? at->number : 0;
  pw_mutex_unlock(&lock);
  if (found) return number;
  number = search(type);
  map old = {0};
  pw_mutex_lock(&lock);
  if (derived.used >= DERIVED_LIMIT) old = take_derived();
  put(&derived, type, number); /* without memory for it, it is searched again next time */
  pw_mutex_unlock(&lock);
  drop_all(old);
  return number;
}
