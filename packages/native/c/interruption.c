/* See interruption.h. */
#include "interruption.h"

#include "interpreter.h"
#include "js_thread.h"
#include "made_type.h"

_Thread_local pw_interruption *pw_interruption_here;

/* Under the lock. */
static pw_interruption *all;
static int is_open, is_ready, wanted;
static pw_condition work = PW_CONDITION_INITIALIZER, ready = PW_CONDITION_INITIALIZER;

/* ---- the exception ---- */

/* An instance is made when it arrives, before any code sees it. BaseException's constructor has done all the rest. */
static int arrive(PyObject *self, PyObject *arguments, PyObject *keywords) {
  (void)self, (void)arguments, (void)keywords;
  pw_interruption *here = pw_interruption_here;
  if (!here) return 0;
  pw_mutex_lock(&pw_schedule_lock);
  /* It may be made only after the window was closed, when somebody looks at it: then nothing is on its way any more. */
  if (here->sent) here->arrived = 1;
  atomic_store(&here->asked, 0);
  here->note(here);
  pw_mutex_unlock(&pw_schedule_lock);
  return 0;
}

/* Attached. Borrowed; NULL with an exception set. */
static PyObject *cancelled(void) {
  static pw_made_type made;
  PyTypeObject *known = atomic_load(&made);
  if (known) return (PyObject *)known;
  PyType_Slot slots[] = {{PW_SLOT_BASE, py.PyExc_BaseException}, {PW_SLOT_INIT, (void *)arrive}, {0, NULL}};
  PyType_Spec spec = {.name = "pyweld.Cancelled", .slots = slots, .flags = PW_TYPE_DEFAULT};
  PyTypeObject *type = (PyTypeObject *)py.PyType_FromSpec(&spec);
  if (!type || atomic_compare_exchange_strong(&made, &known, type)) return (PyObject *)type;
  py.Py_DecRef((PyObject *)type); /* another thread was quicker */
  return (PyObject *)known;
}

void pw_interruption_raise(void) {
  PyObject *type = cancelled();
  PyObject *exception = type ? py.PyObject_VectorcallDict(type, NULL, 0, NULL) : NULL;
  if (!exception) return;
  py.PyErr_SetObject(type, exception);
  py.Py_DecRef(exception);
}

/* ---- windows ---- */

/* Under the lock. Whether something was sent that has not arrived; it never will. */
static int take_back(pw_interruption *here) {
  int pending = here->sent && !here->arrived;
  here->sent = here->arrived = 0;
  atomic_store(&here->asked, 0);
  if (pending) py.PyThreadState_SetAsyncExc(here->ident, NULL);
  return pending;
}

int pw_window_open(void) {
  pw_interruption *here = pw_interruption_here;
  pw_mutex_lock(&pw_schedule_lock);
  here->open = 1;
  int due = here->is_due(here);
  pw_mutex_unlock(&pw_schedule_lock);
  if (!due) return 0;
  pw_interruption_raise();
  return -1;
}

void pw_window_close(void) {
  pw_interruption *here = pw_interruption_here;
  pw_mutex_lock(&pw_schedule_lock);
  here->open = 0;
  take_back(here);
  pw_mutex_unlock(&pw_schedule_lock);
}

int pw_window_pause(void) {
  pw_interruption *here = pw_interruption_here;
  pw_mutex_lock(&pw_schedule_lock);
  int due = take_back(here);
  here->open = due;
  pw_mutex_unlock(&pw_schedule_lock);
  if (!due) return 0;
  pw_interruption_raise();
  return -1;
}

int pw_window_raise_pending(void) {
  pw_mutex_lock(&pw_schedule_lock);
  int pending = take_back(pw_interruption_here);
  pw_mutex_unlock(&pw_schedule_lock);
  if (!pending) return 0;
  pw_interruption_raise();
  return -1;
}

int pw_window_suspend(void) {
  pw_interruption *here = pw_interruption_here;
  if (!here) return 0;
  pw_mutex_lock(&pw_schedule_lock);
  int was_open = here->open;
  here->open = 0;
  take_back(here);
  pw_mutex_unlock(&pw_schedule_lock);
  return was_open;
}

