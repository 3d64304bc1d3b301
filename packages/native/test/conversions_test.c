/* Conversions: values that cross as plainer ones, the table of which types do, and conversions that misbehave. */
#include <stdio.h>
#include <string.h>

#include "../c/conversions.h"
#include "builder.h"
#include "host.h"
#include "player.h"
#include "runner.h"

static void takes_values_apart(void) {
  SAME(result_of("ANY", "Plain(5)"), "FRAME 50~5");
  SAME(result_of("ANY", "[Plain('a'), (Plain(None), {'k': Plain([1.5])}), {Plain(1): 2}]"),
       "FRAME [50~\"a\", (50~None, {\"k\": 50~[1.5f]}), map(50~1: 2)]");
  SAME(result_of("LIST(INT)", "[1, Plain(2)]"), "FRAME tagged [1, 50~2]");
  SAME(result_of("TUPLE(INT, ANY)", "(1, Plain(2))"), "FRAME (1, 50~2)");
  SAME(result_of("DICT(STR)", "{'a': Plain(2)}"), "FRAME tagged {\"a\": 50~2}");
  SAME(result_of("LIST(REACHING)", "[Reaching(lambda: Plain(1))]"), "FRAME [{50~1}]");
  SAME(result_of("ANY", "Nested(1)"), "FRAME 61~{\"a\": [50~1, map(50~2: 50~(3))], \"b\": set(50~\"s\")}");
  SAME(result_of("ANY", "Plain(Plain(Plain(7)))"), "FRAME 50~50~50~7");
  SAME(result_of("OBJECT", "Plain(5)"), "OBJECT 0");
  SAME(result_of("LIST(OBJECT)", "[Plain(5)]"), "FRAME [<0>]");
  /* What a conversion gives may hold handles, and each is given back when the frame fails. */
  SAME(result_of("ANY", "[Plain([len, Color.RED]), Plain(list_in_itself())]")[0] == 'E' ? "" : "no error", "");
}

static void follows_hints(void) {
  SAME(result_of("CONVERTED(Point, 50)", "[Point(1.0)]"), "FRAME [<0>]");
  SAME(result_of("LIST(CONVERTED(Converted, 50))", "[Plain(5), Unwilling(6), 7, 'x']"), "FRAME [50~5, 50~6, 7, \"x\"]");
  SAME(result_of("LIST(CONVERTED(int, 50))", "[5]"),
       "ERROR EXCEPTION AttributeError: 'int' object has no attribute 'plain'");
  SAME(result_of("LIST(UNION(INT, CONVERTED(Unwilling, 50), STR))", "['a', Unwilling(6), 1, Plain(5), 1.5]"),
       "FRAME [\"a\", 50~6, 1, 50~5, 1.5f]");
  SAME(result_of("OPTIONAL(CONVERTED(Plain, 50))", "Plain(1)"), "FRAME 50~1");
  SAME(result_of("OPTIONAL(CONVERTED(Plain, 50))", "None"), "NONE");
  SAME(result_of("LIST(CONVERTED(Plain, 4000))", "[Plain(1)]"), "ERROR EXCEPTION KeyError: 4000");
  SAME(result_of("LIST(CONVERTED(Plain, 2**31))", "[Plain(1)]"), "ERROR EXCEPTION ValueError: there is no such conversion");
  SAME(result_of("LIST(CONVERTED(Plain, 0))", "[Plain(1)]"), "ERROR EXCEPTION KeyError: 0");
  /* A class that cannot tell is no class of the value's; but what has nothing to do with the class is told. */
  SAME(result_of("LIST(CONVERTED(Watched, 50))", "[setattr(Snoopy, 'raises', ValueError) or Plain(1), 2]"), "FRAME [50~1, 2]");
  SAME(result_of("LIST(UNION(CONVERTED(Watched, 50), INT))", "[Plain(1), 2]"), "FRAME [50~1, 2]");
  static const char *const grave[] = {"MemoryError", "RecursionError", "KeyboardInterrupt"};
  for (size_t i = 0; i < sizeof grave / sizeof *grave; i++) {
    char expression[256], expected[256];
    snprintf(expression, sizeof expression, "[setattr(Snoopy, 'raises', %s) or Plain(1), 2]", grave[i]);
    snprintf(expected, sizeof expected, "ERROR EXCEPTION %s: asked", grave[i]);
    SAME(result_of("LIST(CONVERTED(Watched, 50))", expression), expected);
    SAME(result_of("LIST(UNION(INT, OPTIONAL(CONVERTED(Watched, 50))))", expression), expected);
  }
}

