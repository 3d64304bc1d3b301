/* JavaScript functions that Python calls: results, arguments, calls within calls, and functions that misbehave. */
#define _GNU_SOURCE
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
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

static char heard[8192];

static int32_t listens(void) {
  snprintf(heard, sizeof heard, "%s", called_with());
  scribble();
  return PW_STATUS_NONE;
}

static const char *hearing(const char *call) {
  heard[0] = 0;
  SAME(calling(listens, call), "NONE");
  EQUAL(calls_made(), 1);
  return heard;
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

/* ---- calls within calls ---- */

static uint32_t inner_op;
static int depth, deepest;

/* Calls Python, which calls it again, until one of them refuses. */
static int32_t goes_deeper(void) {
  double mine = ++depth;
  if (depth > deepest) deepest = depth;
  CHECK(page()->count[0] == 1 && page()->values[0] == mine - 1);
  arguments(2, 0);
  tagged_function(id_of(goes_deeper)), tagged_int(mine);
  lay_down();
  page()->operation[0] = inner_op;
  int status = pw_call();
  count_taken(status & ~PW_STATUS_DROPPED);
  depth--;
  if ((status & ~PW_STATUS_DROPPED) == PW_STATUS_ERROR) {
    EQUAL(page()->error[0], PW_ERROR_EXCEPTION);
    double exception = page()->values[0];
    let_go(exception); /* waits for the interpreter, so it is there to be given still */
    return give_error(exception);
  }
  return status & ~PW_STATUS_DROPPED;
}

static void nests_to_its_limit(void) {
  inner_op = define("CALL(lambda f, n: f(n), [ANY, INT], ANY)");
  for (int round = 0; round < 3; round++) {
    depth = deepest = 0;
    arguments(2, 0);
    tagged_function(id_of(goes_deeper)), tagged_int(0);
    const char *told = call_with_frame(inner_op);
    if (!strstr(told, "ERROR EXCEPTION RecursionError: ")) test_fail(__FILE__, __LINE__, "%s", told);
    EQUAL(depth, 0);
    CHECK(deepest >= 300 && deepest <= 512);
  }
  undefine(inner_op);
  /* Without a frame of Python's in between, the helper's own limit is the first. */
  inner_op = define("APPLY([ANY, INT], ANY)");
  depth = deepest = 0;
  arguments(2, 0);
  tagged_function(id_of(goes_deeper)), tagged_int(0);
  SAME(call_with_frame(inner_op),
       "ERROR EXCEPTION RecursionError: JavaScript and Python call each other more than 512 levels deep");
  EQUAL(deepest, 512);
  undefine(inner_op);
  drain();
  EQUAL(held_in_all(), 0);
  calls_made();
}

/* Calls Python in every way there is, and leaves the page as none of them found it. */
static int32_t meddles(void) {
  char before[4096];
  snprintf(before, sizeof before, "%s", called_with());
  SAME(value_of("[1.5, 'a longer text than the arguments have', {'k': [None] * 50}]")[0] == 'F' ? "" : "no frame", "");
  SAME(value_of("1 / 0"), "ERROR EXCEPTION ZeroDivisionError: division by zero");
  SAME(value_of("'text'"), "ASCII text");
  SAME(result_of("LIST(INT)", "list(range(100))")[0] == 'F' ? "" : "no frame", "");
  let_go(handle_of("Point(1.0)"));
  EQUAL(pw_class_number(0, 1), -1);
  pw_stats();
  pw_conversions_forget_all();
  SAME(call(123456), "ERROR USAGE there is no such operation");
  scribble();
  arguments(1, 0);
  words(PW_TAG_LIST, 2), text(PW_TAG_STR, before), tagged_float(0.25);
  return give_frame();
}

static int32_t runs_a_module(void) {
  SAME(outcome(pw_run_module("from_inside", "x = 5", "from_inside.py"), &pw_any), "OBJECT 0");
  return give_float(2.5);
}

static void runs_modules_inside(void) {
  SAME(calling(runs_a_module, "[f(), __import__('from_inside').x]"), "FRAME [2.5f, 5]");
  calls_made();
}

static int32_t meddles_quietly(void) {
  meddles();
  scribble();
  return PW_STATUS_NONE;
}

static void keep_meddling(player f) {
  uint32_t op = define("CALL(lambda f: globals().__setitem__('meddle', f), [ANY], NONE)");
  arguments(1, 0);
  tagged_function(id_of(f));
  SAME(call_with_frame(op), "NONE");
  undefine(op);
}

static void forget_meddling(void) {
  SAME(value_of("[globals().pop('meddle'), settle()][1:]"), "FRAME [None]");
  drain();
  EQUAL(held_in_all(), 0);
  CHECK(calls_made() > 0);
}

/* An object whose end calls JavaScript, released: it ends when the next call attaches. */
static void release_a_dying_object(void) {
  let_go(handle_of("Dies(lambda: meddle('dying', [1], 2.5))"));
}

static void keeps_direct_arguments(void) {
  keep_meddling(meddles_quietly);
  uint32_t op = define("CALL(shown, [INT, FLOAT, OPTIONAL(STR), OPTIONAL(INT), STR], STR)");
  release_a_dying_object();
  page()->values[0] = 7;
  page()->values[1] = 2.5;
  page()->values[2] = 3;
  page()->values[4] = 2;
  page()->count[0] = 5;
  page()->nones[0] = 1 << 3;
  page()->direct_bytes[0] = 5;
  memcpy(page()->direct_text, "abcde", 5);
  SAME(call_as_set(op), "ASCII 7, 2.5, 'abc', None, 'de'");
  page()->nones[0] = 0;
  undefine(op);
  CHECK(calls_made() == 1);
  keep_meddling(listens);
  release_a_dying_object();
  SAME(value_of("5"), "INT 5");
  SAME(heard, "(\"dying\", [1], 2.5f)");
  forget_meddling();
}

static void keeps_frames_of_arguments(void) {
  keep_meddling(meddles);
  uint32_t op = define("CALL(shown, [SET(OBJECT), DATACLASS(Meddles, {'x': INT, 'y': STR}), ENUM_VALUE(MeddlesToo), NAMED_TUPLE(MeddledPair, INT, STR)], STR, "
                       "rest=ANY, keywords={'k': STR}, extra=ANY)");
  double hashed = handle_of("MeddlesWhenHashed()"), other = handle_of("MeddlesWhenHashed()");
  release_a_dying_object();
  arguments(6, 2);
  words(0, 2), number(hashed), number(other);
  words(0, 0), tagged_int(1), text(0, "why");
  text(PW_TAG_STR, "odd");
  words(0, 2), tagged_int(5), text(0, "five");
  words(PW_TAG_MAP, 2), tagged_object(hashed), text(PW_TAG_STR, "eins"), tagged_object(other), text(PW_TAG_STR, "zwei");
  words(PW_TAG_CONVERTED, 40), words(PW_TAG_LIST, 2), text(PW_TAG_STR, "plain"), words(PW_TAG_CONVERTED, 40), tagged_int(9);
  words(1, 0), text(0, "kay");
  text(0, "ell"), words(PW_TAG_CONVERTED, 40), text(PW_TAG_STR, "end");
  SAME(call_with_frame(op),
       "ASCII {<hashed>, <hashed>}, <1 why>, <MeddlesToo.ODD: 1>, MeddledPair(left=5, right='five'), {<hashed>: 'eins', <hashed>: 'zwei'}, "
       "<built ['plain', <built 9>]> k='kay' ell=<built 'end'>");
  CHECK(calls_made() >= 12);
  let_go(hashed), let_go(other);
  undefine(op);
  keep_meddling(meddles);
  SAME(value_of("meddle() and None"), "NONE");
  forget_meddling();
}

static void keeps_results(void) {
  keep_meddling(meddles);
  static const char *const made[][3] = {
      {"LIST(REACHING)", "[Reaching(lambda: meddle(1)), Reaching(lambda: meddle('a'))]", "FRAME [{[\"1\", 0.25f]}, {[\"(\"a\")\", 0.25f]}]"},
      {"ANY", "[1, MeddlesWhenReduced('x'), ('y', MeddlesWhenReduced([2]))]",
       "FRAME [1, 41~[[\"\", 0.25f], \"x\"], (\"y\", 41~[[\"\", 0.25f], [2]])]"},
      {"DICT(ANY)", "{'a': MeddlesWhenReduced(1), 'b': MeddlesWhenReduced(2)}", NULL},
      {"LIST(INT)", "['x', MeddlesWhenReduced(1)]", NULL},
      {"LIST(SEQUENCE(INT))", "[MeddlesAsList(), MeddlesAsList()]", "FRAME [(1, 2), (1, 2)]"},
      {"UNION(LIST(INT), REACHING)", "Reaching(lambda: meddle(None))", "FRAME {\"value\": [\"None\", 0.25f]}"},
      {"ANY", "fail(MeddlesWhenShown)", "ERROR EXCEPTION subjects.MeddlesWhenShown: ['', 0.25]"},
  };
  for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
    release_a_dying_object();
    char told[2048];
    snprintf(told, sizeof told, "%s", result_of(made[i][0], made[i][1]));
    if (strstr(told, "BROKEN") || (!made[i][2] && told[0] != 'F')) test_fail(__FILE__, __LINE__, "%s gives %s", made[i][1], told);
    if (made[i][2]) SAME(told, made[i][2]);
  }
  forget_meddling();
}

