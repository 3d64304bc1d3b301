/*
 * A call that is made later, on another thread: its arguments, copied, and then its result. When it is done it goes to
 * the JavaScript thread that has asked for it.
 */
#ifndef PYWELD_JOB_H
#define PYWELD_JOB_H

#include "engine.h"
#include "js_thread.h"

typedef struct pw_job {
  struct pw_job *next;
  pw_js_thread *owner;    /* who gets the result: a use of it */
  double ticket;
  pw_operation *operation;
  pw_context *context;    /* a use of it; NULL: none could be had */
  pw_arguments arguments; /* points into `memory` */
  void *memory;
  pw_result result;
  pw_writer outcome;      /* body, text and what describes them */
} pw_job;

/* A job of this JavaScript thread; takes over one use of `operation` and copies the arguments. NULL when out of memory. */
pw_job *pw_job_new(pw_operation *operation, const pw_arguments *arguments);
/* The frame of a result goes with the job; its writer begins the next one with buffers of its own. */
void pw_job_take_outcome(pw_job *job, pw_writer *writer);
/* Any thread. Gives a job that is done to its JavaScript thread; frees it when that has ended. */
void pw_job_deliver(pw_job *job);
/* The next finished job of this JavaScript thread, or NULL; the caller frees it with pw_job_free. */
pw_job *pw_job_next_finished(void);
void pw_job_free(pw_job *job);
/* Attached. Frees what a thread that has ended has not taken. */
void pw_jobs_forget(pw_js_thread *js);

#endif