static void survives_reducers_that_misbehave(void) {
  SAME(result_of("ANY", "[1, Raises()]"), "ERROR EXCEPTION KeyError: 'reduce'");
  SAME(result_of("ANY", "[Unwilling(1), 2]"), "FRAME [<0>, 2]");
  SAME(result_of("ANY", "[1, {'k': Endless1()}]"), "ERROR CONVERSION the conversion of this value has no end at result[1][\"k\"]");
  SAME(result_of("ANY", "nested(64, Plain, 5)")[0] == 'F' ? "" : "no frame", "");
  SAME(result_of("ANY", "nested(65, Plain, 5)"), "ERROR CONVERSION the conversion of this value has no end at result");
  /* In containers they are counted apart. */
  SAME(result_of("ANY", "nested(3, lambda value: [nested(60, Plain, value)], 5)")[0] == 'F' ? "" : "no frame", "");
  SAME(result_of("ANY", "(lambda x: x.append(Plain(x)) or x)([])")[0] == 'E' ? "" : "no error", "");
  SAME(result_of("ANY", "[NoPair()]"), "ERROR EXCEPTION ValueError: a conversion is a pair of functions");
  SAME(result_of("ANY", "[Triple()]"), "ERROR EXCEPTION ValueError: a conversion is a pair of functions");
  SAME(result_of("ANY", "[NoFunctions()]"), "ERROR EXCEPTION TypeError: 'int' object is not callable");
  SAME(result_of("ANY", "[Unknown()]"), "ERROR EXCEPTION KeyError: 62");
}

/* A list each time: the depth of the value is what ends it. */
static void ends_reducers_that_never_end(void) {
  CHECK(strstr(result_of("ANY", "[Endless2()]"), "ERROR CONVERSION value is nested too deeply (1048576 levels) at result[0][0][0]") != NULL);
}

static void notices_what_reducers_change(void) {
  SAME(result_of("ANY", "(lambda x: x.extend([Changing(x.clear), 1, 2]) or x)([])"),
       "ERROR CONVERSION list changed while it was converted at result[1]");
  SAME(result_of("ANY", "(lambda x: x.extend([Changing(lambda: x.extend([3] * 1000)), 1]) or x)([])"), "FRAME [60~[1], 1]");
  SAME(result_of("ANY", "(lambda x: x.update(a=Changing(x.clear), b=1) or x)({})"),
       "ERROR CONVERSION dict changed while it was converted at result{item 0}");
  SAME(result_of("ANY", "(lambda x: x.update({Changing(x.clear): 1, 'b': 1}) or x)({})"),
       "ERROR CONVERSION dict changed while it was converted at result{item 0}");
  SAME(result_of("ANY", "(lambda x: x.update([Changing(x.clear), 1]) or x)(set())"),
       "ERROR EXCEPTION RuntimeError: Set changed size during iteration");
  SAME(result_of("LIST(MOVIE)", "(lambda x: x.append({'title': 't', 'year': Changing(x.clear)}) or x)([])"),
       "FRAME tagged [{\"title\": \"t\", \"year\": 60~[1]}]");
}

static const char *built(void (*plain)(void)) {
  uint32_t op = define("CALL(shown, [], STR, rest=ANY)");
  arguments(1, 0);
  plain();
  const char *told = call_with_frame(op);
  undefine(op);
  return told;
}

static uint32_t number_to_build;

static void scalar(void) { words(PW_TAG_CONVERTED, number_to_build), tagged_int(5); }
static void nothing(void) { words(PW_TAG_CONVERTED, number_to_build); }
static void list(void) { words(PW_TAG_CONVERTED, number_to_build), words(PW_TAG_LIST, 1), tagged_int(5); }

static void in_containers(void) {
  words(PW_TAG_LIST, 3);
  scalar();
  words(PW_TAG_DICT, 1), text(0, "k"), list();
  words(PW_TAG_MAP, 1), scalar(), words(PW_TAG_SET, 1), scalar();
}

static void deep(void) {
  for (int i = 0; i < 100000; i++) words(PW_TAG_CONVERTED, number_to_build);
  words(PW_TAG_NONE, 0);
}

static void typed(void) {
  words(PW_TAG_TYPED, 0), scalar();
}

