/* See exit.h. */
#define _GNU_SOURCE
#include "exit.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "interrupt.h"
#include "platform.h"
#include "signals.h"

/* Milliseconds. */
enum { GRACE = 500, MARGIN = 500, DOUBLED = 100, LONGEST_NUDGE = 50 };
#define WATCH_STACK ((size_t)256 << 10)
#define PYTHON_STACK ((size_t)16 << 20)

static pw_wake wake;
static PyObject *finish;
static _Atomic int opened, grace = GRACE;
/* The host's own end: when it must be over (0: it has not begun), and its code. */
static _Atomic long long deadline;
static _Atomic int exit_code;
/* The end by a signal. */
static _Atomic int fatal, python_is_done;
static _Atomic long long fatal_since;

static long long latest(void) {
  return (long long)pw_now() + atomic_load(&grace) + MARGIN;
}

void pw_exit_wake(void) {
  if (atomic_load(&opened)) pw_wake_raise(&wake);
}

void pw_exit_grace(int32_t milliseconds) {
  atomic_store(&grace, milliseconds);
}

/* ---- by a signal ---- */

void pw_exit_by_signal(int number) {
  int none = 0;
  if (atomic_load(&opened) && !atomic_load(&deadline)) {
    long long begun = (long long)pw_now();
    if (atomic_compare_exchange_strong(&fatal, &none, number)) {
      atomic_store(&fatal_since, begun);
      pw_exit_wake();
      return;
    }
    /* The same one twice: package managers pass Ctrl-C on to a process that has had it from the terminal. */
    if (none == number && begun - atomic_load(&fatal_since) < DOUBLED) return;
  }
  pw_signals_die(number);
}

static void run_finish(void *unused) {
  (void)unused;
  pw_thread thread = {0};
  if (!pw_thread_join_interpreter(&thread)) {
    pw_attach(&thread);
    PyObject *seconds = py.PyFloat_FromDouble(atomic_load(&grace) / 1000.0), *arguments[1] = {seconds};
    PyObject *result = seconds ? py.PyObject_VectorcallDict(finish, arguments, 1, NULL) : NULL;
    if (!result) py.PyErr_Clear();
    if (result) py.Py_DecRef(result);
    if (seconds) py.Py_DecRef(seconds);
    pw_detach(&thread);
  }
  atomic_store(&python_is_done, 1);
  pw_exit_wake();
}

static void die_by(int number) {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, number);
  pw_signals_die(number);
  pthread_sigmask(SIG_UNBLOCK, &one, NULL);
  /* A handler that comes back instead. */
  _exit(128 + number);
}

/* ---- the thread ---- */

/* Milliseconds until there is something to do again; -1: until it is woken. */
static int look(int *nudged) {
  static long long limit;
  int number = atomic_load(&fatal), wait = -1;
  if (number && !limit) {
    limit = latest();
    if (pw_thread_start(run_finish, NULL, PYTHON_STACK)) atomic_store(&python_is_done, 1);
  }
  if (number && atomic_load(&python_is_done)) die_by(number);
  long long until = number ? limit : atomic_load(&deadline);
  if (until) {
    long long left = until - (long long)pw_now();
    if (left <= 0) {
      if (number) die_by(number);
      _exit(atomic_load(&exit_code));
    }
    wait = (int)left;
  }
  if (!pw_interrupt_is_waiting()) {
    *nudged = 0;
    return wait;
  }
  /* Again and again: Python may have looked for signals just before it began to wait. */
  pw_interrupt_nudge();
  if (*nudged < LONGEST_NUDGE) *nudged = *nudged ? *nudged * 2 : 1;
  return wait < 0 || wait > *nudged ? *nudged : wait;
}

static void watch(void *unused) {
  (void)unused;
  sigset_t every;
  sigfillset(&every);
  pthread_sigmask(SIG_SETMASK, &every, NULL);
  for (int nudged = 0;;) {
    struct pollfd watched = {.fd = wake.read_end, .events = POLLIN};
    /* Cleared first: who raises it meanwhile is seen by the look that follows, or by the next poll. */
    pw_wake_clear(&wake);
    poll(&watched, 1, look(&nudged));
  }
}

int pw_exit_open(PyObject *callable) {
  finish = callable;
  if (pw_wake_open(&wake, 0)) return -1;
  /* The host closes its libraries when it ends. */
  pw_library_keep(&wake);
  if (pw_thread_start(watch, NULL, WATCH_STACK)) return -1;
  atomic_store(&opened, 1);
  return 0;
}

/* ---- by the host ---- */

void pw_exit_begin(int32_t code) {
  atomic_store(&exit_code, code);
  if (!atomic_load(&opened)) return;
  atomic_store(&deadline, latest());
  pw_exit_wake();
  while (atomic_load(&fatal)) pause();
}

#if defined(__GLIBC__)
static void end_now(int code, void *unused) {
  (void)unused;
  fflush(NULL);
  _exit(code);
}
#else
static void end_now(void) {
  fflush(NULL);
  _exit(atomic_load(&exit_code));
}
#endif

void pw_exit_finished(int32_t threads_run) {
  if (!threads_run) return;
  /* Registered last, it comes first. */
#if defined(__GLIBC__)
  on_exit(end_now, NULL);
#else
  atexit(end_now);
#endif
}
