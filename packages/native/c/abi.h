/*
 * Everything that JavaScript may call, and the page through which arguments and results cross: the whole ABI.
 *
 * The TypeScript table is generated from the lists here. Rules: a change of a signature, of the page or of frame.h
 * raises PW_ABI_VERSION; JavaScript calls pw_abi_version first and refuses any other number; nothing else is exported.
 */
#ifndef PYWELD_ABI_H
#define PYWELD_ABI_H

#include <stdint.h>

#define PW_ABI_VERSION 8

/* Direct arguments of one call; longer argument lists go through a frame. */
#define PW_PAGE_VALUES 16
#define PW_PAGE_TEXT 65536
/* A frame's body, and its text, of up to so many bytes are small. */
#define PW_SHOWN_BYTES 65536
/* page.operation once JavaScript has run a function for Python to its end; no function has that id. */
#define PW_ANSWERED 0u
/* Added to the status of a call. */
#define PW_STATUS_DROPPED 256
/* page.count of a call whose arguments lie in a frame. */
#define PW_ARGUMENTS_IN_FRAME 0xffffffffu

/*
 * The page: one per JavaScript thread, at a fixed address, so that a call needs no argument of its own.
 * Addresses and sizes are doubles, which JavaScript reads without a BigInt (addresses stay below 2^53).
 * X(type, name, count)
 */
#define PW_PAGE(X) \
  X(uint32_t, operation, 1)     /* in: operation to run */ \
  X(uint32_t, count, 1)         /* in: direct arguments, or PW_ARGUMENTS_IN_FRAME */ \
  X(uint32_t, nones, 1)         /* in: bit i set: direct argument i is None */ \
  X(uint32_t, positional, 1)    /* in: positional arguments in the frame */ \
  X(uint32_t, keywords, 1)      /* in: keyword arguments in the frame */ \
  X(uint32_t, encoding, 1)      /* both: PW_TEXT_ASCII or PW_TEXT_UTF16 */ \
  X(uint32_t, tagged, 1)        /* out: the result frame carries tags */ \
  X(uint32_t, depth, 1)         /* out: how deep the result is nested */ \
  X(uint32_t, error, 1)         /* out: PW_ERROR_... */ \
  X(uint32_t, direct_bytes, 1)  /* in: bytes of direct_text in use */ \
  X(uint32_t, name_units, 1)    /* out, EXCEPTION: units of the type's name at the start of the text */ \
  X(uint32_t, references, 1)    /* out, ERROR: JavaScript values of the arguments that Python has taken */ \
  X(uint32_t, fate, 1)          /* out: PW_FATE_... of a finished job, or of pw_call_within */ \
  X(uint32_t, unused, 1) \
  X(double, body, 1)            /* both: address of the frame's slots */ \
  X(double, body_bytes, 1)      /* both */ \
  X(double, text, 1)            /* both: address of the frame's text */ \
  X(double, text_bytes, 1)      /* both */ \
  X(double, ticket, 1)          /* out: number of the finished job; both: of a call from another thread, which may wait for a promise */ \
  X(double, values, PW_PAGE_VALUES)       /* both: direct arguments; direct result */ \
  X(uint8_t, direct_text, PW_PAGE_TEXT)   /* in: text of direct str arguments, ASCII */

typedef struct pw_page {
#define X(type, name, count) type name[count];
  PW_PAGE(X)
#undef X
} pw_page;

/* Filled by functions that run before there is a page. */
typedef struct pw_error {
  int32_t code;
  char message[2044];
} pw_error;

