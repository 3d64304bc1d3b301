/*
 * Interrupts Python code that runs on a thread: it gets the exception pyweld.Cancelled at its next bytecode.
 *
 * Only while a window of that thread is open, which is around one call: what was sent and did not arrive until the
 * window is closed is taken back, so that nothing else is ever hit (the next job, a finaliser, a conversion).
 */
#ifndef PYWELD_INTERRUPTION_H
#define PYWELD_INTERRUPTION_H

#include <stdatomic.h>

#include "deadline.h"
#include "python_api.h"

/* One thread that can be interrupted. What is not atomic is guarded by pw_schedule_lock. */
typedef struct pw_interruption {
  struct pw_interruption *next;
  unsigned long ident;     /* of the thread, as Python has it */
  int open;                /* the window */
  int looked_at;           /* the interrupter is to look at it */
  int sent;                /* it has the exception, or will have it at its next bytecode */
  int arrived;             /* what was sent has arrived. Of the thread itself */
  atomic_int asked;        /* the same for a thread that waits in C, which has no bytecodes */
  pw_condition *waits_at;  /* there; under pw_js_lock */
  /* Each under the lock. Whether the code that runs now is to be interrupted; it has been; nobody wants its result. */
  int (*is_due)(struct pw_interruption *);
  void (*note)(struct pw_interruption *);
  int (*is_unwanted)(struct pw_interruption *);
  /* Attached, under the lock. What else is done to a thread that waits; may be NULL. */
  void (*disturb)(struct pw_interruption *);
} pw_interruption;

/* Of the thread that runs; NULL where it is none that can be interrupted. */
extern _Thread_local pw_interruption *pw_interruption_here;

/* Starts what interrupts, once, and waits until it can. 0, or -1 when no threads or no memory are left. Detached. */
int pw_interrupts_open(void);
/* Attached. The calling thread can be interrupted from now on, until pw_interruption_end. */
void pw_interruption_begin(pw_interruption *here);
void pw_interruption_end(pw_interruption *here);
/* Under the lock, any thread. If its code is due to be interrupted, it will be. */
void pw_interrupt(pw_interruption *thread);

/* Each of these: attached, on the thread itself. */

/* Code begins that may be interrupted. -1, with the exception set, when it is due already. */
int pw_window_open(void);
/* It ends, or leaves Python for a while. What has not arrived is taken back. */
void pw_window_close(void);
/* Leaves Python, which is to come back: -1, with the exception set, when it is due already. */
int pw_window_pause(void);
/* What has not arrived yet is raised now: -1, with the exception set; 0: there is nothing. */
int pw_window_raise_pending(void);
/* Code of somebody else's runs in the midst; to be given to pw_window_resume. */
int pw_window_suspend(void);
void pw_window_resume(int was_open);
/* After pw_window_close: nobody wants the result. */
int pw_window_is_unwanted(void);
/* Raises it now, in a wait. */
void pw_interruption_raise(void);
/* On the thread itself, attached or not: whether a wait is to end by pw_interruption_raise. */
static inline int pw_interruption_asked(void) {
  return pw_interruption_here && atomic_load_explicit(&pw_interruption_here->asked, memory_order_relaxed);
}

#endif
