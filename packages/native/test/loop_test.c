/* The event loop: what is awaited on it, in any number, what workers hand over, cancellation, and its end. */
#include <stdio.h>
#include <string.h>

#include "../c/loop.h"
#include "host.h"
#include "jobs.h"
#include "runner.h"

static double to_loop(void) {
  return pw_submit_to_loop(NULL, 0, 0);
}

/* What an expression comes to on the loop. */
static const char *awaited(const char *expression) {
  char source[512];
  snprintf(source, sizeof source, "CALL(lambda: %s)", expression);
  uint32_t op = define(source);
  CHECK(submit(to_loop, op) > 0);
  undefine(op);
  return outcome(next_finished(), &pw_any);
}

static size_t jobs(void) {
  pw_stats();
  return (size_t)page()->values[7];
}

static void opens_once(void) {
  SAME(value_of("open_event_loop()"), "NONE");
  EQUAL(submit(to_loop, define("CALL(lambda: 1)")), 0); /* there is no loop yet */
  EQUAL(pw_loop_cancel(1), 0);
  EQUAL(pw_loop_start(), 0);
  EQUAL(pw_loop_start(), 0);
  EQUAL(submit(to_loop, 54321), 0);
  EQUAL(submit(to_loop, 0), 0);
  EQUAL(jobs(), 0);
}

static void awaits_what_calls_give(void) {
  SAME(awaited("nap(0, [1, 'two'])"), "FRAME [1, \"two\"]");
  SAME(awaited("nap(0)"), "NONE");
  SAME(awaited("5"), "INT 5");
  SAME(awaited("fail_later('later')"), "ERROR EXCEPTION ValueError: later");
  SAME(awaited("fail(KeyError, 'now')"), "ERROR EXCEPTION KeyError: 'now'");
  CHECK(!strncmp(awaited("bad_value()"), "ERROR CONVERSION str holds a surrogate pair", 43));
  SAME(awaited("__import__('asyncio').gather(nap(0, 1), nap(0, 2))"), "FRAME [1, 2]");
  EQUAL(jobs(), 0);
}

static void answers_thousands_at_once(void) {
  uint32_t op = define("CALL(lambda x: nap(0, x * 2), [INT], INT)");
  double sum = 0, tickets = 0;
  enum { COUNT = 3000 };
  for (int i = 0; i < COUNT; i++) {
    double ticket = submit_int(to_loop, op, i);
    CHECK(ticket > 0);
    tickets += ticket;
  }
  undefine(op); /* the operation goes, its jobs do not */
  for (int i = 0; i < COUNT; i++) {
    EQUAL(next_finished(), PW_STATUS_INT);
    sum += page()->values[0];
    tickets -= page()->ticket[0];
  }
  EQUAL(sum, (double)COUNT * (COUNT - 1));
  EQUAL(tickets, 0);
  EQUAL(pw_next_finished(), -1);
}

static void awaits_for_workers(void) {
  open_pool();
  uint32_t awaitable = define("CALL(lambda: nap(0, 'handed over'))"), plain = define("CALL(lambda: 'plain')");
  uint32_t asked = define("CALL(lambda: nap(0), [], OBJECT)");
  CHECK(submit(pw_submit, awaitable) > 0);
  SAME(outcome(next_finished(), &pw_any), "ASCII handed over");
  CHECK(submit(pw_submit, plain) > 0);
  SAME(outcome(next_finished(), &pw_any), "ASCII plain");
  /* Who asks for a handle gets one: it is awaited by whoever wants to. */
  CHECK(submit(pw_submit, asked) > 0);
  EQUAL(next_finished(), PW_STATUS_OBJECT);
  let_go(page()->values[0]);
  drain();
  undefine(awaitable), undefine(plain), undefine(asked);
}

static void cancels(void) {
  uint32_t op = define("CALL(lambda: nap(100))"), stubborn = define("CALL(lambda: nap_stubbornly(100))");
  /* At once, perhaps before it has begun. */
  for (int i = 0; i < 200; i++) {
    double ticket = submit(to_loop, op);
    EQUAL(pw_loop_cancel(ticket), 1);
    EQUAL(pw_loop_cancel(ticket + 1), 0);
    CHECK(!strncmp(outcome(next_finished(), &pw_any), "ERROR EXCEPTION asyncio.exceptions.CancelledError", 49));
    EQUAL(page()->ticket[0], ticket);
    EQUAL(pw_loop_cancel(ticket), 0);
  }
  /* In the midst. */
  double ticket = submit(to_loop, stubborn);
  SAME(awaited("nap(0.01, 1)"), "INT 1");
  EQUAL(pw_loop_cancel(ticket), 1);
  SAME(outcome(next_finished(), &pw_any), "ASCII CancelledError");
  undefine(op), undefine(stubborn);
  EQUAL(jobs(), 0);
}

