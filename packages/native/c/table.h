/* A hash table of entries that others own: chained, growing, keys may occur more than once. */
#ifndef PYWELD_TABLE_H
#define PYWELD_TABLE_H

#include <stddef.h>
#include <stdint.h>

typedef struct pw_table_entry {
  struct pw_table_entry *next;
  uint64_t key;
} pw_table_entry;

/* Zero when empty. */
typedef struct pw_table {
  pw_table_entry **buckets;
  size_t capacity, used;
} pw_table;

/* 0, or -1 when out of memory. */
int pw_table_add(pw_table *table, pw_table_entry *entry);
/* The first entry of that key, or NULL. */
pw_table_entry *pw_table_find(const pw_table *table, uint64_t key);
/* The next one of the same key, or NULL. */
pw_table_entry *pw_table_next(const pw_table_entry *entry);
/* What is not there is ignored. */
void pw_table_remove(pw_table *table, pw_table_entry *entry);

#endif