/* ---- on workers ---- */

static int descriptor;

static int wait_for_job(void) {
  for (;;) {
    int status = pw_next_finished();
    if (status >= 0) return status;
    struct pollfd watched = {.fd = descriptor, .events = POLLIN};
    if (poll(&watched, 1, 30000) != 1) return -1;
  }
}

/* Without the GIL, a thread may wait with what others have let go of until it runs again, or until there is a collection. */
static void drain_all_threads(void) {
  SAME(value_of("settle()"), "NONE");
  drain();
  EQUAL(held_in_all(), 0);
}

/* The ids in a job's result stay held until JavaScript has read it, however many calls come in between. */
static void holds_what_a_job_gives_back(void) {
  EQUAL(pw_pool_start(3, 64), 0);
  descriptor = pw_descriptor();
  uint32_t id = id_of(listens), op = define("CALL(lambda f: [f, {'f': f}], [ANY], ANY)");
  for (int i = 0; i < 8; i++) {
    arguments(1, 0);
    tagged_function(id);
    lay_down();
    page()->operation[0] = op;
    CHECK(pw_submit() > 0);
    count_taken(PW_STATUS_FRAME);
  }
  SAME(value_of("wait_until(lambda: False, 0.2)"), "NONE");
  for (int i = 0; i < 8; i++) {
    int status;
    char expected[64];
    drain();
    take_dropped();
    CHECK(held(id) >= 8 - i);
    status = wait_for_job();
    snprintf(expected, sizeof expected, "FRAME [function %u, {\"f\": function %u}]", id, id);
    SAME(outcome(status, &pw_any), expected);
  }
  EQUAL(pw_next_finished(), -1);
  undefine(op);
  drain_all_threads();
}

