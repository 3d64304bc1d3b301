/* Operations: each kind, descriptions that are malformed, and numbers that are not in use. */
#include <stdio.h>
#include <string.h>

#include "builder.h"
#include "host.h"
#include "runner.h"

static void runs_every_kind(void) {
  double point = handle_of("globals().setdefault('shared_point', Point(1.0))");
  double function = handle_of("shown");
  uint32_t apply = define("APPLY([OBJECT, INT], STR, extra=ANY)");
  arguments(2, 1);
  number(function), tagged_int(5), text(0, "k"), tagged_float(1);
  SAME(call_with_frame(apply), "ASCII 5 k=1.0");
  page()->values[0] = function;
  page()->values[1] = 6;
  page()->count[0] = 2, page()->nones[0] = 0;
  SAME(call_as_set(apply), "ASCII 6");
  uint32_t get = define("GET('x', FLOAT)"), set = define("SETATTR('x', FLOAT)");
  page()->values[0] = point;
  page()->count[0] = 1;
  SAME(call_as_set(get), "FLOAT 1");
  page()->values[0] = point;
  page()->values[1] = 2.5;
  page()->count[0] = 2;
  SAME(call_as_set(set), "NONE");
  page()->values[0] = point;
  page()->count[0] = 1;
  SAME(call_as_set(get), "FLOAT 2.5");
  uint32_t method = define("METHOD('__eq__', [OBJECT, OBJECT], BOOL, extra=ANY)");
  page()->values[0] = page()->values[1] = point;
  page()->count[0] = 2;
  SAME(call_as_set(method), "TRUE");
  arguments(2, 1);
  number(point), number(point), text(0, "k"), words(PW_TAG_NONE, 0);
  CHECK(!strncmp(call_with_frame(method), "ERROR EXCEPTION TypeError", 25));
  uint32_t format = define("METHOD('format', [STR], STR, rest=ANY, extra=ANY)");
  arguments(2, 1);
  text(0, "{}-{k}"), tagged_int(1), text(0, "k"), text(PW_TAG_STR, "v");
  SAME(call_with_frame(format), "ASCII 1-v");
  uint32_t missing = define("GET('nothing', ANY)");
  page()->values[0] = point;
  page()->count[0] = 1;
  SAME(call_as_set(missing), "ERROR EXCEPTION AttributeError: 'Point' object has no attribute 'nothing'");
  const uint32_t wanting[] = {apply, get, set, method, missing};
  for (size_t i = 0; i < 5; i++) SAME(call(wanting[i]), "ERROR USAGE the operation needs an object to work on");
  page()->values[0] = point;
  page()->count[0] = 1;
  SAME(call_as_set(set), "ERROR USAGE the operation needs an object to work on");
  page()->values[0] = point;
  page()->count[0] = 1;
  SAME(call_as_set(apply), "ERROR EXCEPTION TypeError: 'Point' object is not callable");
  SAME(value_of("[setattr(int, 'x', 1)]")[0] == 'E' ? "" : "no error", "");
  for (size_t i = 0; i < 5; i++) undefine(wanting[i]);
  undefine(format);
  let_go(point), let_go(function);
  let_go(handle_of("[globals().pop('shared_point')]"));
}

static void wants_as_many_arguments_as_python(void) {
  uint32_t op = define("CALL(lambda a: a, [INT], INT, rest=INT)");
  CHECK(!strncmp(call(op), "ERROR EXCEPTION TypeError", 25));
  arguments(2, 0);
  tagged_int(1), tagged_int(2);
  CHECK(!strncmp(call_with_frame(op), "ERROR EXCEPTION TypeError", 25));
  undefine(op);
}

static const char *try_define(const char *source) {
  static char kept[512];
  double description = handle_of(source);
  arguments(1, 0);
  tagged_object(description);
  const char *result = call_with_frame(0);
  unsigned number;
  if (sscanf(result, "INT %u", &number) == 1) undefine(number);
  let_go(description);
  snprintf(kept, sizeof kept, "%s", result);
  return kept;
}

static void refuses_malformed_descriptions(void) {
  static const char *const malformed[] = {
      "[]", "()", "(1,)", "[1, 2]", "(6,) + CALL(len)[1:]", "(-1,) + CALL(len)[1:]",
      "('1',) + CALL(len)[1:]", "(2**70,) + CALL(len)[1:]", "(True,) + CALL(len)[1:]", "CALL(None)",
      "METHOD(None)", "METHOD(5)", "METHOD(MyStr('m'))",
      /* nodes */
      "CALL(len)[:3] + (None,) + CALL(len)[4:]", "CALL(len)[:3] + ((),) + CALL(len)[4:]",
      "CALL(len)[:3] + ((5,),) + CALL(len)[4:]", "CALL(len)[:3] + (((0, (), (), None, ()),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((26, (), (), None, ()),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((11, (), (), None, ()),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((11, (1,), (), None, ()),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((11, (-1,), (), None, ()),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((11, (0, 0), (), None, ()),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((18, (0,), (), None, ()),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((3, (0,), (), None, ()),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((23, (0,), (), None, (0,)),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((23, (0,), ('a',), None, ()),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((23, (0,), (5,), None, (0,)),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((24, (), (), None, ()),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((24, (), (), 5, ()),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((21, (), (), None, ()),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((25, (),),),) + CALL(len)[4:]",
      /* an OPTIONAL that leads to itself */
      "CALL(len)[:3] + (((15, (0,), (), None, ()),),) + CALL(len)[4:]",
      "CALL(len)[:3] + (((15, (1,), (), None, ()), (15, (0,), (), None, ())),) + CALL(len)[4:]",
      /* params, keywords, result */
      "CALL(len)[:4] + ((5,),) + CALL(len)[5:]", "CALL(len)[:4] + ((None,),) + CALL(len)[5:]",
      "CALL(len)[:6] + ((5,),) + CALL(len)[7:]", "CALL(len)[:6] + ((('k', 7),),) + CALL(len)[7:]",
      "CALL(len)[:6] + (((5, 0),),) + CALL(len)[7:]", "CALL(len)[:8]", "CALL(len)[:8] + (-1,)", "CALL(len)[:8] + (1,)",
  };
  size_t before = operations();
  for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
    const char *result = try_define(malformed[i]);
    if (strcmp(result, "ERROR USAGE the description of an operation is malformed"))
      test_fail(__FILE__, __LINE__, "%s gives %s", malformed[i], result);
  }
  EQUAL(operations(), before);
  CHECK(!strncmp(try_define("CALL(len, [nested(1000, OPTIONAL, INT)], nested(16, LIST, INT))"), "ERROR USAGE", 11));
  CHECK(!strncmp(try_define("CALL(len, [nested(16, OPTIONAL, INT)], nested(1000, LIST, INT))"), "INT ", 4));
}

