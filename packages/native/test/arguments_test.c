/* Argument frames: every tag, every kind, keywords, and what constructors refuse. */
#include <math.h>
#include <string.h>

#include "builder.h"
#include "host.h"
#include "runner.h"

static void takes_every_tag(void) {
  uint32_t op = define("CALL(shown, [], STR, rest=ANY)");
  double object = handle_of("Color.RED");
  arguments(17, 0);
  words(PW_TAG_NONE, 0);
  words(PW_TAG_FALSE, 0);
  words(PW_TAG_TRUE, 0);
  tagged_float(-0.0);
  tagged_int(-5);
  tagged_bigint(INT64_MIN);
  text(PW_TAG_HUGE, "-123456789abcdef0123456789");
  text(PW_TAG_STR, "ab");
  bytes(PW_TAG_BYTES, "\0\1\2\3\4\5\6\7\xff", 9);
  words(PW_TAG_LIST, 2), tagged_int(1), text(PW_TAG_STR, "x");
  words(PW_TAG_TUPLE, 1), words(PW_TAG_TUPLE, 0);
  words(PW_TAG_SET, 1), tagged_int(3);
  words(PW_TAG_FROZENSET, 1), text(PW_TAG_STR, "f");
  words(PW_TAG_DICT, 2), text(0, "k"), tagged_int(1), text(0, "l"), words(PW_TAG_LIST, 0);
  words(PW_TAG_MAP, 1), words(PW_TAG_TUPLE, 1), tagged_int(1), tagged_float(2.5);
  tagged_object(object);
  words(PW_TAG_LIST, 0);
  SAME(call_with_frame(op),
       "ASCII None, False, True, -0.0, -5, -9223372036854775808, -90144042682896311822508713865, 'ab', "
       "b'\\x00\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\xff', [1, 'x'], ((),), {3}, frozenset({'f'}), {'k': 1, 'l': []}, "
       "{(1,): 2.5}, <Color.RED: 'r'>, []");
  let_go(object);
  undefine(op);
}

static void takes_every_kind(void) {
  uint32_t op = define(
      "CALL(shown, [NONE, BOOL, INT, BIGINT, INTEGER, FLOAT, STR, BYTES, OBJECT, LIST(STR), SEQUENCE(INT), SET(INT), "
      "FROZENSET(INT), OPTIONAL(INT), OPTIONAL(INT), TUPLE(INT, STR), DICT(INT), MAP(INT, STR), UNION(INT, STR), LITERAL, "
      "ENUM_VALUE(Color), ENUM_NAME(Color), MOVIE, POINT, NAMED_TUPLE(Pair, INT, STR)], STR)");
  double object = handle_of("[]");
  arguments(25, 0);
  words(0, 0);
  words(PW_TAG_TRUE, 0);
  tagged_int(1);
  tagged_bigint(2);
  tagged_int(3);
  tagged_float(4.5);
  text(0, "s");
  bytes(0, "by", 2);
  number(object);
  words(0, 1), text(0, "i");
  words(0, 1), tagged_int(1);
  words(0, 1), tagged_int(2);
  words(0, 1), tagged_int(3);
  words(0, 0);
  words(1, 0), tagged_int(4);
  words(0, 2), tagged_int(5), text(0, "t");
  words(0, 1), text(0, "k"), tagged_int(6);
  words(0, 1), tagged_int(7), text(0, "v");
  text(PW_TAG_STR, "u");
  tagged_int(8);
  text(PW_TAG_STR, "r");
  text(PW_TAG_STR, "GREEN");
  words(0, 0), text(0, "Alien"), words(0, 0);
  words(0, 0), tagged_float(1), words(1, 0), tagged_float(2);
  words(0, 2), tagged_int(9), text(0, "p");
  SAME(call_with_frame(op),
       "ASCII None, True, 1, 2, 3, 4.5, 's', b'by', [], ['i'], (1,), {2}, frozenset({3}), None, 4, (5, 't'), {'k': 6}, "
       "{7: 'v'}, 'u', 8, <Color.RED: 'r'>, <Color.GREEN: 2>, {'title': 'Alien'}, Point(x=1.0, y=2.0), "
       "Pair(left=9, right='p')");
  let_go(object);
  undefine(op);
}

