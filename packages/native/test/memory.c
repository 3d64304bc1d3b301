/* See memory.h. */
#include "memory.h"

#include <stdatomic.h>

static atomic_long live;
static _Thread_local long until_failure = -1, refused;
static _Thread_local int keep_failing, paused;

static int refuses(void) {
  if (until_failure < 0 || paused) return 0;
  if (until_failure > 0) return until_failure--, 0;
  if (!keep_failing) until_failure = -1;
  refused++;
  return 1;
}

static void *counted(void *memory) {
  if (memory) atomic_fetch_add(&live, 1);
  return memory;
}

void *test_malloc(size_t bytes) {
  return refuses() ? NULL : counted(malloc(bytes));
}

void *test_calloc(size_t count, size_t bytes) {
  return refuses() ? NULL : counted(calloc(count, bytes));
}

void *test_realloc(void *memory, size_t bytes) {
  if (refuses()) return NULL;
  return memory ? realloc(memory, bytes) : counted(malloc(bytes));
}

void test_free(void *memory) {
  if (memory) atomic_fetch_sub(&live, 1);
  free(memory);
}

long test_memory_live(void) {
  return atomic_load(&live);
}

void test_memory_fail(long before, int all_after) {
  until_failure = before;
  keep_failing = all_after;
  refused = 0;
}

long test_memory_heal(void) {
  until_failure = -1;
  return refused;
}

void test_memory_pause(int is_paused) {
  paused = is_paused;
}
