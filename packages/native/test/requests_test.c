/* JavaScript functions that other threads call: Python's own, workers, and further JavaScript threads. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "../c/js_thread.h"
#include "builder.h"
#include "host.h"
#include "jobs.h"
#include "law.h"
#include "player.h"
#include "runner.h"

static int32_t answers(void) {
  scribble();
  return give_float(2.5);
}

static double given;

static int32_t fails(void) {
  return give_error(given);
}

static int32_t asks_again(void) {
  SAME(calling(answers, "on_thread(f, 'inner')"), "ASCII 2.5");
  return give_float(7);
}

/* ---- while the JavaScript thread is inside of Python ---- */

static void answers_threads_of_pythons(void) {
  SAME(calling(answers, "on_thread(f, 1, 'two')"), "ASCII 2.5");
  SAME(called_with(), "(1, \"two\")");
  EQUAL(calls_made(), 1);
  given = handle_of("KeyError('given')");
  SAME(calling(fails, "on_thread(f)"), "ASCII KeyError: 'given'");
  let_go(given);
  SAME(calling(asks_again, "on_thread(f)"), "ASCII 7.0");
  SAME(calling(answers, "[on_thread(f, i) for i in range(20)][-1]"), "ASCII 2.5");
  calls_made();
}

static void answers_however_python_waits(void) {
  const char *const waits[] = {
      "(lambda q: (start(lambda: q.put(f())), q.get())[1])(queue.Queue())",
      "(lambda e: (start(lambda: (f(), e.set())), e.wait())[1])(threading.Event())",
      "(lambda told: (start(lambda: told.append(f())), wait_until(lambda: told, 20), told[0])[2])([])",
  };
  const char *const expected[] = {"FLOAT 2.5", "TRUE", "FLOAT 2.5"};
  for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) SAME(calling(answers, waits[i]), expected[i]);
  EQUAL(calls_made(), 3);
  SAME(value_of("settle()"), "NONE");
}

static void refuses_what_cannot_cross(void) {
  CHECK(strstr(calling(answers, "on_thread(f, '\\ud800\\udc00')"), "ASCII ValueError: ") != NULL);
  EQUAL(calls_made(), 0);
}

/* ---- while its event loop runs ---- */

/* The status of the next job; functions are run meanwhile, as JavaScript's event loop does. */
static int loop_until_job(void) {
  for (;;) {
    int status = pw_next_finished();
    if (status >= 0) return status;
    pw_serve();
    if (!wait_readable(30000)) return test_fail(__FILE__, __LINE__, "nothing happens"), -1;
  }
}

static int on_worker(player run, const char *lambda) {
  char source[512];
  snprintf(source, sizeof source, "CALL(lambda f: %s, [ANY], ANY)", lambda);
  uint32_t op = define(source);
  submit_function(op, run);
  int status = loop_until_job();
  undefine(op);
  return status;
}

/* Without the GIL, a thread may wait with what others let go of until it runs again, or until there is a collection. */
static void drain_all_threads(void) {
  SAME(value_of("settle()"), "NONE");
  drain();
  EQUAL(held_in_all(), 0);
}

static void answers_workers(void) {
  open_pool();
  SAME(outcome(on_worker(answers, "[f(1), f('x')]"), &pw_any), "FRAME [2.5f, 2.5f]");
  EQUAL(calls_made(), 2);
  given = handle_of("KeyError('given')");
  SAME(outcome(on_worker(fails, "f()"), &pw_any), "ERROR EXCEPTION KeyError: 'given'");
  let_go(given);
  drain_all_threads();
  calls_made();
}

/* ---- promises ---- */

static double promised;

static int32_t promises(void) {
  promised = page()->ticket[0];
  CHECK(promised != 0);
  return PW_STATUS_PROMISE;
}

static void waits_for_promises(void) {
  uint32_t op = define("CALL(lambda f: f(1), [ANY], ANY)");
  given = handle_of("ValueError('late')");
  for (int round = 0; round < 3; round++) {
    promised = 0;
    submit_function(op, promises);
    while (!promised && wait_readable(30000)) {
      EQUAL(pw_next_finished(), -1);
      pw_serve();
    }
    EQUAL(pw_next_finished(), -1);
    SAME(value_of("1 + 1"), "INT 2"); /* others go on meanwhile */
    double ticket = promised;
    int status = round == 0 ? give_float(1.5) : round == 1 ? give_error(given) : PW_STATUS_NONE;
    page()->ticket[0] = ticket;
    pw_settle(status);
    page()->ticket[0] = ticket;
    pw_settle(PW_STATUS_NONE); /* nobody waits any more */
    status = loop_until_job();
    SAME(outcome(status, &pw_any), round == 0 ? "FLOAT 1.5" : round == 1 ? "ERROR EXCEPTION ValueError: late" : "NONE");
  }
  undefine(op);
  let_go(given);
  drain_all_threads();
  calls_made();
}

