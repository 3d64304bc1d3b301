/* Linux, macOS and other POSIX systems. */
#define _GNU_SOURCE
#include "platform.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

int pw_wake_open(pw_wake *wake) {
  int ends[2];
  if (pipe(ends)) return -1;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[i], F_SETFL, O_NONBLOCK);
  }
  *wake = (pw_wake){ends[0], ends[1]};
  return 0;
}

void pw_wake_raise(pw_wake *wake) {
  /* A full pipe means that the reader has been told already. */
  if (write(wake->write_end, "", 1) < 0) return;
}

void pw_wake_clear(pw_wake *wake) {
  char drop[64];
  while (read(wake->read_end, drop, sizeof drop) > 0) continue;
}
