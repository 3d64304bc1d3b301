/* See job.h. */
#include "job.h"

#include <stdlib.h>
#include <string.h>

static _Atomic(uint64_t) last_ticket;

/* Copies what `arguments` points to into one allocation. */
static int copy_arguments(pw_job *job, const pw_arguments *from) {
  /* A count beyond the page is refused when the job runs; what lies behind the page is not touched. */
  size_t count = from->count == PW_ARGUMENTS_IN_FRAME ? 0 : from->count > PW_PAGE_VALUES ? PW_PAGE_VALUES : from->count;
  size_t values = count * sizeof *from->values;
  size_t direct = values ? from->direct_text_bytes : 0;
  size_t body = values || from->count == 0 ? 0 : from->frame.body_bytes, text = body ? from->frame.text_bytes : 0;
  uint8_t *memory = malloc(values + body + direct + text + 8);
  if (!memory) return -1;
  job->memory = memory;
  job->arguments = *from;
  job->arguments.values = (const double *)(void *)memory;
  job->arguments.frame.body = memory + values;
  job->arguments.direct_text = memory + values + body;
  job->arguments.frame.text = memory + values + body + direct;
  if (values) memcpy(memory, from->values, values);
  if (body) memcpy(memory + values, from->frame.body, body);
  if (direct) memcpy(memory + values + body, from->direct_text, direct);
  if (text) memcpy(memory + values + body + direct, from->frame.text, text);
  return 0;
}

pw_job *pw_job_new(pw_operation *operation, const pw_arguments *arguments) {
  pw_job *job = malloc(sizeof *job);
  /* A writer is large for the sake of a message and a cache that a job has no use for. */
  if (job) memset(job, 0, offsetof(pw_job, outcome) + offsetof(pw_writer, keys));
  if (!job || copy_arguments(job, arguments)) {
    free(job);
    return NULL;
  }
  job->operation = operation;
  job->ticket = (double)(atomic_fetch_add(&last_ticket, 1) + 1);
  pw_js_thread_use(job->owner = pw_js);
  /* Last: it may run Python, and so JavaScript, which makes calls of its own. */
  job->context = pw_context_now();
  return job;
}

void pw_job_take_outcome(pw_job *job, pw_writer *from) {
  pw_writer *to = &job->outcome;
  to->owner = from->owner;
  to->body = from->body;
  to->text = from->text;
  to->encoding = from->encoding;
  to->tagged = from->tagged;
  to->deepest = from->deepest;
  to->lent = from->lent;
  from->body = from->text = (pw_buffer){0};
  from->lent = (pw_objects){0};
}

/* Under pw_js_lock. */
static void tell(pw_job *job) {
  pw_js_thread *owner = job->owner;
  int first = !owner->finished.first;
  if (!job->is_told) pw_job_append(&owner->finished, job);
  job->is_told = 1;
  /* Under the lock: the owner's wake-up goes with it. */
  if (first) pw_wake_raise(&owner->wake);
}

void pw_job_deliver(pw_job *job) {
  pw_mutex_lock(&pw_js_lock);
  job->has_ended = 1;
  int ended = job->owner->ended;
  if (!ended) tell(job);
  pw_mutex_unlock(&pw_js_lock);
  if (ended) pw_job_free(job);
}

void pw_job_tell_abandoned(pw_job *job) {
  pw_mutex_lock(&pw_js_lock);
  if (!job->owner->ended) tell(job);
  pw_mutex_unlock(&pw_js_lock);
}

/* All at once: a lock for each would be a fight with the threads that finish more. */
static void take_all(void) {
  pw_mutex_lock(&pw_js_lock);
  pw_js->taken = pw_js->finished;
  pw_js->finished = (pw_job_list){0};
  for (pw_job *job = pw_js->taken.first; job; job = job->next) job->list = &pw_js->taken;
  /* Cleared under the lock: the next job to finish finds the list empty and raises it again. */
  pw_wake_clear(&pw_js->wake);
  pw_mutex_unlock(&pw_js_lock);
}

/* One that was given up may come to its end at this very moment. */
static int look_again(pw_job *job) {
  pw_mutex_lock(&pw_js_lock);
  job->is_told = 0;
  int has_ended = job->has_ended;
  pw_mutex_unlock(&pw_js_lock);
  return has_ended;
}

pw_job *pw_job_next_finished(int *has_ended) {
  if (!pw_js->taken.first) take_all();
  pw_job *job = pw_js->taken.first;
  if (!job) return NULL;
  pw_job_take_out(job);
  *has_ended = job->cancellable ? look_again(job) : 1;
  return job;
}

void pw_job_free(pw_job *job) {
  free(job->memory);
  pw_context_end(job->context);
  pw_writer_end_loan(&job->outcome);
  pw_writer_free(&job->outcome);
  if (job->owner) pw_js_thread_end_use(job->owner);
  free(job);
}

/* Under pw_js_lock. One that was given up is freed by its thread, should that ever come back. */
static void forget(pw_job_list *list, pw_job_list *own) {
  while (list->first) {
    pw_job *job = list->first;
    pw_job_take_out(job);
    job->is_told = 0;
    if (job->has_ended) pw_job_append(own, job);
  }
}

void pw_jobs_forget(pw_js_thread *js) {
  pw_job_list own = {0};
  pw_mutex_lock(&pw_js_lock);
  forget(&js->taken, &own);
  forget(&js->finished, &own);
  pw_mutex_unlock(&pw_js_lock);
  while (own.first) {
    pw_job *job = own.first;
    pw_job_take_out(job);
    pw_job_free(job);
  }
}

void pw_job_append(pw_job_list *list, pw_job *job) {
  job->next = NULL;
  job->previous = list->last;
  job->list = list;
  if (list->last) list->last->next = job;
  else list->first = job;
  list->last = job;
  list->count++;
}

void pw_job_take_out(pw_job *job) {
  pw_job_list *list = job->list;
  if (!list) return;
  if (job->previous) job->previous->next = job->next;
  else list->first = job->next;
  if (job->next) job->next->previous = job->previous;
  else list->last = job->previous;
  list->count--;
  job->list = NULL;
  job->next = job->previous = NULL;
}
