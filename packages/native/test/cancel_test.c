/* Jobs that are cancelled or run out of time, in every state that they can be in; named queues; room; calls in place with limits. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "jobs.h"
#include "runner.h"

/* "fate outcome" of the next finished job. */
static const char *next(void) {
  static const char *const fates[] = {"", "NEVER RAN ", "CANCELLED ", "ABANDONED "};
  static char shown[300];
  int status = next_finished();
  if (status < 0) return "nothing";
  uint32_t fate = page()->fate[0];
  if (fate == PW_FATE_NEVER_RAN || fate == PW_FATE_ABANDONED) snprintf(shown, sizeof shown, "%s", fates[fate]);
  else snprintf(shown, sizeof shown, "%s%s", fates[fate], outcome(status, &pw_any));
  return shown;
}

static double submit_with(uint32_t operation, const char *queue, double milliseconds, int cancellable) {
  page()->operation[0] = operation;
  page()->count[0] = 0;
  return pw_submit_with(queue, milliseconds, cancellable);
}

static void counts_are(double queued, double running, double abandoned) {
  /* A thread that has delivered its job may be about to say so. */
  for (int i = 0; i < 200; i++) {
    pw_stats();
    if (page()->values[2] == queued && page()->values[3] == running && page()->values[8] == abandoned) return;
    poll(NULL, 0, 10);
  }
  EQUAL(page()->values[2], queued);
  EQUAL(page()->values[3], running);
  EQUAL(page()->values[8], abandoned);
}

static void hold_all_threads(uint32_t op) {
  SAME(value_of("close_gate()"), "NONE");
  for (int i = 0; i < POOL_THREADS; i++) CHECK(submit_with(op, NULL, 0, 0) > 0);
  SAME(value_of("await_started(3)"), "NONE");
}

static void release_threads(void) {
  SAME(value_of("open_gate()"), "NONE");
  for (int i = 0; i < POOL_THREADS; i++) SAME(next(), "INT 1");
}

static void takes_queued_jobs_out(void) {
  uint32_t gate = define("CALL(lambda: wait_at_gate(1), [], INT)"), op = define("CALL(lambda: ran.append(1))");
  SAME(value_of("ran.clear()"), "NONE");
  hold_all_threads(gate);
  double first = submit_with(op, NULL, 0, 1), second = submit_with(op, NULL, 0, 1);
  CHECK(submit_with(op, NULL, 20, 0) > 0);
  counts_are(3, POOL_THREADS, 0);
  pw_cancel(second);
  SAME(next(), "NEVER RAN ");
  EQUAL(page()->ticket[0], second);
  pw_cancel(second); /* again, and what there is not */
  pw_cancel(-5);
  pw_cancel(0);
  pw_cancel(1e15);
  SAME(next(), "NEVER RAN "); /* its time has run out */
  counts_are(1, POOL_THREADS, 0);
  undefine(op);
  pw_cancel(first);
  SAME(next(), "NEVER RAN ");
  release_threads();
  SAME(value_of("len(ran)"), "INT 0");
  undefine(gate);
  counts_are(0, 0, 0);
}

static void interrupts_running_jobs(void) {
  uint32_t op = define("CALL(compute, [], ANY)");
  SAME(value_of("ran.clear()"), "NONE");
  for (int i = 0; i < 12; i++) {
    double ticket = submit_with(op, NULL, i % 2 ? 5 : 0, 1);
    if (i % 2 == 0) {
      for (int j = 0; j < i; j++) SAME(value_of("len(ran) >= 0"), "TRUE");
      pw_cancel(ticket);
      pw_cancel(ticket);
    }
    const char *how = next();
    if (strcmp(how, "NEVER RAN ")) SAME(how, "CANCELLED ERROR EXCEPTION pyweld.Cancelled: ");
  }
  SAME(value_of("ran.count('finally') == ran.count('begun')"), "TRUE");
  undefine(op);
  counts_are(0, 0, 0);
}

/* What swallows the exception ends by itself; nobody wants what it gives, which is freed. */
static void drops_late_results(void) {
  uint32_t op = define("CALL(swallow, [], OBJECT)");
  SAME(value_of("setattr(Loud, 'gone', 0)"), "NONE");
  size_t before = handles();
  double ticket = submit_with(op, NULL, 0, 1);
  SAME(value_of("await_started(1)"), "NONE");
  pw_cancel(ticket);
  SAME(next(), "CANCELLED NONE");
  EQUAL(handles(), before);
  SAME(value_of("[settle(), Loud.gone][1]"), "INT 1");
  undefine(op);
}

