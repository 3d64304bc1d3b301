/*
 * The threads of the pool: each takes jobs by what schedule.h offers, runs them in an engine of its own, and gives their
 * results away, or leaves what is to be awaited to the event loop.
 */
#ifndef PYWELD_WORKER_H
#define PYWELD_WORKER_H

#include "interruption.h"
#include "job.h"
#include "platform.h"

typedef struct pw_worker {
  pw_interruption interruption; /* first */
  pw_thread thread;
  pw_engine engine;

  /* Under pw_schedule_lock. */
  pw_condition wake;
  struct pw_worker *next_idle;
  int is_woken;
  int is_given_up; /* it ends when its job does */
  pw_job *job;     /* that can be cancelled */
  int has_told;    /* its code has been interrupted */
} pw_worker;

/* Starts one more. 0, or -1 when no threads or no memory are left. */
int pw_worker_start(void);

#endif
