/* See type_map.h. */
#include "type_map.h"

#include <stdlib.h>

static pw_type_entry *find(const pw_type_map *map, const PyTypeObject *type) {
  if (!map->capacity) return NULL;
  size_t i = ((uintptr_t)type >> 4) * (size_t)0x9e3779b97f4a7c15u >> 32 & (map->capacity - 1);
  while (map->entries[i].type && map->entries[i].type != type) i = (i + 1) & (map->capacity - 1);
  return &map->entries[i];
}

int pw_type_map_get(const pw_type_map *map, const PyTypeObject *type, uint32_t *number) {
  const pw_type_entry *entry = find(map, type);
  if (!entry || !entry->type) return 0;
  *number = entry->number;
  return 1;
}

int pw_type_map_put(pw_type_map *map, PyTypeObject *type, uint32_t number) {
  if (map->used * 2 >= map->capacity) {
    size_t capacity = map->capacity ? map->capacity * 2 : 64;
    pw_type_map larger = {calloc(capacity, sizeof *larger.entries), capacity, map->used};
    if (!larger.entries) return -1;
    for (size_t i = 0; i < map->capacity; i++)
      if (map->entries[i].type) *find(&larger, map->entries[i].type) = map->entries[i];
    free(map->entries);
    *map = larger;
  }
  pw_type_entry *entry = find(map, type);
  if (!entry->type) {
    entry->type = type;
    py.Py_IncRef((PyObject *)type);
    map->used++;
  }
  entry->number = number;
  return 0;
}

void pw_type_map_drop(pw_type_map map) {
  for (size_t i = 0; i < map.capacity; i++)
    if (map.entries[i].type) py.Py_DecRef((PyObject *)map.entries[i].type);
  free(map.entries);
}
