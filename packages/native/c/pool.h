/*
 * Worker threads: each with a stack of 16 MiB, a thread state of its own, and an engine of its own. Jobs go into one
 * queue; finished jobs into another, from which the JavaScript thread takes them when the wake-up says so.
 */
#ifndef PYWELD_POOL_H
#define PYWELD_POOL_H

#include "job.h"

/* Opens the pool, once for all JavaScript threads. 0, or -1 on failure. */
int pw_pool_open(int threads, int queue_limit);
/* Takes over one use of `operation`; copies the arguments. The job's ticket, or 0 when it cannot be queued. */
double pw_pool_submit(pw_operation *operation, const pw_arguments *arguments);
size_t pw_pool_queued(void);
size_t pw_pool_running(void);

#endif
