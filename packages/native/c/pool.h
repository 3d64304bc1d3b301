/*
 * Worker threads: each with a stack of 16 MiB, a thread state of its own, and an engine of its own. Jobs go into one
 * queue; finished jobs into another, from which the JavaScript thread takes them when the wake-up says so.
 *
 * Threads that fight for the interpreter make small calls slower: one is woken, and another when no call has come to its
 * end for a moment, because it waits for something or takes its time. When many do, threads that were woken rest again.
 *
 * A job can be cancelled, or have a limit of time. In the queue it is taken out; one that runs is interrupted
 * (interruption.h). If it has not ended soon after, its thread is given up: it may run on, but no longer counts, another one
 * takes its place, and it ends when its job does.
 */
#ifndef PYWELD_POOL_H
#define PYWELD_POOL_H

#include "job.h"

/* Opens the pool, once for all JavaScript threads. 0, or -1 on failure. */
int pw_pool_open(int threads, int queue_limit);
/* Takes over one use of `operation`; copies the arguments. The job's ticket, or 0 when it cannot be queued. */
double pw_pool_submit(pw_operation *operation, const pw_arguments *arguments, const pw_submission *how);
/* Any job, also of the event loop's. One that runs is interrupted if it was made to be cancelled, or awaits something. */
void pw_pool_cancel(double ticket);
/* A job of the event loop's begins: it can be cancelled, and has its limit, from now on. 0, or -1 when out of memory. */
int pw_pool_watch(pw_job *job, const pw_submission *how);
/* Any thread. A job has ended on the event loop; the caller delivers it. */
void pw_pool_end(pw_job *job);
/* How many jobs fit now; with less than `wanted`, this JavaScript thread is woken when there is more room. */
double pw_pool_room(double wanted);
/* Detached, on a JavaScript thread. Starts threads in the place of those that were given up. */
void pw_pool_mend(void);
size_t pw_pool_queued(void);
size_t pw_pool_running(void);
/* Threads that were given up and still run. */
size_t pw_pool_abandoned(void);

#endif
