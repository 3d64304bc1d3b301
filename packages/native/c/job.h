/*
 * A call that is made later, on another thread: its arguments, copied, and then its result. When it is done it goes to
 * the JavaScript thread that has asked for it.
 */
#ifndef PYWELD_JOB_H
#define PYWELD_JOB_H

#include "deadline.h"
#include "engine.h"
#include "js_thread.h"
#include "table.h"

typedef struct pw_lane pw_lane;
struct pw_worker;

/* AWAITED: it is the event loop's. */
typedef enum { PW_JOB_QUEUED, PW_JOB_RUNNING, PW_JOB_AWAITED, PW_JOB_ENDED } pw_job_state;

typedef struct pw_job {
  pw_table_entry entry;     /* first: by its ticket, when it can be cancelled */
  struct pw_job *next, *previous;
  pw_job_list *list;        /* that it is in */
  pw_js_thread *owner;      /* who gets the result: a use of it */
  double ticket;
  pw_operation *operation;
  pw_context *context;      /* a use of it; NULL: none could be had */
  pw_arguments arguments;   /* points into `memory` */
  void *memory;
  pw_result result;

  /* Under pw_schedule_lock. */
  pw_job_state state;
  pw_lane *lane;
  struct pw_worker *worker; /* that runs it */
  pw_deadline limit;        /* of time; once cancelled, until its thread is given up */
  int cancellable;
  uint32_t fate;            /* PW_FATE_... */

  /* Under pw_js_lock. */
  int is_told;              /* in the list of the finished: as one that has ended, or as one that was given up */
  int has_ended;

  pw_writer outcome;        /* last: body, text and what describes them; the rest of it is neither set nor looked at */
} pw_job;

/* How a job is to be made, beside its arguments. */
typedef struct pw_submission {
  const char *queue;   /* NULL: none */
  double milliseconds; /* 0: no limit */
  int cancellable;
} pw_submission;

/* A job of this JavaScript thread; takes over one use of `operation` and copies the arguments. NULL when out of memory. */
pw_job *pw_job_new(pw_operation *operation, const pw_arguments *arguments);
/* The frame of a result goes with the job; its writer begins the next one with buffers of its own. */
void pw_job_take_outcome(pw_job *job, pw_writer *writer);
/* Any thread. Gives a job that has ended to its JavaScript thread; frees it when that has ended. */
void pw_job_deliver(pw_job *job);
/* Any thread. Tells its JavaScript thread that it was given up; it runs on. */
void pw_job_tell_abandoned(pw_job *job);
/*
 * The next finished job of this JavaScript thread, or NULL; the caller frees it with pw_job_free, unless `has_ended` is 0:
 * it was given up, and comes again when it ends.
 */
pw_job *pw_job_next_finished(int *has_ended);
void pw_job_free(pw_job *job);
/* Attached. Frees what a thread that has ended has not taken. */
void pw_jobs_forget(pw_js_thread *js);

void pw_job_append(pw_job_list *list, pw_job *job);
/* Of the list that it is in, if it is in one. */
void pw_job_take_out(pw_job *job);

#endif
