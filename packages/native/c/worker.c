/* See worker.h. */
#include "worker.h"

#include <stdlib.h>

#include "awaitable.h"
#include "frame.h"
#include "interpreter.h"
#include "interrupt.h"
#include "loop.h"
#include "pool.h"
#include "schedule.h"

#define STACK_BYTES ((size_t)16 << 20)

/* Attached. What the job has given to be awaited, or NULL: it is done. */
static PyObject *execute(pw_engine *engine, pw_job *job) {
  engine->reader.owner = engine->writer.owner = job->owner;
  job->arguments.interruptible = job->cancellable;
  PyObject *entered = pw_context_enter(job->context);
  pw_execute(engine, job->operation, &job->arguments, &job->result);
  pw_context_leave(entered);
  if (job->result.status == PW_STATUS_PROMISE) return engine->awaitable;
  pw_job_take_outcome(job, &engine->writer);
  pw_operation_end(job->operation);
  return NULL;
}

/* What the job has given to be awaited, or NULL: it is done. */
static PyObject *run(pw_worker *own, pw_job *job) {
  if (!own->thread.state) {
    job->result = (pw_result){.status = PW_STATUS_ERROR, .error = PW_ERROR_MEMORY};
    pw_operation_end_later(job->operation);
    return NULL;
  }
  pw_attach(&own->thread);
  PyObject *awaitable = execute(&own->engine, job);
  pw_detach(&own->thread);
  pw_interrupt_check_fork();
  return awaitable;
}

/* Leaves the job to the event loop, or fails it when there is none. */
static void hand_over(pw_worker *own, pw_job *job, PyObject *awaitable) {
  double ticket = job->ticket;
  int cancellable = job->cancellable;
  if (!pw_loop_open() && !pw_loop_adopt(job, awaitable)) {
    if (cancellable) pw_schedule_handed_over(ticket);
    return;
  }
  pw_attach(&own->thread);
  py.PyErr_SetString(py.PyExc_RuntimeError, "Python's event loop has been stopped, or cannot be started");
  pw_deliver(&own->engine, job->operation->result, NULL, &job->result);
  pw_job_take_outcome(job, &own->engine.writer);
  pw_operation_end(job->operation);
  pw_awaitable_drop(awaitable);
  pw_detach(&own->thread);
  pw_pool_end(job);
  pw_job_deliver(job);
}

static void leave(pw_worker *own) {
  pw_interruption_end(&own->interruption);
  if (own->thread.state) {
    pw_attach(&own->thread);
    pw_thread_leave_interpreter(&own->thread);
  }
  pw_reader_free(&own->engine.reader);
  pw_writer_free(&own->engine.writer);
  pw_condition_destroy(&own->wake);
  free(own);
}

/* Runs on a worker thread. */
static void run_jobs(void *raw) {
  pw_worker *own = raw;
  /* Without a thread state, it tells its jobs so. */
  pw_thread_join_interpreter(&own->thread);
  pw_interruption_begin(&own->interruption);
  pw_mutex_lock(&pw_schedule_lock);
  pw_schedule_begun();
  while (!own->is_given_up) {
    pw_job *job = pw_schedule_next(own), *last = NULL;
    while (job) {
      pw_mutex_unlock(&pw_schedule_lock);
      if (last) pw_job_deliver(last);
      last = NULL;
      PyObject *awaitable = run(own, job);
      pw_mutex_lock(&pw_schedule_lock);
      pw_schedule_done(own, job, awaitable != NULL);
      if (awaitable) {
        pw_mutex_unlock(&pw_schedule_lock);
        hand_over(own, job, awaitable);
        pw_mutex_lock(&pw_schedule_lock);
      } else {
        last = job;
      }
      job = pw_schedule_another(own);
    }
    pw_mutex_unlock(&pw_schedule_lock);
    if (last) pw_job_deliver(last);
    pw_mutex_lock(&pw_schedule_lock);
  }
  pw_mutex_unlock(&pw_schedule_lock);
  leave(own);
}

static int is_due(pw_interruption *here) {
  pw_worker *worker = (pw_worker *)here;
  return worker->job && worker->job->fate != PW_FATE_NONE && !worker->has_told;
}

static void note(pw_interruption *here) {
  ((pw_worker *)here)->has_told = 1;
}

static int is_unwanted(pw_interruption *here) {
  pw_worker *worker = (pw_worker *)here;
  return worker->job && worker->job->fate != PW_FATE_NONE;
}

int pw_worker_start(void) {
  pw_worker *worker = calloc(1, sizeof *worker);
  if (!worker) return -1;
  worker->engine.writer.lends = 1;
  worker->engine.awaits = PW_AWAITS_VALUES;
  worker->interruption.is_due = is_due;
  worker->interruption.note = note;
  worker->interruption.is_unwanted = is_unwanted;
  pw_condition_init(&worker->wake);
  if (!pw_thread_start(run_jobs, worker, STACK_BYTES)) return 0;
  pw_condition_destroy(&worker->wake);
  free(worker);
  return -1;
}