static void gives_threads_up(void) {
  uint32_t deaf = define("CALL(lambda: [started.release(), late.wait(30)][0], [], NONE)"),
           gate = define("CALL(lambda: wait_at_gate(1), [], INT)");
  double tickets[POOL_THREADS];
  for (int i = 0; i < POOL_THREADS; i++) tickets[i] = submit_with(deaf, NULL, 0, 1);
  SAME(value_of("await_started(3)"), "NONE");
  for (int i = 0; i < POOL_THREADS; i++) pw_cancel(tickets[i]);
  for (int i = 0; i < POOL_THREADS; i++) SAME(next(), "ABANDONED ");
  counts_are(0, 0, POOL_THREADS);
  hold_all_threads(gate); /* as many others have taken their place */
  release_threads();
  SAME(value_of("late.set()"), "NONE");
  /* They end quietly. */
  for (int i = 0; i < POOL_THREADS; i++) SAME(next(), "CANCELLED ERROR EXCEPTION pyweld.Cancelled: ");
  counts_are(0, 0, 0);
  hold_all_threads(gate);
  counts_are(0, POOL_THREADS, 0);
  release_threads();
  undefine(deaf), undefine(gate);
}

/* An exception that comes late must not hit what runs next. */
static void hits_nothing_else(void) {
  uint32_t brief = define("CALL(lambda: spin(40), [], INT)"), innocent = define("CALL(lambda: [Loud() for _ in range(40)] and spin(60), [], INT)");
  int interrupted = 0;
  for (int i = 0; i < 600; i++) {
    double ticket = submit_with(brief, NULL, i % 3 ? 0 : 0.02 * (i % 40), 1), other = submit_with(innocent, NULL, 0, 0);
    for (int j = 0; j < i % 50; j++) CHECK(pw_abi_version());
    if (i % 3) pw_cancel(ticket);
    for (int j = 0; j < 2; j++) {
      const char *how = next();
      if (page()->ticket[0] == other) SAME(how, "INT 1770");
      else if (!strcmp(how, "CANCELLED ERROR EXCEPTION pyweld.Cancelled: ") || !strcmp(how, "NEVER RAN ")) interrupted++;
      else if (strcmp(how, "INT 780") && strcmp(how, "CANCELLED NONE") && strcmp(how, "CANCELLED INT 780")) test_fail(__FILE__, __LINE__, "%s", how);
    }
  }
  CHECK(interrupted > 0);
  undefine(brief), undefine(innocent);
  counts_are(0, 0, 0);
}

static void keeps_order_in_a_queue(void) {
  uint32_t ops[8];
  char source[100];
  for (int i = 0; i < 8; i++) {
    snprintf(source, sizeof source, "CALL(lambda: alone('%s', %d))", i % 2 ? "odd" : "even", i);
    ops[i] = define(source);
  }
  SAME(value_of("ran.clear()"), "NONE");
  for (int round = 0; round < 4; round++)
    for (int i = 0; i < 8; i++) CHECK(submit_with(ops[i], i % 2 ? "odd" : "even", 0, 0) > 0);
  for (int i = 0; i < 32; i++) SAME(next(), "NONE");
  SAME(value_of("[i for i in ran if i % 2] == [1, 3, 5, 7] * 4"), "TRUE");
  SAME(value_of("[i for i in ran if not i % 2] == [0, 2, 4, 6] * 4"), "TRUE");
  for (int i = 0; i < 8; i++) undefine(ops[i]);
}

