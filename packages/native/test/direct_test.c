/* Arguments that lie on the page itself, and results that need no frame. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "host.h"
#include "runner.h"

static void set_text(const char *text) {
  page()->direct_bytes[0] = (uint32_t)strlen(text);
  memcpy(page()->direct_text, text, strlen(text));
}

static const char *call_directly(uint32_t operation, uint32_t count, uint32_t nones) {
  page()->count[0] = count;
  page()->nones[0] = nones;
  return call_as_set(operation);
}

static void takes_every_direct_kind(void) {
  uint32_t op = define("CALL(shown, [FLOAT, BOOL, INT, STR, OBJECT, OPTIONAL(INT), STR], STR)");
  double list = handle_of("[1]");
  const double values[] = {1.5, 1, -3, 2, list, 7, 3};
  memcpy(page()->values, values, sizeof values);
  set_text("abcde");
  SAME(call_directly(op, 7, 0), "ASCII 1.5, True, -3, 'ab', [1], 7, 'cde'");
  const double none[] = {0, 0, 0, 0, 0, 0, 5};
  memcpy(page()->values, none, sizeof none);
  SAME(call_directly(op, 7, 0x3f), "ASCII None, None, None, None, None, None, 'abcde'");
  SAME(call_directly(op, 7, 0xffffffff), "ASCII None, None, None, None, None, None, None");
  SAME(call_directly(op, 2, 0), "ASCII 0.0, False");
  SAME(call_directly(op, 0, 0), "ASCII ");
  let_go(list);
  undefine(op);
}

static const char *one(uint32_t op, double value) {
  page()->values[0] = value;
  return call_directly(op, 1, 0);
}

static void keeps_every_float(void) {
  uint32_t op = define("CALL(shown, [FLOAT], STR)");
  SAME(one(op, NAN), "ASCII nan");
  SAME(one(op, -0.0), "ASCII -0.0");
  SAME(one(op, INFINITY), "ASCII inf");
  SAME(one(op, DBL_TRUE_MIN), "ASCII 5e-324");
  undefine(op);
  op = define("CALL(lambda x: x, [FLOAT], FLOAT)");
  SAME(one(op, NAN), "FLOAT nan");
  SAME(one(op, -0.0), "FLOAT -0");
  SAME(one(op, -INFINITY), "FLOAT -inf");
  undefine(op);
}

static void refuses_numbers_that_are_no_int(void) {
  uint32_t op = define("CALL(shown, [INT], STR)");
  SAME(one(op, 9007199254740991), "ASCII 9007199254740991");
  SAME(one(op, -9007199254740991), "ASCII -9007199254740991");
  SAME(one(op, 9007199254740992), "ERROR USAGE an argument cannot be passed directly");
  SAME(one(op, NAN), "ERROR USAGE an argument cannot be passed directly");
  SAME(one(op, INFINITY), "ERROR USAGE an argument cannot be passed directly");
  SAME(one(op, 1.5), "ERROR USAGE an argument cannot be passed directly");
  undefine(op);
}

static void refuses_text_that_is_not_there(void) {
  uint32_t op = define("CALL(shown, [STR, STR], STR)");
  set_text("abc");
  page()->values[0] = 3;
  page()->values[1] = 0;
  SAME(call_directly(op, 2, 0), "ASCII 'abc', ''");
  page()->values[0] = 3;
  page()->values[1] = 1;
  SAME(call_directly(op, 2, 0), "ERROR USAGE an argument cannot be passed directly");
  const double wrong[] = {-1, NAN, INFINITY, 4, 1e18, -INFINITY};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    SAME(one(op, wrong[i]), "ERROR USAGE an argument cannot be passed directly");
  /* A length that the page cannot have counts as none. */
  page()->direct_bytes[0] = PW_PAGE_TEXT + 1;
  SAME(one(op, 1), "ERROR USAGE an argument cannot be passed directly");
  page()->direct_bytes[0] = PW_PAGE_TEXT;
  memset(page()->direct_text, 'x', PW_PAGE_TEXT);
  page()->values[0] = PW_PAGE_TEXT;
  undefine(op);
  op = define("CALL(len, [STR], INT)");
  SAME(one(op, PW_PAGE_TEXT), "INT 65536");
  /* Bytes beyond ASCII are not followed anywhere: each is a character. */
  page()->direct_text[0] = 0xff;
  undefine(op);
  op = define("CALL(ord, [STR], INT)");
  SAME(one(op, 1), "INT 255");
  undefine(op);
}

