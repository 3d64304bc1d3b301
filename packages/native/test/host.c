/* See host.h. */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "builder.h"
#include "law.h"
#include "memory.h"
#include "player.h"
#include "render.h"
#include "runner.h"

/* Bytes that the sanitizer's allocator has given out, Python's included; absent without a sanitizer. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

/* Handles mean something to one JavaScript thread only. */
static _Thread_local double subjects, evaluate;
static _Thread_local uint32_t apply_any, apply_object;

pw_page *page(void) {
  return pw_page_address();
}

const char *outcome(int status, const pw_node *node) {
  static output shown[4];
  static int turn;
  static const char *errors[] = {"NOTHING", "EXCEPTION", "CONVERSION", "USAGE", "MEMORY", "SETUP"};
  output *out = &shown[turn++ & 3];
  output_clear(out);
  status &= ~PW_STATUS_DROPPED;
  size_t text_units = (size_t)page()->text_bytes[0] / (page()->encoding[0] == PW_TEXT_UTF16 ? 2 : 1);
  switch (status) {
    case PW_STATUS_ERROR:
      output_add(out, "ERROR %s ", page()->error[0] < 6 ? errors[page()->error[0]] : "BROKEN");
      if (page()->error[0] == PW_ERROR_EXCEPTION) {
        if (page()->name_units[0] > text_units) output_add(out, "BROKEN: name is longer than the text");
        else render_text(out, 0, page()->name_units[0]);
        output_add(out, ": ");
        render_text(out, page()->name_units[0], text_units - page()->name_units[0]);
        let_go(page()->values[0]);
      } else {
        render_text(out, 0, text_units);
      }
      break;
    case PW_STATUS_NONE: output_add(out, "NONE"); break;
    case PW_STATUS_FALSE: output_add(out, "FALSE"); break;
    case PW_STATUS_TRUE: output_add(out, "TRUE"); break;
    case PW_STATUS_FLOAT: output_add(out, "FLOAT %.17g", page()->values[0]); break;
    case PW_STATUS_INT: output_add(out, "INT %.17g", page()->values[0]); break;
    case PW_STATUS_ASCII:
      output_add(out, "ASCII ");
      render_text(out, 0, text_units);
      break;
    case PW_STATUS_OBJECT:
      output_add(out, "OBJECT %g%s", page()->values[1], page()->values[2] ? " callable" : "");
      let_go(page()->values[0]);
      break;
    case PW_STATUS_FRAME:
      output_add(out, "FRAME ");
      render_frame(out, node);
      break;
    default: output_add(out, "BROKEN: status %d", status);
  }
  return out->text;
}

const char *call_as_set(uint32_t operation) {
  page()->operation[0] = operation;
  const pw_operation *known = pw_operation_peek(operation);
  /* The operation may go while it runs. */
  const pw_node *node = known ? known->result : &pw_any;
  int in_frame = page()->count[0] == PW_ARGUMENTS_IN_FRAME, status = pw_call();
  if (in_frame) count_taken(status & ~PW_STATUS_DROPPED);
  const char *told = outcome(status, node);
  /* What is in the result may be what has been dropped, so that comes first, as in JavaScript. */
  if (status & PW_STATUS_DROPPED && keeps_accounts()) take_dropped();
  return told;
}

const char *call(uint32_t operation) {
  page()->count[0] = 0;
  return call_as_set(operation);
}

const char *call_with_frame(uint32_t operation) {
  lay_down();
  return call_as_set(operation);
}

/* A status without the flag that a call adds. */
static int run(uint32_t operation) {
  page()->operation[0] = operation;
  int status = pw_call();
  if (status & PW_STATUS_DROPPED) take_dropped();
  return status & ~PW_STATUS_DROPPED;
}

/* The handle in the outcome of the operation, called with a handle and a text. */
static double object_from(uint32_t operation, double first, const char *second) {
  arguments(2, 0);
  tagged_object(first);
  text(PW_TAG_STR, second);
  lay_down();
  int status = run(operation);
  if (status == PW_STATUS_OBJECT) return page()->values[0];
  test_fail(__FILE__, __LINE__, "%.300s gives %s", second, outcome(status, &pw_any));
  return 0;
}

static uint32_t number_of_definition(void) {
  lay_down();
  int status = run(0);
  if (status == PW_STATUS_INT) return (uint32_t)page()->values[0];
  test_fail(__FILE__, __LINE__, "not defined: %s", outcome(status, &pw_any));
  return UINT32_MAX;
}

static void empty(uint32_t tag) {
  words(tag, 0);
}

/* Written out as JavaScript would: (operation, None, name, ((result kind, …), (ANY, …)), (), 1, (), -1, 0). */
static uint32_t bootstrap(int operation, const char *name, int result) {
  arguments(1, 0);
  words(PW_TAG_TUPLE, 9);
  tagged_int(operation);
  empty(PW_TAG_NONE);
  text(PW_TAG_STR, name);
  words(PW_TAG_TUPLE, 2);
  for (int i = 0; i < 2; i++) {
    words(PW_TAG_TUPLE, 5);
    tagged_int(i ? PW_KIND_ANY : result);
    empty(PW_TAG_TUPLE);
    empty(PW_TAG_TUPLE);
    empty(PW_TAG_NONE);
    empty(PW_TAG_TUPLE);
  }
  empty(PW_TAG_TUPLE);
  tagged_int(1);
  empty(PW_TAG_TUPLE);
  tagged_int(-1);
  tagged_int(0);
  return number_of_definition();
}