static void goes_on_in_a_queue_past_what_was_cancelled(void) {
  uint32_t gate = define("CALL(lambda: wait_at_gate(1), [], INT)"), op = define("CALL(lambda: ran.append(1))"),
           bad = define("CALL(lambda: fail(ValueError, 'in a queue'))"), slow = define("CALL(lambda: [started.release(), compute()], [], ANY)");
  SAME(value_of("ran.clear()"), "NONE");
  SAME(value_of("close_gate()"), "NONE");
  double held = submit_with(gate, "q", 0, 0), first = submit_with(op, "q", 0, 1), second = submit_with(bad, "q", 0, 0);
  double third = submit_with(slow, "q", 300, 0), last = submit_with(op, "q", 0, 1);
  CHECK(held && first && second && third && last);
  SAME(value_of("await_started(1)"), "NONE");
  counts_are(4, 1, 0); /* though threads are free */
  pw_cancel(first);
  SAME(next(), "NEVER RAN ");
  SAME(next(), "NEVER RAN "); /* out of time */
  EQUAL(page()->ticket[0], third);
  SAME(value_of("open_gate()"), "NONE");
  SAME(next(), "INT 1");
  SAME(next(), "ERROR EXCEPTION ValueError: in a queue");
  SAME(next(), "NONE");
  EQUAL(page()->ticket[0], last);
  SAME(value_of("ran == [1]"), "TRUE");
  double interrupted = submit_with(slow, "q", 0, 1);
  CHECK(interrupted > 0 && submit_with(op, "q", 0, 0) > 0);
  SAME(value_of("await_started(1)"), "NONE");
  pw_cancel(interrupted);
  SAME(next(), "CANCELLED ERROR EXCEPTION pyweld.Cancelled: ");
  SAME(next(), "NONE");
  undefine(gate), undefine(op), undefine(bad), undefine(slow);
  counts_are(0, 0, 0);
}

static void tells_of_room(void) {
  uint32_t gate = define("CALL(lambda: wait_at_gate(1), [], INT)");
  EQUAL(pw_room(1), POOL_LIMIT);
  hold_all_threads(gate);
  for (int i = 0; i < POOL_LIMIT; i++) CHECK(submit_with(gate, i % 2 ? "q" : NULL, 0, 1) > 0);
  EQUAL(pw_room(0), 0);
  EQUAL(pw_room(1), 0);
  EQUAL(submit_with(gate, "q", 100, 1), 0);
  SAME(value_of("open_gate()"), "NONE");
  for (int i = 0; i < POOL_THREADS + POOL_LIMIT; i++) SAME(next(), "INT 1");
  SAME(value_of("await_started(64)"), "NONE");
  EQUAL(pw_room(1), POOL_LIMIT);
  undefine(gate);
}

static const char *call_within(uint32_t op, double milliseconds) {
  page()->operation[0] = op;
  page()->count[0] = 0;
  int status = pw_call_within(milliseconds);
  int passed = page()->fate[0] == PW_FATE_CANCELLED;
  static char shown[300];
  snprintf(shown, sizeof shown, "%s%s", passed ? "PASSED " : "", outcome(status, &pw_any));
  return shown;
}

static void limits_calls_in_place(void) {
  uint32_t endless = define("CALL(compute, [], ANY)"), brief = define("CALL(lambda: spin(10), [], INT)"),
           swallows = define("CALL(swallow, [], OBJECT)"), wait = define("CALL(lambda: threading.Event().wait(5))");
  for (int i = 0; i < 3; i++) {
    SAME(call_within(endless, 10), "PASSED ERROR EXCEPTION pyweld.Cancelled: ");
    SAME(call_within(brief, 10000), "INT 45");
    SAME(call_within(swallows, 10), "PASSED NONE");
    SAME(value_of("await_started(1)"), "NONE");
    SAME(call(brief), "INT 45");
  }
  SAME(call_within(wait, 10), "PASSED ERROR EXCEPTION pyweld.Cancelled: ");
  for (int i = 0; i < 300; i++) {
    const char *how = call_within(brief, 0.002 * i);
    if (strcmp(how, "INT 45") && strcmp(how, "PASSED NONE") && strcmp(how, "PASSED INT 45")) SAME(how, "PASSED ERROR EXCEPTION pyweld.Cancelled: ");
    SAME(call(brief), "INT 45");
  }
  undefine(endless), undefine(brief), undefine(swallows), undefine(wait);
}

static void leaves_nothing_behind(void) {
  drops_late_results();
  goes_on_in_a_queue_past_what_was_cancelled();
}

const test cancel_tests[] = {
    {"jobs are taken out of the queue", takes_queued_jobs_out, 1},
    {"jobs that run are interrupted", interrupts_running_jobs, 1},
    {"late results are dropped", drops_late_results, 1},
    {"threads that do not come back are replaced", gives_threads_up, 1},
    {"an interruption hits nothing else", hits_nothing_else, 1},
    {"a named queue keeps its order", keeps_order_in_a_queue, 1},
    {"a named queue goes on past what was cancelled", goes_on_in_a_queue_past_what_was_cancelled, 1},
    {"room is told of", tells_of_room, 1},
    {"calls in place have limits", limits_calls_in_place, 1},
    {"what was cancelled leaves nothing behind", leaves_nothing_behind, 0},
    {0},
};
