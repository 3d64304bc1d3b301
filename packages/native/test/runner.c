/*
 * Runs the native tests: native-tests <libpython> <executable> <test folder> [--only=…] [--fuzz-seconds=…] [--seed=…]
 *
 * With --end=… the process ends in one of the ways of signals_test.c instead.
 *
 * Every test runs several times, and must leave as many handles, operations, allocations and references as it found.
 */
#define _GNU_SOURCE
#include "runner.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "law.h"

settings options = {.fuzz_seconds = 2, .seed = 1};
static int failures, passed, failed;

void test_fail(const char *file, int line, const char *format, ...) {
  if (++failures > 20) return;
  const char *slash = strrchr(file, '/');
  va_list arguments;
  va_start(arguments, format);
  printf("  %s:%d: ", slash ? slash + 1 : file, line);
  vprintf(format, arguments);
  printf("\n");
  fflush(stdout);
  va_end(arguments);
}

void test_same(const char *file, int line, const char *subject, const char *actual, const char *expected) {
  if (strcmp(actual, expected)) test_fail(file, line, "%.200s\n    is  %.500s\n    not %.500s", subject, actual, expected);
}

static const struct {
  const char *name;
  const test *tests;
} suites[] = {
    {"start", start_tests},
    {"direct", direct_tests},
    {"arguments", argument_tests},
    {"broken frames", broken_frame_tests},
    {"results", result_tests},
    {"hints", hint_tests},
    {"text", text_tests},
    {"nesting", nesting_tests},
    {"mutation", mutation_tests},
    {"exceptions", exception_tests},
    {"handles", handle_tests},
    {"operations", operation_tests},
    {"classes", class_tests},
    {"memory", memory_tests},
    {"pool", pool_tests},
    {"pool", cancel_tests},
    {"loop", loop_tests},
    {"callbacks", callback_tests},
    {"reentry", reentry_tests},
    {"requests", request_tests},
    {"conversions", conversion_tests},
    {"references", reference_tests},
    {"failures", failure_tests},
    {"signals", signal_tests},
    {"fuzz", fuzz_tests},
};

static void check_leaks(const test *t) {
  /* Python's caches grow now and then. What grows in every one of eight measurements is a leak. */
  footprint before, after;
  char report[512] = "";
  t->run();
  for (int attempt = 0; attempt < 8; attempt++) {
    measure(&before);
    for (int i = 0; i < 4; i++) t->run();
    measure(&after);
    if (!grown(&before, &after, report, sizeof report)) return;
  }
  test_fail(t->name, 0, "leaks: %s", report);
}

static void run_test(const char *suite, const test *t) {
  char name[256];
  snprintf(name, sizeof name, "%s: %s", suite, t->name);
  if (options.only && !strstr(name, options.only) && strcmp(suite, "start")) return;
  if (options.verbose) printf("%s\n", name), fflush(stdout);
  failures = 0;
  t->run();
  if (!failures && !t->once) check_leaks(t);
  const char *law = broken_law();
  if (law) test_fail(t->name, 0, "%s", law);
  if (failures) {
    printf("FAILED %s\n", name);
    failed++;
  } else {
    passed++;
  }
  fflush(stdout);
}

/* The tests run on a thread with a stack of a fixed size, as calls from JavaScript do. */
static void *run_all(void *unused) {
  (void)unused;
  if (options.end) {
    for (const test *t = start_tests; t->name; t++) t->run();
    end_process(options.end);
  }
  for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
    for (const test *t = suites[i].tests; t->name; t++) run_test(suites[i].name, t);
  return NULL;
}

int main(int count, char **arguments) {
  for (int i = 4; i < count; i++) {
    if (!strncmp(arguments[i], "--only=", 7)) options.only = arguments[i] + 7;
    else if (!strncmp(arguments[i], "--fuzz-seconds=", 15)) options.fuzz_seconds = atof(arguments[i] + 15);
    else if (!strncmp(arguments[i], "--seed=", 7)) options.seed = strtoull(arguments[i] + 7, NULL, 10);
    else if (!strncmp(arguments[i], "--end=", 6)) options.end = arguments[i] + 6;
    else if (!strcmp(arguments[i], "--verbose")) options.verbose = 1;
    else count = 0;
  }
  if (count < 4) {
    fprintf(stderr, "usage: native-tests <libpython> <executable> <test folder> [--only=…] [--fuzz-seconds=…] [--seed=…] [--verbose]\n");
    return 2;
  }
  options.program = arguments[0];
  options.libpython = arguments[1];
  options.executable = arguments[2];
  options.folder = arguments[3];
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, (size_t)16 << 20);
  if (pthread_create(&thread, &attributes, run_all, NULL)) return 2;
  pthread_join(thread, NULL);
  printf("%d passed, %d failed\n", passed, failed);
  fflush(stdout);
  /* Python is not finalised, as in JavaScript; workers may still wait for jobs. */
  return failed ? 1 : 0;
}
