/*
 * Memory that runs out, in the helper and in Python, at every allocation there is.
 *
 * Runs the engine itself, on a thread of its own: one that the last call left with large buffers would never allocate.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "../c/classes.h"
#include "../c/engine.h"
#include "../c/js_thread.h"
#include "../c/interpreter.h"
#include "../c/pool.h"
#include "builder.h"
#include "host.h"
#include "law.h"
#include "memory.h"
#include "player.h"
#include "runner.h"

/* Which kind of shortage: one allocation of the helper, all from one on, or one construction of Python's. */
enum { ONE, ALL, PYTHON, SHORTAGES };

static pw_thread own;
static int kind = -1, refused;
static long step;

static void begin_shortage(void) {
  if (kind == PYTHON) law_fail_python(step);
  else if (kind >= 0) test_memory_fail(step, kind == ALL);
}

static void end_shortage(void) {
  refused = kind == PYTHON ? law_heal_python() : test_memory_heal() > 0;
}

static void publish(const pw_result *result, const pw_writer *writer) {
  page()->error[0] = result->error;
  page()->name_units[0] = result->name_units;
  memcpy(page()->values, result->values, sizeof result->values);
  page()->body[0] = pw_address(writer->body.data);
  page()->body_bytes[0] = (double)writer->body.size;
  page()->tagged[0] = (uint32_t)writer->tagged;
  page()->text[0] = pw_address(writer->text.data);
  page()->text_bytes[0] = (double)writer->text.size;
  page()->encoding[0] = (uint32_t)writer->encoding;
}

static pw_arguments from_page(void) {
  return (pw_arguments){
      .count = page()->count[0],
      .positional = page()->positional[0],
      .keywords = page()->keywords[0],
      .values = page()->values,
      .frame = {(const uint8_t *)(uintptr_t)page()->body[0], (size_t)page()->body_bytes[0],
                (const uint8_t *)(uintptr_t)page()->text[0], (size_t)page()->text_bytes[0], (int)page()->encoding[0]},
  };
}

/* Runs with fresh buffers. Attached. Nothing keeps the ids among the arguments, so each that is taken is dropped. */
static const char *execute(const pw_operation *operation, const pw_arguments *from) {
  pw_engine engine = {.reader = {.owner = pw_js}, .writer = {.owner = pw_js, .lends = 1}};
  pw_result result;
  begin_shortage();
  pw_execute(&engine, operation, from, &result);
  end_shortage();
  publish(&result, &engine.writer);
  const char *told = outcome(result.status, operation->result);
  pw_writer_end_loan(&engine.writer);
  pw_handle_drain();
  size_t taken = result.status == PW_STATUS_ERROR ? result.references : frame.id_count, dropped = 0;
  while (pw_next_dropped()) dropped++;
  EQUAL(dropped, taken);
  pw_writer_free(&engine.writer);
  pw_reader_free(&engine.reader);
  return told;
}

/* Whether that may come of `expected` when memory runs out. */
static int is_shortage(const char *told, const char *expected) {
  if (!strcmp(told, "ERROR MEMORY out of memory") || !strcmp(told, "ERROR MEMORY ")) return 1;
  if (!strncmp(told, "ERROR EXCEPTION MemoryError", 27)) return 1;
  /* The failure is the one expected, or that of memory, and its text met the shortage. */
  if (!strncmp(expected, "ERROR CONVERSION", 16) && !strcmp(told, "ERROR CONVERSION ")) return 1;
  if (!strncmp(expected, "ERROR EXCEPTION", 15) && !strncmp(told, "ERROR EXCEPTION", 15)) return 1;
  if (!strcmp(told, "ERROR EXCEPTION BaseException: refused by the test") || !strcmp(told, "ERROR EXCEPTION : ")) return 1;
  /* There was no room for the text alone, but for the frame after it. */
  return !strncmp(expected, "ASCII ", 6) && !strncmp(told, "FRAME \"", 7);
}

typedef struct {
  const char *name, *operation;
  void (*prepare)(void);
} scenario;

static void no_arguments(void) {
  arguments(0, 0);
}

