/* What differs between operating systems: shared libraries, threads, locks, a wake-up that an event loop can watch. */
#ifndef PYWELD_PLATFORM_H
#define PYWELD_PLATFORM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* adaptive locks */
#endif

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

/* Opens a library for the whole process (its symbols serve libraries that are loaded later); NULL with `reason` set. */
void *pw_library_open(const char *path, char *reason, size_t reason_bytes);
void *pw_library_symbol(void *library, const char *name);

/* Keeps the library that holds `address` in memory until the process ends, whoever closes it. */
void pw_library_keep(const void *address);

/* The mapped region that holds `address`, which lies on the stack in use. 0, or -1 where it cannot be told. */
int pw_stack_region(const void *address, void **start, size_t *bytes);

typedef pthread_mutex_t pw_mutex;
typedef pthread_cond_t pw_condition;
/* Ours are held for less time than it takes to sleep and to be woken. */
#if defined(PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP)
#define PW_MUTEX_INITIALIZER PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP
#else
#define PW_MUTEX_INITIALIZER PTHREAD_MUTEX_INITIALIZER
#endif
#define PW_CONDITION_INITIALIZER PTHREAD_COND_INITIALIZER
#define pw_mutex_lock pthread_mutex_lock
#define pw_mutex_unlock pthread_mutex_unlock
#define pw_condition_wait pthread_cond_wait
#define pw_condition_signal pthread_cond_signal

/* Milliseconds by a clock that nobody sets. */
double pw_now(void);
/* Milliseconds; non-zero when they have passed without a signal. Of a condition that pw_condition_init has made. */
int pw_condition_wait_for(pw_condition *condition, pw_mutex *mutex, double milliseconds);

static inline void pw_mutex_init(pw_mutex *mutex) {
  pthread_mutex_init(mutex, NULL);
}
void pw_condition_init(pw_condition *condition);
#define pw_mutex_destroy pthread_mutex_destroy
#define pw_condition_destroy pthread_cond_destroy

typedef pthread_t pw_thread_id;
#define pw_thread_self pthread_self
/* When the calling thread ends, `run` is called with `argument`. 0 or -1. */
int pw_thread_at_end(void (*run)(void *), void *argument);
/* Python's handler of this signal lets JavaScript in. It does nothing unless somebody asks for it. */
#define PW_LET_IN_SIGNAL SIGURG
/* Python's main thread runs that handler, also while it waits. */
void pw_thread_let_in(pw_thread_id thread);

/* Whether more than one thread can run at a time. */
int pw_has_processors(void);
/* In a loop that waits for another thread: lets a neighbour on the same core have it. */
static inline void pw_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* Starts a detached thread with a stack of that size. 0 or -1. */
int pw_thread_start(void (*run)(void *), void *argument, size_t stack_bytes);

/*
 * A wake-up: `read_end` becomes readable after pw_wake_raise and stays so until pw_wake_clear. What it is raised for is
 * there before it is raised, and is looked for after it was cleared: so it matters to nobody which of two comes first.
 */
typedef struct pw_wake {
  int read_end, write_end;
  atomic_int is_raised;
} pw_wake;

/* `as_stream`: such as a socket of the host's can read from; slower. 0 or -1. */
int pw_wake_open(pw_wake *wake, int as_stream);
void pw_wake_close(pw_wake *wake);
/* A further descriptor of the read end, or -1. */
int pw_wake_share(const pw_wake *wake);
void pw_wake_raise(pw_wake *wake);
void pw_wake_clear(pw_wake *wake);

#endif
