/*
 * The event loop: one thread with a stack of 16 MiB and a thread state of its own that runs asyncio. Jobs for it wait in
 * a list; it watches a descriptor, takes all that wait at once, and runs each operation. What that gives to be awaited
 * becomes a task, whose outcome is the job's. Python's side is event_loop.py.
 */
#ifndef PYWELD_LOOP_H
#define PYWELD_LOOP_H

#include "job.h"

/* Any thread, detached. Opens the loop, once for all JavaScript threads. 0, or -1 when there is no thread to be had. */
int pw_loop_open(void);
/* Takes over one use of `operation`; copies the arguments. The job's ticket, or 0 when it cannot be queued. */
double pw_loop_submit(pw_operation *operation, const pw_arguments *arguments, const pw_submission *how);
/* Any thread. Whether the job is the loop's: then it is cancelled, before it begins or by its task. */
int pw_loop_cancel(double ticket);
/* Any thread. Awaits what a job's call has given on another thread, then delivers the job. 0: both are taken over; or -1. */
int pw_loop_adopt(pw_job *job, PyObject *awaitable);
/* Jobs that wait for the loop, or for what they await. */
size_t pw_loop_jobs(void);

#endif
