/* See deadline.h: a binary heap, the earliest first. */
#include "deadline.h"

#include <math.h>
#include <stdlib.h>

pw_mutex pw_schedule_lock = PW_MUTEX_INITIALIZER;

/* Under the lock. */
static pw_deadline **heap;
static size_t count, capacity;
static pw_condition earlier;
static int is_open;
/* When the thread looks next. It may be earlier than need be: a limit that was kept in time is not worth a wake-up. */
static double looks_at = INFINITY;

static void put(pw_deadline *deadline, size_t i) {
  heap[i] = deadline;
  deadline->place = i + 1;
}

static void rise(pw_deadline *deadline, size_t i) {
  for (; i && heap[(i - 1) / 2]->at > deadline->at; i = (i - 1) / 2) put(heap[(i - 1) / 2], i);
  put(deadline, i);
}

static void sink(pw_deadline *deadline, size_t i) {
  for (;;) {
    size_t child = 2 * i + 1;
    if (child + 1 < count && heap[child + 1]->at < heap[child]->at) child++;
    if (child >= count || heap[child]->at >= deadline->at) break;
    put(heap[child], i);
    i = child;
  }
  put(deadline, i);
}

int pw_deadline_clear(pw_deadline *deadline) {
  if (!deadline->place) return 0;
  size_t i = deadline->place - 1;
  deadline->place = 0;
  pw_deadline *last = heap[--count];
  if (last == deadline) return 1;
  if (i && heap[(i - 1) / 2]->at > last->at) rise(last, i);
  else sink(last, i);
  return 1;
}

int pw_deadline_set(pw_deadline *deadline, double at) {
  pw_deadline_clear(deadline);
  if (count == capacity) {
    size_t larger = capacity ? capacity * 2 : 64;
    pw_deadline **grown = realloc(heap, larger * sizeof *grown);
    if (!grown) return -1;
    heap = grown;
    capacity = larger;
  }
  deadline->at = at;
  count++;
  rise(deadline, count - 1);
  if (at < looks_at) {
    looks_at = at;
    pw_condition_signal(&earlier);
  }
  return 0;
}

static void keep_time(void *unused) {
  (void)unused;
  pw_mutex_lock(&pw_schedule_lock);
  for (;;) {
    double now = pw_now();
    while (count && heap[0]->at <= now) {
      pw_deadline *due = heap[0];
      pw_deadline_clear(due);
      due->passed(due);
    }
    looks_at = count ? heap[0]->at : INFINITY;
    if (count) pw_condition_wait_for(&earlier, &pw_schedule_lock, looks_at - now);
    else pw_condition_wait(&earlier, &pw_schedule_lock);
  }
}

int pw_deadlines_open(void) {
  pw_mutex_lock(&pw_schedule_lock);
  if (!is_open) {
    pw_condition_init(&earlier);
    /* The host closes its libraries when it ends, and this thread still stands in this one. */
    pw_library_keep(&heap);
    is_open = !pw_thread_start(keep_time, NULL, (size_t)256 << 10);
  }
  int failed = !is_open;
  pw_mutex_unlock(&pw_schedule_lock);
  return failed ? -1 : 0;
}
