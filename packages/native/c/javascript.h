/*
 * The JavaScript thread: its page, its thread state, and calls in both directions, which may be nested.
 *
 * While Python runs for a call, it may call a JavaScript function, which may call Python again. Each such level has an
 * engine of its own, since the one below may be in the middle of a frame.
 */
#ifndef PYWELD_JAVASCRIPT_H
#define PYWELD_JAVASCRIPT_H

#include "engine.h"
#include "interpreter.h"

/* What runs a JavaScript function: takes the call from the page, leaves the result there, and answers a status. */
typedef int32_t (*pw_js_entry)(void);

typedef struct pw_javascript {
  pw_thread thread;
  pw_page *page;
  pw_js_entry entry;
  int level;        /* calls of JavaScript functions under way */
  int collecting;   /* arguments are being taken from the page: a call of JavaScript must leave it as it was */
} pw_javascript;

/* Of the thread that started Python. */
extern pw_javascript pw_js;

/* The engine of the current level; NULL when out of memory. */
pw_engine *pw_js_engine(void);
/* Puts a result on the page. */
void pw_js_publish(const pw_result *result, const pw_writer *writer);
/*
 * Attached. Calls the JavaScript function `id`, on this thread or not at all. A new reference; NULL with an exception
 * set.
 */
PyObject *pw_js_call(uint32_t id, PyObject *const *items, size_t count, PyObject *names);

#endif
