/*
 * The context variables that a call made later sees: those of the JavaScript thread at the time when it was made. They
 * are captured once for all calls until that thread has run Python again, and each call works on a copy of its own.
 */
#ifndef PYWELD_CONTEXT_H
#define PYWELD_CONTEXT_H

#include "python_api.h"

struct pw_js_thread;

/* A captured context, counted: most of its users come and go without the interpreter. */
typedef struct pw_context pw_context;

/* On a JavaScript thread, attached or not. One use of its variables as they are; NULL when out of memory. */
pw_context *pw_context_now(void);
/* Any thread, attached or not. NULL is fine. */
void pw_context_end(pw_context *context);
/* Attached. From here to pw_context_leave, a copy of it is this thread's context. NULL is fine, and means no other one. */
PyObject *pw_context_enter(pw_context *context);
/* Attached, with no exception set. */
void pw_context_leave(PyObject *entered);

#endif
