/* See js_limit.h. */
#include "js_limit.h"

static pw_js_thread *thread_of(pw_interruption *here) {
  return (pw_js_thread *)((char *)here - offsetof(pw_js_thread, interruption));
}

/* ---- which level is to get it: under the lock ---- */

static int is_due(pw_interruption *here) {
  pw_js_thread *js = thread_of(here);
  for (pw_limit *limit = js->limits; limit; limit = limit->outer)
    if (limit->passed && !(limit->level == js->level ? limit->arrived : limit->told)) return 1;
  return 0;
}

static void note(pw_interruption *here) {
  pw_js_thread *js = thread_of(here);
  for (pw_limit *limit = js->limits; limit; limit = limit->outer) {
    if (!limit->passed) continue;
    if (limit->level == js->level) limit->arrived = 1;
    limit->told = 1;
  }
}

static int is_unwanted(pw_interruption *here) {
  pw_js_thread *js = thread_of(here);
  return js->limits && js->limits->passed && js->limits->level == js->level;
}

/* ---- waits ---- */

static void disturb(pw_interruption *here) {
  pw_js_thread *js = thread_of(here);
  /* What waits in a worker of Node's goes on waiting: Python lets only its main thread out. */
  if (!js->is_main) return;
  pw_thread_let_in(js->id);
}

void pw_interrupt_js_thread(pw_js_thread *js) {
  pw_interrupt(&js->interruption);
}

static void pass(pw_deadline *deadline) {
  pw_limit *limit = (pw_limit *)deadline;
  limit->passed = 1;
  pw_interrupt_js_thread(limit->js);
}

/* ---- the calls ---- */

int pw_limit_begin(pw_limit *limit, double milliseconds) {
  pw_interruption *here = &pw_js->interruption;
  if (!here->is_due) {
    if (pw_interrupts_open()) return -1;
    here->is_due = is_due;
    here->note = note;
    here->is_unwanted = is_unwanted;
    here->disturb = disturb;
    pw_interruption_begin(here);
  }
  *limit = (pw_limit){.deadline = {.passed = pass}, .outer = pw_js->limits, .js = pw_js, .level = pw_js->level};
  pw_mutex_lock(&pw_schedule_lock);
  int failed = pw_deadline_set(&limit->deadline, pw_now() + milliseconds);
  if (!failed) pw_js->limits = limit;
  pw_mutex_unlock(&pw_schedule_lock);
  return failed;
}

int pw_limit_end(pw_limit *limit) {
  pw_mutex_lock(&pw_schedule_lock);
  pw_deadline_clear(&limit->deadline);
  pw_js->limits = limit->outer;
  pw_mutex_unlock(&pw_schedule_lock);
  return limit->passed;
}

pw_limit *pw_limits_hide(void) {
  pw_limit *hidden = pw_js->limits;
  if (!hidden) return NULL;
  pw_mutex_lock(&pw_schedule_lock);
  pw_js->limits = NULL;
  pw_mutex_unlock(&pw_schedule_lock);
  return hidden;
}

void pw_limits_show(pw_limit *hidden) {
  if (!hidden) return;
  pw_mutex_lock(&pw_schedule_lock);
  pw_js->limits = hidden;
  pw_mutex_unlock(&pw_schedule_lock);
}
