/* See loop.h. */
#include "loop.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "awaitable.h"
#include "error.h"
#include "frame.h"
#include "interpreter.h"
#include "platform.h"
#include "pool.h"

#define STACK_BYTES ((size_t)16 << 20)
#define BUCKETS 4096

/* A job of the loop's, from its submission to its delivery. */
typedef struct pending {
  struct pending *next;  /* of those that have not begun */
  struct pending *chain; /* of its bucket */
  pw_job *job;
  PyObject *awaitable;   /* what another thread has called for it; NULL: its operation is still to run */
  PyObject *task;        /* it has begun; the loop's thread alone looks at it */
  uint32_t references;   /* that its arguments gave to Python */
  atomic_int cancelled;
} pending;

/* That a job be cancelled, which may have been delivered when the loop's thread comes to it. */
typedef struct cancellation {
  struct cancellation *next;
  double ticket;
} cancellation;

typedef struct spare_engine {
  pw_engine engine; /* first: one is the other */
  struct spare_engine *next;
} spare_engine;

static enum { NONE, OPENING, OPEN, CLOSED } state;
static pw_mutex lock = PW_MUTEX_INITIALIZER;
static pw_condition begun = PW_CONDITION_INITIALIZER;
static pw_wake wake;
static pending *first_waiting, *last_waiting;
static pending *table[BUCKETS]; /* by ticket */
static size_t jobs;
static cancellation *cancellations;

/* The loop's thread alone, attached. */
static spare_engine *spare_engines;
static PyObject *begin_task, *cancelled_error;

/* ---- engines: a loop within the loop (nest_asyncio) begins jobs in the midst of one ---- */

static pw_engine *take_engine(pw_js_thread *owner) {
  spare_engine *taken = spare_engines;
  if (taken) spare_engines = taken->next;
  else if (!(taken = calloc(1, sizeof *taken))) return NULL;
  taken->engine.awaits = PW_AWAITS_ALL;
  taken->engine.writer.lends = 1;
  taken->engine.reader.owner = taken->engine.writer.owner = owner;
  return &taken->engine;
}

static void give_engine(pw_engine *engine) {
  spare_engine *given = (spare_engine *)engine;
  given->next = spare_engines;
  spare_engines = given;
}

/* ---- the table, under the lock ---- */

static pending **bucket(double ticket) {
  return &table[(uint64_t)ticket % BUCKETS];
}

static pending *find(double ticket) {
  pending *at = *bucket(ticket);
  while (at && at->job->ticket != ticket) at = at->chain;
  return at;
}

static void add(pending *own) {
  pending **place = bucket(own->job->ticket);
  own->chain = *place;
  *place = own;
  own->next = NULL;
  int first = !first_waiting;
  if (first) first_waiting = own;
  else last_waiting->next = own;
  last_waiting = own;
  jobs++;
  if (first) pw_wake_raise(&wake);
}

static void take_out(pending *own) {
  pending **at = bucket(own->job->ticket);
  while (*at != own) at = &(*at)->chain;
  *at = own->chain;
  jobs--;
}

/* ---- the end of a job: attached, on any thread ---- */

static void finish_job(pw_job *job, pw_engine *engine) {
  if (engine) pw_job_take_outcome(job, &engine->writer);
  else job->result = (pw_result){.status = PW_STATUS_ERROR, .error = PW_ERROR_MEMORY};
  pw_operation_end(job->operation);
  pw_pool_end(job);
  pw_job_deliver(job);
}

/* On the loop's thread. Gives the job `value`, which it takes over; NULL: an exception is set. */
static void finish(pending *own, PyObject *value) {
  pw_job *job = own->job;
  pw_mutex_lock(&lock);
  take_out(own);
  pw_mutex_unlock(&lock);
  pw_engine *engine = take_engine(job->owner);
  if (engine) pw_deliver(engine, job->operation->result, value, &job->result);
  else if (value) py.Py_DecRef(value);
  else py.PyErr_Clear();
  job->result.references = own->references;
  finish_job(job, engine);
  if (engine) give_engine(engine);
  if (own->task) py.Py_DecRef(own->task);
  if (own->awaitable) pw_awaitable_drop(own->awaitable);
  free(own);
}

static void finish_cancelled(pending *own) {
  py.PyErr_SetString(cancelled_error, "");
  finish(own, NULL);
}

/* ---- what Python calls on the loop's thread ---- */

