/*
 * Named queues: calls of one are made one at a time, in the order in which they were asked for, whichever threads they
 * run on. A lane is there as long as it holds jobs.
 */
#ifndef PYWELD_LANE_H
#define PYWELD_LANE_H

#include "job.h"

/* All of these under pw_schedule_lock. */

/* -1 when out of memory; 1 when it is the job's turn; 0 when it waits for others. */
int pw_lane_enter(const char *name, pw_job *job);
/* The job has ended, or never will begin. The next one whose turn it is, or NULL. */
pw_job *pw_lane_leave(pw_job *job);

#endif