/* ---- where nobody answers ---- */

static int32_t never(void) {
  test_fail(__FILE__, __LINE__, "a function runs for which nobody waits");
  return PW_STATUS_NONE;
}

/* A call of C's that never looks whether there is something to do. */
static void gives_up_in_time(void) {
  pw_callback_limit(0.1);
  SAME(calling(never, "(lambda told: (deaf(0.5, lambda: told.append(on_thread(f))), told[0][:12])[1])([])"), "ASCII TimeoutError");
  pw_callback_limit(30);
  SAME(value_of("settle()"), "NONE");
  EQUAL(calls_made(), 0);
}

/* ---- further JavaScript threads ---- */

static double mine;
static int32_t entry_of_another(void) {
  law_must_be_detached();
  CHECK(pw_js && !pw_js->is_main);
  page()->values[0] = page()->operation[0] + 0.5;
  page()->operation[0] = PW_ANSWERED;
  return PW_STATUS_FLOAT;
}

static void *another(void *raw) {
  pw_error error = {0};
  CHECK(pw_page_address() == NULL);
  EQUAL(pw_call(), PW_STATUS_ERROR);
  EQUAL(pw_join(&error), 0);
  EQUAL(pw_join(&error), 0);
  pw_set_entry((void *)entry_of_another);
  EQUAL(host_open_again(), 0);
  SAME(value_of("6 * 7"), "INT 42");
  /* A handle of another thread is none here. */
  arguments(1, 0);
  tagged_object(mine);
  uint32_t op = define("CALL(lambda x: x, [ANY], ANY)");
  arguments(1, 0);
  tagged_object(mine);
  SAME(call_with_frame(op), "ERROR USAGE this Python object has been released");
  /* Its own function, called by a thread of its own's and by Python's main thread. */
  arguments(1, 0);
  tagged_function(77);
  undefine(op);
  op = define("CALL(lambda f: setattr(Loud, 'theirs', f) or f(1), [ANY], ANY)");
  arguments(1, 0);
  tagged_function(77);
  SAME(call_with_frame(op), "FLOAT 77.5");
  double kept = handle_of("object()");
  CHECK(kept != 0);
  if (raw) {
    /* Leaves everything as it is: a handle, an operation, a function that Python holds. */
    return NULL;
  }
  SAME(value_of("setattr(Loud, 'theirs', None)"), "NONE");
  EQUAL(pw_next_dropped(), 77);
  undefine(op);
  let_go(kept);
  return NULL;
}

static void another_joins(void *raw) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, another, raw)) return test_fail(__FILE__, __LINE__, "no thread");
  pthread_join(thread, NULL);
}

static void joins(void) {
  keep_accounts(0);
  mine = handle_of("Loud");
  another_joins(NULL);
  let_go(mine);
  forget_all_held();
  keep_accounts(1);
}

/* It is gone, and what it held with it; what it has left with Python says so. */
static void ends(void) {
  keep_accounts(0);
  mine = handle_of("Loud");
  another_joins(&mine);
  let_go(mine);
  SAME(value_of("on_thread(Loud.theirs)"), "ASCII RuntimeError: the JavaScript thread that this function belongs to has ended");
  CHECK(strstr(value_of("Loud.theirs()"), "RuntimeError: the JavaScript thread that this function belongs to has ended") != NULL);
  SAME(value_of("setattr(Loud, 'theirs', None)"), "NONE");
  SAME(value_of("settle()"), "NONE");
  forget_all_held();
  keep_accounts(1);
}

const test request_tests[] = {
    {"threads of Python's are answered inside of a call", answers_threads_of_pythons, 0},
    {"it does not matter how Python waits", answers_however_python_waits, 0},
    {"arguments that cannot cross are refused", refuses_what_cannot_cross, 0},
    {"workers are answered", answers_workers, 1},
    {"workers wait for promises", waits_for_promises, 1},
    {"a thread that is not answered gives up", gives_up_in_time, 1},
    {"another JavaScript thread joins", joins, 1},
    {"a JavaScript thread that ends leaves nothing", ends, 1},
    {0},
};
