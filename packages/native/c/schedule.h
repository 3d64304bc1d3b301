/* What the pool offers its own threads. Each under pw_schedule_lock, on a worker thread, unless it says otherwise. */
#ifndef PYWELD_SCHEDULE_H
#define PYWELD_SCHEDULE_H

#include "worker.h"

/* It has joined the interpreter. */
void pw_schedule_begun(void);
/* The next job, which is the worker's from now on; waits for one without the lock. */
pw_job *pw_schedule_next(pw_worker *own);
/* The next one if there is one at once that this thread should run, or NULL. */
pw_job *pw_schedule_another(pw_worker *own);
/* It is done with the job, which is the event loop's from here on if it awaits something. */
void pw_schedule_done(pw_worker *own, pw_job *job, int awaits);
/* Without the lock. The event loop has the job now; it may have been to be cancelled before. */
void pw_schedule_handed_over(double ticket);

#endif
