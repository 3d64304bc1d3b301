/* See pool.h. All that is static here is guarded by pw_schedule_lock. */
#include "pool.h"

#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "interpreter.h"
#include "interrupt.h"
#include "lane.h"
#include "loop.h"
#include "platform.h"
#include "schedule.h"

/* Milliseconds: after that long without an end of a call, another thread is woken. */
#define MOMENT 0.25
/* So many calls ended within a moment are small ones, which one thread does best. */
#define MANY_ENDED 6
/* Milliseconds that a call has to end in after it was interrupted. */
#define GRACE 250
/* Milliseconds that a thread looks for further jobs before it rests. */
#define LOOK_OUT 0.02
/* Milliseconds that new threads have to join the interpreter in. */
#define JOIN_TIME 1000

static pw_job_list waiting;
static pw_table by_ticket;
static pw_worker *idle; /* the one that was busy last is woken first */
static size_t queued, running, abandoned, ended, ended_before, many;
static int limit, open_threads, begun_threads, missing, coming, surplus;
static atomic_int must_mend, arrivals; /* whether something waits */
static int may_look_out, futile, skipped;
static pw_condition begun;
static pw_js_thread *wants_room; /* linked by next_wanting; a use of each */

/* ---- waking: as few threads as get the work done ---- */

static void wake_one(void) {
  pw_worker *worker = idle;
  if (!worker) return;
  idle = worker->next_idle;
  worker->is_woken = 1;
  coming++;
  pw_condition_signal(&worker->wake);
}

static void look_at_progress(pw_deadline *own);
static pw_deadline moment = {.passed = look_at_progress};

/* Where no thread is left to wake, there is less to see. */
static void look_in_a_moment(void) {
  double moments = idle ? 1 : 16;
  ended_before = ended;
  many = (size_t)moments * MANY_ENDED;
  pw_deadline_set(&moment, pw_now() + moments * MOMENT);
}

static void look_at_progress(pw_deadline *own) {
  (void)own;
  size_t now = ended - ended_before;
  surplus = waiting.count && running > 1 && now >= many;
  if (!waiting.count) return;
  if (!now && !coming) wake_one();
  look_in_a_moment();
}

/* Something waits that did not. */
static void see_to_queue(void) {
  if (py.free_threaded || (!running && !coming)) wake_one();
  else if (!coming && !moment.place) look_in_a_moment(); /* one that comes looks for itself */
}

static void make_ready(pw_job *job) {
  pw_job_append(&waiting, job);
  atomic_store_explicit(&arrivals, 1, memory_order_relaxed);
  see_to_queue();
}

/* ---- room in the queue ---- */

static void tell_of_room(void) {
  while (wants_room) {
    pw_js_thread *js = wants_room;
    wants_room = js->next_wanting;
    js->wants_room = 0;
    pw_mutex_lock(&pw_js_lock);
    if (!js->ended) pw_wake_raise(&js->wake);
    pw_mutex_unlock(&pw_js_lock);
    pw_js_thread_end_use(js);
  }
}

static void leave_queue(void) {
  queued--;
  if (wants_room) tell_of_room();
}

double pw_pool_room(double wanted) {
  pw_mutex_lock(&pw_schedule_lock);
  double room = queued < (size_t)limit ? (double)((size_t)limit - queued) : 0;
  if (room < wanted && !pw_js->wants_room) {
    pw_js->wants_room = 1;
    pw_js_thread_use(pw_js);
    pw_js->next_wanting = wants_room;
    wants_room = pw_js;
  }
  pw_mutex_unlock(&pw_schedule_lock);
  return room;
}

/* ---- the end of a job ---- */

/* Whichever way it ends; the caller delivers it. */
static void end_job(pw_job *job) {
  job->state = PW_JOB_ENDED;
  if (!job->cancellable && !job->lane) return;
  pw_deadline_clear(&job->limit);
  if (job->cancellable) pw_table_remove(&by_ticket, &job->entry);
  pw_job *next = pw_lane_leave(job);
  if (next) make_ready(next);
}

static void take_out_of_queue(pw_job *job) {
  if (job->list == &waiting) pw_job_take_out(job);
  if (!waiting.first) atomic_store_explicit(&arrivals, 0, memory_order_relaxed);
  leave_queue();
  end_job(job);
  job->fate = PW_FATE_NEVER_RAN;
  job->result = (pw_result){.status = PW_STATUS_ERROR};
  pw_operation_end_later(job->operation);
  pw_job_deliver(job);
}

static void give_up(pw_job *job) {
  job->fate = PW_FATE_ABANDONED;
  if (job->worker) {
    job->worker->is_given_up = 1;
    running--;
    abandoned++;
    missing++;
    atomic_store(&must_mend, 1);
  }
  pw_job_tell_abandoned(job);
}

