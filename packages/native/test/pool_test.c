/* The worker pool: jobs in any number, their results, a full queue, and operations that go while they run. */
#include <stdio.h>
#include <string.h>

#include "builder.h"
#include "host.h"
#include "jobs.h"
#include "runner.h"

static void opens_once(void) {
  EQUAL(submit(pw_submit, 0), 0); /* there is no pool yet */
  EQUAL(pw_pool_start(0, POOL_LIMIT), -1);
  EQUAL(pw_pool_start(-3, POOL_LIMIT), -1);
  open_pool();
  CHECK(pw_descriptor() >= 0);
  EQUAL(pw_pool_start(7, 7), 0);
  CHECK(!wait_readable(0));
  EQUAL(pw_next_finished(), -1);
}

static void refuses_unknown_operations(void) {
  EQUAL(submit(pw_submit, 54321), 0);
  /* Defining changes the table that this thread reads without a lock: it is done in place. */
  EQUAL(submit(pw_submit, 0), 0);
}

static void answers_every_job(void) {
  uint32_t op = define("CALL(lambda x: x * 2, [INT], INT)");
  double sum = 0, tickets = 0;
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < POOL_LIMIT; i++) {
      double ticket = submit_int(pw_submit, op, i);
      CHECK(ticket > 0);
      tickets += ticket;
    }
    for (int i = 0; i < POOL_LIMIT; i++) {
      EQUAL(next_finished(), PW_STATUS_INT);
      sum += page()->values[0];
      tickets -= page()->ticket[0];
    }
  }
  EQUAL(sum, 10.0 * POOL_LIMIT * (POOL_LIMIT - 1));
  EQUAL(tickets, 0);
  EQUAL(pw_next_finished(), -1);
  CHECK(!wait_readable(0));
  undefine(op);
}

static void copies_its_arguments(void) {
  uint32_t op = define("CALL(shown, [INT, STR], STR, rest=ANY, extra=ANY)");
  arguments(3, 1);
  tagged_int(5), text(0, "five"), words(PW_TAG_LIST, 1), text(PW_TAG_STR, "x"), text(0, "k"), bytes(PW_TAG_BYTES, "b", 1);
  CHECK(submit_frame(op) > 0);
  static const uint16_t wide[] = {0xe9, 0xd800};
  arguments(2, 0);
  tagged_int(6), units(0, wide, 2);
  CHECK(submit_frame(op) > 0); /* frees the memory of the first */
  arguments(0, 0);
  CHECK(submit_frame(op) > 0);
  page()->values[0] = 7;
  page()->values[1] = 3;
  page()->nones[0] = 0;
  page()->count[0] = 2;
  page()->direct_bytes[0] = 3;
  memcpy(page()->direct_text, "abc", 3);
  CHECK(pw_submit() > 0);
  memset(page()->direct_text, 'z', 3);
  page()->values[0] = 8;
  int seen = 0;
  for (int i = 0; i < 4; i++) {
    const char *result = outcome(next_finished(), &pw_any);
    if (!strcmp(result, "ASCII 5, 'five', ['x'] k=b'b'")) seen |= 1;
    else if (!strcmp(result, "ASCII 6, '\\xe9\\ud800'")) seen |= 2;
    else if (!strcmp(result, "ASCII ")) seen |= 4;
    else if (!strcmp(result, "ASCII 7, 'abc'")) seen |= 8;
    else test_fail(__FILE__, __LINE__, "%s", result);
  }
  EQUAL(seen, 15);
  undefine(op);
}

static void refuses_counts_beyond_the_page(void) {
  uint32_t op = define("CALL(shown, [INT] * 40, STR)");
  static const uint32_t counts[] = {17, 40, 10000, PW_ARGUMENTS_IN_FRAME - 1};
  for (size_t i = 0; i < 4; i++) {
    page()->operation[0] = op;
    page()->count[0] = counts[i];
    CHECK(pw_submit() > 0);
    SAME(outcome(next_finished(), &pw_any), "ERROR USAGE too many direct arguments");
  }
  undefine(op);
}

static void delivers_frames_errors_and_handles(void) {
  uint32_t ops[] = {
      define("CALL(lambda: list(range(100000)), [], LIST(INT))"),
      define("CALL(lambda: fail(ValueError, 'in a worker'))"),
      define("CALL(lambda: [len, Point(1.0)], [], LIST(OBJECT))"),
      define("CALL(lambda: 2**53, [], INT)"),
      define("CALL(lambda: ['\\xe9' * 10000, 'x'], [], LIST(STR))"),
      define("CALL(lambda: len, [], OBJECT)"),
      define("CALL(lambda: 'text', [], STR)"),
      define("CALL(lambda: None, [], NONE)"),
  };
  static const char *const expected[] = {"FRAME [0, 1, 2, ", "ERROR EXCEPTION ValueError: in a worker", "FRAME [<0 callable>, <",
                                         "ERROR CONVERSION int beyond ", "FRAME [\"\\u00e9\\u00e9", "OBJECT 0 callable",
                                         "ASCII text", "NONE"};
  double first = 0;
  for (int round = 0; round < 4; round++) {
    for (int i = 0; i < 8; i++) {
      double ticket = submit(pw_submit, ops[i]);
      CHECK(ticket > 0);
      if (!i) first = ticket;
    }
    for (int i = 0; i < 8; i++) {
      int status = next_finished(), which = (int)(page()->ticket[0] - first);
      if (which < 0 || which > 7) {
        test_fail(__FILE__, __LINE__, "ticket %g", page()->ticket[0]);
        break;
      }
      const char *result = outcome(status, pw_operation_peek(ops[which])->result);
      if (strstr(result, "BROKEN") || strncmp(result, expected[which], strlen(expected[which])))
        test_fail(__FILE__, __LINE__, "job %d gives %.200s", which, result);
    }
  }
  for (int i = 0; i < 8; i++) undefine(ops[i]);
  EQUAL(pw_next_finished(), -1); /* lets the last frame go */
}

