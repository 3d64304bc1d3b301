/* See table.h. */
#include "table.h"

#include <stdlib.h>

static pw_table_entry **bucket(const pw_table *table, uint64_t key) {
  return &table->buckets[key & (table->capacity - 1)];
}

static int grow(pw_table *table) {
  pw_table larger = {.capacity = table->capacity ? table->capacity * 2 : 64, .used = table->used};
  larger.buckets = calloc(larger.capacity, sizeof *larger.buckets);
  if (!larger.buckets) return -1;
  for (size_t i = 0; i < table->capacity; i++)
    for (pw_table_entry *entry = table->buckets[i], *next; entry; entry = next) {
      next = entry->next;
      pw_table_entry **place = bucket(&larger, entry->key);
      entry->next = *place;
      *place = entry;
    }
  free(table->buckets);
  *table = larger;
  return 0;
}

int pw_table_add(pw_table *table, pw_table_entry *entry) {
  if (table->used >= table->capacity && grow(table)) return -1;
  pw_table_entry **place = bucket(table, entry->key);
  entry->next = *place;
  *place = entry;
  table->used++;
  return 0;
}

static pw_table_entry *same_key(pw_table_entry *entry, uint64_t key) {
  while (entry && entry->key != key) entry = entry->next;
  return entry;
}

pw_table_entry *pw_table_find(const pw_table *table, uint64_t key) {
  return table->capacity ? same_key(*bucket(table, key), key) : NULL;
}

pw_table_entry *pw_table_next(const pw_table_entry *entry) {
  return same_key(entry->next, entry->key);
}

void pw_table_remove(pw_table *table, pw_table_entry *entry) {
  if (!table->capacity) return;
  for (pw_table_entry **at = bucket(table, entry->key); *at; at = &(*at)->next) {
    if (*at != entry) continue;
    *at = entry->next;
    table->used--;
    return;
  }
}
