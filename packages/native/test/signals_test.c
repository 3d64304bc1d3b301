/* Interruptions of Python's main thread, signals that are the host's, and ends of the process that nothing holds up. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../c/exit.h"
#include "../c/interrupt.h"
#include "../c/signals.h"
#include "host.h"
#include "runner.h"

static _Atomic int heard;

static void hear(int number) {
  (void)number;
  atomic_fetch_add(&heard, 1);
}

static int is_hear(int number) {
  struct sigaction action;
  sigaction(number, NULL, &action);
  return action.sa_handler == hear;
}

static int start_with(const char *finish) {
  double installer = handle_of("install_interrupts"), ending = handle_of(finish);
  int failed = pw_signals_start(installer, ending);
  let_go(installer);
  let_go(ending);
  return failed;
}

static void starts_once(void) {
  double number = handle_of("[1]");
  EQUAL(pw_signals_start(0, 0), -1);
  EQUAL(pw_signals_start(number, number), -1); /* not callable */
  let_go(number);
  signal(SIGINT, hear);
  EQUAL(start_with("finish"), 0);
  EQUAL(start_with("finish"), -1);
  /* Python has registered; the signal is still the host's. */
  CHECK(is_hear(SIGINT));
  EQUAL(pw_interrupt_main(PW_INTERRUPT_CTRL_C), 0); /* nothing runs */
  EQUAL(pw_interrupt_withdraw(PW_INTERRUPT_CTRL_C), 0);
  pw_signals_changed(SIGINT, 1);
  pw_signals_changed(SIGUSR1, 1);
  CHECK(!is_hear(SIGINT));
}

/* ---- interruptions ---- */

static void (*run_later)(void);

static void *wait_and_run(void *unused) {
  (void)unused;
  while (!atomic_load(&pw_interrupts.depth)) usleep(100);
  usleep(30000);
  run_later();
  return NULL;
}

/* What an expression comes to when that is done from another thread while it is evaluated. */
static const char *meanwhile(const char *expression, void (*run)(void)) {
  pthread_t thread;
  run_later = run;
  char source[256];
  snprintf(source, sizeof source, "CALL(lambda: (%s), [], ANY)", expression);
  uint32_t operation = define(source);
  pthread_create(&thread, NULL, wait_and_run, NULL);
  const char *told = call(operation);
  pthread_join(thread, NULL);
  undefine(operation);
  return told;
}

/* The process has other threads that take signals: it need not come to this one. */
static void ctrl_c(void) {
  kill(getpid(), SIGINT);
}

static void time_limit(void) {
  CHECK(pw_interrupt_main(PW_INTERRUPT_TIME_LIMIT));
}

static void changes_its_mind(void) {
  /* Python looks for it in this very moment, or has it already: both are right. */
  pw_interrupt_main(PW_INTERRUPT_TIME_LIMIT);
  pw_interrupt_withdraw(PW_INTERRUPT_TIME_LIMIT);
}

static const char *const waits[] = {
    "__import__('time').sleep(30)",
    "compute_forever()",
    "__import__('queue').SimpleQueue().get()",
    "__import__('threading').Event().wait()",
    "__import__('select').select([], [], [], 30)",
};

static void interrupts_whatever_waits(void) {
  for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
    int before = atomic_load(&heard);
    SAME(meanwhile(waits[i], ctrl_c), "ERROR EXCEPTION KeyboardInterrupt: 1");
    /* Who listens has it, too. */
    for (int turn = 0; turn < 1000 && atomic_load(&heard) == before; turn++) usleep(1000);
    EQUAL(atomic_load(&heard), before + 1);
    SAME(meanwhile(waits[i], time_limit), "ERROR EXCEPTION TimeoutError: 2");
  }
  SAME(value_of("sum(range(100000))"), "INT 4999950000");
}

static void takes_a_reason_back(void) {
  const char *told = meanwhile("__import__('time').sleep(0.1)", changes_its_mind);
  CHECK(!strcmp(told, "NONE") || !strcmp(told, "ERROR EXCEPTION TimeoutError: 2"));
  SAME(value_of("take()"), "INT 0");
  SAME(value_of("sum(range(100000))"), "INT 4999950000");
}

static void forgets_what_came_too_late(void) {
  pw_interrupt_enter();
  EQUAL(pw_interrupt_main(PW_INTERRUPT_TIME_LIMIT), 1);
  EQUAL(pw_interrupt_main(PW_INTERRUPT_TIME_LIMIT), 0); /* it has been asked */
  CHECK(pw_interrupt_is_waiting());
  pw_interrupt_leave();
  CHECK(!pw_interrupt_is_waiting());
  EQUAL(atomic_load(&pw_interrupts.reasons), 0);
  SAME(value_of("sum(range(100000))"), "INT 4999950000");
  /* As late as can be: after the call has looked. */
  atomic_store(&pw_interrupts.reasons, PW_INTERRUPT_TIME_LIMIT);
  SAME(value_of("sum(range(100000))"), "INT 4999950000");
}

