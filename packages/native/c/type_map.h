/*
 * A number for each of a set of Python types: open addressing, linear probing. Not locked: its owner is.
 *
 * Each entry has a guard: the type itself, which then lives as long as the entry, or a weak reference to it. A freed
 * type's address could come back as another type, and then the weak reference tells that the entry is none of its.
 */
#ifndef PYWELD_TYPE_MAP_H
#define PYWELD_TYPE_MAP_H

#include <stddef.h>

#include "python_api.h"

typedef struct pw_type_entry {
  PyTypeObject *type;
  PyObject *guard;
  uint32_t number;
} pw_type_entry;

/* Zero-initialised when empty; capacities are powers of two. */
typedef struct pw_type_map {
  pw_type_entry *entries;
  size_t capacity, used;
} pw_type_map;

/* Attached, and the caller holds the type. Its number; 0 or 1 says whether it has one. Runs no Python. */
int pw_type_map_get(const pw_type_map *map, const PyTypeObject *type, uint32_t *number);
/*
 * Attached. Sets the number of a type and takes over the guard. Runs no Python: what it has no use for any more is for
 * the caller to drop, outside of locks. That is `guard` when out of memory, and NULL as a rule.
 */
PyObject *pw_type_map_put(pw_type_map *map, PyTypeObject *type, PyObject *guard, uint32_t number);
/* Attached, and outside of locks. A guard that leaves the type free to go; NULL, with nothing set, when out of memory. */
PyObject *pw_type_map_weak_guard(PyTypeObject *type);
/* Attached, and outside of locks, since types may go with it. Empties a map that nobody else sees. */
void pw_type_map_drop(pw_type_map map);

/* Takes everything out, for the caller to drop. */
static inline pw_type_map pw_type_map_take(pw_type_map *map) {
  pw_type_map taken = *map;
  *map = (pw_type_map){0};
  return taken;
}

#endif