/* A job sees what was set when it was made, and what it sets is its own. */
static void keeps_context_variables_apart(void) {
  SAME(value_of("setattr(sys, 'pyweld_variable', context_variable())"), "NONE");
  uint32_t later = define("CALL(lambda x: change(sys.pyweld_variable, x + 100), [INT])");
  uint32_t now = define("CALL(lambda x: change_now(sys.pyweld_variable, x + 100), [INT])");
  for (int i = 0; i < 20; i++) {
    char set[64], expected[64];
    snprintf(set, sizeof set, "sys.pyweld_variable.set(%d) and None", i);
    SAME(value_of(set), "NONE");
    CHECK(submit_int(i % 4 < 2 ? pw_submit : to_loop, i % 2 ? later : now, i) > 0);
    SAME(value_of("sys.pyweld_variable.set(-1) and None"), "NONE");
    snprintf(expected, sizeof expected, "FRAME [%d, %d]", i, i + 100);
    SAME(outcome(next_finished(), &pw_any), expected);
    SAME(value_of("sys.pyweld_variable.get()"), "INT -1");
  }
  undefine(later), undefine(now);
  SAME(value_of("delattr(sys, 'pyweld_variable')"), "NONE");
}

static void lets_coroutines_go_silently(void) {
  SAME(value_of("__import__('warnings').simplefilter('error')"), "NONE");
  SAME(value_of("setattr(sys, 'unraisablehook', lambda u: hoard.append(u.exc_type))"), "NONE");
  let_go(handle_of("nap(1)"));
  double kept = handle_of("(lambda c: (hoard.append(c), c)[1])(nap(1, 'kept'))");
  let_go(kept);
  drain();
  /* Somebody else holds it, and may still await it. */
  SAME(awaited("hoard.pop()"), "ASCII kept");
  SAME(value_of("hoard"), "FRAME []");
  SAME(value_of("__import__('warnings').resetwarnings()"), "NONE");
  SAME(value_of("setattr(sys, 'unraisablehook', sys.__unraisablehook__)"), "NONE");
}

/* The loop has memory of its own, which comes and goes on its thread: what is counted here is what a job holds. */
static void leaves_nothing_behind(void) {
  pw_next_finished();
  drain();
  size_t held = handles(), made = operations();
  SAME(value_of("setattr(Loud, 'gone', 0)"), "NONE");
  uint32_t op = define("CALL(lambda: nap(0, [Loud()]), [], LIST(OBJECT))");
  for (int i = 0; i < 50; i++) {
    CHECK(submit(to_loop, op) > 0);
    EQUAL(next_finished(), PW_STATUS_FRAME);
    double address;
    memcpy(&address, (const uint8_t *)(uintptr_t)page()->body[0] + 8, sizeof address);
    let_go(address);
    CHECK(!strncmp(awaited("fail_later('text')"), "ERROR", 5));
    let_go(page()->values[0]);
  }
  undefine(op);
  EQUAL(pw_next_finished(), -1);
  drain();
  EQUAL(handles(), held);
  EQUAL(operations(), made);
  EQUAL(jobs(), 0);
  SAME(value_of("[settle(), Loud.gone][1]"), "INT 50");
}

static void fails_what_is_left_when_it_ends(void) {
  uint32_t op = define("CALL(lambda: nap(100))");
  for (int i = 0; i < 10; i++) CHECK(submit(to_loop, op) > 0);
  SAME(awaited("nap(0.01, 1)"), "INT 1");
  SAME(value_of("stop_event_loop()"), "NONE");
  for (int i = 0; i < 10; i++)
    SAME(outcome(next_finished(), &pw_any), "ERROR EXCEPTION RuntimeError: Python's event loop has been stopped");
  EQUAL(submit(to_loop, op), 0);
  EQUAL(pw_loop_start(), -1);
  undefine(op);
  op = define("CALL(lambda: nap(1))");
  CHECK(submit(pw_submit, op) > 0);
  SAME(outcome(next_finished(), &pw_any),
       "ERROR EXCEPTION RuntimeError: Python's event loop has been stopped, or cannot be started");
  undefine(op);
  EQUAL(jobs(), 0);
}

const test loop_tests[] = {
    {"the loop opens once", opens_once, 1},
    {"what calls give is awaited", awaits_what_calls_give, 1},
    {"thousands of jobs are answered at once", answers_thousands_at_once, 1},
    {"workers hand over what is to be awaited", awaits_for_workers, 1},
    {"jobs are cancelled", cancels, 1},
    {"context variables are kept apart", keeps_context_variables_apart, 1},
    {"coroutines are let go silently", lets_coroutines_go_silently, 1},
    {"awaiting leaves nothing behind", leaves_nothing_behind, 1},
    {"what is left fails when the loop ends", fails_what_is_left_when_it_ends, 1},
    {0},
};