static void cancel(pw_job *job) {
  if (job->state == PW_JOB_QUEUED) {
    take_out_of_queue(job);
  } else if (job->state == PW_JOB_RUNNING && job->fate == PW_FATE_NONE) {
    job->fate = PW_FATE_CANCELLED;
    pw_interrupt(&job->worker->interruption);
    pw_deadline_set(&job->limit, pw_now() + GRACE);
  } else if (job->state == PW_JOB_AWAITED && job->fate == PW_FATE_NONE) {
    job->fate = PW_FATE_CANCELLED;
    pw_loop_cancel(job->ticket);
    pw_deadline_set(&job->limit, pw_now() + GRACE);
  }
}

static void limit_passed(pw_deadline *deadline) {
  pw_job *job = (pw_job *)((char *)deadline - offsetof(pw_job, limit));
  if (job->fate == PW_FATE_CANCELLED) give_up(job);
  else cancel(job);
}

void pw_pool_cancel(double ticket) {
  pw_mutex_lock(&pw_schedule_lock);
  pw_job *job = (pw_job *)pw_table_find(&by_ticket, (uint64_t)ticket);
  if (job) {
    cancel(job);
  } else {
    /* One that was not made to be cancelled: then all of them are, which happens once. */
    job = waiting.first;
    while (job && job->ticket != ticket) job = job->next;
    if (job) take_out_of_queue(job);
  }
  pw_mutex_unlock(&pw_schedule_lock);
  if (!job) pw_loop_cancel(ticket);
}

/* ---- what its threads run next ---- */

/*
 * Calls often come one after another, each soon after the last one's result: then to be woken takes longer than all the
 * rest. One thread at a time looks for a while whether there is more, as long as that has been worth it lately.
 */
static int look_out(void) {
  if (!may_look_out || coming || running) return 0;
  if (futile > 0 && skipped++ < (1 << futile)) return 0;
  skipped = 0;
  coming++;
  pw_mutex_unlock(&pw_schedule_lock);
  double until = pw_now() + LOOK_OUT;
  while (!atomic_load_explicit(&arrivals, memory_order_relaxed) && pw_now() < until)
    for (int i = 0; i < 32; i++) pw_pause();
  pw_mutex_lock(&pw_schedule_lock);
  coming--;
  if (waiting.first) futile = futile > 0 ? futile - 1 : 0;
  else if (futile < 10) futile++;
  return waiting.first != NULL;
}

static void rest(pw_worker *own) {
  own->is_woken = 0;
  own->next_idle = idle;
  idle = own;
  while (!own->is_woken) pw_condition_wait(&own->wake, &pw_schedule_lock);
  coming--;
}

static pw_job *take_job(pw_worker *own) {
  pw_job *job = waiting.first;
  pw_job_take_out(job);
  if (!waiting.first) atomic_store_explicit(&arrivals, 0, memory_order_relaxed);
  job->state = PW_JOB_RUNNING;
  job->worker = own;
  own->job = job->cancellable ? job : NULL;
  own->has_told = 0;
  running++;
  leave_queue();
  if (waiting.count) see_to_queue();
  return job;
}

pw_job *pw_schedule_next(pw_worker *own) {
  if (surplus && running) {
    surplus = 0;
    if (waiting.count) look_in_a_moment();
    rest(own);
  }
  surplus = 0;
  while (!waiting.first)
    if (!look_out()) rest(own);
  return take_job(own);
}

pw_job *pw_schedule_another(pw_worker *own) {
  return own->is_given_up || surplus || !waiting.first ? NULL : take_job(own);
}

/* A thread that was given up and comes back before another one has taken its place stays. */
static void come_back(pw_worker *own) {
  abandoned--;
  if (!missing) return;
  missing--;
  own->is_given_up = 0;
}

void pw_schedule_done(pw_worker *own, pw_job *job, int awaits) {
  own->job = NULL;
  ended++;
  if (own->is_given_up) come_back(own);
  else running--;
  job->worker = NULL;
  if (awaits) job->state = PW_JOB_AWAITED;
  else end_job(job);
}

void pw_schedule_handed_over(double ticket) {
  pw_mutex_lock(&pw_schedule_lock);
  pw_job *job = (pw_job *)pw_table_find(&by_ticket, (uint64_t)ticket);
  int due = job && job->fate != PW_FATE_NONE;
  pw_mutex_unlock(&pw_schedule_lock);
  if (due) pw_loop_cancel(ticket);
}

/* ---- its threads ---- */

void pw_schedule_begun(void) {
  begun_threads++;
  pw_condition_signal(&begun);
}

/*
 * To join, a thread allocates without the interpreter's lock. Where tracemalloc traces, it then waits for the lock; were
 * tracing stopped meanwhile, it would write to freed memory (CPython before 3.12.9 and 3.13.2). The thread that calls this
 * is the one that runs Python, does not hold the lock, and can stop nothing while it waits here.
 */
