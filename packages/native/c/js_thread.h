/*
 * A JavaScript thread: the main one, or a worker of Node's. Each has a page, a thread state, and tables of its own: its
 * handles, operations and classes mean nothing to another. What can outlive it (a JavaScript function that Python holds,
 * a job) counts as a user of it.
 */
#ifndef PYWELD_JS_THREAD_H
#define PYWELD_JS_THREAD_H

#include "classes.h"
#include "context.h"
#include "handles.h"
#include "interpreter.h"
#include "interruption.h"
#include "js_reference.h"
#include "operation.h"

struct pw_job;
typedef struct pw_job_list {
  struct pw_job *first, *last;
  size_t count;
} pw_job_list;

/* Each level takes some of JavaScript's stack and of Python's; Python's own limit comes first as a rule. */
#define PW_JS_DEEPEST 512

/* What runs a JavaScript function: takes the call from the page, leaves the result there, and answers a status. */
typedef int32_t (*pw_js_entry)(void);

struct pw_engine;
struct pw_limit;
struct pw_request;

typedef struct pw_js_thread {
  pw_thread thread;
  pw_page *page;
  uint8_t *shown_body, *shown_text; /* PW_SHOWN_BYTES each, which JavaScript sees from the beginning */
  pw_js_entry entry;
  int level;        /* calls of JavaScript functions under way */
  int collecting;   /* arguments are being taken from the page: a call of JavaScript must leave it as it was */
  struct pw_engine *engines[PW_JS_DEEPEST + 1];
  pw_handles handles;
  pw_operations operations;
  pw_classes classes;
  pw_dropped_ids dropped;
  struct pw_js_thread *next_wanting; /* room in the queue; under pw_schedule_lock, as the next */
  int wants_room;
  struct pw_limit *limits;  /* calls with a limit of time that are under way, the innermost first */
  pw_interruption interruption;
  pw_job_list taken;        /* of the finished; what can be cancelled is looked at again */
  struct pw_job *delivered; /* its frame is in JavaScript's hands */
  pw_context *context;      /* captured last; a use of it */
  int context_is_old;       /* Python has run here since */

  atomic_int users; /* the thread itself, and what can outlive it */
  int is_main;      /* Python's main thread, which alone runs pending calls */
  pw_thread_id id;
  pw_wake wake;     /* readable when there are finished jobs or requests */

  /* Under pw_js_lock, which guards the same of every JavaScript thread. */
  int ended;
  pw_job_list finished;                            /* and given up */
  struct pw_request *first_request, *last_request; /* that have not begun */
  struct pw_request *awaited;                      /* that wait for a promise of this thread's */
  pw_condition *waits_at; /* this thread waits for another one there; NULL: it does not */
} pw_js_thread;

/* Of the thread that runs; NULL where it is none of JavaScript's, or has not joined Python. */
extern _Thread_local pw_js_thread *pw_js;

/* Held for moments, never while Python or JavaScript run. */
extern pw_mutex pw_js_lock;

/* Makes the calling thread one of JavaScript's, once; it ends with the thread. `is_main`: it starts Python. 0, or -1 when out of memory. */
int pw_js_thread_begin(int is_main);
void pw_js_thread_use(pw_js_thread *js);
/* Any thread, attached or not. */
void pw_js_thread_end_use(pw_js_thread *js);
/* Attached. Lets go of all that a thread that has ended has held. */
void pw_js_thread_bury(pw_js_thread *js);
/* The engine of the current level; NULL when out of memory. */
struct pw_engine *pw_js_engine(pw_js_thread *js);

#endif