static void every_argument(void) {
  static const uint16_t wide[] = {0xe9, 'x'};
  arguments(5, 2);
  words(PW_TAG_LIST, 8);
  tagged_int(1), tagged_float(1.5), tagged_bigint(INT64_MAX), text(PW_TAG_HUGE, "123456789abcdef0123456789");
  units(PW_TAG_STR, wide, 2), bytes(PW_TAG_BYTES, "abc", 3);
  words(PW_TAG_MAP, 1), words(PW_TAG_TUPLE, 1), tagged_int(1), words(PW_TAG_SET, 1), words(PW_TAG_FROZENSET, 1), tagged_int(2);
  words(PW_TAG_DICT, 2), text(0, "a"), tagged_int(1), text(0, "b"), words(PW_TAG_LIST, 0);
  words(0, 0), tagged_float(1), words(1, 0), tagged_float(2);
  words(0, 2), tagged_int(9), text(0, "p");
  words(0, 0), text(0, "t"), words(1, 0), tagged_int(1979);
  words(PW_TAG_INT, 3), number(1), number(2), number(3);
  text(0, "more"), text(PW_TAG_STR, "GREEN");
  words(1, 0), text(PW_TAG_STR, "RED");
}

static void many_arguments(void) {
  arguments(30, 10);
  for (int i = 0; i < 30; i++) tagged_int(i + 1000);
  for (int i = 0; i < 10; i++) {
    char name[3] = {'k', (char)('0' + i), 0};
    text(0, name), tagged_int(i);
  }
}

static void deep_arguments(void) {
  arguments(1, 0);
  for (int i = 0; i < 500; i++) words(PW_TAG_LIST, 1);
  words(PW_TAG_NONE, 0);
}

static void a_description(void) {
  static double description;
  if (!description) description = handle_of("CALL(shown, [POINT, MOVIE, NAMED_TUPLE(Pair, INT, STR)], INT, keywords={'k': INT})");
  arguments(1, 0);
  tagged_object(description);
}

static void javascripts_values(void) {
  arguments(7, 1);
  for (int i = 0; i < 3; i++) tagged_function(1 + (uint32_t)i % 2);
  tagged_memory(3, 'B', 0, "memory", 6), tagged_memory(4, 'd', 1, "memory!!", 8), tagged_memory(4, 'B', 0, NULL, 0);
  words(PW_TAG_LIST, 2), tagged_function(1), tagged_memory(3, 'h', 0, "memory", 6);
  text(0, "k"), tagged_function(5);
}

static void converted_arguments(void) {
  arguments(3, 0);
  words(PW_TAG_CONVERTED, 50), words(PW_TAG_LIST, 2), words(PW_TAG_CONVERTED, 50), text(PW_TAG_STR, "a"), tagged_int(5);
  words(PW_TAG_CONVERTED, 51), words(PW_TAG_NONE, 0);
  words(PW_TAG_CONVERTED, 50), tagged_function(1);
}

static void plain_arguments(void) {
  arguments(2, 0);
  words(PW_TAG_CONVERTED, 50), words(PW_TAG_LIST, 2), words(PW_TAG_CONVERTED, 50), text(PW_TAG_STR, "a"), tagged_int(5);
  words(PW_TAG_MAP, 1), words(PW_TAG_CONVERTED, 50), tagged_int(1), words(PW_TAG_CONVERTED, 50), tagged_function(1);
}

