/*
 * Interrupting what Python's main thread runs for a call: reasons are asked for from anywhere, signal handlers included,
 * and Python raises the exception that belongs to the reason (packages/core/python/_pyweld/interrupts.py).
 *
 * A reason belongs to the call that runs when it is asked for. When that ends first, it is forgotten, and Ctrl-C is handed
 * on to the host: it hits no later call.
 */
#ifndef PYWELD_INTERRUPT_H
#define PYWELD_INTERRUPT_H

#include <stdatomic.h>
#include <stdint.h>

#include "python_api.h"

/* Bits: interrupts.py has the same numbers. */
enum { PW_INTERRUPT_CTRL_C = 1, PW_INTERRUPT_TIME_LIMIT = 2, PW_INTERRUPT_CANCEL = 4 };
/* Not asked for: this process is a fork of the host, without its threads. */
#define PW_INTERRUPT_FORKED 0x80000000u

typedef struct pw_interrupt_state {
  _Atomic int depth;        /* calls of Python under way on its main thread; 0: the host's own code runs */
  _Atomic uint32_t reasons; /* asked for, and not yet taken by Python */
} pw_interrupt_state;

extern pw_interrupt_state pw_interrupts;

/* The calling thread becomes the one that is interrupted. Attached; Python's main thread. */
void pw_interrupt_open(void);
/* Any thread, signal handlers too: asks Python to raise. 1; 0 when nothing runs, or when it has been asked already. */
int pw_interrupt_main(uint32_t reason);
/* Any thread: takes a reason back that Python has not taken. Whether that was so. */
int pw_interrupt_withdraw(uint32_t reason);
/* Whether the main thread has yet to notice: it is to be woken now and then until it has. */
int pw_interrupt_is_waiting(void);
/* Any thread: makes what the main thread waits for return with EINTR. */
void pw_interrupt_nudge(void);
/* In a forked child: calls must not come back to the host's code. */
void pw_interrupt_mark_fork(void);
/* Attached. Functions for Python: take() -> reasons, which are gone then; ask(reason) -> bool. NULL with an exception set. */
PyObject *pw_interrupt_functions(void);

/* Whether this is such a process. */
static inline int pw_interrupt_is_fork(void) {
  return (atomic_load_explicit(&pw_interrupts.reasons, memory_order_relaxed) & PW_INTERRUPT_FORKED) != 0;
}

/* What is left when no call runs any more. */
void pw_interrupt_settle(void);
/* Where a call on another thread ends. */
static inline void pw_interrupt_check_fork(void) {
  if (pw_interrupt_is_fork()) pw_interrupt_settle();
}

/* Around each call on Python's main thread, calls within calls included; not on other threads. Relaxed: the same thread. */
static inline void pw_interrupt_enter(void) {
  int depth = atomic_load_explicit(&pw_interrupts.depth, memory_order_relaxed);
  /* It came too late for the call before. */
  if (!depth && atomic_load_explicit(&pw_interrupts.reasons, memory_order_relaxed)) pw_interrupt_settle();
  atomic_store_explicit(&pw_interrupts.depth, depth + 1, memory_order_relaxed);
}

static inline void pw_interrupt_leave(void) {
  int depth = atomic_load_explicit(&pw_interrupts.depth, memory_order_relaxed) - 1;
  atomic_store_explicit(&pw_interrupts.depth, depth, memory_order_relaxed);
  if (!depth && atomic_load_explicit(&pw_interrupts.reasons, memory_order_relaxed)) pw_interrupt_settle();
}

#endif