static void is_asked_by_python_too(void) {
  SAME(value_of("[ask(2), compute_forever()]"), "ERROR EXCEPTION TimeoutError: 2");
  SAME(value_of("[ask(0), ask(-1), ask(1 << 31), ask(1 << 70)]"), "FRAME [False, False, False, False]");
  CHECK(!strncmp(value_of("ask('x')"), "ERROR EXCEPTION TypeError: ", 27));
}

/* ---- signals ---- */

static void hands_signals_on(void) {
  int before = atomic_load(&heard);
  raise(SIGINT);
  EQUAL(atomic_load(&heard), before + 1);
  /* The host has put another handler there. */
  signal(SIGINT, hear);
  pw_signals_changed(SIGINT, 1);
  CHECK(!is_hear(SIGINT));
  raise(SIGINT);
  EQUAL(atomic_load(&heard), before + 2);
  /* One that it listens to, and that means nothing to Python, is its own. */
  signal(SIGTERM, hear);
  pw_signals_changed(SIGTERM, 1);
  CHECK(is_hear(SIGTERM));
  signal(SIGHUP, SIG_IGN);
  pw_signals_changed(SIGHUP, 0);
  raise(SIGHUP);
  signal(SIGHUP, SIG_DFL);
}

static void gives_way_to_who_uses_the_same_signal(void) {
  signal(SIGURG, hear);
  int before = atomic_load(&heard);
  SAME(meanwhile("__import__('time').sleep(30)", time_limit), "ERROR EXCEPTION TimeoutError: 2");
  EQUAL(atomic_load(&heard), before);
  signal(SIGURG, SIG_DFL);
}

/* ThreadSanitizer knows no forks of processes with threads. */
#if !defined(__SANITIZE_THREAD__)
static void ends_a_fork(void) {
  const char *told = value_of("fork()");
  int status = 0;
  CHECK(!strncmp(told, "INT ", 4));
  EQUAL(waitpid((pid_t)atoi(told + 4), &status, 0), atoi(told + 4));
  EQUAL(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 70);
}
#endif

/* ---- the end, in a process of its own ---- */

void end_process(const char *way) {
  pw_exit_grace(50);
  if (start_with(strstr(way, "never") ? "finish_never" : "finish")) _exit(98);
  for (int i = 0; i < 3; i++) pw_signals_changed((int[]){SIGINT, SIGTERM, SIGHUP}[i], 0);
  if (!strcmp(way, "code")) pw_exit_begin(7);
  else if (!strcmp(way, "return")) pw_exit_begin(7), pw_exit_finished(1), exit(9);
  else kill(getpid(), SIGTERM);
  if (!strcmp(way, "never twice")) usleep(300000), kill(getpid(), SIGHUP);
  if (!strcmp(way, "signal in exit")) usleep(300000), pw_exit_begin(7);
  for (;;) pause();
}

/* Its output and how it ended. */
static const char *end_of(const char *way) {
  static char told[256];
  char command[4096];
  snprintf(command, sizeof command, "exec '%s' '%s' '%s' '%s' '--end=%s'", options.program, options.libpython,
           options.executable, options.folder, way);
  FILE *output = popen(command, "r");
  size_t length = output ? fread(told, 1, 128, output) : 0;
  int status = output ? pclose(output) : 0;
  if (WIFSIGNALED(status)) snprintf(told + length, sizeof told - length, "signal %d", WTERMSIG(status));
  else snprintf(told + length, sizeof told - length, "code %d", WEXITSTATUS(status));
  return told;
}

static void ends_in_time(void) {
  SAME(end_of("code"), "code 7");
  SAME(end_of("return"), "code 9");
  SAME(end_of("signal"), "finish 50\nsignal 15");
  SAME(end_of("never"), "finish 50\nsignal 15");
  SAME(end_of("never twice"), "finish 50\nsignal 1");
  SAME(end_of("signal in exit"), "finish 50\nsignal 15");
}

const test signal_tests[] = {
    {"they start once, and change nothing by that", starts_once, 1},
    {"whatever waits is interrupted, with the reason, from any thread", interrupts_whatever_waits, 1},
    {"a reason can be taken back", takes_a_reason_back, 1},
    {"what came too late hits no later call", forgets_what_came_too_late, 0},
    {"Python can ask, too", is_asked_by_python_too, 0},
    {"the host's signals are handed on", hands_signals_on, 1},
    {"who uses the same signal keeps it", gives_way_to_who_uses_the_same_signal, 1},
#if !defined(__SANITIZE_THREAD__)
    {"a fork that comes back ends", ends_a_fork, 1},
#endif
    {"the process ends in time, with its code or by its signal", ends_in_time, 1},
    {0},
};