static void is_refused_without_an_entry(void) {
  pw_set_entry(NULL);
  CHECK(strstr(calling(listens, "f()"), "ERROR EXCEPTION RuntimeError: ") != NULL);
  players_open();
  SAME(calling(listens, "f()"), "NONE");
  EQUAL(calls_made(), 1);
}

/* ---- operations that go while they run ---- */

static uint32_t running_op;

static int32_t frees_what_runs(void) {
  undefine(running_op);
  SAME(call(running_op), "ERROR USAGE there is no such operation");
  /* Its number may be another's at once. */
  uint32_t other = define("CALL(lambda: 'other', [], STR)");
  SAME(call(other), "ASCII other");
  undefine(other);
  SAME(value_of("settle()"), "NONE");
  return give_float(2.5);
}

static void may_free_what_runs(void) {
  size_t before = operations();
  SAME(value_of("setattr(Loud, 'gone', 0)"), "NONE");
  running_op = define("CALL((lambda loud: lambda f: loud and [f(), Loud.gone, Unset(3)])(Loud()), [ANY], TUPLE(FLOAT, INT, OBJECT))");
  arguments(1, 0);
  tagged_function(id_of(frees_what_runs));
  page()->count[0] = 0;
  lay_down();
  page()->operation[0] = running_op;
  int status = pw_call();
  count_taken(status & ~PW_STATUS_DROPPED);
  /* The type goes with the operation, so the frame cannot be shown by it. */
  EQUAL(status & ~PW_STATUS_DROPPED, PW_STATUS_FRAME);
  EQUAL(page()->tagged[0], 1); /* it is a list */
  SAME(outcome(status, &pw_any), "FRAME tagged [2.5f, 0, <0>]");
  drain();
  EQUAL(operations(), before);
  SAME(value_of("[settle(), Loud.gone][1]"), "INT 1");
  calls_made();
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
    {"calls nest to a limit", nests_to_its_limit, 0},
    {"direct arguments stay as they are", keeps_direct_arguments, 0},
    {"frames of arguments stay as they are", keeps_frames_of_arguments, 0},
    {"results stay as they are", keeps_results, 0},
    {"modules run inside of calls", runs_modules_inside, 1},
    {"what a job gives back is held until it is read", holds_what_a_job_gives_back, 1},
    {"nothing is called without an entry", is_refused_without_an_entry, 0},
    {"an operation may go while it runs", may_free_what_runs, 0},
    {0},
};
