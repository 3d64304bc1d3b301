/* Linux, macOS and other POSIX systems. */
#include "platform.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/eventfd.h>
#endif

void *pw_library_open(const char *path, char *reason, size_t reason_bytes) {
  void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (!library) snprintf(reason, reason_bytes, "%s", dlerror());
  return library;
}

void *pw_library_symbol(void *library, const char *name) {
  return dlsym(library, name);
}

void pw_library_keep(const void *address) {
  Dl_info info;
  if (dladdr(address, &info) && info.dli_fname) dlopen(info.dli_fname, RTLD_NOW);
}

int pw_stack_region(const void *address, void **start, size_t *bytes) {
#if defined(__linux__)
  FILE *maps = fopen("/proc/self/maps", "r");
  if (!maps) return -1;
  char line[512];
  int found = -1;
  while (found < 0 && fgets(line, sizeof line, maps)) {
    unsigned long low, high;
    if (sscanf(line, "%lx-%lx", &low, &high) != 2) continue;
    if ((uintptr_t)address < low || (uintptr_t)address >= high) continue;
    *start = (void *)low;
    *bytes = high - low;
    found = 0;
  }
  fclose(maps);
  return found;
#else
  (void)address, (void)start, (void)bytes;
  return -1;
#endif
}

typedef struct {
  void (*run)(void *);
  void *argument;
} entry;

static void *thread_main(void *raw) {
  entry start = *(entry *)raw;
  free(raw);
  start.run(start.argument);
  return NULL;
}

int pw_thread_start(void (*run)(void *), void *argument, size_t stack_bytes) {
  entry *start = malloc(sizeof *start);
  pthread_attr_t attributes;
  pthread_t thread;
  if (!start) return -1;
  *start = (entry){run, argument};
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  /* With the signals that this thread takes: programs that a worker starts would inherit blocked ones, and not end by them. */
  int failed = pthread_create(&thread, &attributes, thread_main, start);
  pthread_attr_destroy(&attributes);
  if (failed) free(start);
  return failed ? -1 : 0;
}

/* macOS has no condition that goes by another clock than that of the day. */
#if defined(__APPLE__)
#define CONDITION_CLOCK CLOCK_REALTIME
#else
#define CONDITION_CLOCK CLOCK_MONOTONIC
#endif

double pw_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void pw_condition_init(pw_condition *condition) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
#if !defined(__APPLE__)
  pthread_condattr_setclock(&attributes, CONDITION_CLOCK);
#endif
  pthread_cond_init(condition, &attributes);
  pthread_condattr_destroy(&attributes);
}

/* Who waits longer looks once in between: a time further off need not fit the type. */
#define LONGEST_WAIT 1e9

int pw_condition_wait_for(pw_condition *condition, pw_mutex *mutex, double milliseconds) {
  struct timespec until;
  if (milliseconds > LONGEST_WAIT) milliseconds = LONGEST_WAIT;
  clock_gettime(CONDITION_CLOCK, &until);
  double seconds = milliseconds / 1000, nanoseconds = (double)until.tv_nsec + (seconds - (double)(long)seconds) * 1e9;
  until.tv_sec += (long)seconds + (nanoseconds >= 1e9);
  until.tv_nsec = (long)(nanoseconds >= 1e9 ? nanoseconds - 1e9 : nanoseconds);
  return pthread_cond_timedwait(condition, mutex, &until) == ETIMEDOUT;
}

int pw_has_processors(void) {
  return sysconf(_SC_NPROCESSORS_ONLN) > 1;
}

static pthread_key_t end_key;
static pthread_once_t end_once = PTHREAD_ONCE_INIT;
static int end_failed;

typedef struct {
  void (*run)(void *);
  void *argument;
} at_end;

static void run_at_end(void *raw) {
  at_end what = *(at_end *)raw;
  free(raw);
  what.run(what.argument);
}

static void make_end_key(void) {
  end_failed = pthread_key_create(&end_key, run_at_end);
}

int pw_thread_at_end(void (*run)(void *), void *argument) {
  pthread_once(&end_once, make_end_key);
  at_end *what = end_failed ? NULL : malloc(sizeof *what);
  if (!what) return -1;
  *what = (at_end){run, argument};
  return pthread_setspecific(end_key, what);
}

void pw_thread_let_in(pw_thread_id thread) {
  pthread_kill(thread, PW_LET_IN_SIGNAL);
}

/* On Linux one descriptor instead of two, and a counter instead of a buffer: to raise it and to clear it cost half as much. */
static int open_counter(pw_wake *wake) {
#if defined(__linux__)
  int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  wake->read_end = wake->write_end = descriptor;
  atomic_init(&wake->is_raised, 0);
  return descriptor < 0 ? -1 : 0;
#else
  (void)wake;
  return -1;
#endif
}

static int is_counter(const pw_wake *wake) {
  return wake->read_end == wake->write_end;
}

int pw_wake_open(pw_wake *wake, int as_stream) {
  int ends[2];
  if (!as_stream && !open_counter(wake)) return 0;
  if (pipe(ends)) return -1;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[i], F_SETFL, O_NONBLOCK);
  }
  wake->read_end = ends[0];
  wake->write_end = ends[1];
  atomic_init(&wake->is_raised, 0);
  return 0;
}

/* Whether it is raised already is kept for a counter only: of a stream, somebody else may have read what we wrote. */
void pw_wake_raise(pw_wake *wake) {
  static const uint64_t one = 1;
  if (is_counter(wake) && atomic_exchange(&wake->is_raised, 1)) return;
  /* A full pipe means that the reader has been told already. */
  if (write(wake->write_end, &one, sizeof one) < 0) return;
}

void pw_wake_clear(pw_wake *wake) {
  uint64_t drop[8];
  if (!is_counter(wake)) {
    while (read(wake->read_end, drop, sizeof drop) > 0) continue;
  } else if (atomic_load(&wake->is_raised)) {
    /* Not before it has been written: then nobody would read it. */
    if (read(wake->read_end, drop, sizeof *drop) >= 0) atomic_store(&wake->is_raised, 0);
  }
}

void pw_wake_close(pw_wake *wake) {
  close(wake->read_end);
  if (!is_counter(wake)) close(wake->write_end);
}

int pw_wake_share(const pw_wake *wake) {
  return fcntl(wake->read_end, F_DUPFD_CLOEXEC, 0);
}
