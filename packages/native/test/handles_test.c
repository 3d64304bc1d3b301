/* Handles: given, found, given back, from any thread and any number of times. */
#define _GNU_SOURCE
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "../c/handles.h"
#include "builder.h"
#include "host.h"
#include "runner.h"

static const char *show(uint32_t op, double handle) {
  arguments(1, 0);
  number(handle);
  return call_with_frame(op);
}

static void counts_each_time_it_is_given(void) {
  size_t before = handles();
  double keep = handle_of("globals().setdefault('kept', object())");
  double again = handle_of("kept");
  EQUAL(keep, again);
  EQUAL(handles(), before + 1);
  uint32_t op = define("CALL(lambda o: o is kept, [OBJECT], BOOL)");
  let_go(keep);
  drain();
  SAME(show(op, keep), "TRUE");
  let_go(keep);
  drain();
  SAME(show(op, keep), "ERROR USAGE this Python object has been released");
  /* A third time is harmless. */
  let_go(keep);
  let_go(keep);
  drain();
  EQUAL(handles(), before);
  SAME(value_of("sys.getrefcount(kept)"), "INT 2");
  let_go(handle_of("globals().pop('kept')"));
  undefine(op);
}

static void ignores_what_it_never_gave(void) {
  size_t before = handles();
  static const double invented[] = {0, -1, 1, 7, 4096, 1e15, 9007199254740991.0, 9007199254740992.0, 1e300};
  for (size_t i = 0; i < sizeof invented / sizeof *invented; i++) pw_release(invented[i]);
  pw_release(NAN);
  pw_release(INFINITY);
  pw_release(-INFINITY);
  EQUAL(handles(), before);
}

static void knows_a_freed_object_no_more(void) {
  double handle = handle_of("Loud()");
  uint32_t op = define("CALL(shown, [OBJECT], STR)");
  SAME(value_of("setattr(Loud, 'gone', 0)"), "NONE");
  let_go(handle);
  drain();
  SAME(value_of("Loud.gone"), "INT 1");
  SAME(show(op, handle), "ERROR USAGE this Python object has been released");
  undefine(op);
}

static void holds_many(void) {
  size_t before = handles();
  uint32_t op = define("CALL(lambda: globals().setdefault('many', [object() for _ in range(3000)]), [], LIST(OBJECT))");
  page()->operation[0] = op;
  page()->count[0] = 0;
  EQUAL(pw_call(), PW_STATUS_FRAME);
  size_t count = 3000;
  double *given = malloc(count * sizeof *given);
  const double *body = (const double *)(uintptr_t)page()->body[0];
  for (size_t i = 0; given && i < count; i++) given[i] = body[1 + 2 * i];
  EQUAL(handles(), before + count);
  /* In an order of their own, half of them first: gaps must not hide what lies behind them. */
  for (size_t i = 0; i < count; i += 2) let_go(given[i * 7 % count & ~(size_t)1]);
  drain();
  uint32_t is_known = define("CALL(lambda o: type(o) is object, [OBJECT], BOOL)");
  for (size_t i = 1; i < count; i += 250) SAME(show(is_known, given[i | 1]), "TRUE");
  for (size_t i = 0; i < count; i++) let_go(given[i]);
  EQUAL(handles(), before);
  for (size_t i = 0; i < count; i += 250) SAME(show(is_known, given[i]), "ERROR USAGE this Python object has been released");
  free(given);
  let_go(handle_of("[globals().pop('many')]"));
  undefine(is_known);
  undefine(op);
}

