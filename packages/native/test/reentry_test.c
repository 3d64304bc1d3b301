/* Calls within calls: how deep they go, and that what is being converted stays as it is, whatever they do meanwhile. */
#include <stdio.h>
#include <string.h>

#include "builder.h"
#include "host.h"
#include "player.h"
#include "runner.h"

/* ---- how deep ---- */

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

/* ---- what stays as it is ---- */

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
  SAME(called_with(), "(\"dying\", [1], 2.5f)");
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

const test reentry_tests[] = {
    {"calls nest to a limit", nests_to_its_limit, 0},
    {"direct arguments stay as they are", keeps_direct_arguments, 0},
    {"frames of arguments stay as they are", keeps_frames_of_arguments, 0},
    {"results stay as they are", keeps_results, 0},
    {"modules run inside of calls", runs_modules_inside, 1},
    {"an operation may go while it runs", may_free_what_runs, 0},
    {0},
};
