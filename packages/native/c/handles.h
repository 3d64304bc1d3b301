/*
 * The Python objects that JavaScript holds: each address with the number of references handed out for it.
 *
 * An address that is not in the table is never followed, so a stale or invented handle is an error, not a crash, and
 * releasing twice is harmless.
 */
#ifndef PYWELD_HANDLES_H
#define PYWELD_HANDLES_H

#include <stddef.h>

#include "platform.h"
#include "python_api.h"

struct pw_js_thread;

typedef struct pw_handle_slot {
  PyObject *object;
  size_t references;
} pw_handle_slot;

/* Those of one JavaScript thread: open addressing, linear probing. Zero but for the lock when empty. */
typedef struct pw_handles {
  pw_mutex lock; /* workers give handles too */
  pw_handle_slot *table;
  size_t capacity, used; /* capacity is a power of two */
  int closed;            /* its thread has ended: nothing is given any more */
} pw_handles;

/* Attached. Takes a new reference to `object` for JavaScript. 0, or -1 when out of memory, or when the thread has ended. */
int pw_handle_give(pw_handles *handles, PyObject *object);
/* Attached. The object of a handle, a new reference; NULL when JavaScript does not hold it. */
PyObject *pw_handle_find(pw_handles *handles, double address);
/* Attached. Gives one reference back. Unknown addresses are ignored. */
void pw_handle_drop(pw_handles *handles, double address);
/* Any thread, attached or not: queues one reference to be given back. */
void pw_handle_release_later(struct pw_js_thread *owner, double address);
/* Any thread, attached or not: queues what a thread that has ended holds, which is buried then. */
void pw_handle_bury_later(struct pw_js_thread *owner);
/* Attached. Gives all of them back. */
void pw_handles_close(pw_handles *handles);
/* Attached. Gives back what is queued: whoever next holds the interpreter calls it. */
void pw_handle_drain(void);

size_t pw_handle_count(pw_handles *handles);
size_t pw_handle_waiting(void);

/* Non-zero when pw_handle_drain has something to do: one load, for the path of every call. */
int pw_handle_has_waiting(void);

static inline double pw_address(const void *pointer) {
  return (double)(uintptr_t)pointer;
}

#endif