static void builds_values(void) {
  number_to_build = 50;
  SAME(built(scalar), "ASCII Plain(5)");
  SAME(built(list), "ASCII Plain([5])");
  SAME(built(in_containers), "ASCII [Plain(5), {'k': Plain([5])}, {Plain(5): {Plain(5)}}]");
  SAME(built(typed), "ASCII Plain(5)");
  SAME(built(nothing), "ERROR USAGE broken frame: it ends too early");
  uint32_t op = define("CALL(lambda x: [unwrap(x)], [CONVERTED(Plain, 50)], LIST(INT))");
  arguments(1, 0);
  deep();
  SAME(call_with_frame(op), "FRAME [100000]");
  arguments(1, 0);
  scalar();
  SAME(call_with_frame(op), "FRAME [1]");
  undefine(op);
  op = define("CALL(shown, [SET(CONVERTED(Plain, 50)), OPTIONAL(CONVERTED(Plain, 50)), ENUM_VALUE(Color)], STR)");
  arguments(3, 0);
  words(0, 1), scalar(), words(1, 0), list(), scalar();
  SAME(call_with_frame(op), "ERROR USAGE broken frame: an enum member is no single value");
  undefine(op);
}

static void survives_builders_that_misbehave(void) {
  static const struct {
    uint32_t number;
    const char *comes_to;
  } all[] = {
      {51, "ERROR EXCEPTION LookupError: ('build', 5)"},
      {57, "ERROR EXCEPTION ValueError: a conversion is a pair of functions"},
      {58, "ERROR EXCEPTION ValueError: a conversion is a pair of functions"},
      {59, "ERROR EXCEPTION TypeError: 'str' object is not callable"},
      {62, "ERROR EXCEPTION KeyError: 62"},
      {0, "ERROR EXCEPTION KeyError: 0"},
      {PW_CONVERSION_LIMIT - 1, "ERROR EXCEPTION KeyError: 4095"},
      {PW_CONVERSION_LIMIT, "ERROR EXCEPTION ValueError: there is no such conversion"},
      {UINT32_MAX, "ERROR EXCEPTION ValueError: there is no such conversion"},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    number_to_build = all[i].number;
    SAME(built(scalar), all[i].comes_to);
    CHECK(built(in_containers)[0] == 'E');
  }
  number_to_build = 56; /* gives the function that builds itself */
  CHECK(strstr(built(scalar), "ASCII <function returns_itself at ") != NULL);
  number_to_build = 63; /* has no hash */
  CHECK(strstr(built(in_containers), "ERROR EXCEPTION TypeError: ") != NULL);
}

/* A reference too many to what such a function gives would show in the footprint. */
static void frees_what_gives_itself(void) {
  uint32_t op = define("CALL(lambda x: type(x).__name__, [NAMED_TUPLE(GivesItself, INT)], STR)");
  for (int i = 0; i < 50; i++) {
    arguments(1, 0);
    words(0, 1), tagged_int(1000 + i);
    SAME(call_with_frame(op), "ASCII tuple");
  }
  undefine(op);
}

/* ---- which types have one ---- */

static const char *asked(const char *answer) {
  char expression[256];
  snprintf(expression, sizeof expression, "[asks(%s)(5)]", answer);
  const char *told = result_of("ANY", expression);
  SAME(value_of("forget_asked()"), "NONE");
  return told;
}

static void distrusts_answers(void) {
  SAME(asked("50"), "FRAME [50~5]");
  static const char *const rubbish[] = {"0",    "-1",  "-50",   "2**31", "2**63", "2**64", "-2**64 + 50", "2**64 + 50", "2**200", "4096", "True",
                                        "None", "50.", "'50'", "[50]",  "MyInt(50)", "lambda: Evil()", "lambda: fail(ValueError)",
                                        "lambda: fail(AttributeError)", "lambda: fail(FailingStr)"};
  for (size_t i = 0; i < sizeof rubbish / sizeof *rubbish; i++) SAME(asked(rubbish[i]), "FRAME [<0>]");
  SAME(asked("4095"), "ERROR EXCEPTION KeyError: 4095");
}

