/* Argument frames that are not what they say. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "builder.h"
#include "host.h"
#include "runner.h"

static void refuses_broken_frames(void) {
  uint32_t op = define("CALL(shown, [], STR, rest=ANY)");
  static const uint32_t containers[] = {PW_TAG_LIST, PW_TAG_TUPLE, PW_TAG_SET, PW_TAG_FROZENSET, PW_TAG_DICT, PW_TAG_MAP};
  for (size_t i = 0; i < sizeof containers / sizeof *containers; i++) {
    arguments(1, 0);
    words(containers[i], 1);
    SAME(call_with_frame(op), "ERROR USAGE broken frame: a container says that it holds more than the frame does");
    arguments(1, 0);
    words(containers[i], UINT32_MAX), words(PW_TAG_NONE, 0);
    SAME(call_with_frame(op), "ERROR USAGE broken frame: a container says that it holds more than the frame does");
    arguments(1, 0);
    words(containers[i], 1), words(PW_TAG_INT, 0);
    CHECK(!strncmp(call_with_frame(op), "ERROR USAGE broken frame: ", 26));
  }
  static const uint32_t texts[] = {PW_TAG_STR, PW_TAG_HUGE};
  for (size_t i = 0; i < 2; i++) {
    arguments(1, 0);
    text(texts[i], "abc");
    lay_down_part(SIZE_MAX, 2);
    SAME(call_as_set(op), "ERROR USAGE broken frame: its text ends too early");
    arguments(1, 0);
    words(texts[i], UINT32_MAX);
    SAME(call_with_frame(op), "ERROR USAGE broken frame: its text ends too early");
  }
  arguments(1, 0);
  words(PW_TAG_BYTES, 9), number(0);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: its bytes end too early");
  arguments(1, 0);
  words(PW_TAG_BYTES, UINT32_MAX);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: its bytes end too early");
  arguments(1, 0);
  words(PW_TAG_FLOAT, 0);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: it ends too early");
  arguments(1, 0);
  words(PW_TAG_MEMORY + 1, 0);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: unknown tag");
  /* Those that go to JavaScript only. */
  arguments(1, 0);
  words(PW_TAG_REFERENCE, 1);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: unknown tag");
  arguments(1, 0);
  words(PW_TAG_BUFFER, 1);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: unknown tag");
  arguments(1, 0);
  words(0, 0);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: unknown tag");
  arguments(1, 0);
  tagged_int(9007199254740992.0);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: an int is no whole number");
  arguments(1, 0);
  tagged_int(NAN);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: an int is no whole number");
  arguments(1, 0);
  text(PW_TAG_HUGE, "12g");
  CHECK(!strncmp(call_with_frame(op), "ERROR EXCEPTION ValueError", 26));
  static const uint16_t with_nul[] = {'1', '2', 0, 'z'};
  arguments(1, 0);
  units(PW_TAG_HUGE, with_nul, 4);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: an int is no whole number");
  arguments(UINT32_MAX, UINT32_MAX);
  words(PW_TAG_NONE, 0);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: it holds fewer arguments than it says");
  arguments(1, 0);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: it holds fewer arguments than it says");
  /* Bytes that are no whole slot are no slot. */
  arguments(1, 0);
  tagged_int(1);
  lay_down_part(15, 0);
  SAME(call_as_set(op), "ERROR USAGE broken frame: it ends too early");
  undefine(op);
  op = define("CALL(shown, [TUPLE(INT, INT)], STR)");
  arguments(1, 0);
  words(0, 2), tagged_int(1);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: it ends too early");
  undefine(op);
}

/* Types that lead to types, a million times: neither a crash nor a success. */
static void survives_endless_types(void) {
  uint32_t op = define("CALL(shown, [ANY, OPTIONAL(UNION(INT, STR)), ENUM_VALUE(Color)], STR)");
  const pw_operation *operation = pw_operation_peek(op);
  for (uint32_t node = 0; node < operation->node_count; node++) {
    arguments(1, 0);
    for (int i = 0; i < 1000000; i++) {
      words(PW_TAG_TYPED, node);
      if (operation->nodes[node].kind == PW_KIND_OPTIONAL) words(1, 0);
    }
    tagged_int(1);
    const char *result = call_with_frame(op);
    CHECK(!strcmp(result, "ASCII 1") || !strncmp(result, "ERROR USAGE broken frame", 24));
  }
  undefine(op);
}

const test broken_frame_tests[] = {
    {"broken frames are refused", refuses_broken_frames, 0},
    {"types that lead to types without end are refused", survives_endless_types, 1},
    {0},
};
