/* See player.h. */
#include "player.h"

#include <stdio.h>
#include <string.h>

#include "builder.h"
#include "host.h"
#include "law.h"
#include "memory.h"
#include "render.h"
#include "runner.h"

enum { IDS = 256 };

static struct {
  player run;
  const void *memory;
  int held;
} known[IDS];
static uint32_t count = 1; /* 0 is no id */
static int calls, lenient;

static output told;

/* As JavaScript does: handles among the arguments are its own from now on, and given back here. */
static void take_arguments(void) {
  const pw_page *p = page();
  output_clear(&told);
  if (p->count[0] == PW_ARGUMENTS_IN_FRAME) {
    if (p->keywords[0]) output_add(&told, "named ");
    render_frame(&told, &pw_any);
    return;
  }
  for (uint32_t i = 0; i < p->count[0]; i++) {
    if (i) output_add(&told, ", ");
    switch (p->direct_text[i]) {
      case PW_TAG_NONE: output_add(&told, "None"); break;
      case PW_TAG_TRUE: output_add(&told, "True"); break;
      case PW_TAG_FALSE: output_add(&told, "False"); break;
      case PW_TAG_INT: output_add(&told, "%.17g", p->values[i]); break;
      case PW_TAG_FLOAT: output_add(&told, "%.17gf", p->values[i]); break;
      default: output_add(&told, "BROKEN: tag %u", p->direct_text[i]);
    }
  }
}

const char *called_with(void) {
  return told.text;
}

static int32_t entry(void) {
  uint32_t id = page()->operation[0];
  calls++;
  law_must_be_detached();
  if (id >= count || !known[id].run) {
    test_fail(__FILE__, __LINE__, "there is no function %u", id);
    return give_error(0);
  }
  /* What memory the function itself needs is there. */
  test_memory_pause(1);
  law_pause(1);
  builder_enter();
  take_arguments();
  int32_t status = known[id].run();
  /* What the helper cannot take of a result, it gives back. */
  if (status == PW_STATUS_FRAME) count_taken(status);
  builder_leave();
  law_pause(0);
  test_memory_pause(0);
  page()->operation[0] = PW_ANSWERED;
  return status;
}

void players_open(void) {
  pw_set_entry((void *)entry);
}

static uint32_t id_for(player run, const void *memory) {
  for (uint32_t id = 1; id < count; id++)
    if (known[id].run == run && known[id].memory == memory) return id;
  if (count == IDS) {
    test_fail(__FILE__, __LINE__, "there are too many ids");
    return 1;
  }
  known[count].run = run;
  known[count].memory = memory;
  return count++;
}

uint32_t id_of(player run) {
  return id_for(run, NULL);
}

uint32_t id_of_memory(const void *address) {
  return id_for(NULL, address);
}

/* What a Python expression in f comes to when f is that function. */
const char *calling(player f, const char *expression) {
  static char kept[8][2048];
  static int turn;
  char source[1024];
  snprintf(source, sizeof source, "CALL(lambda f: %s, [ANY], ANY)", expression);
  uint32_t op = define(source);
  arguments(1, 0);
  tagged_function(id_of(f));
  char *told = kept[turn++ & 7];
  snprintf(told, sizeof kept[0], "%s", call_with_frame(op));
  undefine(op);
  return told;
}

void scribble(void) {
  memset(page(), 0xa5, sizeof *page());
}

int32_t listens(void) {
  scribble();
  return PW_STATUS_NONE;
}

int32_t give_float(double value) {
  page()->values[0] = value;
  return PW_STATUS_FLOAT;
}

int32_t give_int(double value) {
  page()->values[0] = value;
  return PW_STATUS_INT;
}

int32_t give_frame(void) {
  lay_down();
  return PW_STATUS_FRAME;
}

int32_t give_error(double exception) {
  page()->values[0] = exception;
  return PW_STATUS_ERROR;
}

int calls_made(void) {
  int made = calls;
  calls = 0;
  return made;
}

void keep_accounts(int strictly) {
  lenient = !strictly;
}

int keeps_accounts(void) {
  return !lenient;
}

void count_taken(int status) {
  if (lenient) return;
  size_t taken = status == PW_STATUS_ERROR ? page()->references[0] : frame.id_count;
  /* More than there are: the frame has been bent, or is another one than the last. */
  for (size_t i = 0; i < taken && i < frame.id_count; i++)
    if (frame.ids[i] < count) known[frame.ids[i]].held++;
}

void take_dropped(void) {
  for (uint32_t id; (id = pw_next_dropped()) != 0;) {
    if (lenient) continue;
    if (id >= count) test_fail(__FILE__, __LINE__, "the id %u is dropped, which was never given", id);
    else if (--known[id].held < 0) test_fail(__FILE__, __LINE__, "the id %u is dropped more often than it was given", id);
  }
}

int held(uint32_t id) {
  return known[id].held;
}

void forget_held(uint32_t id) {
  known[id].held--;
}

void forget_all_held(void) {
  for (uint32_t id = 1; id < count; id++) known[id].held = 0;
}

long held_in_all(void) {
  long all = 0;
  for (uint32_t id = 1; id < count; id++) all += known[id].held;
  return all;
}
