/* Hints lie: a result that does not fit its type is written with tags, whole, wherever the misfit lies. */
#include "host.h"
#include "runner.h"

static void falls_back_at_every_level(void) {
  SAME(result_of("LIST(INT)", "[1, 'a']"), "FRAME tagged [1, \"a\"]");
  SAME(result_of("LIST(INT)", "{'a': 1}"), "FRAME tagged {\"a\": 1}");
  SAME(result_of("LIST(BOOL)", "[True, 1]"), "FRAME tagged [True, 1]");
  SAME(result_of("LIST(INT)", "[1, True]"), "FRAME tagged [1, True]");
  SAME(result_of("LIST(FLOAT)", "[1.0, True, None]"), "FRAME tagged [1f, True, None]");
  SAME(result_of("LIST(STR)", "['a', b'b']"), "FRAME tagged [\"a\", b62]");
  SAME(result_of("LIST(NONE)", "[None, 0]"), "FRAME tagged [None, 0]");
  SAME(result_of("LIST(OBJECT)", "[len, 1]"), "FRAME tagged [<0 callable>, 1]");
  SAME(result_of("DICT(FLOAT)", "{'a': 1.5, 'b': 'x'}"), "FRAME tagged {\"a\": 1.5f, \"b\": \"x\"}");
  SAME(result_of("DICT(INT)", "{'a': 1, 2: 3}"), "FRAME tagged map(\"a\": 1, 2: 3)");
  SAME(result_of("DICT(INT)", "[1]"), "FRAME tagged [1]");
  SAME(result_of("MAP(INT, INT)", "{1: 2, 'a': None}"), "FRAME tagged map(1: 2, \"a\": None)");
  SAME(result_of("MAP(INT, INT)", "[1]"), "FRAME tagged [1]");
  SAME(result_of("TUPLE(INT, INT)", "(1, 2, 3)"), "FRAME tagged (1, 2, 3)");
  SAME(result_of("TUPLE(INT, INT)", "[1, 2]"), "FRAME tagged [1, 2]");
  SAME(result_of("TUPLE(INT, TUPLE(INT, STR))", "(1, (2, 3))"), "FRAME tagged (1, (2, 3))");
  SAME(result_of("SET(INT)", "{'x'}"), "FRAME tagged set(\"x\")");
  SAME(result_of("SET(INT)", "[1]"), "FRAME tagged [1]");
  SAME(result_of("OPTIONAL(LIST(INT))", "['x']"), "FRAME tagged [\"x\"]");
  SAME(result_of("LIST(OPTIONAL(STR))", "[None, 1]"), "FRAME tagged [None, 1]");
  SAME(result_of("LIST(LIST(LIST(LIST(INT))))", "[[[[1, 'deep']]], 5]"), "FRAME tagged [[[[1, \"deep\"]]], 5]");
  SAME(result_of("DICT(LIST(DICT(INT)))", "{'a': [{'b': 1}, {'b': None}]}"), "FRAME tagged {\"a\": [{\"b\": 1}, {\"b\": None}]}");
  SAME(result_of("BYTES", "bytearray(b'x')"), "FRAME tagged memory \"B\"/1 (1:1) 78 by <0>");
  SAME(result_of("NONE", "[1]"), "FRAME tagged [1]");
  SAME(result_of("STR", "[1]"), "FRAME tagged [1]");
  SAME(result_of("ENUM_NAME(Color)", "[1]"), "FRAME [1]");
}