static void await_begun(void) {
  double until = pw_now() + JOIN_TIME;
  while (begun_threads < open_threads && pw_now() < until)
    pw_condition_wait_for(&begun, &pw_schedule_lock, until - pw_now());
}

static int open_pool(int threads, int queue_limit) {
  if (open_threads) return 0;
  if (threads < 1 || pw_deadlines_open()) return -1;
  limit = queue_limit;
  may_look_out = pw_has_processors();
  pw_condition_init(&begun);
  for (int i = 0; i < threads; i++)
    if (!pw_worker_start()) open_threads++;
  pw_mutex_lock(&pw_schedule_lock);
  await_begun();
  pw_mutex_unlock(&pw_schedule_lock);
  return open_threads ? 0 : -1;
}

int pw_pool_open(int threads, int queue_limit) {
  /* Workers of Node's may open it at the same time. */
  static pw_mutex opening = PW_MUTEX_INITIALIZER;
  pw_mutex_lock(&opening);
  int failed = open_pool(threads, queue_limit);
  pw_mutex_unlock(&opening);
  return failed;
}

void pw_pool_mend(void) {
  if (!atomic_load_explicit(&must_mend, memory_order_relaxed)) return;
  pw_mutex_lock(&pw_schedule_lock);
  atomic_store(&must_mend, 0);
  for (; missing; missing--) {
    if (pw_worker_start()) {
      atomic_store(&must_mend, 1); /* another time */
      break;
    }
    open_threads++;
  }
  await_begun();
  if (waiting.count) see_to_queue();
  pw_mutex_unlock(&pw_schedule_lock);
}

/* ---- submission ---- */

/* What a job needs that can be cancelled, has a limit, or a lane. 1 when it is its turn; 0; -1 when out of memory. */
static int enter(pw_job *job, const pw_submission *how) {
  if (job->cancellable) {
    job->entry.key = (uint64_t)job->ticket;
    if (pw_table_add(&by_ticket, &job->entry)) return -1;
    job->limit.passed = limit_passed;
    if (how->milliseconds > 0 && pw_deadline_set(&job->limit, pw_now() + how->milliseconds)) {
      pw_table_remove(&by_ticket, &job->entry);
      return -1;
    }
  }
  int turn = how->queue ? pw_lane_enter(how->queue, job) : 1;
  if (turn < 0) {
    pw_deadline_clear(&job->limit);
    if (job->cancellable) pw_table_remove(&by_ticket, &job->entry);
  }
  return turn;
}

/* 0, or -1 when out of memory. */
static int add_job(pw_job *job, const pw_submission *how) {
  int turn = enter(job, how);
  if (turn < 0) return -1;
  queued++;
  if (turn) make_ready(job);
  return 0;
}

int pw_pool_watch(pw_job *job, const pw_submission *how) {
  pw_submission control = {NULL, how->milliseconds, how->cancellable};
  job->cancellable = how->cancellable || how->milliseconds > 0;
  if (!job->cancellable) return 0;
  if (pw_interrupts_open()) return -1;
  pw_mutex_lock(&pw_schedule_lock);
  job->state = PW_JOB_AWAITED;
  int failed = enter(job, &control) < 0;
  pw_mutex_unlock(&pw_schedule_lock);
  return failed ? -1 : 0;
}

void pw_pool_end(pw_job *job) {
  if (!job->cancellable && !job->lane) return;
  pw_mutex_lock(&pw_schedule_lock);
  end_job(job);
  pw_mutex_unlock(&pw_schedule_lock);
}

double pw_pool_submit(pw_operation *operation, const pw_arguments *arguments, const pw_submission *how) {
  int cancellable = how->cancellable || how->milliseconds > 0;
  if (cancellable && pw_interrupts_open()) return 0;
  pw_pool_mend();
  pw_job *job = pw_job_new(operation, arguments);
  if (!job) return 0;
  job->cancellable = cancellable;
  double ticket = job->ticket;
  pw_mutex_lock(&pw_schedule_lock);
  int refused = !open_threads || queued >= (size_t)limit || add_job(job, how);
  pw_mutex_unlock(&pw_schedule_lock);
  if (refused) pw_job_free(job);
  return refused ? 0 : ticket;
}

static size_t counted(const size_t *count) {
  pw_mutex_lock(&pw_schedule_lock);
  size_t now = *count;
  pw_mutex_unlock(&pw_schedule_lock);
  return now;
}

size_t pw_pool_queued(void) {
  return counted(&queued);
}

size_t pw_pool_running(void) {
  return counted(&running);
}

size_t pw_pool_abandoned(void) {
  return counted(&abandoned);
}