/* Attached. A task is done whose job has the ticket `self`. */
static PyObject *task_done(PyObject *self, PyObject *task) {
  int overflow;
  double ticket = (double)py.PyLong_AsLongLongAndOverflow(self, &overflow);
  pw_mutex_lock(&lock);
  pending *own = find(ticket);
  pw_mutex_unlock(&lock);
  if (own && own->task) finish(own, py.PyObject_VectorcallMethod(py.str_result, &task, 1, NULL));
  return pw_new_ref(py.None);
}

static PyMethodDef task_done_method = {"task_done", (void *)task_done, PW_METHOD_ONE, NULL};

/* A task of what is to be awaited, which tells when it is done. NULL with an exception set. */
static PyObject *make_task(const pending *own, PyObject *awaitable) {
  PyObject *ticket = py.PyLong_FromLongLong((long long)own->job->ticket);
  PyObject *done = ticket ? py.PyCMethod_New(&task_done_method, ticket, NULL, NULL) : NULL;
  PyObject *arguments[2] = {awaitable, done};
  PyObject *task = done ? py.PyObject_VectorcallDict(begin_task, arguments, 2, NULL) : NULL;
  if (done) py.Py_DecRef(done);
  if (ticket) py.Py_DecRef(ticket);
  return task;
}

/* Runs the operation. What it gives to be awaited, or NULL when the job is finished. */
static PyObject *run_operation(pending *own) {
  pw_job *job = own->job;
  pw_engine *engine = take_engine(job->owner);
  if (!engine) {
    finish(own, NULL);
    return NULL;
  }
  pw_execute(engine, job->operation, &job->arguments, &job->result);
  PyObject *awaitable = job->result.status == PW_STATUS_PROMISE ? engine->awaitable : NULL;
  own->references = job->result.references;
  if (!awaitable) {
    pw_mutex_lock(&lock);
    take_out(own);
    pw_mutex_unlock(&lock);
    finish_job(job, engine);
    free(own);
  }
  give_engine(engine);
  return awaitable;
}

static void begin(pending *own) {
  if (atomic_load(&own->cancelled)) {
    finish_cancelled(own);
    return;
  }
  PyObject *entered = pw_context_enter(own->job->context);
  PyObject *awaitable = own->awaitable;
  own->awaitable = NULL;
  if (!awaitable) awaitable = run_operation(own);
  if (awaitable) {
    own->task = make_task(own, awaitable);
    if (!own->task) finish(own, NULL);
    py.Py_DecRef(awaitable);
  }
  pw_context_leave(entered);
}

static void cancel(double ticket) {
  pw_mutex_lock(&lock);
  pending *own = find(ticket);
  pw_mutex_unlock(&lock);
  if (!own || !own->task) return;
  PyObject *task = pw_new_ref(own->task);
  PyObject *told = py.PyObject_VectorcallMethod(py.str_cancel, &task, 1, NULL);
  if (told) py.Py_DecRef(told);
  else py.PyErr_WriteUnraisable(task);
  py.Py_DecRef(task);
}

/* Attached. The descriptor is readable: begins all jobs that wait, and cancels what is to be cancelled. */
static PyObject *begin_waiting(PyObject *self, PyObject *unused) {
  (void)self, (void)unused;
  pw_mutex_lock(&lock);
  pw_wake_clear(&wake);
  pending *own = first_waiting;
  first_waiting = last_waiting = NULL;
  cancellation *asked = cancellations;
  cancellations = NULL;
  pw_mutex_unlock(&lock);
  while (own) {
    pending *next = own->next;
    begin(own);
    own = next;
  }
  while (asked) {
    cancellation *next = asked->next;
    cancel(asked->ticket);
    free(asked);
    asked = next;
  }
  return pw_new_ref(py.None);
}

static PyMethodDef begin_waiting_method = {"begin_waiting", (void *)begin_waiting, PW_METHOD_NO_ARGUMENTS, NULL};

/* ---- the thread ---- */

/* Attached. Runs the loop until it is stopped. What has gone wrong, an exception, or NULL. */
static PyObject *run_python(void) {
  PyObject *module = py.PyImport_ImportModule("_pyweld.event_loop");
  if (module) begin_task = py.PyObject_GetAttrString(module, "begin_task");
  if (begin_task) cancelled_error = py.PyObject_GetAttrString(module, "CancelledError");
  PyObject *serve = cancelled_error ? py.PyObject_GetAttrString(module, "serve") : NULL;
  PyObject *descriptor = serve ? py.PyLong_FromLongLong(wake.read_end) : NULL;
  PyObject *drain = descriptor ? py.PyCMethod_New(&begin_waiting_method, NULL, NULL, NULL) : NULL;
  PyObject *arguments[2] = {descriptor, drain};
  PyObject *served = drain ? py.PyObject_VectorcallDict(serve, arguments, 2, NULL) : NULL;
  PyObject *failure = served ? NULL : pw_exception_take();
  PyObject *made[] = {module, serve, descriptor, drain, served};
  for (size_t i = 0; i < sizeof made / sizeof *made; i++)
    if (made[i]) py.Py_DecRef(made[i]);
  return failure;
}

