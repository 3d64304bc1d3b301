/* See pool.h. */
#include "pool.h"

#include <string.h>

#include "awaitable.h"
#include "frame.h"
#include "interpreter.h"
#include "interrupt.h"
#include "loop.h"
#include "platform.h"

#define STACK_BYTES ((size_t)16 << 20)

typedef struct {
  pw_job *first, *last;
  size_t count;
} job_list;

static pw_mutex lock = PW_MUTEX_INITIALIZER;
static pw_condition work = PW_CONDITION_INITIALIZER, begun = PW_CONDITION_INITIALIZER;
static job_list waiting;
static size_t running;
static int limit, open_threads, begun_threads;

static void append(job_list *list, pw_job *job) {
  job->next = NULL;
  if (list->last) list->last->next = job;
  else list->first = job;
  list->last = job;
  list->count++;
}

static pw_job *take_first(job_list *list) {
  pw_job *job = list->first;
  if (!job) return NULL;
  list->first = job->next;
  if (!list->first) list->last = NULL;
  list->count--;
  return job;
}

static void finish(pw_engine *engine, pw_job *job) {
  pw_job_take_outcome(job, &engine->writer);
  pw_operation_end(job->operation);
}

/* Attached. What the job has given to be awaited, or NULL: it is done. */
static PyObject *run(pw_engine *engine, pw_job *job) {
  engine->reader.owner = engine->writer.owner = job->owner;
  PyObject *entered = pw_context_enter(job->context);
  pw_execute(engine, job->operation, &job->arguments, &job->result);
  pw_context_leave(entered);
  if (job->result.status == PW_STATUS_PROMISE) return engine->awaitable;
  finish(engine, job);
  return NULL;
}

/* Leaves the job to the event loop; fails it when there is none. Whether it is the loop's. */
static int hand_over(pw_thread *thread, pw_engine *engine, pw_job *job, PyObject *awaitable) {
  if (!pw_loop_open() && !pw_loop_adopt(job, awaitable)) return 1;
  pw_attach(thread);
  py.PyErr_SetString(py.PyExc_RuntimeError, "Python's event loop has been stopped, or cannot be started");
  pw_deliver(engine, job->operation->result, NULL, &job->result);
  finish(engine, job);
  pw_awaitable_drop(awaitable);
  pw_detach(thread);
  return 0;
}

/* Runs on a worker thread. */
static void run_jobs(void *unused) {
  (void)unused;
  pw_thread thread = {0};
  pw_engine engine = {.writer = {.lends = 1}, .awaits = PW_AWAITS_VALUES};
  int joined = !pw_thread_join_interpreter(&thread);
  pw_mutex_lock(&lock);
  begun_threads++;
  pw_condition_signal(&begun);
  pw_mutex_unlock(&lock);
  for (;;) {
    pw_mutex_lock(&lock);
    while (!waiting.first) pw_condition_wait(&work, &lock);
    pw_job *job = take_first(&waiting);
    running++;
    pw_mutex_unlock(&lock);
    PyObject *awaitable = NULL;
    if (joined) {
      pw_attach(&thread);
      awaitable = run(&engine, job);
      pw_detach(&thread);
      pw_interrupt_check_fork();
    } else {
      job->result = (pw_result){.status = PW_STATUS_ERROR, .error = PW_ERROR_MEMORY};
    }
    pw_mutex_lock(&lock);
    running--;
    pw_mutex_unlock(&lock);
    if (!awaitable || !hand_over(&thread, &engine, job, awaitable)) pw_job_deliver(job);
  }
}

int pw_pool_open(int threads, int queue_limit) {
  if (open_threads) return 0;
  if (threads < 1) return -1;
  limit = queue_limit;
  for (int i = 0; i < threads; i++)
    if (!pw_thread_start(run_jobs, NULL, STACK_BYTES)) open_threads++;
  /* To join, a thread allocates without the interpreter's lock. Where tracemalloc traces, it then waits for the lock;
     were tracing stopped meanwhile, it would write to freed memory (CPython before 3.12.9 and 3.13.2). The thread that
     opens the pool is the one that runs Python, does not hold the lock, and can stop nothing while it waits here. */
  pw_mutex_lock(&lock);
  while (begun_threads < open_threads) pw_condition_wait(&begun, &lock);
  pw_mutex_unlock(&lock);
  return open_threads ? 0 : -1;
}

double pw_pool_submit(pw_operation *operation, const pw_arguments *arguments) {
  pw_job *job = pw_job_new(operation, arguments);
  if (!job) return 0;
  double ticket = job->ticket;
  pw_mutex_lock(&lock);
  int full = !open_threads || waiting.count >= (size_t)limit;
  if (!full) {
    append(&waiting, job);
    pw_condition_signal(&work);
  }
  pw_mutex_unlock(&lock);
  if (full) pw_job_free(job);
  return full ? 0 : ticket;
}

size_t pw_pool_queued(void) {
  pw_mutex_lock(&lock);
  size_t count = waiting.count;
  pw_mutex_unlock(&lock);
  return count;
}

size_t pw_pool_running(void) {
  pw_mutex_lock(&lock);
  size_t count = running;
  pw_mutex_unlock(&lock);
  return count;
}
