/* See type_map.h. */
#include "type_map.h"

#include <stdlib.h>

static pw_type_entry *find(const pw_type_map *map, const PyTypeObject *type) {
  if (!map->capacity) return NULL;
  size_t i = ((uintptr_t)type >> 4) * (size_t)0x9e3779b97f4a7c15u >> 32 & (map->capacity - 1);
  while (map->entries[i].type && map->entries[i].type != type) i = (i + 1) & (map->capacity - 1);
  return &map->entries[i];
}

/* Whether the entry is that of the type which is at this address now. */
static int is_current(const pw_type_entry *entry) {
  PyObject *target = NULL;
  if (entry->guard == (PyObject *)entry->type) return 1;
  if (!py.PyWeakref_GetRef) return py.PyWeakref_GetObject(entry->guard) == (PyObject *)entry->type;
  if (py.PyWeakref_GetRef(entry->guard, &target) <= 0) return 0;
  py.Py_DecRef(target); /* the caller holds it as well */
  return 1;
}

int pw_type_map_get(const pw_type_map *map, const PyTypeObject *type, uint32_t *number) {
  const pw_type_entry *entry = find(map, type);
  if (!entry || !entry->type || !is_current(entry)) return 0;
  *number = entry->number;
  return 1;
}

static int grow(pw_type_map *map) {
  size_t capacity = map->capacity ? map->capacity * 2 : 64;
  pw_type_map larger = {calloc(capacity, sizeof *larger.entries), capacity, map->used};
  if (!larger.entries) return -1;
  for (size_t i = 0; i < map->capacity; i++)
    if (map->entries[i].type) *find(&larger, map->entries[i].type) = map->entries[i];
  free(map->entries);
  *map = larger;
  return 0;
}

PyObject *pw_type_map_put(pw_type_map *map, PyTypeObject *type, PyObject *guard, uint32_t number) {
  if (map->used * 2 >= map->capacity && grow(map)) return guard;
  pw_type_entry *entry = find(map, type);
  PyObject *old = entry->guard;
  if (!entry->type) map->used++;
  *entry = (pw_type_entry){type, guard, number};
  return old;
}

PyObject *pw_type_map_weak_guard(PyTypeObject *type) {
  PyObject *guard = py.PyWeakref_NewRef((PyObject *)type, NULL);
  if (!guard) py.PyErr_Clear();
  return guard;
}

void pw_type_map_drop(pw_type_map map) {
  for (size_t i = 0; i < map.capacity; i++)
    if (map.entries[i].type) py.Py_DecRef(map.entries[i].guard);
  free(map.entries);
}