static void takes_handles_for_any_kind(void) {
  static const char *const kinds[] = {
      "NONE",        "BOOL",           "INT",           "FLOAT",        "STR",       "BYTES",       "ANY",
      "LIST(FLOAT)", "SEQUENCE(INT)",  "SET(INT)",      "FROZENSET(INT)", "TUPLE(INT)", "DICT(INT)",  "MAP(INT, INT)",
      "UNION(INT)",  "LITERAL",        "MOVIE",         "POINT",        "NAMED_TUPLE(Pair, INT, STR)"};
  double object = handle_of("MyInt");
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    char source[128] = "CALL(shown, [";
    strcat(strcat(source, kinds[i]), "], STR)");
    uint32_t op = define(source);
    arguments(1, 0);
    tagged_object(object);
    SAME(call_with_frame(op), "ASCII <class 'subjects.MyInt'>");
    arguments(1, 0);
    tagged_object(12345678);
    SAME(call_with_frame(op), "ERROR USAGE this Python object has been released");
    undefine(op);
  }
  let_go(object);
  uint32_t op = define("CALL(shown, [ENUM_VALUE(Color), ENUM_NAME(Color)], STR)");
  object = handle_of("Color.ODD");
  arguments(2, 0);
  tagged_object(object);
  tagged_object(object);
  SAME(call_with_frame(op), "ASCII <Color.ODD: (1, 2)>, <Color.ODD: (1, 2)>");
  let_go(object);
  undefine(op);
}

static void takes_packed_lists(void) {
  uint32_t op = define("CALL(shown, [LIST(FLOAT)], STR)");
  arguments(1, 0);
  words(PW_TAG_FLOAT, 3), number(1), number(NAN), number(-0.0);
  SAME(call_with_frame(op), "ASCII [1.0, nan, -0.0]");
  arguments(1, 0);
  words(PW_TAG_INT, 2), number(1), number(-0.0);
  SAME(call_with_frame(op), "ASCII [1, 0]");
  arguments(1, 0);
  words(PW_TAG_INT, 2), number(1), number(1.5);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: an int is no whole number");
  arguments(1, 0);
  words(PW_TAG_FLOAT, 4), number(1), number(2), number(3);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: a list ends too early");
  undefine(op);
}

static void takes_typed_values_inside_any(void) {
  uint32_t op = define("CALL(shown, [UNION(POINT, MOVIE, OPTIONAL(INT)), ANY], STR)");
  /* The nodes are numbered as description() walks them: UNION, then its members from the last. */
  for (uint32_t node = 1; node < 4; node++) {
    arguments(1, 0);
    words(PW_TAG_TYPED, node);
    words(node == 1, 0);
    if (node == 1) tagged_int(3);
    else if (pw_operation_peek(op)->nodes[node].kind == PW_KIND_TYPED_DICT) text(0, "T"), words(1, 0), tagged_int(1979);
    else break;
    CHECK(!strncmp(call_with_frame(op), "ASCII ", 6));
  }
  arguments(1, 0);
  words(PW_TAG_TYPED, 1000);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: no such type");
  undefine(op);
}

static void takes_keywords(void) {
  uint32_t op = define("CALL(shown, [INT], STR, keywords={'a': INT, 'b': STR}, extra=LIST(INT))");
  arguments(1, 3);
  tagged_int(1);
  words(2, 0), text(0, "bee");
  words(1, 0), tagged_int(2);
  text(0, "other"), words(PW_TAG_INT, 1), number(3);
  SAME(call_with_frame(op), "ASCII 1 b='bee' a=2 other=[3]");
  arguments(0, 1);
  words(3, 0), tagged_int(2);
  SAME(call_with_frame(op), "ERROR USAGE no such keyword");
  arguments(0, 1);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: it holds fewer arguments than it says");
  undefine(op);
  /* Without types for them, keywords carry tags; Python refuses what is given twice or not known. */
  op = define("CALL(lambda *, a=0: a, [], INT)");
  arguments(0, 1);
  text(0, "a"), tagged_int(5);
  SAME(call_with_frame(op), "INT 5");
  arguments(0, 2);
  text(0, "a"), tagged_int(5);
  text(0, "a"), tagged_int(6);
  const char *twice = call_with_frame(op);
  CHECK(!strncmp(twice, "ERROR EXCEPTION TypeError", 25) || !strcmp(twice, "INT 6"));
  arguments(0, 1);
  text(0, "z"), tagged_int(5);
  CHECK(!strncmp(call_with_frame(op), "ERROR EXCEPTION TypeError", 25));
  undefine(op);
}

