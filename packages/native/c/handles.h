/*
 * The Python objects that JavaScript holds: each address with the number of references handed out for it.
 *
 * An address that is not in the table is never followed, so a stale or invented handle is an error, not a crash, and
 * releasing twice is harmless.
 */
#ifndef PYWELD_HANDLES_H
#define PYWELD_HANDLES_H

#include <stddef.h>

#include "python_api.h"

/* Attached. Takes a new reference to `object` for JavaScript. 0, or -1 when out of memory. */
int pw_handle_give(PyObject *object);
/* Attached. The object of a handle, a new reference; NULL when JavaScript does not hold it. */
PyObject *pw_handle_find(double address);
/* Attached. Gives one reference back. Unknown addresses are ignored. */
void pw_handle_drop(double address);
/* Any thread, attached or not: queues one reference to be given back. */
void pw_handle_release_later(double address);
/* Attached. Gives back what is queued: whoever next holds the interpreter calls it. */
void pw_handle_drain(void);

size_t pw_handle_count(void);
size_t pw_handle_waiting(void);

/* Non-zero when pw_handle_drain has something to do: one load, for the path of every call. */
int pw_handle_has_waiting(void);

static inline double pw_address(const void *pointer) {
  return (double)(uintptr_t)pointer;
}

#endif