static char *read_file(const char *folder, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  char *content = calloc(1, 1 << 20);
  size_t size = content ? fread(content, 1, (1 << 20) - 1, file) : 0;
  fclose(file);
  if (size) return content;
  free(content);
  return NULL;
}

static int adopt(int status) {
  if (status != PW_STATUS_OBJECT) {
    printf("subjects: %s\n", outcome(status, &pw_any));
    return -1;
  }
  subjects = page()->values[0];
  uint32_t get = bootstrap(PW_OPERATION_GET, "evaluate", PW_KIND_OBJECT);
  apply_any = bootstrap(PW_OPERATION_APPLY, "", PW_KIND_ANY);
  apply_object = bootstrap(PW_OPERATION_APPLY, "", PW_KIND_OBJECT);
  arguments(1, 0);
  tagged_object(subjects);
  lay_down();
  if (run(get) != PW_STATUS_OBJECT) return -1;
  evaluate = page()->values[0];
  undefine(get);
  return 0;
}

/* Python runs a further file in the module of that name if there is one. */
static int run_subjects(const char *name) {
  char file[64];
  snprintf(file, sizeof file, "subjects/%s.py", name);
  char *source = read_file(options.folder, file);
  int status = source ? pw_run_module("subjects", source, file) : -1;
  free(source);
  const char *told = source ? outcome(status, &pw_any) : "cannot be read";
  if (status != PW_STATUS_OBJECT) printf("%s: %s\n", file, told);
  return status == PW_STATUS_OBJECT ? 0 : -1;
}

int host_open(void) {
  /* What others use comes first; the helper takes what it needs from the very first. */
  static const char *const names[] = {
      "runtime", "descriptions", "malformed", "classes", "nesting", "mutation", "exceptions", "finalisers",
      "accounting", "threads", "jobs", "event_loop", "meddling", "conversions", "memory", "signals",
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (run_subjects(names[i])) return -1;
  if (host_open_again()) return -1;
  players_open();
  return 0;
}

int host_open_again(void) {
  return adopt(pw_run_module("subjects", "", "subjects"));
}

double handle_of(const char *expression) {
  return object_from(apply_object, evaluate, expression);
}

const char *value_of(const char *expression) {
  arguments(2, 0);
  tagged_object(evaluate);
  text(PW_TAG_STR, expression);
  return call_with_frame(apply_any);
}

uint32_t define(const char *source) {
  double description = handle_of(source);
  arguments(1, 0);
  tagged_object(description);
  uint32_t number = number_of_definition();
  let_go(description);
  return number;
}

void undefine(uint32_t operation) {
  pw_operation_free(operation);
}

const char *result_of(const char *type, const char *expression) {
  char source[4096];
  snprintf(source, sizeof source, "CALL(lambda: (%s), [], %s)", expression, type);
  uint32_t operation = define(source);
  const char *result = call(operation);
  undefine(operation);
  return result;
}

void let_go(double handle) {
  pw_release(handle);
}

void drain(void) {
  value_of("None");
  take_dropped();
}

static double count_at(int index) {
  drain();
  pw_stats();
  return page()->values[index];
}

size_t handles(void) {
  return (size_t)count_at(0);
}

size_t operations(void) {
  return (size_t)count_at(1);
}

size_t stand_ins(void) {
  return (size_t)count_at(6);
}

void measure(footprint *found) {
  double about[2] = {0}, references[16] = {0};
  /* As floats in a frame: their order is that of the body's slots, each with its tag. */
  /* Tables of types grow: they are emptied first. */
  pw_conversions_forget_all();
  double known = handle_of("Own");
  pw_class_number(known, 0x7f);
  let_go(known);
  const char *sources[] = {"[float(n) for n in memory()]", "[float(n) for n in references()]"};
  for (int which = 0; which < 2; which++) {
    value_of(sources[which]);
    const double *body = (const double *)(uintptr_t)page()->body[0];
    size_t count = (size_t)page()->body_bytes[0] / 16;
    for (size_t i = 0; i < count && i < (which ? 16 : 2); i++) (which ? references : about)[i] = body[2 + 2 * i];
  }
  *found = (footprint){.blocks = about[0], .objects = about[1]};
  memcpy(found->references, references, sizeof references);
  found->handles = (double)handles();
  found->operations = (double)operations();
  found->stand_ins = (double)stand_ins();
  found->live_blocks = (double)test_memory_live();
  if (__sanitizer_get_current_allocated_bytes) found->bytes = (double)__sanitizer_get_current_allocated_bytes();
}

int grown(const footprint *before, const footprint *after, char *report, size_t bytes) {
  const struct {
    const char *what;
    double before, after, slack;
  } rows[] = {
      {"handles", before->handles, after->handles, 0},
      {"operations", before->operations, after->operations, 0},
      {"objects that stand for JavaScript's", before->stand_ins, after->stand_ins, 0},
      {"blocks of the helper", before->live_blocks, after->live_blocks, 0},
      {"bytes", before->bytes, after->bytes, 63},
      {"blocks of Python", before->blocks, after->blocks, 3},
      {"objects of Python", before->objects, after->objects, 3},
  };
  report[0] = 0;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (rows[i].after > rows[i].before + rows[i].slack)
      snprintf(report + strlen(report), bytes - strlen(report), "%s %.0f -> %.0f; ", rows[i].what, rows[i].before, rows[i].after);
  for (int i = 0; i < 16; i++)
    if (after->references[i] > before->references[i] + 3)
      snprintf(report + strlen(report), bytes - strlen(report), "references to singleton %d: %.0f -> %.0f; ", i,
               before->references[i], after->references[i]);
  return report[0] != 0;
}