static void refuses_what_does_not_fit_the_queue(void) {
  SAME(value_of("close_gate()"), "NONE");
  uint32_t op = define("CALL(lambda: wait_at_gate(1), [], INT)");
  for (int i = 0; i < POOL_THREADS; i++) CHECK(submit(pw_submit, op) > 0);
  char waiting[64];
  snprintf(waiting, sizeof waiting, "await_started(%d)", POOL_THREADS);
  SAME(value_of(waiting), "NONE");
  for (int i = 0; i < POOL_LIMIT; i++) CHECK(submit(pw_submit, op) > 0);
  pw_stats();
  EQUAL(page()->values[2], POOL_LIMIT);
  EQUAL(page()->values[3], POOL_THREADS);
  EQUAL(submit(pw_submit, op), 0);
  EQUAL(submit(pw_submit, op), 0);
  /* The operation goes, its jobs do not. */
  undefine(op);
  SAME(call(op), "ERROR USAGE there is no such operation");
  SAME(value_of("open_gate()"), "NONE");
  for (int i = 0; i < POOL_THREADS + POOL_LIMIT; i++) EQUAL(next_finished(), PW_STATUS_INT);
  snprintf(waiting, sizeof waiting, "await_started(%d)", POOL_LIMIT);
  SAME(value_of(waiting), "NONE");
  EQUAL(pw_next_finished(), -1);
  drain();
  pw_stats();
  EQUAL(page()->values[2], 0);
  EQUAL(page()->values[3], 0);
}

static void frees_operations_under_running_jobs(void) {
  SAME(value_of("setattr(Loud, 'gone', 0)"), "NONE");
  for (int i = 0; i < 200; i++) {
    uint32_t op = define("CALL((lambda loud: lambda: spin(100))(Loud()), [], INT)");
    CHECK(submit(pw_submit, op) > 0);
    undefine(op);
    if (i % 16 == 15)
      for (int j = 0; j < 16; j++) EQUAL(next_finished(), PW_STATUS_INT);
  }
  for (int j = 0; j < 8; j++) EQUAL(next_finished(), PW_STATUS_INT);
  SAME(value_of("[settle(), Loud.gone][1]"), "INT 200");
}

static void gives_each_thread_a_lasting_state(void) {
  uint32_t op = define("CALL(count_on_this_thread, [], INT)");
  double most = 0;
  for (int i = 0; i < POOL_THREADS * 20; i++) {
    CHECK(submit(pw_submit, op) > 0);
    EQUAL(next_finished(), PW_STATUS_INT);
    if (page()->values[0] > most) most = page()->values[0];
  }
  CHECK(most >= 20);
  undefine(op);
}

/* Calls in place, releases and jobs at once. */
static void works_beside_calls_in_place(void) {
  uint32_t op = define("CALL(lambda: [Point, len, {'a': (1, 2)}], [], TUPLE(INT, INT))");
  uint32_t plain = define("CALL(lambda: [[], Point], [], LIST(OBJECT))");
  int open = 0;
  for (int i = 0; i < 600; i++) {
    if (submit(pw_submit, op) > 0) open++;
    CHECK(strstr(call(plain), "BROKEN") == NULL);
    for (int status; (status = pw_next_finished()) >= 0; open--)
      CHECK(strstr(outcome(status, pw_operation_peek(op)->result), "BROKEN") == NULL);
  }
  for (; open; open--) outcome(next_finished(), pw_operation_peek(op)->result);
  EQUAL(pw_next_finished(), -1);
  undefine(op), undefine(plain);
}

static void leaves_nothing_behind(void) {
  delivers_frames_errors_and_handles();
  copies_its_arguments();
}

/* A worker's stack is its own: recursion ends as it does in Python, and so do deep results. */
static void has_a_deep_stack(void) {
  uint32_t op = define("CALL(lambda: (lambda f: f(f))(lambda f: f(f)))");
  CHECK(submit(pw_submit, op) > 0);
  CHECK(!strncmp(outcome(next_finished(), &pw_any), "ERROR EXCEPTION RecursionError", 30));
  undefine(op);
  op = define("CALL(lambda: nested(100000))");
  CHECK(submit(pw_submit, op) > 0);
  EQUAL(next_finished(), PW_STATUS_FRAME);
  EQUAL(page()->depth[0], 100000);
  undefine(op);
  EQUAL(pw_next_finished(), -1);
}

const test pool_tests[] = {
    {"the pool opens once", opens_once, 1},
    {"unknown operations are refused", refuses_unknown_operations, 1},
    {"every job is answered", answers_every_job, 1},
    {"arguments are copied", copies_its_arguments, 1},
    {"counts beyond the page are refused", refuses_counts_beyond_the_page, 1},
    {"frames, errors and handles are delivered", delivers_frames_errors_and_handles, 1},
    {"a full queue refuses", refuses_what_does_not_fit_the_queue, 1},
    {"operations may go while their jobs run", frees_operations_under_running_jobs, 1},
    {"each thread keeps its state", gives_each_thread_a_lasting_state, 1},
    {"jobs run beside calls in place", works_beside_calls_in_place, 1},
    {"jobs leave nothing behind", leaves_nothing_behind, 0},
    {"recursion on a worker is an exception", has_a_deep_stack, 1},
    {0},
};
