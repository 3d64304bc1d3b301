/*
 * The one interpreter of this process, and who may touch it.
 *
 * The law of the lock: Python's functions may be called only between pw_attach and pw_detach of the same thread. Each
 * thread keeps one thread state for good (PyGILState_Ensure would free it when its count drops to zero, and with it
 * the thread's threading.local). A function below that says "Attached" relies on this.
 */
#ifndef PYWELD_INTERPRETER_H
#define PYWELD_INTERPRETER_H

#include <stdatomic.h>

#include "abi.h"
#include "python_api.h"

typedef struct pw_thread {
  PyThreadState *state;
  atomic_int attached; /* depth: only the outermost attach and detach touch the interpreter; others look at it */
} pw_thread;

typedef struct pw_interpreter_state {
  atomic_int started; /* last of all: then other threads may join */
  PyInterpreterState *interpreter;
  PyObject *field_names;  /* callable(dataclass instance) -> names of its fields */
  PyObject *find_conversion;      /* callable(type) -> number of its conversion, or 0 */
  PyObject *conversion_functions; /* callable(number) -> (reduce, build) */
  PyObject *add_place;    /* callable(exception, place): says in a note where it was raised */
  PyObject *new_future;    /* callable() -> a future of the running event loop; None when none runs */
  PyObject *settle_future; /* callable(future, result, exception or None), from any thread */
  PyObject *as_list;      /* callable(sequence of another class: deque, range) -> list, or None */
  size_t stack_bytes;     /* of the stack that calls run on; 0 where it cannot be told */
} pw_interpreter_state;

extern pw_interpreter_state pw_interpreter;

/* Starts Python; the calling thread becomes its main thread and is left detached. 0 or -1. */
int pw_interpreter_start(const char *libpython, const char *executable, pw_thread *thread, pw_error *error);
/*
 * Attached. Python starts without `site`, so that what site imports (a .pth file may import ssl) comes after the finder
 * that binds such modules to Python's own libraries. sys.flags must not tell of it: child interpreters would be started
 * with -S. `position`, an int, is that of `no_site` in sys.flags.
 */
void pw_interpreter_admit_site(PyObject *position);
int pw_interpreter_is_ready(void);
/* Makes a thread state for a thread that the helper started. 0 or -1. */
int pw_thread_join_interpreter(pw_thread *thread);
/* Attached for the last time: gives the thread state up, and with it the interpreter. */
void pw_thread_leave_interpreter(pw_thread *thread);
/*
 * From 3.14 on Python compares the stack pointer with the thread's own bounds. The JavaScript thread calls on a stack of
 * koffi's, outside them: tells Python of the stack in use. Attached.
 */
void pw_protect_stack(pw_thread *thread);

void pw_attach(pw_thread *thread);
void pw_detach(pw_thread *thread);

#endif
