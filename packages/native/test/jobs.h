/* Jobs of the first JavaScript thread: handed over in one of the ways there are, waited for, taken when done. */
#ifndef PYWELD_TEST_JOBS_H
#define PYWELD_TEST_JOBS_H

#include <stdint.h>

#include "player.h"

/* Whichever suite comes first opens the pool; for the others it is open. */
enum { POOL_THREADS = 3, POOL_LIMIT = 64 };

void open_pool(void);

/* How an operation is handed over: pw_submit, or another way of the suite's own. */
typedef double (*submitter)(void);

/* Each hands a job over; its ticket, or 0 when it is refused. */
double submit(submitter how, uint32_t operation);
double submit_int(submitter how, uint32_t operation, double value);
/* To the pool, with what is in builder.h. */
double submit_frame(uint32_t operation);
/* To the pool, called with that function, which counts as taken from then on. */
void submit_function(uint32_t operation, player run);

/* Whether there is something to take in that time. */
int wait_readable(int milliseconds);
/* The status of the next finished job, which lies on the page; -1 when none comes, which is a failure. */
int next_finished(void);

#endif