/* X(result, name, arguments): types are spelled as koffi reads them. */
#define PW_ABI(X) \
  /* Handshake: versions and sizes of both sides must agree. */ \
  X(uint32_t, pw_abi_version, (void)) \
  X(uint32_t, pw_page_bytes, (void)) \
  /* Loads and starts Python on this thread, which becomes Python's main thread; `error` is a pw_error. 0 or -1. */ \
  X(int32_t, pw_start, (const char *libpython, const char *executable, void *error)) \
  /* As that, on a further JavaScript thread, once Python has been started. */ \
  X(int32_t, pw_join, (void *error)) \
  /* Runs `source` as the module `name`; its handle is page.values[0]. A status. */ \
  X(int32_t, pw_run_module, (const char *name, const char *source, const char *file)) \
  /* The page of this thread. At first, its body and text are where small frames will be: PW_SHOWN_BYTES each. */ \
  X(void *, pw_page_address, (void)) \
  /* Runs page.operation in place. A status; with PW_STATUS_DROPPED added when pw_next_dropped has something. */ \
  X(int32_t, pw_call, (void)) \
  /* As pw_call; after so many milliseconds, what runs in Python is interrupted, and page.fate says so. */ \
  X(int32_t, pw_call_within, (double milliseconds)) \
  /* A descriptor, the caller's own, that becomes readable when jobs are done, or other threads ask for JavaScript; or -1. */ \
  X(int32_t, pw_descriptor, (void)) \
  /* Runs the functions that other threads ask for. */ \
  X(void, pw_serve, (void)) \
  /* What a promise came to that STATUS_PROMISE has spoken of: page.ticket, and a status with its result as of a function. */ \
  X(void, pw_settle, (int32_t status)) \
  /* How long other threads wait for JavaScript to begin with what they ask for; 30 seconds unless told. */ \
  X(void, pw_callback_limit, (double seconds)) \
  /* Starts the worker pool, once. 0 or -1. */ \
  X(int32_t, pw_pool_start, (int32_t threads, int32_t queue_limit)) \
  /* Queues page.operation for a worker. The job's ticket, or 0 when the queue is full. */ \
  X(double, pw_submit, (void)) \
  /* The same, in a queue of that name (NULL: in none), with a limit of time (0: none), for pw_cancel when cancellable. */ \
  X(double, pw_submit_with, (const char *queue, double milliseconds, int32_t cancellable)) \
  /* Starts the thread of the event loop, once. 0 or -1. */ \
  X(int32_t, pw_loop_start, (void)) \
  /* Queues page.operation for the event loop, which awaits what it gives; else as those. 0 when the loop has been stopped. */ \
  X(double, pw_submit_to_loop, (const char *queue, double milliseconds, int32_t cancellable)) \
  /* Takes a job out of its queue, or interrupts it; what has ended is left alone. */ \
  X(void, pw_cancel, (double ticket)) \
  /* How many jobs the queue takes now. If less than `wanted`, pw_descriptor becomes readable when there is more room. */ \
  X(double, pw_room, (double wanted)) \
  /* Loads the next finished job into the page; its status, or -1 when there is none. A job whose page.fate is ABANDONED \
     is still running, and comes once more when it ends. */ \
  X(int32_t, pw_next_finished, (void)) \
  /* Gives a handle back; unknown and 0 are ignored. Never waits for the interpreter. */ \
  X(void, pw_release, (double handle)) \
  /* Gives a Python class a number, which its instances then carry. 0, or -1 when `handle` is no handle. */ \
  X(int32_t, pw_class_number, (double handle, uint32_t number)) \
  X(void, pw_operation_free, (uint32_t operation)) \
  /* \
   * What runs JavaScript functions for Python, with the page turned round: operation = id of the function, count = direct \
   * arguments (values, and a tag each at the start of direct_text) or PW_ARGUMENTS_IN_FRAME (a list), keywords = whether \
   * the last argument holds those that were passed by name. It answers a status, with a direct result or a tagged frame, \
   * and operation = PW_ANSWERED; \
   * of ERROR, values[0] is the handle of the exception. Where page.ticket is not 0, it may answer PROMISE. \
   */ \
  X(void, pw_set_entry, (void *entry)) \
  /* The id of a JavaScript value that Python no longer holds, once per object that stood for it; 0: no more. */ \
  X(uint32_t, pw_next_dropped, (void)) \
  /* Which types have a conversion is asked anew. */ \
  X(void, pw_conversions_forget_all, (void)) \
  /* Counts: page.values[0..] = live handles, operations, queued jobs, running jobs, waiting releases, stack bytes, objects \
     that stand for JavaScript values, jobs of the event loop, threads that were given up and still run. */ \
  X(void, pw_stats, (void)) \
  /* \
   * Interruptions and the end (interrupt.h, signals.h, exit.h), once, on the thread that started Python. Handles: installer, \
   * callable((take, ask)), which registers with Python what raises; finish, callable(grace in seconds), Python's end. 0 or -1. \
   */ \
  X(int32_t, pw_signals_start, (double installer, double finish)) \
  /* The host has begun or ceased to listen to a signal, and put its own handler in place of ours. To be called once at the \
     start, too, for SIGINT, SIGTERM and SIGHUP; others are ignored. */ \
  X(void, pw_signals_changed, (int32_t number, int32_t listened)) \
  /* Milliseconds that Python's own threads may have at the end. */ \
  X(void, pw_exit_grace, (int32_t milliseconds)) \
  /* The host ends with that code: it has the grace and a second. Where a signal was quicker, this does not return. */ \
  X(void, pw_exit_begin, (int32_t code)) \
  /* Python has ended. Where threads still run Python, the end skips what libraries do then: they use those libraries. */ \
  X(void, pw_exit_finished, (int32_t threads_run))

#if defined(_WIN32)
#define PW_EXPORT __declspec(dllexport)
#else
#define PW_EXPORT __attribute__((visibility("default")))
#endif

#define X(result, name, arguments) PW_EXPORT result name arguments;
PW_ABI(X)
#undef X

#endif
