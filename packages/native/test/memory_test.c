/* Memory that crosses without a copy, both ways: what is told of it, and for how long it stays. */
#include <string.h>

#include "../c/item_format.h"
#include "builder.h"
#include "host.h"
#include "player.h"
#include "runner.h"

static void tells_runs_of_numbers(void) {
  SAME(value_of("memoryview(bytearray(b'abc'))"), "FRAME memory \"B\"/1 (3:1) 616263 by <0>");
  SAME(value_of("memoryview(b'abc')"), "FRAME readonly memory \"B\"/1 (3:1) 616263 by <0>");
  SAME(value_of("array.array('h', [1, -2])"), "FRAME memory \"h\"/2 (2:2) 0100feff by <0>");
  SAME(value_of("array.array('d', [1.5])"), "FRAME memory \"d\"/8 (1:8) 000000000000f83f by <0>");
  SAME(value_of("memoryview(bytearray())"), "FRAME memory \"B\"/1 (0:1)  by <0>");
  SAME(value_of("(ctypes.c_byte * 2)(1, -1)"), "FRAME memory \"<b\"/1 (2:1) 01ff by <0>");
  SAME(value_of("[memoryview(bytearray(b'a'))] * 2"), "FRAME [memory \"B\"/1 (1:1) 61 by <0>, memory \"B\"/1 (1:1) 61 by <0>]");
}

static void tells_arrays_with_their_object(void) {
  SAME(value_of("grid()"), "FRAME memory \"B\"/1 (2:3, 3:1) 000102030405 of <0> by <0>");
  SAME(value_of("grid((6,))[::-2]"), "FRAME memory \"B\"/1 (3:-2) 050301 of <0> by <0>");
  SAME(value_of("memoryview(b'\\1\\0').cast('?')"), "FRAME readonly memory \"?\"/1 (2:1) 0100 of <0> by <0>");
  SAME(value_of("memoryview(bytearray(8)).cast('d', ())"), "FRAME memory \"d\"/8 () 0000000000000000 of <0> by <0>");
  SAME(value_of("(ctypes.c_int.__ctype_be__ * 2)(1, 2)"), "FRAME memory \">i\"/4 (2:4) 0000000100000002 of <0> by <0>");
  /* Not aligned. */
  SAME(value_of("memoryview(bytearray(3))[1:].cast('h')"), "FRAME memory \"h\"/2 (1:2) 0000 of <0> by <0>");
}

static void leaves_the_rest_as_handles(void) {
  SAME(value_of("(ctypes.py_object * 2)(1, 2)"), "FRAME <0>");
  SAME(value_of("memoryview(bytearray(8)).cast('P')"), "FRAME <0>");
  SAME(value_of("[m for m in [memoryview(b'')] if not m.release()]"), "FRAME [<0>]");
}

static void believes_what_is_described(void) {
  SAME(value_of("described()"), "FRAME memory \"<M8\"/2 (3:2) 616263646566 of <0> by <0>");
  SAME(value_of("described(shape=(2, 1), strides=(4, 2), readonly=True)"),
       "FRAME readonly memory \"<M8\"/2 (2:4, 1:2) 61626566 of <0> by <0>");
  SAME(value_of("described('{}', 0, 8, 0, (), ())"), "FRAME memory \"{}\"/8 ()  of <0> by <0>");
  SAME(value_of("Described(None)"), "FRAME <0>");
  SAME(value_of("Described(KeyError('k'))"), "ERROR EXCEPTION KeyError: 'k'");
}