/* The table alone, against a plain list: thousands of objects at addresses of every alignment. */
static void keeps_its_table_straight(void) {
  enum { OBJECTS = 512 };
  static double addresses[OBJECTS];
  static int held[OBJECTS];
  uint32_t op = define("CALL(lambda: [[] for _ in range(512)], [], LIST(OBJECT))");
  uint32_t probe = define("CALL(lambda o: True, [OBJECT], BOOL)");
  uint32_t keep = define("CALL(lambda all: globals().__setitem__('pool', all), [ANY], NONE)");
  size_t before = handles();
  page()->operation[0] = op;
  page()->count[0] = 0;
  EQUAL(pw_call(), PW_STATUS_FRAME);
  for (int i = 0; i < OBJECTS; i++) {
    addresses[i] = ((const double *)(uintptr_t)page()->body[0])[1 + 2 * i];
    held[i] = 1;
  }
  /* A list keeps them alive, so that a handle may be given back and taken anew. */
  arguments(1, 0);
  words(PW_TAG_LIST, OBJECTS);
  for (int i = 0; i < OBJECTS; i++) tagged_object(addresses[i]);
  SAME(call_with_frame(keep), "NONE");
  uint32_t take = define("CALL(lambda i: pool[i], [INT], OBJECT)");
  unsigned state = 12345;
  for (int step = 0; step < 4000; step++) {
    state = state * 1103515245 + 12345;
    int i = (int)(state >> 16) % OBJECTS;
    if (held[i] && state & 0x4000) {
      let_go(addresses[i]);
      held[i]--;
    } else if (state & 0x8000) {
      page()->values[0] = i;
      page()->count[0] = 1;
      page()->nones[0] = 0;
      page()->operation[0] = take;
      EQUAL(pw_call(), PW_STATUS_OBJECT);
      EQUAL(page()->values[0], addresses[i]);
      held[i]++;
    } else {
      SAME(show(probe, addresses[i]), held[i] ? "TRUE" : "ERROR USAGE this Python object has been released");
    }
  }
  for (int i = 0; i < OBJECTS; i++)
    for (; held[i]; held[i]--) let_go(addresses[i]);
  EQUAL(handles(), before);
  let_go(handle_of("globals().pop('pool')"));
  undefine(op), undefine(probe), undefine(keep), undefine(take);
}

enum { RELEASERS = 4, EACH = 2000 };

static double released_handle;
static atomic_int releasers_done;

static void *release_many(void *unused) {
  (void)unused;
  for (int i = 0; i < EACH; i++) pw_release(i % 3 ? released_handle : 12345 + i);
  atomic_fetch_add(&releasers_done, 1);
  return NULL;
}

/* Python runs on this thread meanwhile, and drains the queue again and again. */
static void takes_releases_from_any_thread(void) {
  size_t before = handles();
  uint32_t op = define("CALL(lambda: Point, [], OBJECT)");
  page()->operation[0] = op;
  page()->count[0] = 0;
  for (int i = 0; i < RELEASERS * EACH; i++) EQUAL(pw_call(), PW_STATUS_OBJECT);
  released_handle = page()->values[0];
  EQUAL(handles(), before + 1);
  pthread_t threads[RELEASERS];
  atomic_store(&releasers_done, 0);
  for (int i = 0; i < RELEASERS; i++) CHECK(!pthread_create(&threads[i], NULL, release_many, NULL));
  while (atomic_load(&releasers_done) < RELEASERS) drain();
  for (int i = 0; i < RELEASERS; i++) pthread_join(threads[i], NULL);
  EQUAL(handles(), before + 1);
  for (int i = 0; i < RELEASERS * EACH; i++) pw_release(released_handle);
  EQUAL(handles(), before);
  pw_stats();
  EQUAL(page()->values[4], 0);
  undefine(op);
}

const test handle_tests[] = {
    {"a handle is given back as often as it was given", counts_each_time_it_is_given, 0},
    {"invented handles are ignored", ignores_what_it_never_gave, 0},
    {"a released object is freed and known no more", knows_a_freed_object_no_more, 0},
    {"thousands are held and given back in any order", holds_many, 0},
    {"the table stays straight", keeps_its_table_straight, 0},
    {"releases come from any thread", takes_releases_from_any_thread, 0},
    {0},
};
