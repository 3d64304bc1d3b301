/* See interrupt.h. */
#define _GNU_SOURCE
#include "interrupt.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "exit.h"
#include "signals.h"

pw_interrupt_state pw_interrupts;
static pthread_t main_thread;
static _Atomic int opened;

/* ---- waking what waits ---- */

/*
 * Runs on the main thread. Up to 3.12 Python looks for signals in the midst of its code only if it was told of them on that
 * thread; and Ctrl-C may come on any.
 */
static void tell_again(int number) {
  (void)number;
  int error = errno;
  if (pw_interrupt_is_waiting()) py.PyErr_SetInterrupt();
  errno = error;
}

/*
 * The signal that makes system calls return; 0: none yet. Without SA_RESTART, so Ctrl-C's own handler can keep it: what the
 * host waits for must not be disturbed. Whoever else uses the signal keeps it.
 */
static int nudge_signal(void) {
  static _Atomic int chosen;
  struct sigaction action;
  int known = atomic_load(&chosen);
  if (known && !sigaction(known, NULL, &action) && action.sa_handler == tell_again) return known;
#if defined(SIGRTMIN)
  const int candidates[] = {SIGURG, SIGRTMIN + 11, SIGRTMIN + 12, SIGRTMIN + 13};
#else
  const int candidates[] = {SIGURG, SIGIO, SIGINFO};
#endif
  for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
    if (sigaction(candidates[i], NULL, &action) || action.sa_flags & SA_SIGINFO || action.sa_handler != SIG_DFL) continue;
    memset(&action, 0, sizeof action);
    action.sa_handler = tell_again;
    if (sigaction(candidates[i], &action, NULL)) continue;
    atomic_store(&chosen, candidates[i]);
    return candidates[i];
  }
  return 0;
}

void pw_interrupt_nudge(void) {
  int signal = atomic_load(&opened) ? nudge_signal() : 0;
  if (signal) pthread_kill(main_thread, signal);
}

/* ---- asking, and taking ---- */

void pw_interrupt_open(void) {
  main_thread = pthread_self();
  atomic_store(&opened, 1);
}

int pw_interrupt_main(uint32_t reason) {
  if (!atomic_load(&opened) || !atomic_load(&pw_interrupts.depth)) return 0;
  if (atomic_fetch_or(&pw_interrupts.reasons, reason) & reason) return 0;
  py.PyErr_SetInterrupt();
  pw_exit_wake();
  return 1;
}

int pw_interrupt_withdraw(uint32_t reason) {
  return (atomic_fetch_and(&pw_interrupts.reasons, ~reason) & reason) != 0;
}

int pw_interrupt_is_waiting(void) {
  return atomic_load(&pw_interrupts.depth) > 0 && (atomic_load(&pw_interrupts.reasons) & ~PW_INTERRUPT_FORKED) != 0;
}

void pw_interrupt_mark_fork(void) {
  atomic_store(&pw_interrupts.reasons, PW_INTERRUPT_FORKED);
}

/* What Python is told twice to look at, it finds nothing in the second time. */
static PyObject *take(PyObject *self, PyObject *unused) {
  (void)self, (void)unused;
  return py.PyLong_FromLongLong(atomic_fetch_and(&pw_interrupts.reasons, PW_INTERRUPT_FORKED) & ~PW_INTERRUPT_FORKED);
}

static PyObject *ask(PyObject *self, PyObject *reason) {
  (void)self;
  int overflow;
  long long bit = py.PyLong_AsLongLongAndOverflow(reason, &overflow);
  if (py.PyErr_Occurred()) return NULL;
  return py.PyBool_FromLong(bit > 0 && bit < PW_INTERRUPT_FORKED && pw_interrupt_main((uint32_t)bit));
}

PyObject *pw_interrupt_functions(void) {
  static PyMethodDef definitions[] = {
      {"take", (void *)take, PW_METHOD_NO_ARGUMENTS, NULL},
      {"ask", (void *)ask, PW_METHOD_ONE, NULL},
  };
  PyObject *functions = py.PyTuple_New(2);
  for (int i = 0; functions && i < 2; i++) {
    PyObject *function = py.PyCMethod_New(&definitions[i], NULL, NULL, NULL);
    if (function) {
      py.PyTuple_SetItem(functions, i, function);
    } else {
      py.Py_DecRef(functions);
      functions = NULL;
    }
  }
  return functions;
}

/* ---- what a call leaves ---- */

/* JavaScript must not go on in a process that has none of its threads, and all of its files. */
static void end_fork(void) {
  static const char text[] =
      "pyweld: a process made by os.fork() came back from Python to JavaScript, which cannot run in it, and ends here; "
      "end it with os._exit(), or use subprocess, or multiprocessing with its start method \"spawn\"\n";
  if (write(2, text, sizeof text - 1) < 0) _exit(70);
  _exit(70);
}

void pw_interrupt_settle(void) {
  uint32_t left = atomic_fetch_and(&pw_interrupts.reasons, PW_INTERRUPT_FORKED);
  if (left & PW_INTERRUPT_FORKED) end_fork();
  if (left & PW_INTERRUPT_CTRL_C) pw_signals_untaken(SIGINT);
}
