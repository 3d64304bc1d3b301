/* The table of handles (open addressing, linear probing) and the queue of releases (a stack that is taken whole). */
#include "handles.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "platform.h"

typedef struct {
  PyObject *object;
  size_t references;
} slot;

static slot *table;
static size_t capacity, used; /* capacity is a power of two */
static pw_mutex table_lock = PW_MUTEX_INITIALIZER;

typedef struct waiting {
  struct waiting *next;
  double address;
} waiting;

static _Atomic(waiting *) queue;
static _Atomic(size_t) queued;

static size_t place(const PyObject *object) {
  /* Objects are 16-byte aligned; Fibonacci hashing spreads what is left. */
  return ((uintptr_t)object >> 4) * (size_t)0x9e3779b97f4a7c15u >> 32 & (capacity - 1);
}

static slot *find(const PyObject *object) {
  if (!capacity) return NULL;
  size_t i = place(object);
  while (table[i].object && table[i].object != object) i = (i + 1) & (capacity - 1);
  return &table[i];
}

static int grow(void) {
  size_t old_capacity = capacity;
  slot *old = table, *larger = calloc(capacity ? capacity * 2 : 256, sizeof *larger);
  if (!larger) return -1;
  table = larger;
  capacity = capacity ? capacity * 2 : 256;
  for (size_t i = 0; i < old_capacity; i++)
    if (old[i].object) *find(old[i].object) = old[i];
  free(old);
  return 0;
}

int pw_handle_give(PyObject *object) {
  int failed = 0;
  pw_mutex_lock(&table_lock);
  if (used * 2 >= capacity) failed = grow();
  if (!failed) {
    slot *entry = find(object);
    if (!entry->object) {
      entry->object = object;
      entry->references = 0;
      used++;
    }
    entry->references++;
  }
  pw_mutex_unlock(&table_lock);
  if (!failed) py.Py_IncRef(object);
  return failed;
}

static PyObject *as_pointer(double address) {
  return address > 0 && address < 9007199254740992.0 ? (PyObject *)(uintptr_t)address : NULL;
}

PyObject *pw_handle_find(double address) {
  PyObject *object = as_pointer(address);
  pw_mutex_lock(&table_lock);
  slot *entry = object ? find(object) : NULL;
  if (!entry || !entry->object) object = NULL;
  /* Under the lock: without a GIL, another thread may give this handle back at the same time. */
  if (object) py.Py_IncRef(object);
  pw_mutex_unlock(&table_lock);
  return object;
}

/* Closes the gap that a removed entry leaves in its run. */
static void remove_entry(slot *entry) {
  size_t hole = (size_t)(entry - table), i = hole;
  for (;;) {
    i = (i + 1) & (capacity - 1);
    if (!table[i].object) break;
    size_t home = place(table[i].object);
    if (((i - home) & (capacity - 1)) >= ((i - hole) & (capacity - 1))) {
      table[hole] = table[i];
      hole = i;
    }
  }
  table[hole].object = NULL;
  used--;
}

void pw_handle_drop(double address) {
  PyObject *object = as_pointer(address);
  pw_mutex_lock(&table_lock);
  slot *entry = object ? find(object) : NULL;
  if (!entry || !entry->object) object = NULL;
  else if (--entry->references == 0) remove_entry(entry);
  pw_mutex_unlock(&table_lock);
  /* Outside the lock: it may run a finaliser. */
  if (object) py.Py_DecRef(object);
}

void pw_handle_release_later(double address) {
  waiting *item = malloc(sizeof *item);
  if (!item) return; /* The object stays alive: a leak is better than a wait inside the garbage collector. */
  item->address = address;
  atomic_fetch_add(&queued, 1); /* before a drain can take it off again */
  item->next = atomic_load(&queue);
  while (!atomic_compare_exchange_weak(&queue, &item->next, item)) continue;
}

void pw_handle_drain(void) {
  waiting *item = atomic_exchange(&queue, NULL);
  while (item) {
    waiting *next = item->next;
    pw_handle_drop(item->address);
    free(item);
    atomic_fetch_sub(&queued, 1);
    item = next;
  }
}

int pw_handle_has_waiting(void) {
  return atomic_load_explicit(&queue, memory_order_relaxed) != NULL;
}

size_t pw_handle_count(void) {
  pw_mutex_lock(&table_lock);
  size_t count = used;
  pw_mutex_unlock(&table_lock);
  return count;
}

size_t pw_handle_waiting(void) {
  return atomic_load(&queued);
}