static void takes_many(void) {
  uint32_t op = define("CALL(lambda *a, **k: len(a) * 1000 + len(k), [], INT, rest=INT, extra=INT)");
  for (uint32_t positional = 0; positional < 40; positional += 13) {
    for (uint32_t keywords = 0; keywords < 40; keywords += 13) {
      arguments(positional, keywords);
      for (uint32_t i = 0; i < positional; i++) tagged_int(i);
      for (uint32_t i = 0; i < keywords; i++) {
        char name[8] = {'k', (char)('a' + i / 26), (char)('a' + i % 26)};
        text(0, name), tagged_int(i);
      }
      char expected[32] = "INT 0";
      if (positional * 1000 + keywords) {
        expected[4] = 0;
        char digits[8];
        int at = 0;
        for (uint32_t n = positional * 1000 + keywords; n; n /= 10) digits[at++] = (char)('0' + n % 10);
        while (at) strncat(expected, &digits[--at], 1);
      }
      SAME(call_with_frame(op), expected);
    }
  }
  undefine(op);
}

static void lets_constructors_refuse(void) {
  uint32_t op = define(
      "CALL(shown, [], STR, rest=ANY, keywords={'r': DATACLASS(Refuses, {'x': INT}), 'c': NAMED_TUPLE(Checked, INT, STR), "
      "'e': ENUM_NAME(Color), 'v': ENUM_VALUE(Color), 'p': POINT, 'n': COUNTED})");
  arguments(0, 1);
  words(1, 0), words(0, 0), tagged_int(7);
  SAME(call_with_frame(op), "ERROR EXCEPTION ValueError: no 7");
  arguments(0, 1);
  words(2, 0), words(0, 2), tagged_int(7), text(0, "r");
  SAME(call_with_frame(op), "ERROR EXCEPTION LookupError: not made");
  arguments(0, 1);
  words(3, 0), text(PW_TAG_STR, "BLUE");
  SAME(call_with_frame(op), "ERROR EXCEPTION KeyError: 'BLUE'");
  arguments(0, 1);
  words(4, 0), tagged_int(9);
  SAME(call_with_frame(op), "ERROR EXCEPTION ValueError: 9 is not a valid Color");
  arguments(0, 1);
  words(4, 0), words(PW_TAG_LIST, 1), tagged_int(1);
  SAME(call_with_frame(op), "ERROR USAGE broken frame: an enum member is no single value");
  /* Inside further containers, which must be given up. */
  arguments(1, 1);
  words(PW_TAG_LIST, 2), tagged_int(1), words(PW_TAG_DICT, 1), text(0, "k"), words(PW_TAG_MAP, 1);
  words(PW_TAG_LIST, 0), tagged_int(1);
  const char *unhashable = call_with_frame(op);
  CHECK(!strncmp(unhashable, "ERROR EXCEPTION TypeError: ", 27) && strstr(unhashable, "unhashable type: 'list'"));
  arguments(0, 1);
  words(6, 0), words(0, 0), tagged_int(5);
  SAME(call_with_frame(op), "ASCII  n=Counted(start=5, total=7)");
  double evil = handle_of("Evil()");
  arguments(1, 0);
  words(PW_TAG_SET, 1), tagged_object(evil);
  SAME(call_with_frame(op), "ERROR EXCEPTION ValueError: no hash");
  let_go(evil);
  undefine(op);
}

static void keeps_all_text(void) {
  uint32_t op = define("CALL(shown, [STR, STR, STR], STR)");
  static const uint16_t odd[] = {0xfeff, 'a', 0, 0xd83d, 0xde00, 0xd800, 0xe9}, low[] = {0xdc00};
  arguments(3, 0);
  units(0, odd, 7);
  units(0, odd, 0);
  units(0, low, 1);
  SAME(call_with_frame(op), "ASCII '\\ufeffa\\x00\\U0001f600\\ud800\\xe9', '', '\\udc00'");
  undefine(op);
  for (uint32_t size = 0; size < 18; size++) {
    op = define("CALL(lambda b: (len(b), b == bytes(range(1, len(b) + 1))), [BYTES], TUPLE(INT, BOOL))");
    uint8_t data[18];
    for (uint32_t i = 0; i < size; i++) data[i] = (uint8_t)(i + 1);
    arguments(1, 0);
    bytes(0, data, size);
    CHECK(strstr(call_with_frame(op), "True") != NULL);
    undefine(op);
  }
}

const test argument_tests[] = {
    {"every tag arrives", takes_every_tag, 0},
    {"every kind arrives", takes_every_kind, 0},
    {"a handle stands in for any kind", takes_handles_for_any_kind, 0},
    {"packed lists arrive", takes_packed_lists, 0},
    {"typed values inside ANY arrive", takes_typed_values_inside_any, 0},
    {"keywords arrive, known and unknown", takes_keywords, 0},
    {"more arguments than a page has arrive", takes_many, 0},
    {"exceptions of constructors arrive", lets_constructors_refuse, 0},
    {"text and bytes arrive whole", keeps_all_text, 0},
    {0},
};