static const scenario scenarios[] = {
    {"JavaScript's values", "CALL(lambda *a, **k: len(a) + len(k), [], INT, rest=ANY, extra=ANY)", javascripts_values},
    {"JavaScript's values, there and back", "CALL(lambda *a, **k: [a[:3], a[6], k, a[3:6]], [], ANY, rest=ANY, extra=ANY)", javascripts_values},
    {"JavaScript's values in a failed call", "CALL(lambda *a, **k: [a, list_in_itself()], [], ANY, rest=ANY, extra=ANY)", javascripts_values},
    {"a conversion that fails", "CALL(shown, [], STR, rest=ANY)", converted_arguments},
    {"conversions of arguments", "CALL(lambda *a: shown(*a)[:60], [], STR, rest=ANY)", plain_arguments},
    {"conversions of results", "CALL(lambda: [Plain(1), Nested(2), (Plain('x'), Unwilling(3))], [], ANY)", no_arguments},
    {"conversions by hints", "CALL(lambda: [Plain(1), 2, Unwilling(3)], [], LIST(UNION(CONVERTED(Converted, 50), INT)))", no_arguments},
    {"a conversion of a result that fails", "CALL(lambda: [Plain(len), Raises()], [], ANY)", no_arguments},
    {"memory", "CALL(lambda: [bytearray(3), memoryview(bytes(9))[::2], array.array('d', [1]), grid('h', 2, 3), memoryview(b'')], [], ANY)",
     no_arguments},
    {"memory that cannot be shown", "CALL(lambda: [released(), bytearray(1)], [], ANY)", no_arguments},
    {"every argument",
     "CALL(shown, [ANY, POINT, NAMED_TUPLE(Pair, INT, STR), MOVIE, LIST(INT)], STR, keywords={'k': ENUM_NAME(Color)}, extra=ANY)",
     every_argument},
    {"many arguments", "CALL(shown, [], STR, rest=ANY, extra=ANY)", many_arguments},
    {"deep arguments", "CALL(lambda x: unnest(x), [ANY], INT)", deep_arguments},
    {"an exception", "CALL(lambda: fail(Own, 'why'))", no_arguments},
    {"an exception that cannot describe itself", "CALL(lambda: fail(FailingStr))", no_arguments},
    {"a scalar of text", "CALL(lambda: 'text' * 2000, [], STR)", no_arguments},
    {"texts", "CALL(lambda: ['x' * 5000, '\\xe9' * 5000, '\\ud800', '\\U0001f600'], [], LIST(STR))", no_arguments},
    {"numbers", "CALL(lambda: [2**100, 2**60, 5, 1.5], [], LIST(INTEGER))", no_arguments},
    {"many floats", "CALL(lambda: [1.5] * 3000, [], LIST(FLOAT))", no_arguments},
    {"bytes", "CALL(lambda: [b'x' * 5000, b''], [], LIST(BYTES))", no_arguments},
    {"many handles", "CALL(lambda: [object() for _ in range(700)], [], LIST(OBJECT))", no_arguments},
    {"a deep result", "CALL(lambda: nested(3000), [], ANY)", no_arguments},
    {"a deep set", "CALL(lambda: nested(100, lambda value: frozenset([value])), [], ANY)", no_arguments},
    {"deep dicts", "CALL(lambda: nested(100, lambda value: {'k': {1: value}}), [], ANY)", no_arguments},
    {"deep records", "CALL(lambda: nested(100, lambda value: [Point(value)]), [], LIST(POINT))", no_arguments},
    {"memory", "CALL(lambda: [memoryview(bytearray(9)), grid(), described(), {'k': described(shape=(1, 1), strides=(1, 1))}], [], ANY)",
     no_arguments},
    {"another sequence", "CALL(lambda: [range(3), range(2)], [], LIST(SEQUENCE(INT)))", no_arguments},
    {"a record with tags", "CALL(lambda: Point(1.0), [], UNION(POINT, STR))", no_arguments},
    {"records", "CALL(lambda: [Point(1.0), Point(2.0), Point3(1, 2, 3), {'k': {1: {2}}}], [], LIST(POINT))", no_arguments},
    {"handles in a second attempt", "CALL(lambda: ([len, Point], 'x', [Color]), [], TUPLE(LIST(OBJECT), INT, ANY))", no_arguments},
    {"a place", "CALL(lambda: {'a': [2**53]}, [], DICT(LIST(INT)))", no_arguments},
    {"a cycle", "CALL(list_in_itself, [], ANY)", no_arguments},
    {"a definition", NULL, a_description},
};

typedef struct {
  const scenario *what;
  const pw_operation *operation;
  pw_arguments arguments;
  pw_js_thread *js;
} task;

/* The helper keeps its threads, and so has no use for these two. */
static void leave_interpreter(void) {
  void (*clear)(PyThreadState *), (*delete_current)(void);
  *(void **)&clear = dlsym(RTLD_DEFAULT, "PyThreadState_Clear");
  *(void **)&delete_current = dlsym(RTLD_DEFAULT, "PyThreadState_DeleteCurrent");
  clear(own.state);
  delete_current();
}