static void tells_what_has_nothing_to_do_with_the_type(void) {
  static const char *const grave[] = {"MemoryError", "RecursionError", "KeyboardInterrupt", "GeneratorExit"};
  char source[256], expected[256];
  for (size_t i = 0; i < sizeof grave / sizeof *grave; i++) {
    snprintf(source, sizeof source, "CALL(lambda kind=asks(raises_once(%s, 50)): [kind(5)])", grave[i]);
    snprintf(expected, sizeof expected, "ERROR EXCEPTION %s: once", grave[i]);
    uint32_t op = define(source);
    SAME(call(op), expected);
    /* It is not remembered as an answer. */
    SAME(call(op), "FRAME [50~5]");
    SAME(call(op), "FRAME [50~5]");
    undefine(op);
  }
  /* Nor is one that is no answer either. */
  uint32_t op = define("CALL(lambda kind=asks(raises_once(ValueError, 50)): [kind(5)])");
  SAME(call(op), "FRAME [<0>]");
  SAME(call(op), "FRAME [50~5]");
  undefine(op);
  SAME(value_of("forget_asked()"), "NONE");
}

static void asks_once_until_it_is_told_to_forget(void) {
  uint32_t op = define("CALL(lambda kind=asks(counted(0)): [kind(5), kind(6)])");
  SAME(value_of("counts.clear()"), "NONE");
  for (int i = 0; i < 5; i++) SAME(call(op), "FRAME [<0>, <0>]");
  SAME(value_of("len(counts)"), "INT 1");
  pw_conversions_forget_all();
  SAME(call(op), "FRAME [<0>, <0>]");
  SAME(value_of("len(counts)"), "INT 2");
  undefine(op);
  SAME(value_of("forget_asked()"), "NONE");
}

static int32_t forgets(void) {
  pw_conversions_forget_all();
  return PW_STATUS_NONE;
}

/* An answer that was on its way when everything is forgotten is used, and not kept. */
static void may_be_told_so_while_it_asks(void) {
  uint32_t set = define("CALL(lambda f: globals().__setitem__('forget', f), [ANY], NONE)");
  arguments(1, 0);
  tagged_function(id_of(forgets));
  SAME(call_with_frame(set), "NONE");
  undefine(set);
  uint32_t op = define("CALL(lambda kind=asks(lambda: (counts.append(1), forget())[1] or 50): [kind(5), kind(Changing(forget))])");
  SAME(value_of("counts.clear()"), "NONE");
  SAME(call(op), "FRAME [50~5, 50~60~[1]]");
  SAME(value_of("len(counts)"), "INT 2");
  undefine(op);
  SAME(value_of("[forget_asked(), globals().pop('forget'), settle()][2:]"), "FRAME [None]");
  calls_made();
}

static void keeps_few_types(void) {
  SAME(value_of("living('Many')"), "INT 0");
  uint32_t any = define("CALL(lambda n: many_types(n), [INT], ANY)");
  page()->count[0] = 1, page()->nones[0] = 0;
  page()->values[0] = 10000;
  const char *told = call_as_set(any);
  CHECK(!strncmp(told, "FRAME [<0>, <0>, ", 17) && !strstr(told, "BROKEN"));
  drain();
  unsigned many = 0;
  CHECK(sscanf(value_of("living('Many')"), "INT %u", &many) == 1);
  CHECK(many <= 4096);
  pw_conversions_forget_all();
  drain();
  SAME(value_of("living('Many')"), "INT 0");
  undefine(any);
}

/* A type that is freed may come back as another at the same address. */
static void knows_types_apart(void) {
  for (int round = 0; round < 20; round++) {
    SAME(result_of("ANY", "[asks(50 if n % 2 else 0)(n) for n in range(100)][98:]"), "FRAME [<0>, 50~99]");
    SAME(value_of("[forget_asked(), gc.collect() and None][:1]"), "FRAME [None]");
    if (round % 2) pw_conversions_forget_all();
  }
}

const test conversion_tests[] = {
    {"values are taken apart", takes_values_apart, 0},
    {"hints say by which", follows_hints, 0},
    {"reducers that misbehave do no harm", survives_reducers_that_misbehave, 0},
    {"reducers that never end are ended", ends_reducers_that_never_end, 1},
    {"containers that reducers change are noticed", notices_what_reducers_change, 0},
    {"values are put together", builds_values, 0},
    {"builders that misbehave do no harm", survives_builders_that_misbehave, 0},
    {"what gives itself is freed", frees_what_gives_itself, 0},
    {"answers are distrusted", distrusts_answers, 0},
    {"failures to ask are told, and not remembered", tells_what_has_nothing_to_do_with_the_type, 0},
    {"types are asked about once", asks_once_until_it_is_told_to_forget, 0},
    {"all is forgotten, even while it is asked", may_be_told_so_while_it_asks, 0},
    {"few types are kept alive", keeps_few_types, 1},
    {"types at one address are told apart", knows_types_apart, 1},
    {0},
};
