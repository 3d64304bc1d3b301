/*
 * Worker threads: each with a stack of 16 MiB, a thread state of its own, and an engine of its own. Jobs go into one
 * queue; finished jobs into another, from which the JavaScript thread takes them when the wake-up says so.
 */
#ifndef PYWELD_POOL_H
#define PYWELD_POOL_H

#include "engine.h"

typedef struct pw_job {
  struct pw_job *next;
  double ticket;
  pw_operation *operation;
  pw_arguments arguments; /* points into `memory` */
  void *memory;
  pw_result result;
  pw_writer outcome;      /* body, text and what describes them */
} pw_job;

/* Returns the descriptor of the wake-up; the same when called again. -1 on failure. */
int pw_pool_open(int threads, int queue_limit);
/* Takes over one use of `operation`; copies the arguments. The job's ticket, or 0 when it cannot be queued. */
double pw_pool_submit(pw_operation *operation, const pw_arguments *arguments);
/* The next finished job, or NULL; the caller frees it with pw_job_free. */
pw_job *pw_pool_next_finished(void);
void pw_job_free(pw_job *job);

size_t pw_pool_queued(void);
size_t pw_pool_running(void);

#endif
