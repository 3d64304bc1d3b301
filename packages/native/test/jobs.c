/* See jobs.h. */
#include "jobs.h"

#include <poll.h>

#include "builder.h"
#include "host.h"
#include "runner.h"

void open_pool(void) {
  EQUAL(pw_pool_start(POOL_THREADS, POOL_LIMIT), 0);
}

double submit(submitter how, uint32_t operation) {
  page()->operation[0] = operation;
  page()->count[0] = 0;
  return how();
}

double submit_int(submitter how, uint32_t operation, double value) {
  page()->operation[0] = operation;
  page()->count[0] = 1;
  page()->nones[0] = 0;
  page()->values[0] = value;
  return how();
}

double submit_frame(uint32_t operation) {
  lay_down();
  page()->operation[0] = operation;
  return pw_submit();
}

void submit_function(uint32_t operation, player run) {
  arguments(1, 0);
  tagged_function(id_of(run));
  CHECK(submit_frame(operation) > 0);
  count_taken(PW_STATUS_FRAME);
}

int wait_readable(int milliseconds) {
  /* Asked for once: each answer is one more to close. */
  static int descriptor = -1;
  if (descriptor < 0) descriptor = pw_descriptor();
  struct pollfd watched = {.fd = descriptor, .events = POLLIN};
  return poll(&watched, 1, milliseconds) == 1;
}

int next_finished(void) {
  for (;;) {
    int status = pw_next_finished();
    if (status >= 0) return status;
    if (!wait_readable(30000)) {
      test_fail(__FILE__, __LINE__, "no job finishes");
      return -1;
    }
  }
}
