/*
 * Limits of time of calls in place, which may be nested: Python calls JavaScript, which calls Python with another limit.
 * When one has passed, the innermost code of Python's that runs gets the exception, once per limit and level; the code of
 * the call itself gets it in any case, at the latest when JavaScript has returned to it.
 */
#ifndef PYWELD_JS_LIMIT_H
#define PYWELD_JS_LIMIT_H

#include "js_thread.h"

typedef struct pw_limit {
  pw_deadline deadline; /* first */
  struct pw_limit *outer;
  pw_js_thread *js;
  int level;    /* of calls of JavaScript, when it began */
  int passed;
  int arrived;  /* its own code has got the exception */
  int told;     /* code inside of it has */
} pw_limit;

/* Detached, on a JavaScript thread. 0, or -1 when no memory or no threads are left. */
int pw_limit_begin(pw_limit *limit, double milliseconds);
/* Whether it had passed. */
int pw_limit_end(pw_limit *limit);
/* On a JavaScript thread: what runs until pw_limits_show is not of the calls that have limits. */
pw_limit *pw_limits_hide(void);
void pw_limits_show(pw_limit *hidden);
/* Attached, any thread, under pw_schedule_lock. Interrupts what runs in Python on that thread. */
void pw_interrupt_js_thread(pw_js_thread *js);

#endif