static void takes_one_description(void) {
  SAME(call(0), "ERROR USAGE an operation has one description");
  arguments(2, 0);
  words(PW_TAG_NONE, 0), words(PW_TAG_NONE, 0);
  SAME(call_with_frame(0), "ERROR USAGE an operation has one description");
  arguments(1, 0);
  words(PW_TAG_NONE, 0);
  SAME(call_with_frame(0), "ERROR USAGE the description of an operation is malformed");
}

static void survives_random_descriptions(void) {
  uint32_t make = define("CALL(malformed, [INT], OBJECT)");
  size_t defined = 0;
  for (int seed = 0; seed < 1500; seed++) {
    page()->values[0] = seed + (double)(options.seed % 1000000) * 1500;
    page()->count[0] = 1;
    page()->nones[0] = 0;
    page()->operation[0] = make;
    int status = pw_call();
    if (status != PW_STATUS_OBJECT) {
      outcome(status, &pw_any);
      continue;
    }
    double description = page()->values[0];
    arguments(1, 0);
    tagged_object(description);
    const char *result = call_with_frame(0);
    unsigned number;
    if (sscanf(result, "INT %u", &number) == 1) {
      defined++;
      CHECK(!strstr(call(number), "BROKEN"));
      arguments(3, 0);
      words(PW_TAG_INT, 1), tagged_int(1), words(0, 0), words(1, 0), words(PW_TAG_NONE, 1), words(0, 0), tagged_int(2);
      CHECK(!strstr(call_with_frame(number), "BROKEN"));
      undefine(number);
    } else {
      SAME(result, "ERROR USAGE the description of an operation is malformed");
    }
    let_go(description);
  }
  CHECK(defined > 10);
  undefine(make);
}

static void knows_which_numbers_are_in_use(void) {
  static const uint32_t unused[] = {12345, 1u << 31, UINT32_MAX};
  for (size_t i = 0; i < 3; i++) {
    page()->values[0] = 5;
    page()->name_units[0] = 5;
    SAME(call(unused[i]), "ERROR USAGE there is no such operation");
    EQUAL(page()->values[0], 0);
    EQUAL(page()->name_units[0], 0);
    undefine(unused[i]);
  }
  size_t before = operations();
  uint32_t op = define("CALL(len)");
  EQUAL(operations(), before + 1);
  undefine(op);
  undefine(op);
  EQUAL(operations(), before);
  SAME(call(op), "ERROR USAGE there is no such operation");
  EQUAL(define("CALL(len)"), op);
  undefine(op);
  /* The first operation makes the others: it stays. One that is like it does not. */
  undefine(0);
  SAME(call(0), "ERROR USAGE an operation has one description");
  op = define("(0,) + CALL(len)[1:]");
  undefine(op);
  EQUAL(operations(), before);
}

static void holds_many(void) {
  uint32_t many[300];
  size_t before = operations();
  for (int i = 0; i < 300; i++) {
    char source[64];
    snprintf(source, sizeof source, "CALL(lambda: %d, [], INT)", i);
    many[i] = define(source);
  }
  for (int i = 0; i < 300; i += 2) undefine(many[i]);
  for (int i = 1; i < 300; i += 2) {
    char expected[16];
    snprintf(expected, sizeof expected, "INT %d", i);
    SAME(call(many[i]), expected);
    undefine(many[i]);
  }
  EQUAL(operations(), before);
}

static void holds_what_it_uses(void) {
  SAME(value_of("setattr(Loud, 'gone', 0)"), "NONE");
  uint32_t op = define("CALL((lambda loud: lambda: loud and 1)(Loud()), [DATACLASS(type('D', (), {'loud': Loud()}), {})], INT)");
  SAME(value_of("[settle(), Loud.gone][1]"), "INT 0");
  SAME(call(op), "INT 1");
  undefine(op);
  SAME(value_of("[settle(), Loud.gone][1]"), "INT 2");
}

const test operation_tests[] = {
    {"every kind of operation runs", runs_every_kind, 0},
    {"Python counts the arguments", wants_as_many_arguments_as_python, 0},
    {"malformed descriptions are refused", refuses_malformed_descriptions, 0},
    {"one description makes one operation", takes_one_description, 0},
    {"random descriptions do no harm", survives_random_descriptions, 1},
    {"numbers that are not in use are refused", knows_which_numbers_are_in_use, 0},
    {"many operations are held and freed", holds_many, 0},
    {"an operation holds its target and its classes", holds_what_it_uses, 0},
    {0},
};