static void refuses_kinds_that_need_a_frame(void) {
  static const char *const kinds[] = {"ANY", "BYTES", "LIST(INT)", "BIGINT", "INTEGER", "NONE", "UNION(INT, STR)", "POINT",
                                      "MOVIE", "OPTIONAL(ANY)", "ENUM_NAME(Color)", "LITERAL"};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    char source[128] = "CALL(shown, [";
    strcat(strcat(source, kinds[i]), "], STR)");
    uint32_t op = define(source);
    SAME(one(op, 1), "ERROR USAGE an argument cannot be passed directly");
    page()->count[0] = 1;
    page()->nones[0] = 1;
    SAME(call_as_set(op), "ASCII None");
    undefine(op);
  }
}

static void refuses_too_many(void) {
  uint32_t op = define("CALL(shown, [INT], STR, rest=INT)");
  SAME(call_directly(op, 2, 0), "ERROR USAGE too many direct arguments");
  SAME(call_directly(op, 17, 0), "ERROR USAGE too many direct arguments");
  SAME(call_directly(op, PW_ARGUMENTS_IN_FRAME - 1, 0), "ERROR USAGE too many direct arguments");
  undefine(op);
  op = define("CALL(shown, [INT] * 40, STR)");
  for (int i = 0; i < PW_PAGE_VALUES; i++) page()->values[i] = i;
  SAME(call_directly(op, 16, 0), "ASCII 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15");
  SAME(call_directly(op, 17, 0), "ERROR USAGE too many direct arguments");
  undefine(op);
}

static void knows_stale_handles(void) {
  uint32_t op = define("CALL(shown, [OBJECT], STR)");
  const double wrong[] = {0, -1, 8, 4096.5, 1e15, 9007199254740992.0, 1e300, NAN, INFINITY, -INFINITY};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    SAME(one(op, wrong[i]), "ERROR USAGE this Python object has been released");
  undefine(op);
}

static void gives_scalars_without_a_frame(void) {
  SAME(result_of("NONE", "None"), "NONE");
  SAME(result_of("BOOL", "True"), "TRUE");
  SAME(result_of("BOOL", "False"), "FALSE");
  SAME(result_of("FLOAT", "1.5"), "FLOAT 1.5");
  SAME(result_of("INT", "9007199254740991"), "INT 9007199254740991");
  SAME(result_of("INT", "-9007199254740991"), "INT -9007199254740991");
  SAME(result_of("STR", "'a' + chr(0) + 'b'"), "ASCII a\\u0000b");
  SAME(result_of("STR", "''"), "ASCII ");
  SAME(result_of("OPTIONAL(OPTIONAL(STR))", "'x'"), "ASCII x");
  SAME(result_of("OBJECT", "[1]"), "OBJECT 0");
  SAME(result_of("OPTIONAL(OBJECT)", "len"), "OBJECT 0 callable");
  /* Whatever the hint says. */
  SAME(result_of("LIST(INT)", "None"), "NONE");
  SAME(result_of("BOOL", "3"), "INT 3");
  SAME(result_of("OBJECT", "'text'"), "ASCII text");
  SAME(result_of("FLOAT", "'text'"), "ASCII text");
  SAME(result_of("POINT", "True"), "TRUE");
  SAME(result_of("ENUM_VALUE(Color)", "1.5"), "FLOAT 1.5");
}

const test direct_tests[] = {
    {"every direct kind arrives, None in any place", takes_every_direct_kind, 0},
    {"NaN, -0 and infinities survive", keeps_every_float, 0},
    {"a number that is no int is refused", refuses_numbers_that_are_no_int, 0},
    {"text that is not there is refused", refuses_text_that_is_not_there, 0},
    {"kinds that need a frame are refused", refuses_kinds_that_need_a_frame, 0},
    {"more arguments than the page or the operation has are refused", refuses_too_many, 0},
    {"invented handles are refused", knows_stale_handles, 0},
    {"scalars need no frame", gives_scalars_without_a_frame, 0},
    {0},
};
