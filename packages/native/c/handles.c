/* The tables of handles, and the queue of releases (a stack that is taken whole). */
#include "handles.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "awaitable.h"
#include "js_thread.h"

typedef struct waiting {
  struct waiting *next;
  pw_js_thread *owner; /* a use of it */
  double address;      /* THE_THREAD: the owner itself is to be buried */
} waiting;

#define THE_THREAD (-1)

static _Atomic(waiting *) queue;
static _Atomic(size_t) queued;

static size_t place(const pw_handles *handles, const PyObject *object) {
  /* Objects are 16-byte aligned; Fibonacci hashing spreads what is left. */
  return ((uintptr_t)object >> 4) * (size_t)0x9e3779b97f4a7c15u >> 32 & (handles->capacity - 1);
}

static pw_handle_slot *find(const pw_handles *handles, const PyObject *object) {
  if (!handles->capacity) return NULL;
  size_t i = place(handles, object);
  while (handles->table[i].object && handles->table[i].object != object) i = (i + 1) & (handles->capacity - 1);
  return &handles->table[i];
}

static int grow(pw_handles *handles) {
  pw_handles old = *handles;
  size_t capacity = old.capacity ? old.capacity * 2 : 256;
  pw_handle_slot *larger = calloc(capacity, sizeof *larger);
  if (!larger) return -1;
  handles->table = larger;
  handles->capacity = capacity;
  for (size_t i = 0; i < old.capacity; i++)
    if (old.table[i].object) *find(handles, old.table[i].object) = old.table[i];
  free(old.table);
  return 0;
}

int pw_handle_give(pw_handles *handles, PyObject *object) {
  pw_mutex_lock(&handles->lock);
  int failed = handles->closed;
  if (!failed && handles->used * 2 >= handles->capacity) failed = grow(handles);
  if (!failed) {
    pw_handle_slot *entry = find(handles, object);
    if (!entry->object) {
      entry->object = object;
      entry->references = 0;
      handles->used++;
    }
    entry->references++;
  }
  pw_mutex_unlock(&handles->lock);
  if (!failed) py.Py_IncRef(object);
  return failed;
}

static PyObject *as_pointer(double address) {
  return address > 0 && address < 9007199254740992.0 ? (PyObject *)(uintptr_t)address : NULL;
}

PyObject *pw_handle_find(pw_handles *handles, double address) {
  PyObject *object = as_pointer(address);
  pw_mutex_lock(&handles->lock);
  pw_handle_slot *entry = object ? find(handles, object) : NULL;
  if (!entry || !entry->object) object = NULL;
  /* Under the lock: without a GIL, another thread may give this handle back at the same time. */
  if (object) py.Py_IncRef(object);
  pw_mutex_unlock(&handles->lock);
  return object;
}

/* Closes the gap that a removed entry leaves in its run. */
static void remove_entry(pw_handles *handles, pw_handle_slot *entry) {
  pw_handle_slot *table = handles->table;
  size_t capacity = handles->capacity, hole = (size_t)(entry - table), i = hole;
  for (;;) {
    i = (i + 1) & (capacity - 1);
    if (!table[i].object) break;
    size_t home = place(handles, table[i].object);
    if (((i - home) & (capacity - 1)) >= ((i - hole) & (capacity - 1))) {
      table[hole] = table[i];
      hole = i;
    }
  }
  table[hole].object = NULL;
  handles->used--;
}

void pw_handle_drop(pw_handles *handles, double address) {
  PyObject *object = as_pointer(address);
  pw_mutex_lock(&handles->lock);
  pw_handle_slot *entry = object ? find(handles, object) : NULL;
  if (!entry || !entry->object) object = NULL;
  else if (--entry->references == 0) remove_entry(handles, entry);
  pw_mutex_unlock(&handles->lock);
  /* Outside the lock: it may run a finaliser. */
  if (object) pw_awaitable_drop(object);
}

static void enqueue(pw_js_thread *owner, double address) {
  waiting *item = malloc(sizeof *item);
  if (!item) return; /* The object stays alive: a leak is better than a wait inside the garbage collector. */
  pw_js_thread_use(owner);
  item->owner = owner;
  item->address = address;
  atomic_fetch_add(&queued, 1); /* before a drain can take it off again */
  item->next = atomic_load(&queue);
  while (!atomic_compare_exchange_weak(&queue, &item->next, item)) continue;
}

void pw_handle_release_later(pw_js_thread *owner, double address) {
  if (as_pointer(address)) enqueue(owner, address);
}

void pw_handle_bury_later(pw_js_thread *owner) {
  enqueue(owner, THE_THREAD);
}

void pw_handle_drain(void) {
  waiting *item = atomic_exchange(&queue, NULL);
  while (item) {
    waiting *next = item->next;
    if (item->address == THE_THREAD) pw_js_thread_bury(item->owner);
    else pw_handle_drop(&item->owner->handles, item->address);
    pw_js_thread_end_use(item->owner);
    free(item);
    atomic_fetch_sub(&queued, 1);
    item = next;
  }
}

void pw_handles_close(pw_handles *handles) {
  pw_mutex_lock(&handles->lock);
  pw_handles old = *handles;
  handles->table = NULL;
  handles->capacity = handles->used = 0;
  handles->closed = 1;
  pw_mutex_unlock(&handles->lock);
  /* Outside the lock: it may run finalisers. */
  for (size_t i = 0; i < old.capacity; i++)
    for (size_t n = old.table[i].object ? old.table[i].references : 0; n; n--) py.Py_DecRef(old.table[i].object);
  free(old.table);
}

int pw_handle_has_waiting(void) {
  return atomic_load_explicit(&queue, memory_order_relaxed) != NULL;
}

size_t pw_handle_count(pw_handles *handles) {
  pw_mutex_lock(&handles->lock);
  size_t count = handles->used;
  pw_mutex_unlock(&handles->lock);
  return count;
}

size_t pw_handle_waiting(void) {
  return atomic_load(&queued);
}
