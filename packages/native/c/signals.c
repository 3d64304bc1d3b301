/* See signals.h. */
#define _GNU_SOURCE
#include "signals.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "abi.h"
#include "exit.h"
#include "handles.h"
#include "interrupt.h"
#include "javascript.h"

typedef struct {
  int number;
  struct sigaction next; /* what was there; written only while our handler is not */
  _Atomic int ours, listened;
} watched;

static int started;
static watched all[] = {{.number = SIGINT}, {.number = SIGTERM}, {.number = SIGHUP}};

static watched *find(int number) {
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (all[i].number == number) return &all[i];
  return NULL;
}

void pw_signals_die(int number) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  watched *signal = find(number);
  if (signal && atomic_load(&signal->ours)) action = signal->next;
  sigaction(number, &action, NULL);
  /* Inside of its handler it is blocked, and comes when that returns. */
  pthread_kill(pthread_self(), number);
}

/* The host's handler; where there is none, the signal ends the process. */
static void forward(watched *signal, siginfo_t *info, void *context) {
  struct sigaction next = signal->next;
  if (next.sa_flags & SA_SIGINFO) next.sa_sigaction(signal->number, info, context);
  else if (next.sa_handler == SIG_DFL) pw_signals_die(signal->number);
  else if (next.sa_handler != SIG_IGN) next.sa_handler(signal->number);
}

static void handle(int number, siginfo_t *info, void *context) {
  int error = errno;
  watched *signal = find(number);
  int python_has_it = number == SIGINT && pw_interrupt_main(PW_INTERRUPT_CTRL_C);
  if (atomic_load(&signal->listened)) forward(signal, info, context);
  else if (!python_has_it) pw_exit_by_signal(number);
  errno = error;
}

static int is_ours(const struct sigaction *action) {
  return action->sa_flags & SA_SIGINFO && action->sa_sigaction == handle;
}

static void put_in_front(watched *signal, const struct sigaction *current, int listened) {
  struct sigaction action = {.sa_sigaction = handle, .sa_mask = current->sa_mask};
  /* Restarting is what the host's handlers ask for; where it has none, the process would not go on to notice. */
  action.sa_flags = SA_SIGINFO | SA_RESTART | (current->sa_flags & SA_ONSTACK);
  signal->next = *current;
  atomic_store(&signal->listened, listened);
  atomic_store(&signal->ours, 1);
  sigaction(signal->number, &action, NULL);
}

static void leave_to_host(watched *signal) {
  atomic_store(&signal->ours, 0);
}

void pw_signals_changed(int32_t number, int32_t listened) {
  struct sigaction current;
  watched *signal = find(number);
  if (!started || !signal || sigaction(number, NULL, &current)) return;
  if (is_ours(&current)) {
    atomic_store(&signal->listened, listened);
    return;
  }
  int ignored = !(current.sa_flags & SA_SIGINFO) && current.sa_handler == SIG_IGN;
  /* Of the others, we have nothing to do but for what ends the process. */
  if (ignored || (listened && number != SIGINT)) leave_to_host(signal);
  else put_in_front(signal, &current, listened);
}

void pw_signals_untaken(int number) {
  watched *signal = find(number);
  if (atomic_load(&signal->ours) && !atomic_load(&signal->listened)) pw_exit_by_signal(number);
}

static void in_forked_child(void) {
  pw_interrupt_mark_fork();
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    struct sigaction plain = {.sa_handler = SIG_DFL};
    if (atomic_load(&all[i].ours)) sigaction(all[i].number, &plain, NULL);
  }
}

/* Attached. Lets Python take its place as the one that is told of SIGINT; the signal itself stays with the host. */
static int install(PyObject *callable) {
  sigset_t interrupt, before;
  struct sigaction current;
  PyObject *functions = pw_interrupt_functions(), *arguments[1] = {functions};
  if (!functions) return -1;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  pthread_sigmask(SIG_BLOCK, &interrupt, &before);
  sigaction(SIGINT, NULL, &current);
  PyObject *result = py.PyObject_VectorcallDict(callable, arguments, 1, NULL);
  sigaction(SIGINT, &current, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  py.Py_DecRef(functions);
  if (!result) return -1;
  py.Py_DecRef(result);
  return 0;
}

int32_t pw_signals_start(double installer, double finish) {
  if (!pw_js || !pw_js->is_main || started) return -1;
  pw_attach(&pw_js->thread);
  PyObject *callable = pw_handle_find(&pw_js->handles, installer), *ending = pw_handle_find(&pw_js->handles, finish);
  int failed = !callable || !ending || install(callable) || pw_exit_open(ending);
  if (callable) py.Py_DecRef(callable);
  if (failed) {
    py.PyErr_Clear();
    if (ending) py.Py_DecRef(ending);
  }
  pw_detach(&pw_js->thread);
  if (failed || pthread_atfork(NULL, NULL, in_forked_child)) return -1;
  pw_interrupt_open();
  started = 1;
  return 0;
}
