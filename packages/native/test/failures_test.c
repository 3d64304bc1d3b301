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
#include "../c/handles.h"
#include "../c/interpreter.h"
#include "../c/pool.h"
#include "builder.h"
#include "host.h"
#include "law.h"
#include "memory.h"
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

/* Runs with fresh buffers. Attached. */
static const char *execute(const pw_operation *operation, const pw_arguments *from) {
  pw_engine engine = {0};
  pw_result result;
  begin_shortage();
  pw_execute(&engine, operation, from, &result);
  end_shortage();
  publish(&result, &engine.writer);
  const char *told = outcome(result.status, operation->result);
  pw_handle_drain();
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

static const scenario scenarios[] = {
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
  char expected[20000];
  if (!own.state && pw_thread_join_interpreter(&own)) return test_fail(__FILE__, __LINE__, "no thread state"), NULL;
  pw_attach(&own);
  kind = -1;
  size_t known_before = pw_operation_count();
  unsigned number;
  snprintf(expected, sizeof expected, "%s", execute(t->operation, &t->arguments));
  if (pw_operation_count() > known_before && sscanf(expected, "INT %u", &number) == 1) pw_operation_remove(number);
  size_t held = pw_handle_count();
  for (kind = 0; kind < SHORTAGES; kind++) {
    for (step = 0; step < 3000; step++) {
      long live = test_memory_live();
      size_t known = pw_operation_count();
      const char *told = execute(t->operation, &t->arguments);
      int defined = pw_operation_count() > known;
      if (defined ? strncmp(told, "INT ", 4) : strncmp(told, expected, sizeof expected - 1) && !(refused && is_shortage(told, expected)))
        test_fail(__FILE__, __LINE__, "%s, shortage %d, step %ld: %.300s", t->what->name, kind, step, told);
      EQUAL(pw_handle_count(), held);
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
      task t = {&scenarios[i], pw_operation_peek(number), from_page()};
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

const test failure_tests[] = {
    {"every shortage of memory is told, and nothing is lost", survives_every_shortage, 1},
    {"a job without memory is refused", refuses_jobs_without_memory, 0},
    {"a release without memory keeps its object", survives_a_release_without_memory, 0},
    {"class numbers without memory are refused", survives_class_numbers_without_memory, 1},
    {0},
};
