/* The tests, one list per subject, and what they assert with. */
#ifndef PYWELD_TEST_RUNNER_H
#define PYWELD_TEST_RUNNER_H

typedef struct test {
  const char *name;
  void (*run)(void);
  /* Run once, without a look at what it leaves behind: it changes something for good, or starts threads. */
  int once;
} test;

/* Each list ends with a test that has no name. */
extern const test start_tests[], direct_tests[], argument_tests[], broken_frame_tests[], result_tests[], hint_tests[], text_tests[],
    nesting_tests[], mutation_tests[], exception_tests[], handle_tests[], operation_tests[], class_tests[], memory_tests[],
    pool_tests[], cancel_tests[], loop_tests[], callback_tests[], reentry_tests[], request_tests[], conversion_tests[],
    reference_tests[], failure_tests[], signal_tests[], fuzz_tests[];

typedef struct settings {
  const char *program, *libpython, *executable, *folder, *only;
  /* How this process is to end, for a test that watches it; NULL: by itself. */
  const char *end;
  double fuzz_seconds;
  unsigned long long seed;
  int verbose;
} settings;

extern settings options;

/* Starts Python and ends the process in that way (signals_test.c). */
void end_process(const char *way);

void test_fail(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Whether two texts are the same; says so when not. */
void test_same(const char *file, int line, const char *subject, const char *actual, const char *expected);

#define CHECK(condition) \
  do { \
    if (!(condition)) test_fail(__FILE__, __LINE__, "%s", #condition); \
  } while (0)
#define SAME(actual, expected) test_same(__FILE__, __LINE__, #actual, actual, expected)
#define EQUAL(actual, expected) \
  do { \
    double a_ = (double)(actual), e_ = (double)(expected); \
    if (a_ != e_) test_fail(__FILE__, __LINE__, "%s is %.17g, not %.17g", #actual, a_, e_); \
  } while (0)

#endif
