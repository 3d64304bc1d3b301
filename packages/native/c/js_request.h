/*
 * Calls of JavaScript functions from other threads than theirs. The caller leaves a request with the function's thread and
 * waits, without the interpreter, until that thread has answered; one that runs an event loop of asyncio gets a future
 * for what takes its time.
 *
 * The JavaScript thread serves requests when its event loop says so. It may also be inside of a Python call that waits
 * for the very thread that asks (join, queue.get, future.result): a signal is sent, whose handler Python's main thread
 * runs even there. A worker of Node's has no such way: it serves when its call has come to an end.
 */
#ifndef PYWELD_JS_REQUEST_H
#define PYWELD_JS_REQUEST_H

#include "js_thread.h"

typedef struct pw_request pw_request;

/*
 * Attached, on another thread than `owner`. Calls its function `id`; names, if any, are those of the last items. A new
 * reference; NULL with an exception set.
 */
PyObject *pw_js_request(pw_js_thread *owner, uint32_t id, int is_async, PyObject *const *items, size_t count,
                        PyObject *names);
/* Attached, on a JavaScript thread. Serves all requests to it. */
void pw_requests_serve(void);
/* The JavaScript thread tells what a promise came to: page.ticket says whose, the rest of the page what. */
void pw_request_settle(int32_t status);

/* Attached. What Python is to run for PW_LET_IN_SIGNAL. A new reference; NULL with an exception set. */
PyObject *pw_request_handler(void);

/* Seconds that a request may wait before JavaScript begins with it. */
void pw_request_limit(double seconds);

/* Under pw_js_lock. The thread has ended: nobody will answer. */
void pw_requests_end(pw_js_thread *js);
/* Attached. Tells futures so. */
void pw_requests_bury(pw_js_thread *js);

#endif