static void refuses_wrong_descriptions(void) {
  static const char *const wrong[] = {
      "Described(5)",
      "Described(())",
      "Described(('B', 0, 1, 0, (1,)))",
      "described(shape=[3])",
      "described(shape=(3, 1))",
      "described(shape=(1,) * 65, strides=(1,) * 65)",
      "described(address='x')",
      "described(address=2**70)",
      "described(shape=('x',))",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    SAME(value_of(wrong[i]),
         "ERROR EXCEPTION ValueError: an array is described by its format, three numbers, shape and strides");
  SAME(value_of("described(format=5)"), "ERROR EXCEPTION TypeError: bad argument type for built-in operation");
}

/* The pin is the last object of a frame: slots are tag, flags, address, item, format, length, stride, pin. */
static void keeps_memory_in_place(void) {
  uint32_t op = define("CALL(lambda: memoryview(held), [], ANY)");
  arguments(0, 0);
  lay_down();
  page()->operation[0] = op;
  EQUAL(pw_call(), PW_STATUS_FRAME);
  double pin = ((const double *)(uintptr_t)page()->body[0])[7];
  SAME(value_of("held_grows()"), "FALSE");
  let_go(pin);
  SAME(value_of("held_grows()"), "TRUE");
  undefine(op);
}

/* ---- JavaScript's memory in Python ---- */

static void pass_memory(uint32_t op, uint32_t id, const char *format, int readonly, const void *address, double bytes) {
  (void)op;
  words(PW_TAG_MEMORY, id);
  words((uint32_t)*format, (uint32_t)readonly);
  number((double)(uintptr_t)address);
  number(bytes);
}

static void forget_dropped(void) {
  drain();
  while (pw_next_dropped()) continue;
}

static void passes_memory_where_it_lies(void) {
  keep_accounts(0); /* ids of its own */
  static int32_t memory[3];
  uint32_t op = define("CALL(fill, [ANY, ANY], ANY)");
  forget_dropped();
  arguments(2, 0);
  pass_memory(op, 7, "i", 0, memory, sizeof memory);
  tagged_int(-5);
  SAME(call_with_frame(op), "FRAME [-5, -5, -5]");
  EQUAL(memory[2], -5);
  EQUAL(pw_next_dropped(), 7);
  EQUAL(pw_next_dropped(), 0);
  arguments(2, 0);
  pass_memory(op, 8, "B", 1, memory, 1);
  tagged_int(1);
  SAME(call_with_frame(op), "ERROR EXCEPTION TypeError: cannot modify read-only memory");
  arguments(2, 0);
  pass_memory(op, 9, "d", 0, NULL, 0);
  tagged_int(1);
  SAME(call_with_frame(op), "FRAME []");
  forget_dropped();
  undefine(op);
  forget_dropped();
  keep_accounts(1);
}

static void tells_when_nobody_looks_any_more(void) {
  keep_accounts(0); /* ids of its own */
  static uint8_t memory[4];
  uint32_t keep = define("CALL(keep, [ANY], NONE)");
  forget_dropped();
  arguments(1, 0);
  pass_memory(keep, 11, "B", 0, memory, 4);
  SAME(call_with_frame(keep), "NONE");
  drain();
  EQUAL(pw_next_dropped(), 0);
  SAME(value_of("[kept_memory.append(kept_memory[0][1:]), kept_memory.pop(0)] and len(kept_memory[0])"), "INT 3");
  EQUAL(pw_next_dropped(), 0);
  SAME(value_of("let_go_of_kept()"), "NONE");
  EQUAL(pw_next_dropped(), 11);
  undefine(keep);
  forget_dropped();
  keep_accounts(1);
}

static void refuses_memory_that_is_nowhere(void) {
  keep_accounts(0); /* ids of its own */
  uint32_t op = define("CALL(shown, [ANY], STR)");
  const double sizes[] = {-1, 1e300, 0.0 / 0.0};
  for (int i = 0; i < 3; i++) {
    arguments(1, 0);
    pass_memory(op, 5, "B", 0, "x", sizes[i]);
    SAME(call_with_frame(op), "ERROR USAGE broken frame: memory lies nowhere");
    EQUAL(page()->references[0], 0);
  }
  arguments(1, 0);
  pass_memory(op, 5, "~", 0, "x", 1);
  SAME(strstr(call_with_frame(op), "ERROR EXCEPTION ValueError") ? "" : "no error", "");
  EQUAL(page()->references[0], 1);
  forget_dropped();
  undefine(op);
  forget_dropped();
  keep_accounts(1);
}

/* ---- formats ---- */

static const char *read_format(const char *format, size_t bytes) {
  static char shown[32];
  pw_item_format item;
  if (pw_item_format_read(format, bytes, &item)) return "-";
  shown[0] = 0;
  if (item.swapped) strcat(shown, "swapped ");
  if (item.complex) strcat(shown, "complex ");
  strncat(shown, &item.letter, 1);
  if (pw_item_format_is_number(&item)) strcat(shown, " number");
  return shown;
}

static void reads_formats(void) {
  SAME(read_format("d", 8), "d number");
  SAME(read_format("@d", 8), "d number");
  SAME(read_format("<l", 8), "l number");
  SAME(read_format(">d", 8), "swapped d number");
  SAME(read_format("!H", 2), "swapped H number");
  SAME(read_format("Zf", 8), "complex f");
  SAME(read_format(">Zd", 16), "swapped complex d");
  SAME(read_format("e", 2), "e");
  SAME(read_format("?", 1), "?");
  SAME(read_format("5s", 5), "s");
  SAME(read_format("3w", 12), "w");
  SAME(read_format("g", 16), "g");
  static const struct {
    const char *format;
    size_t bytes;
  } others[] = {{"", 1},    {"<", 1},  {"O", 8},   {"P", 8},   {"d", 4},  {"i", 3},   {"dd", 16}, {"2d", 16},
                {"T{d}", 8}, {"Z", 1}, {"Zi", 8}, {"Zd", 8},  {"w", 2},  {"&i", 8},  {"(2)i", 8}, {"5", 5}};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) SAME(read_format(others[i].format, others[i].bytes), "-");
}

const test memory_tests[] = {
    {"runs of numbers are told as such", tells_runs_of_numbers, 0},
    {"other arrays come with their object", tells_arrays_with_their_object, 0},
    {"what cannot be told stays a handle", leaves_the_rest_as_handles, 0},
    {"arrays are as Python's half describes them", believes_what_is_described, 0},
    {"wrong descriptions are refused", refuses_wrong_descriptions, 0},
    {"memory stays for as long as it is held", keeps_memory_in_place, 0},
    {"JavaScript's memory is seen where it lies", passes_memory_where_it_lies, 0},
    {"JavaScript is told when nobody looks any more", tells_when_nobody_looks_any_more, 0},
    {"memory that is nowhere is refused", refuses_memory_that_is_nowhere, 0},
    {"formats are read", reads_formats, 0},
    {0},
};