void pw_window_resume(int was_open) {
  pw_interruption *here = pw_interruption_here;
  if (!here || !was_open) return;
  pw_mutex_lock(&pw_schedule_lock);
  here->open = 1;
  if (here->is_due(here)) pw_interrupt(here);
  pw_mutex_unlock(&pw_schedule_lock);
}

int pw_window_is_unwanted(void) {
  pw_interruption *here = pw_interruption_here;
  pw_mutex_lock(&pw_schedule_lock);
  int unwanted = here->is_unwanted(here);
  pw_mutex_unlock(&pw_schedule_lock);
  return unwanted;
}

/* ---- the interrupter: it may have to wait for the interpreter, which the keeper of time must not ---- */

/* Attached, under the lock. */
static void send_to(pw_interruption *thread, PyObject *exception) {
  if (!thread->open || thread->sent || !thread->is_due(thread)) return;
  thread->sent = 1;
  py.PyThreadState_SetAsyncExc(thread->ident, exception);
  atomic_store(&thread->asked, 1);
  pw_mutex_lock(&pw_js_lock);
  if (thread->waits_at) pw_condition_signal(thread->waits_at);
  pw_mutex_unlock(&pw_js_lock);
  if (thread->disturb) thread->disturb(thread);
}

/* Attached. */
static void send_all(void) {
  PyObject *exception = cancelled();
  if (!exception) py.PyErr_Clear();
  pw_mutex_lock(&pw_schedule_lock);
  for (pw_interruption *thread = all; thread; thread = thread->next) {
    if (!thread->looked_at) continue;
    thread->looked_at = 0;
    if (exception) send_to(thread, exception);
  }
  pw_mutex_unlock(&pw_schedule_lock);
}

static void interrupt_threads(void *unused) {
  (void)unused;
  pw_thread own = {0};
  int joined = !pw_thread_join_interpreter(&own);
  pw_mutex_lock(&pw_schedule_lock);
  is_ready = joined ? 1 : -1;
  pw_condition_signal(&ready);
  while (joined) {
    while (!wanted) pw_condition_wait(&work, &pw_schedule_lock);
    wanted = 0;
    pw_mutex_unlock(&pw_schedule_lock);
    /* Not pw_attach: that may run finalisers, which take their time. */
    py.PyEval_RestoreThread(own.state);
    send_all();
    py.PyEval_SaveThread();
    pw_mutex_lock(&pw_schedule_lock);
  }
  pw_mutex_unlock(&pw_schedule_lock);
}

int pw_interrupts_open(void) {
  if (pw_deadlines_open()) return -1;
  pw_mutex_lock(&pw_schedule_lock);
  if (!is_open) is_open = !pw_thread_start(interrupt_threads, NULL, (size_t)1 << 20);
  /* A thread that joins while nothing runs Python cannot be disturbed; see pw_pool_open. */
  while (is_open && !is_ready) pw_condition_wait(&ready, &pw_schedule_lock);
  int failed = !is_open || is_ready < 0;
  pw_mutex_unlock(&pw_schedule_lock);
  return failed ? -1 : 0;
}

void pw_interruption_begin(pw_interruption *here) {
  here->ident = py.PyThread_get_thread_ident();
  pw_interruption_here = here;
  pw_mutex_lock(&pw_schedule_lock);
  here->next = all;
  all = here;
  pw_mutex_unlock(&pw_schedule_lock);
}

void pw_interruption_end(pw_interruption *here) {
  if (pw_interruption_here == here) pw_interruption_here = NULL;
  pw_mutex_lock(&pw_schedule_lock);
  for (pw_interruption **at = &all; *at; at = &(*at)->next)
    if (*at == here) {
      *at = here->next;
      break;
    }
  pw_mutex_unlock(&pw_schedule_lock);
}

void pw_interrupt(pw_interruption *thread) {
  thread->looked_at = wanted = 1;
  pw_condition_signal(&work);
}
