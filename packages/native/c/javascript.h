/*
 * Calls of JavaScript functions on the thread that they belong to, which may be nested.
 *
 * While Python runs for a call, it may call a JavaScript function, which may call Python again. Each such level has an
 * engine of its own, since the one below may be in the middle of a frame.
 */
#ifndef PYWELD_JAVASCRIPT_H
#define PYWELD_JAVASCRIPT_H

#include "engine.h"
#include "js_thread.h"

/*
 * Puts a result on the page of this thread. `stays`: what is in the writer's buffers lies there for as long as this thread
 * runs, as a rule; JavaScript sees it there.
 *
 * To see memory at an address that is new to it takes JavaScript longer than a small call, and koffi ends the process when
 * the worker of Node's that does so is being terminated. Small frames are copied where JavaScript sees them already: those
 * of other threads, and in workers all of them.
 */
void pw_js_publish(const pw_result *result, const pw_writer *writer, int stays);
/*
 * Attached. Calls the JavaScript function `id` of a thread: here, when this is that thread, or by asking it. `is_async`:
 * it gives a promise. A new reference; NULL with an exception set.
 */
PyObject *pw_js_call(pw_js_thread *owner, uint32_t id, int is_async, PyObject *const *items, size_t count,
                     PyObject *names);

/* Everything as one tuple: the positional arguments, then a dict of the others if there are any. NULL with an exception set. */
PyObject *pw_js_gather(PyObject *const *items, size_t count, PyObject *names);
/*
 * Attached. Calls a function of this thread for another one that has gathered the arguments. Where it gives a promise,
 * `is_promised` is set, NULL given, and pw_settle tells later, by that ticket, what it came to.
 */
PyObject *pw_js_answer(uint32_t id, double ticket, PyObject *gathered, int keywords, int *is_promised);
/* Attached. The value on the page, with its status. A new reference; NULL with an exception set. */
PyObject *pw_js_take_result(int32_t status);

/* Gives the interpreter up, whatever thread this is, and takes it again. */
typedef struct pw_js_detached {
  PyThreadState *state;
  int depth; /* of a JavaScript thread */
} pw_js_detached;
pw_js_detached pw_js_detach(void);
void pw_js_attach(pw_js_detached detached);

#endif
