/* JavaScript functions that Python calls: their results, their arguments, and functions that misbehave. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../c/javascript.h"
#include "builder.h"
#include "host.h"
#include "player.h"
#include "runner.h"

/* ---- results ---- */

static int32_t status_to_give;
static double value_to_give;

static int32_t gives_status(void) {
  page()->values[0] = value_to_give;
  return status_to_give;
}

static const char *giving(int32_t status, double value) {
  status_to_give = status;
  value_to_give = value;
  return calling(gives_status, "shown(f())");
}

static void gives_every_scalar(void) {
  SAME(giving(PW_STATUS_NONE, 5), "ASCII None");
  SAME(giving(PW_STATUS_TRUE, 5), "ASCII True");
  SAME(giving(PW_STATUS_FALSE, 5), "ASCII False");
  SAME(giving(PW_STATUS_FLOAT, -0.0), "ASCII -0.0");
  SAME(giving(PW_STATUS_FLOAT, NAN), "ASCII nan");
  SAME(giving(PW_STATUS_FLOAT, 5), "ASCII 5.0");
  SAME(giving(PW_STATUS_INT, -5), "ASCII -5");
  SAME(giving(PW_STATUS_INT, 9007199254740991.0), "ASCII 9007199254740991");
  calls_made();
}

static int32_t gives_every_tag(void) {
  static const uint16_t wide[] = {0xe9, 0xd800};
  arguments(1, 0);
  words(PW_TAG_LIST, 11);
  words(PW_TAG_NONE, 0), tagged_int(1), tagged_float(1.5), tagged_bigint(INT64_MIN), text(PW_TAG_HUGE, "-ffffffffffffffffff");
  units(PW_TAG_STR, wide, 2), bytes(PW_TAG_BYTES, "abc", 3);
  words(PW_TAG_DICT, 1), text(0, "k"), words(PW_TAG_SET, 1), tagged_int(2);
  words(PW_TAG_MAP, 1), words(PW_TAG_TUPLE, 0), words(PW_TAG_FROZENSET, 0);
  tagged_function(id_of(gives_every_tag)), tagged_memory(id_of_memory("memory"), 'B', 1, "memory", 6);
  return give_frame();
}

static void gives_every_value(void) {
  SAME(calling(gives_every_tag, "shown(*f()[:-2])"),
       "ASCII None, 1, 1.5, -9223372036854775808, -4722366482869645213695, '\\xe9\\ud800', b'abc', {'k': {2}}, {(): frozenset()}");
  SAME(calling(gives_every_tag, "(f()[-2] == f, f()[-1].tobytes())"), "FRAME (True, b6d656d6f7279)");
  drain();
  EQUAL(held_in_all(), 0);
  calls_made();
}

static double exception_to_give;

static int32_t gives_exception(void) {
  return give_error(exception_to_give);
}

static void raises_what_it_is_given(void) {
  exception_to_give = handle_of("globals().setdefault('given', KeyError('given'))");
  SAME(calling(gives_exception, "f()"), "ERROR EXCEPTION KeyError: 'given'");
  SAME(calling(gives_exception, "caught(f) is given"), "TRUE");
  /* One that is being handled is no cause of itself. */
  SAME(calling(gives_exception, "caught(lambda: caught_then(f, f)) is given and given.__context__ is None"), "TRUE");
  let_go(exception_to_give);
  let_go(handle_of("[globals().pop('given')]"));
  /* Released since, invented, or none. */
  static const double others[] = {0, -1, 5, 1e300};
  static const char lost[] =
      "ERROR EXCEPTION RuntimeError: a JavaScript function failed, and its error could not be passed on";
  SAME(calling(gives_exception, "f()"), lost);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    exception_to_give = others[i];
    SAME(calling(gives_exception, "f()"), lost);
  }
  exception_to_give = NAN;
  SAME(calling(gives_exception, "f()"), lost);
  /* What is no exception cannot be raised. */
  exception_to_give = handle_of("[]");
  CHECK(strstr(calling(gives_exception, "f()"), "ERROR EXCEPTION SystemError: ") != NULL);
  let_go(exception_to_give);
  exception_to_give = handle_of("KeyError");
  CHECK(!strncmp(calling(gives_exception, "f()"), "ERROR EXCEPTION ", 16));
  let_go(exception_to_give);
  calls_made();
}

