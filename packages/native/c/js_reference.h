/*
 * JavaScript's values that Python holds: functions, which Python calls, and memory, which Python reads and writes.
 *
 * JavaScript gives each such value a number (an id). A Python object stands for it; when that object goes, the id is
 * queued, and JavaScript lets go of the value once it has taken the id off the queue. An id means something only to the
 * JavaScript thread that gave it.
 */
#ifndef PYWELD_JS_REFERENCE_H
#define PYWELD_JS_REFERENCE_H

#include <stdatomic.h>
#include <stddef.h>

#include "python_api.h"

struct pw_js_thread;
struct pw_dropped;

/* Ids of one JavaScript thread that Python no longer holds. Zero-initialised when empty. */
typedef struct pw_dropped_ids {
  _Atomic(struct pw_dropped *) queue;
  struct pw_dropped *taken; /* only its thread takes */
} pw_dropped_ids;

/* Set in the id of an async function: a call of it gives a promise. */
#define PW_JS_ASYNC 0x80000000u

/* Attached. A Python object that calls the JavaScript function `id`. A new reference; NULL with an exception set. */
PyObject *pw_js_function_new(struct pw_js_thread *owner, uint32_t id);

typedef struct pw_js_memory {
  uint32_t id;
  void *address;
  size_t bytes;
  char format; /* of the items: one letter of the struct module */
  int readonly;
} pw_js_memory;

/*
 * Attached. A memoryview of JavaScript's memory. A new reference; NULL with an exception set. Adds 1 to `created` once
 * Python holds the memory: from then on, its id comes off the queue.
 */
PyObject *pw_js_memory_new(struct pw_js_thread *owner, const pw_js_memory *memory, uint32_t *created);

/* Attached. Whether `object` stands for a JavaScript function of that thread; its id if so. */
int pw_js_function_id(const struct pw_js_thread *owner, PyObject *object, uint32_t *id);

/* Any thread: queues an id, once per object that stood for it. */
void pw_js_drop(pw_dropped_ids *ids, uint32_t id);
/* Its own thread: the id of a value that Python no longer holds, once each; 0 when there is none. */
uint32_t pw_js_next_dropped(pw_dropped_ids *ids);
/* Whether pw_js_next_dropped has any: one load, for the path of every call. */
int pw_js_has_dropped(const pw_dropped_ids *ids);
/* Python objects that stand for JavaScript values. */
size_t pw_js_count(void);

#endif
