/*
 * What is due at a certain time, and the thread that sees to it: time limits of calls, and looks at whether the pool's
 * threads come back. It sleeps without limit when nothing is due, and never waits for the interpreter.
 */
#ifndef PYWELD_DEADLINE_H
#define PYWELD_DEADLINE_H

#include <stddef.h>

#include "platform.h"

typedef struct pw_deadline {
  double at;    /* by pw_now */
  size_t place; /* 1 + its place in the heap; 0: it is not set */
  void (*passed)(struct pw_deadline *); /* called once, under the lock, when it is no longer set */
} pw_deadline;

/* Guards what is queued, runs, or is due. Held for moments; never while waiting for the interpreter. */
extern pw_mutex pw_schedule_lock;

/* Starts the thread, once. 0, or -1 when no threads are left. Without the lock. */
int pw_deadlines_open(void);
/* Under the lock. Sets it, or sets it anew. 0, or -1 when out of memory. */
int pw_deadline_set(pw_deadline *deadline, double at);
/* Under the lock. Whether it was set. */
int pw_deadline_clear(pw_deadline *deadline);

#endif