static void survives_rubbish_statuses(void) {
  static const int32_t rubbish[] = {PW_STATUS_ASCII, PW_STATUS_OBJECT, 9, -1, 255, PW_STATUS_DROPPED | PW_STATUS_TRUE, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < sizeof rubbish / sizeof *rubbish; i++)
    SAME(giving(rubbish[i], 7), "ERROR EXCEPTION RuntimeError: a JavaScript function failed, and its error could not be passed on");
  static const double no_ints[] = {0.5, NAN, INFINITY, -INFINITY, 1e300, 9007199254740992.0, -9007199254740992.0};
  for (size_t i = 0; i < sizeof no_ints / sizeof *no_ints; i++)
    SAME(giving(PW_STATUS_INT, no_ints[i]), "ERROR EXCEPTION ValueError: a JavaScript function gives an int that is no whole number");
  calls_made();
}

/* Which frame to give: each is broken in a way of its own. */
static int breakage;

static int32_t gives_broken_frame(void) {
  arguments(1, 0);
  switch (breakage) {
    case 0: break;
    case 1: words(PW_TAG_TYPED, 0), tagged_int(1); break;
    case 2: words(99, 0); break;
    case 3: words(PW_TAG_LIST, 1000000); break;
    case 4: words(PW_TAG_LIST, 2), tagged_int(1); break;
    case 5: words(PW_TAG_STR, 10); break;
    case 6: words(PW_TAG_BYTES, 1000); break;
    case 7: tagged_object(12345); break;
    case 8: tagged_int(0.5); break;
    case 9: words(PW_TAG_SET, 1), words(PW_TAG_LIST, 0); break;
    case 10: words(PW_TAG_MAP, 2), tagged_int(1), tagged_int(1), words(PW_TAG_TRUE, 0), tagged_int(1); break;
    case 11: words(PW_TAG_CONVERTED, 4000), tagged_int(1); break;
    case 12: words(PW_TAG_CONVERTED, UINT32_MAX), tagged_int(1); break;
    case 13: text(PW_TAG_HUGE, "xyz"); break;
    case 14: tagged_memory(id_of_memory("m"), 'B', 0, (void *)-1, 1e300); break;
    case 15:
      tagged_memory(id_of_memory("m"), 'B', 0, "m", 1);
      frame.count -= 3;
      break;
    default: words(PW_TAG_REFERENCE, 1);
  }
  return give_frame();
}

static void survives_broken_frames(void) {
  for (breakage = 0; breakage <= 16; breakage++) {
    const char *told = calling(gives_broken_frame, "f()");
    if (strncmp(told, "ERROR EXCEPTION ", 16) || strstr(told, "SystemError")) test_fail(__FILE__, __LINE__, "%d: %s", breakage, told);
  }
  breakage = 2;
  SAME(calling(gives_broken_frame, "f()"), "ERROR EXCEPTION ValueError: broken frame: unknown tag");
  drain();
  calls_made();
}

/* What stands behind the break is given back too: Python never comes to it. */
static int32_t gives_functions_around_a_break(void) {
  arguments(1, 0);
  words(PW_TAG_LIST, 6);
  tagged_function(id_of(gives_every_tag));
  words(PW_TAG_SET, 1), words(PW_TAG_LIST, 0);
  tagged_function(id_of(gives_every_tag)), tagged_memory(id_of_memory("memory"), 'B', 1, "memory", 6);
  words(PW_TAG_DICT, 2), text(0, "a"), tagged_function(id_of(gives_exception)), text(0, "b"), tagged_float(22);
  words(PW_TAG_LIST, 2), bytes(PW_TAG_BYTES, "\x15\0\0\0\1\0\0\0\x15\0\0\0\2\0\0\0", 16), tagged_function(id_of(gives_status));
  return give_frame();
}

static void gives_back_what_it_does_not_take(void) {
  SAME(calling(gives_functions_around_a_break, "f()")[0] == 'E' ? "" : "no error", "");
  drain();
  EQUAL(held(id_of(gives_every_tag)), 0);
  EQUAL(held(id_of(gives_exception)), 0);
  EQUAL(held(id_of(gives_status)), 0);
  EQUAL(held_in_all(), 0);
  calls_made();
}

/* ---- arguments ---- */

static const char *hearing(const char *call) {
  SAME(calling(listens, call), "NONE");
  EQUAL(calls_made(), 1);
  return called_with();
}