/* On the thread of its own. */
static void *exhaust(void *raw) {
  const task *t = raw;
  pw_js = t->js; /* whose tables it works on; that thread waits meanwhile */
  char expected[20000];
  if (!own.state && pw_thread_join_interpreter(&own)) return test_fail(__FILE__, __LINE__, "no thread state"), NULL;
  pw_attach(&own);
  kind = -1;
  size_t known_before = pw_operation_count();
  unsigned number;
  snprintf(expected, sizeof expected, "%s", execute(t->operation, &t->arguments));
  if (pw_operation_count() > known_before && sscanf(expected, "INT %u", &number) == 1) pw_operation_remove(number);
  size_t held = pw_handle_count(&pw_js->handles);
  for (kind = 0; kind < SHORTAGES; kind++) {
    for (step = 0; step < 3000; step++) {
      long live = test_memory_live();
      size_t known = pw_operation_count();
      const char *told = execute(t->operation, &t->arguments);
      int defined = pw_operation_count() > known;
      if (defined ? strncmp(told, "INT ", 4) : strncmp(told, expected, sizeof expected - 1) && !(refused && is_shortage(told, expected)))
        test_fail(__FILE__, __LINE__, "%s, shortage %d, step %ld: %.300s", t->what->name, kind, step, told);
      EQUAL(pw_handle_count(&pw_js->handles), held);
      /* The table of handles may double; nothing else may stay. */
      if (!defined && test_memory_live() > live + 1)
        test_fail(__FILE__, __LINE__, "%s, shortage %d, step %ld: %ld blocks stay", t->what->name, kind, step, test_memory_live() - live);
      if (defined && sscanf(told, "INT %u", &number) == 1) pw_operation_remove(number);
      if (!refused) break;
    }
    if (step == 3000) test_fail(__FILE__, __LINE__, "%s, shortage %d does not end", t->what->name, kind);
  }
  kind = -1;
  leave_interpreter();
  pw_js = NULL;
  return NULL;
}

static void survives_every_shortage(void) {
  for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
    uint32_t number = scenarios[i].operation ? define(scenarios[i].operation) : 0;
    footprint before, after;
    char report[512];
    for (int attempt = 0; attempt < 6; attempt++) {
      pthread_t thread;
      measure(&before);
      scenarios[i].prepare();
      lay_down();
      task t = {&scenarios[i], pw_operation_peek(number), from_page(), pw_js};
      own = (pw_thread){0};
      if (pthread_create(&thread, NULL, exhaust, &t)) return test_fail(__FILE__, __LINE__, "no thread");
      pthread_join(thread, NULL);
      measure(&after);
      if (!grown(&before, &after, report, sizeof report)) break;
      if (attempt == 5) test_fail(__FILE__, __LINE__, "%s leaks: %s", scenarios[i].name, report);
    }
    undefine(number);
  }
}

static void refuses_jobs_without_memory(void) {
  uint32_t op = define("CALL(lambda x: x, [INT], INT)");
  long live = test_memory_live();
  for (int n = 0; n < 2; n++) {
    page()->operation[0] = op;
    page()->count[0] = 1;
    page()->values[0] = 5;
    test_memory_fail(n, 0);
    EQUAL(pw_submit(), 0);
    EQUAL(test_memory_heal(), 1);
  }
  EQUAL(test_memory_live(), live);
  EQUAL(atomic_load(&pw_operation_peek(op)->users), 1);
  undefine(op);
}

/* A release that cannot be queued keeps its object: that is said in handles.c, and better than a crash. */
static void survives_a_release_without_memory(void) {
  size_t before = handles();
  double handle = handle_of("[1]");
  test_memory_fail(0, 0);
  pw_release(handle);
  EQUAL(test_memory_heal(), 1);
  EQUAL(handles(), before + 1);
  pw_release(handle);
  EQUAL(handles(), before);
}

static void survives_class_numbers_without_memory(void) {
  double handle = handle_of("Tree");
  for (int n = 0; n < 4; n++) {
    test_memory_fail(n, 1);
    int result = pw_class_number(handle, 0x70);
    long refused_here = test_memory_heal();
    CHECK(result == 0 || refused_here > 0);
  }
  EQUAL(pw_class_number(handle, 0x71), 0);
  let_go(handle);
  SAME(result_of("OBJECT", "Tree('a', [])"), "OBJECT 113");
}

/* ---- calls of JavaScript functions, on JavaScript's own thread ---- */

static int32_t answers_frame(void) {
  arguments(1, 0);
  words(PW_TAG_LIST, 4), words(PW_TAG_CONVERTED, 50), text(PW_TAG_STR, "plain"), tagged_function(id_of(answers_frame));
  tagged_memory(id_of_memory("memory"), 'h', 0, "memory", 6), words(PW_TAG_DICT, 1), text(0, "k"), tagged_float(1.5);
  return give_frame();
}

static int32_t answers_float(void) {
  scribble();
  return give_float(2.5);
}

static int32_t answers_with_a_call(void) {
  test_memory_pause(0), law_pause(0);
  const char *told = value_of("[1.5, {'k': Plain(1)}]");
  law_pause(1), test_memory_pause(1);
  CHECK(told[0] == 'F' || is_shortage(told, "FRAME"));
  scribble();
  return give_int(5);
}