/* Tags say what a value is, but the type still says how: floats stay floats, dataclasses stay dictionaries. */
static void stays_guided_by_the_type(void) {
  SAME(result_of("TUPLE(INT, FLOAT, POINT, ENUM_NAME(Color), BIGINT)", "('x', 1, Point(1, 2), Color.RED, 3)"),
       "FRAME tagged (\"x\", 1f, {\"x\": 1f, \"y\": 2f}, \"RED\", 3n)");
  SAME(result_of("TUPLE(INT, SEQUENCE(FLOAT), OPTIONAL(POINT), DICT(POINT))", "('x', [1], None, {'p': Point(1)})"),
       "FRAME tagged (\"x\", [1f], None, {\"p\": {\"x\": 1f, \"y\": 0f}})");
  SAME(result_of("TUPLE(INT, MOVIE)", "('x', {'title': 5, 'other': 1.0, 'year': 'z'})"),
       "FRAME tagged (\"x\", {\"title\": 5, \"other\": 1f, \"year\": \"z\"})");
  SAME(result_of("TUPLE(INT, TYPED_DICT({'f': FLOAT, 'g': FLOAT}))", "('x', {'g': 1, ''.join('f'): 2, 'h': 3})"),
       "FRAME tagged (\"x\", {\"g\": 1f, \"f\": 2f, \"h\": 3})");
  SAME(result_of("TUPLE(INT, LIST(INT))", "('x', [2**53])"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result[1][0]");
  SAME(result_of("TUPLE(INT, DICT(INT))", "('x', {'a': 2**53})"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result[1][\"a\"]");
  SAME(result_of("TUPLE(STR, DATACLASS(Counted, {'start': INT, 'total!': INT}))", "(1, Counted(2**53))"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result[1].start");
}

static void loses_no_key_of_a_typed_dict(void) {
  SAME(result_of("MOVIE", "{'title': 'x', 'extra': 1}"), "FRAME tagged {\"title\": \"x\", \"extra\": 1}");
  SAME(result_of("MOVIE", "{'year': 1}"), "FRAME tagged {\"year\": 1}");
  SAME(result_of("MOVIE", "{}"), "FRAME tagged {}");
  SAME(result_of("MOVIE", "{'title': None}"), "FRAME tagged {\"title\": None}");
  SAME(result_of("MOVIE", "{1: 2}"), "FRAME tagged map(1: 2)");
  SAME(result_of("MOVIE", "[1]"), "FRAME tagged [1]");
  SAME(result_of("LIST(MOVIE)", "[{'title': 'x'}, {'title': 'y', 'z': 1}]"),
       "FRAME tagged [{\"title\": \"x\"}, {\"title\": \"y\", \"z\": 1}]");
  SAME(result_of("MOVIE", "MyDict(title='x')"), "FRAME {\"x\", -}");
}

/* A key that UTF-8 cannot hold is compared nowhere, and leaves no exception behind. */
static void survives_surrogates_in_keys(void) {
  SAME(result_of("TYPED_DICT({'\\ud800': INT, 'a': FLOAT})", "{'b': -1, 'a' * (1 if math.pi else 2): -1, 'c': -1}"),
       "FRAME tagged {\"b\": -1, \"a\": -1f, \"c\": -1}");
  SAME(result_of("TYPED_DICT({'a': FLOAT})", "{'\\ud800': -1, 'a': 1, 'z': 0}"),
       "FRAME tagged {\"\\ud800\": -1, \"a\": 1f, \"z\": 0}");
}

static void loses_no_field_of_a_dataclass(void) {
  SAME(result_of("POINT", "Point3(1.0, 2.0, 3.0)"), "FRAME tagged {\"x\": 1f, \"y\": 2f, \"z\": 3f}");
  SAME(result_of("POINT", "Point('a')"), "FRAME tagged {\"x\": \"a\", \"y\": 0f}");
  SAME(result_of("POINT", "Counted(1)"), "FRAME tagged <0>");
  SAME(result_of("POINT", "[Point(1.0)]"), "FRAME tagged [<0>]");
  SAME(result_of("LIST(POINT)", "[Point(1.0), 5]"), "FRAME tagged [{\"x\": 1f, \"y\": 0f}, 5]");
  SAME(result_of("DATACLASS(Unset, {'a': INT, 'b!': INT})", "unset()"), "FRAME tagged {\"a\": 1}");
  SAME(result_of("LIST(DATACLASS(Unset, {'a': INT, 'b!': INT}))", "[unset()]"), "FRAME tagged [{\"a\": 1}]");
  SAME(result_of("POINT", "point_without_y()"), "FRAME {1f, 0f}");
  SAME(result_of("NAMED_TUPLE(Pair, INT, STR)", "(1, 2)"), "FRAME tagged (1, 2)");
  SAME(result_of("NAMED_TUPLE(Pair, INT, STR)", "(1,)"), "FRAME tagged (1)");
}

/* Handles that the first attempt gave out are taken back before the second begins. */
static void takes_back_what_the_first_attempt_gave(void) {
  size_t before = handles();
  SAME(result_of("TUPLE(LIST(OBJECT), INT)", "([len, Point, Color], 'x')"), "FRAME tagged ([<0 callable>, <0 callable>, <0 callable>], \"x\")");
  EQUAL(handles(), before);
  SAME(result_of("TUPLE(LIST(OBJECT), INT)", "([len, Point, Color], 2**53)"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result[1]");
  EQUAL(handles(), before);
}

const test hint_tests[] = {
    {"a misfit at any level is written with tags", falls_back_at_every_level, 0},
    {"values with tags are still guided by the type", stays_guided_by_the_type, 0},
    {"no key of a TypedDict is lost", loses_no_key_of_a_typed_dict, 0},
    {"keys with surrogates are harmless", survives_surrogates_in_keys, 0},
    {"no field of a dataclass is lost", loses_no_field_of_a_dataclass, 0},
    {"handles of the first attempt are taken back", takes_back_what_the_first_attempt_gave, 0},
    {0},
};