static void takes_arguments(void) {
  SAME(hearing("f()"), "");
  SAME(hearing("f(1, -2.5, None, True, False)"), "1, -2.5f, None, True, False");
  SAME(hearing("f(*range(16))"), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15");
  SAME(hearing("f(*range(17))"), "(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)");
  SAME(hearing("f(2**53 - 1, 1 - 2**53)"), "9007199254740991, -9007199254740991");
  SAME(hearing("f(1, 2**53)"), "(1, 9007199254740992n)");
  SAME(hearing("f(-2**53, 2**100)"), "(-9007199254740992n, \"0x10000000000000000000000000\"h)");
  SAME(hearing("f(math.nan, math.inf, -0.0)"), "nanf, inff, -0f");
  SAME(hearing("f(1.5, 'text', [1], {'a': {2: (3,)}})"), "(1.5f, \"text\", [1], {\"a\": map(2: (3))})");
  SAME(hearing("f('\\xe9', '\\ud800', b'x')"), "(\"\\u00e9\", \"\\ud800\", b78)");
  SAME(hearing("f(len, Color.RED)"), "(<0 callable>, <0>)");
  char expected[64];
  snprintf(expected, sizeof expected, "(function %u, [function %u])", id_of(listens), id_of(listens));
  SAME(hearing("f(f, [f])"), expected);
  SAME(hearing("f(MyInt(5), MyFloat(1), MyStr('s'))"), "(<0>, <0>, <0>)");
}

static void takes_keywords(void) {
  SAME(hearing("f(k=1)"), "named ({\"k\": 1})");
  SAME(hearing("f(1, 'two', k=None, **{'not a name': [3], '\\xe9': 4})"), "named (1, \"two\", {\"k\": None, \"not a name\": [3], \"\\u00e9\": 4})");
  SAME(hearing("f(1, **{})"), "1");
  SAME(hearing("f.__call__(1, k=2)"), "named (1, {\"k\": 2})");
  SAME(hearing("type(f).__call__(f, 1, k=2)"), "named (1, {\"k\": 2})");
  SAME(hearing("functools.partial(f, 1, k=2)(3, l=4)"), "named (1, 3, {\"k\": 2, \"l\": 4})");
  SAME(hearing("list(map(f, ['only']))[0]"), "(\"only\")");
  SAME(hearing("(lambda d: [d.update(d=d), f(d)][1])({}) if 0 else f([[]] * 3)"), "([[], [], []])");
}

static void refuses_arguments_that_cannot_cross(void) {
  SAME(calling(listens, "f(1, [list_in_itself()])") , "ERROR EXCEPTION ValueError: value contains itself at args[1][0][0][0][0][0][0][0][0][0][0][0][0]... (512 levels)");
  SAME(calling(listens, "f('\\ud83d' + '\\ude00')"),
       "ERROR EXCEPTION ValueError: str holds a surrogate pair as two characters, which JavaScript cannot tell from one at args[0]");
  SAME(calling(listens, "f(k='\\ud83d' + '\\ude00')"),
       "ERROR EXCEPTION ValueError: str holds a surrogate pair as two characters, which JavaScript cannot tell from one at args[0][\"k\"]");
  EQUAL(calls_made(), 0);
}

/* ---- without an entry ---- */

static void is_refused_without_an_entry(void) {
  pw_set_entry(NULL);
  CHECK(strstr(calling(listens, "f()"), "ERROR EXCEPTION RuntimeError: ") != NULL);
  players_open();
  SAME(calling(listens, "f()"), "NONE");
  EQUAL(calls_made(), 1);
}

const test callback_tests[] = {
    {"every scalar is given", gives_every_scalar, 0},
    {"every value is given in a frame", gives_every_value, 0},
    {"exceptions are raised as they are", raises_what_it_is_given, 0},
    {"rubbish statuses are errors", survives_rubbish_statuses, 0},
    {"broken frames are errors", survives_broken_frames, 0},
    {"ids behind a break are given back", gives_back_what_it_does_not_take, 0},
    {"arguments arrive", takes_arguments, 0},
    {"keywords come last", takes_keywords, 0},
    {"arguments that cannot cross are refused", refuses_arguments_that_cannot_cross, 0},
    {"nothing is called without an entry", is_refused_without_an_entry, 0},
    {0},
};