static const struct {
  const char *operation;
  player f;
} callbacks[] = {
    {"CALL(lambda f: f(), [ANY], ANY)", answers_float},
    {"CALL(lambda f: f(1, 2.5, None), [ANY], ANY)", answers_float},
    {"CALL(lambda f: [f('text', [1.5], k=Plain(7), other=f), bytearray(2)], [ANY], ANY)", answers_float},
    {"CALL(lambda f: f(*range(40)), [ANY], ANY)", answers_frame},
    {"CALL(lambda f: [x if i != 1 else 'f' for i, x in enumerate(f('text', bytearray(5)))], [ANY], ANY)", answers_frame},
    {"CALL(lambda f: [f('\xe9'), f(len)], [ANY], LIST(INT))", answers_with_a_call},
    {"CALL(lambda f: [Reaching(f)], [ANY], LIST(REACHING))", answers_float},
};

/* One call with that shortage at that step; `refused` says whether it came to that. */
static const char *call_short(uint32_t op, player f) {
  arguments(1, 0);
  tagged_function(id_of(f));
  lay_down();
  page()->operation[0] = op;
  begin_shortage();
  int status = pw_call();
  end_shortage();
  count_taken(status & ~PW_STATUS_DROPPED);
  const char *told = outcome(status, pw_operation_peek(op)->result);
  drain();
  return told;
}

static void survives_shortages_in_callbacks(void) {
  for (size_t i = 0; i < sizeof callbacks / sizeof *callbacks; i++) {
    uint32_t op = define(callbacks[i].operation);
    char expected[4096];
    kind = -1;
    snprintf(expected, sizeof expected, "%s", call_short(op, callbacks[i].f));
    size_t held_before = handles();
    for (kind = 0; kind < SHORTAGES; kind++) {
      for (step = 0; step < 500; step++) {
        const char *told = call_short(op, callbacks[i].f);
        if (strcmp(told, expected) && !(refused && is_shortage(told, expected)))
          test_fail(__FILE__, __LINE__, "%s, shortage %d, step %ld: %.300s", callbacks[i].operation, kind, step, told);
        EQUAL(handles(), held_before);
        /* With no memory at all, JavaScript cannot be told that Python never came to an id. */
        if (kind == ALL) forget_all_held();
        else EQUAL(held_in_all(), 0);
        if (!refused) break;
      }
      if (step == 500) test_fail(__FILE__, __LINE__, "%s, shortage %d does not end", callbacks[i].operation, kind);
    }
    kind = -1;
    undefine(op);
  }
  calls_made();
}

/* The page is saved while arguments are collected: without memory for that, the function is not called. */
static void keeps_the_page_or_does_not_call(void) {
  uint32_t keep = define("CALL(lambda f: globals().__setitem__('meddle', f), [ANY], NONE)"), op = define("CALL(shown, [INT, FLOAT], STR)");
  SAME(value_of("hush()"), "NONE");
  arguments(1, 0);
  tagged_function(id_of(answers_float));
  SAME(call_with_frame(keep), "NONE");
  for (kind = 0; kind < SHORTAGES; kind++) {
    for (step = 0; step < 50; step++) {
      drain();
      let_go(handle_of("Dies(lambda: meddle('dying', [1], 2.5))"));
      page()->values[0] = 7;
      page()->values[1] = 2.5;
      page()->count[0] = 2, page()->nones[0] = 0;
      page()->operation[0] = op;
      begin_shortage();
      int status = pw_call();
      end_shortage();
      const char *told = outcome(status, &pw_any);
      if (strcmp(told, "ASCII 7, 2.5") && !(refused && is_shortage(told, "ASCII 7, 2.5"))) test_fail(__FILE__, __LINE__, "%s", told);
      if (!refused) break;
    }
    CHECK(step < 50);
  }
  kind = -1;
  SAME(value_of("[globals().pop('meddle'), hush()][1:]"), "FRAME [None]");
  undefine(keep), undefine(op);
  drain();
  EQUAL(held_in_all(), 0);
  calls_made();
}

const test failure_tests[] = {
    {"every shortage of memory is told, and nothing is lost", survives_every_shortage, 1},
    {"shortages in calls of JavaScript functions are told", survives_shortages_in_callbacks, 0},
    {"a page that cannot be saved is not written to", keeps_the_page_or_does_not_call, 0},
    {"a job without memory is refused", refuses_jobs_without_memory, 0},
    {"a release without memory keeps its object", survives_a_release_without_memory, 0},
    {"class numbers without memory are refused", survives_class_numbers_without_memory, 1},
    {0},
};
