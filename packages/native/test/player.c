/* See player.h. */
#include "player.h"

#include <stdio.h>
#include <string.h>

#include "builder.h"
#include "host.h"
#include "render.h"
#include "runner.h"

enum { IDS = 256 };

static struct {
  player run;
  const void *memory;
  int held;
} known[IDS];
static uint32_t count = 1; /* 0 is no id */
static int calls;

static int32_t entry(void) {
  uint32_t id = page()->operation[0];
  calls++;
  if (id >= count || !known[id].run) {
    test_fail(__FILE__, __LINE__, "there is no function %u", id);
    return give_error(0);
  }
  builder_enter();
  int32_t status = known[id].run();
  /* What the helper cannot take of a result, it gives back. */
  if (status == PW_STATUS_FRAME) count_taken(status);
  builder_leave();
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

const char *called_with(void) {
  static output shown;
  const pw_page *p = page();
  output_clear(&shown);
  if (p->count[0] == PW_ARGUMENTS_IN_FRAME) {
    if (p->keywords[0]) output_add(&shown, "named ");
    render_frame(&shown, &pw_any);
    return shown.text;
  }
  for (uint32_t i = 0; i < p->count[0]; i++) {
    if (i) output_add(&shown, ", ");
    switch (p->direct_text[i]) {
      case PW_TAG_NONE: output_add(&shown, "None"); break;
      case PW_TAG_TRUE: output_add(&shown, "True"); break;
      case PW_TAG_FALSE: output_add(&shown, "False"); break;
      case PW_TAG_INT: output_add(&shown, "%.17g", p->values[i]); break;
      case PW_TAG_FLOAT: output_add(&shown, "%.17gf", p->values[i]); break;
      default: output_add(&shown, "BROKEN: tag %u", p->direct_text[i]);
    }
  }
  return shown.text;
}

void scribble(void) {
  memset(page(), 0xa5, sizeof *page());
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

void count_taken(int status) {
  size_t taken = status == PW_STATUS_ERROR ? page()->references[0] : frame.id_count;
  /* More than there are: the frame has been bent, or is another one than the last. */
  for (size_t i = 0; i < taken && i < frame.id_count; i++)
    if (frame.ids[i] < count) known[frame.ids[i]].held++;
}

void take_dropped(void) {
  for (uint32_t id; (id = pw_next_dropped()) != 0;) {
    if (id >= count) test_fail(__FILE__, __LINE__, "the id %u is dropped, which was never given", id);
    else if (--known[id].held < 0) test_fail(__FILE__, __LINE__, "the id %u is dropped more often than it was given", id);
  }
}

int held(uint32_t id) {
  return known[id].held;
}

long held_in_all(void) {
  long all = 0;
  for (uint32_t id = 1; id < count; id++) all += known[id].held;
  return all;
}
