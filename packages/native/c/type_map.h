/*
 * A number for each of a set of Python types: open addressing, linear probing. Holds a reference to every type in it: a
 * freed one's address could come back as another type. Not locked: its owner is.
 */
#ifndef PYWELD_TYPE_MAP_H
#define PYWELD_TYPE_MAP_H

#include <stddef.h>

#include "python_api.h"

typedef struct pw_type_entry {
  PyTypeObject *type;
  uint32_t number;
} pw_type_entry;

/* Zero-initialised when empty; capacities are powers of two. */
typedef struct pw_type_map {
  pw_type_entry *entries;
  size_t capacity, used;
} pw_type_map;

/* The number of a type; 0 or 1 says whether it has one. */
int pw_type_map_get(const pw_type_map *map, const PyTypeObject *type, uint32_t *number);
/* Attached. Sets the number of a type. 0, or -1 when out of memory. */
int pw_type_map_put(pw_type_map *map, PyTypeObject *type, uint32_t number);
/* Attached, and outside of locks, since types may go with it. Empties a map that nobody else sees. */
void pw_type_map_drop(pw_type_map map);

/* Takes everything out, for the caller to drop. */
static inline pw_type_map pw_type_map_take(pw_type_map *map) {
  pw_type_map taken = *map;
  *map = (pw_type_map){0};
  return taken;
}

#endif
