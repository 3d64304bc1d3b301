/* See pool.h. */
#include "pool.h"

#include <string.h>

#include "frame.h"
#include "interpreter.h"
#include "interrupt.h"
#include "platform.h"

#define STACK_BYTES ((size_t)16 << 20)

typedef struct {
  pw_job *first, *last;
  size_t count;
} job_list;

static pw_mutex lock = PW_MUTEX_INITIALIZER;
static pw_condition work = PW_CONDITION_INITIALIZER, begun = PW_CONDITION_INITIALIZER;
static job_list waiting, finished;
static size_t running;
static int limit, open_threads, begun_threads;
static double last_ticket;
static pw_wake wake;

static void append(job_list *list, pw_job *job) {
  job->next = NULL;
  if (list->last) list->last->next = job;
  else list->first = job;
  list->last = job;
  list->count++;
}

static pw_job *take_first(job_list *list) {
  pw_job *job = list->first;
  if (!job) return NULL;
  list->first = job->next;
  if (!list->first) list->last = NULL;
  list->count--;
  return job;
}

/* The result's frame goes with the job; the engine begins its next one with buffers of its own. */
static void move_outcome(pw_writer *from, pw_writer *to) {
  *to = (pw_writer){.body = from->body, .text = from->text, .encoding = from->encoding, .tagged = from->tagged,
                    .deepest = from->deepest, .lent = from->lent};
  from->body = from->text = (pw_buffer){0};
  from->lent = (pw_objects){0};
}

/* Runs on a worker thread. */
static void run_jobs(void *unused) {
  (void)unused;
  pw_thread thread = {0};
  pw_engine engine = {.writer = {.lends = 1}};
  int joined = !pw_thread_join_interpreter(&thread);
  pw_mutex_lock(&lock);
  begun_threads++;
  pw_condition_signal(&begun);
  pw_mutex_unlock(&lock);
  for (;;) {
    pw_mutex_lock(&lock);
    while (!waiting.first) pw_condition_wait(&work, &lock);
    pw_job *job = take_first(&waiting);
    running++;
    pw_mutex_unlock(&lock);
    if (joined) {
      pw_attach(&thread);
      pw_execute(&engine, job->operation, &job->arguments, &job->result);
      move_outcome(&engine.writer, &job->outcome);
      pw_operation_end(job->operation);
      pw_detach(&thread);
      pw_interrupt_check_fork();
    } else {
      job->result = (pw_result){.status = PW_STATUS_ERROR, .error = PW_ERROR_MEMORY};
    }
    pw_mutex_lock(&lock);
    running--;
    int first = !finished.first;
    append(&finished, job);
    pw_mutex_unlock(&lock);
    if (first) pw_wake_raise(&wake);
  }
}

int pw_pool_open(int threads, int queue_limit) {
  if (open_threads) return wake.read_end;
  if (threads < 1 || pw_wake_open(&wake)) return -1;
  limit = queue_limit;
  /* The host closes its libraries when it ends, and these threads still stand in this one. */
  pw_library_keep(&wake);
  for (int i = 0; i < threads; i++)
    if (!pw_thread_start(run_jobs, NULL, STACK_BYTES)) open_threads++;
  /* To join, a thread allocates without the interpreter's lock. Where tracemalloc traces, it then waits for the lock;
     were tracing stopped meanwhile, it would write to freed memory (CPython before 3.12.9 and 3.13.2). The thread that
     opens the pool is the one that runs Python, does not hold the lock, and can stop nothing while it waits here. */
  pw_mutex_lock(&lock);
  while (begun_threads < open_threads) pw_condition_wait(&begun, &lock);
  pw_mutex_unlock(&lock);
  return open_threads ? wake.read_end : -1;
}

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

double pw_pool_submit(pw_operation *operation, const pw_arguments *arguments) {
  pw_job *job = calloc(1, sizeof *job);
  if (!job || copy_arguments(job, arguments)) {
    free(job);
    return 0;
  }
  job->operation = operation;
  pw_mutex_lock(&lock);
  int full = !open_threads || waiting.count >= (size_t)limit;
  double ticket = full ? 0 : ++last_ticket;
  job->ticket = ticket;
  if (!full) {
    append(&waiting, job);
    pw_condition_signal(&work);
  }
  pw_mutex_unlock(&lock);
  if (full) pw_job_free(job);
  return ticket;
}

pw_job *pw_pool_next_finished(void) {
  pw_mutex_lock(&lock);
  pw_job *job = take_first(&finished);
  /* Cleared under the lock: the next job to finish finds the list empty and raises it again. */
  if (!job) pw_wake_clear(&wake);
  pw_mutex_unlock(&lock);
  return job;
}

void pw_job_free(pw_job *job) {
  free(job->memory);
  pw_writer_end_loan(&job->outcome);
  pw_writer_free(&job->outcome);
  free(job);
}

size_t pw_pool_queued(void) {
  pw_mutex_lock(&lock);
  size_t count = waiting.count;
  pw_mutex_unlock(&lock);
  return count;
}

size_t pw_pool_running(void) {
  pw_mutex_lock(&lock);
  size_t count = running;
  pw_mutex_unlock(&lock);
  return count;
}