/* Under the lock. Any job that is left. */
static pending *any_left(void) {
  for (size_t i = 0; jobs && i < BUCKETS; i++)
    if (table[i]) return table[i];
  return NULL;
}

/* Attached. The loop is no more: what is left fails, with `failure` if it never ran. */
static void fail_jobs(PyObject *failure) {
  for (;;) {
    pw_mutex_lock(&lock);
    pending *own = any_left();
    pw_mutex_unlock(&lock);
    if (!own) return;
    if (failure) py.PyErr_SetObject((PyObject *)pw_type(failure), failure);
    else py.PyErr_SetString(py.PyExc_RuntimeError, "Python's event loop has been stopped");
    finish(own, NULL);
  }
}

static void run_loop(void *unused) {
  (void)unused;
  pw_thread thread = {0};
  int joined = !pw_thread_join_interpreter(&thread);
  pw_mutex_lock(&lock);
  state = joined ? OPEN : CLOSED;
  pw_condition_signal(&begun);
  pw_mutex_unlock(&lock);
  if (!joined) return;
  pw_attach(&thread);
  PyObject *failure = run_python();
  pw_mutex_lock(&lock);
  state = CLOSED; /* from here on there are no new ones */
  first_waiting = last_waiting = NULL;
  pw_mutex_unlock(&lock);
  fail_jobs(failure);
  if (failure) py.Py_DecRef(failure);
  pw_thread_leave_interpreter(&thread);
}

int pw_loop_open(void) {
  pw_mutex_lock(&lock);
  if (state == NONE) {
    pw_library_keep(&lock);
    if (!pw_wake_open(&wake, 0)) {
      state = OPENING;
      if (pw_thread_start(run_loop, NULL, STACK_BYTES)) {
        pw_wake_close(&wake);
        state = NONE;
      }
    }
  }
  /* As with the pool: a thread that joins must not be left alone with that. */
  while (state == OPENING) {
    pw_condition_wait(&begun, &lock);
    pw_condition_signal(&begun); /* whoever else waits */
  }
  int failed = state != OPEN;
  pw_mutex_unlock(&lock);
  return failed ? -1 : 0;
}

/* ---- jobs ---- */

/* 0, or -1 when it cannot be queued. */
static int queue(pw_job *job, PyObject *awaitable) {
  pending *own = calloc(1, sizeof *own);
  if (!own) return -1;
  own->job = job;
  own->awaitable = awaitable;
  own->references = job->result.references;
  pw_mutex_lock(&lock);
  int closed = state != OPEN;
  if (!closed) add(own);
  pw_mutex_unlock(&lock);
  if (closed) free(own);
  return closed ? -1 : 0;
}

double pw_loop_submit(pw_operation *operation, const pw_arguments *arguments, const pw_submission *how) {
  pw_job *job = pw_job_new(operation, arguments);
  if (!job) return 0;
  double ticket = job->ticket;
  int is_watched = !pw_pool_watch(job, how);
  if (is_watched && !queue(job, NULL)) return ticket;
  if (is_watched) pw_pool_end(job);
  pw_job_free(job);
  return 0;
}

int pw_loop_adopt(pw_job *job, PyObject *awaitable) {
  return queue(job, awaitable);
}

int pw_loop_cancel(double ticket) {
  cancellation *asked = malloc(sizeof *asked);
  pw_mutex_lock(&lock);
  pending *own = find(ticket);
  if (own) atomic_store(&own->cancelled, 1);
  if (own && asked) {
    asked->ticket = ticket;
    asked->next = cancellations;
    cancellations = asked;
    asked = NULL;
    pw_wake_raise(&wake);
  }
  pw_mutex_unlock(&lock);
  free(asked);
  return own != NULL;
}

size_t pw_loop_jobs(void) {
  pw_mutex_lock(&lock);
  size_t count = jobs;
  pw_mutex_unlock(&lock);
  return count;
}
