/* Results that fit their types, and results without one. */
#include <string.h>

#include "builder.h"
#include "host.h"
#include "runner.h"

static void writes_every_kind(void) {
  SAME(result_of("LIST(INT)", "[1, -2, True + 1]"), "FRAME [1, -2, 2]");
  SAME(result_of("LIST(FLOAT)", "[1.5, math.nan, -0.0, math.inf, -math.inf]"), "FRAME [1.5f, nanf, -0f, inff, -inff]");
  SAME(result_of("LIST(BOOL)", "[True, False]"), "FRAME [True, False]");
  SAME(result_of("LIST(NONE)", "[None]"), "FRAME [None]");
  SAME(result_of("LIST(STR)", "['a', '', 'bc']"), "FRAME [\"a\", \"\", \"bc\"]");
  SAME(result_of("BYTES", "b'abc'"), "FRAME b616263");
  SAME(result_of("LIST(OBJECT)", "[len, [1], Color.RED]"), "FRAME [<0 callable>, <0>, <0>]");
  SAME(result_of("SEQUENCE(INT)", "(1, 2)"), "FRAME (1, 2)");
  SAME(result_of("SET(INT)", "{3}"), "FRAME set(3)");
  SAME(result_of("FROZENSET(STR)", "frozenset(['f'])"), "FRAME frozenset(\"f\")");
  SAME(result_of("LIST(OPTIONAL(INT))", "[None, 4]"), "FRAME [None, 4]");
  SAME(result_of("OPTIONAL(LIST(INT))", "[4]"), "FRAME [4]");
  SAME(result_of("TUPLE(INT, STR, FLOAT)", "(1, 'a', 2)"), "FRAME (1, \"a\", 2f)");
  SAME(result_of("TUPLE()", "()"), "FRAME ()");
  SAME(result_of("DICT(INT)", "{'a': 1, 'b': 2}"), "FRAME {\"a\": 1, \"b\": 2}");
  SAME(result_of("MAP(INT, STR)", "{1: 'x', 2: 'y'}"), "FRAME map(1: \"x\", 2: \"y\")");
  SAME(result_of("MAP(TUPLE(INT, INT), LIST(INT))", "{(1, 2): [3], (4, 5): []}"), "FRAME map((1, 2): [3], (4, 5): [])");
  SAME(result_of("MAP(FROZENSET(INT), NONE)", "{frozenset([1]): None}"), "FRAME map(frozenset(1): None)");
  SAME(result_of("MAP(STR, INT)", "{'a': 1}"), "FRAME map(\"a\": 1)");
  SAME(result_of("POINT", "Point(1.0, 2.0)"), "FRAME {1f, 2f}");
  SAME(result_of("COUNTED", "Counted(5)"), "FRAME {5, 7}");
  SAME(result_of("MOVIE", "{'title': 'Alien', 'year': 1979}"), "FRAME {\"Alien\", 1979}");
  SAME(result_of("MOVIE", "{'title': 'Alien'}"), "FRAME {\"Alien\", -}");
  SAME(result_of("LIST(MOVIE)", "[{'year': 1, 'title': 'x'}, {'title': 'y'}]"), "FRAME [{\"x\", 1}, {\"y\", -}]");
  SAME(result_of("NAMED_TUPLE(Pair, INT, STR)", "Pair(1, 'r')"), "FRAME (1, \"r\")");
  SAME(result_of("LIST(LITERAL)", "[1, 'a', None]"), "FRAME [1, \"a\", None]");
}

static void keeps_every_integer(void) {
  SAME(result_of("BIGINT", "5"), "FRAME 5n");
  SAME(result_of("LIST(BIGINT)", "[0, -1, 2**63 - 1, -2**63, 2**63, -2**63 - 1]"),
       "FRAME [0n, -1n, 9223372036854775807n, -9223372036854775808n, \"0x8000000000000000\"h, \"-0x8000000000000001\"h]");
  SAME(result_of("LIST(INTEGER)", "[5, 2**53 - 1, 2**53, -2**53, 1 << 64]"),
       "FRAME [5, 9007199254740991, 9007199254740992n, -9007199254740992n, \"0x10000000000000000\"h]");
  SAME(result_of("ANY", "2**53"), "FRAME 9007199254740992n");
  SAME(result_of("ANY", "[2**64, -2**64]"), "FRAME [\"0x10000000000000000\"h, \"-0x10000000000000000\"h]");
  SAME(result_of("INT", "2**53"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result");
  SAME(result_of("LIST(INT)", "[1, -2**70]"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result[1]");
  SAME(result_of("DICT(LIST(INT))", "{'a': [1], 'b': [2, 2**53]}"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result[\"b\"][1]");
  SAME(result_of("MAP(INT, INT)", "{1: 2**53}"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result{item 0}");
  SAME(result_of("SET(INT)", "{2**53}"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result{item 0}");
  SAME(result_of("DATACLASS(Tree, {'name': STR, 'children': LIST(INT)})", "Tree('t', [1, 2**53])"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result.children[1]");
  SAME(result_of("TYPED_DICT({'a': TUPLE(INT, INT)})", "{'a': (1, 2**53)}"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result[\"a\"][1]");
  /* An int that no double holds is no float, but no error either. */
  SAME(result_of("LIST(FLOAT)", "[1.0, 2**53 + 1]"), "FRAME tagged [1f, 9007199254740993n]");
  SAME(result_of("ANY", "[1 << 40000]")[0] == 'F' ? "" : "no frame", "");
  SAME(result_of("LIST(INT)", "[MyInt(5), Level.LOW]"), "FRAME [5, 1]");
  SAME(result_of("LIST(FLOAT)", "[MyFloat(2.5), 3]"), "FRAME [2.5f, 3f]");
  SAME(result_of("BIGINT", "MyInt(5)"), "FRAME 5n");
  SAME(result_of("INTEGER", "True"), "TRUE");
  SAME(result_of("LIST(BIGINT)", "[True, 'x']"), "FRAME [True, \"x\"]");
}

static void writes_anything(void) {
  SAME(result_of("ANY", "[None, True, False, 1, 1.5, 's', b'b', [], (), {}, set(), frozenset(), {1: 2}, {'a': {'a': 1}}]"),
       "FRAME [None, True, False, 1, 1.5f, \"s\", b62, [], (), {}, set(), frozenset(), map(1: 2), {\"a\": {\"a\": 1}}]");
  SAME(result_of("ANY", "Point(1.0)"), "FRAME <0>");
  SAME(result_of("ANY", "[len, Color.RED, Point, MyList([1]), MyDict(), MyStr('x'), MyInt(1), MyBytes()]"),
       "FRAME [<0 callable>, <0>, <0 callable>, <0>, <0>, <0>, <0>, <0>]");
  SAME(result_of("ANY", "{MyStr('k'): 1}"), "FRAME map(<0>: 1)");
  SAME(result_of("ANY", "{'a': 1, 2: 3}"), "FRAME map(\"a\": 1, 2: 3)");
  SAME(result_of("ANY", "[{(1, 'x'): [1.0]}]"), "FRAME [map((1, \"x\"): [1f])]");
  SAME(result_of("ANY", "[[]] * 3"), "FRAME [[], [], []]");
  SAME(result_of("OBJECT", "b'bytes'"), "FRAME tagged b6279746573");
}

static void writes_empty_containers(void) {
  SAME(result_of("LIST(LIST(INT))", "[[], []]"), "FRAME [[], []]");
  SAME(result_of("DICT(INT)", "{}"), "FRAME {}");
  SAME(result_of("MAP(INT, INT)", "{}"), "FRAME map()");
  SAME(result_of("SET(INT)", "set()"), "FRAME set()");
  SAME(result_of("TYPED_DICT({})", "{}"), "FRAME {}");
  SAME(result_of("TYPED_DICT({'a?': INT})", "{}"), "FRAME {-}");
  SAME(result_of("LIST(FLOAT)", "[]"), "FRAME []");
}

static void writes_bytes_of_any_size(void) {
  for (int size = 0; size < 18; size++) {
    char expression[64] = "[bytes(range(1, 1 + ", expected[64] = "FRAME [b";
    char digits[3] = {size > 9 ? '1' : '0', (char)('0' + size % 10), 0};
    strcat(strcat(expression, size > 9 ? digits : digits + 1), ")), 7]");
    for (int i = 0; i < size; i++) {
      char hex[3] = {"0123456789abcdef"[(i + 1) >> 4], "0123456789abcdef"[(i + 1) & 15], 0};
      strcat(expected, hex);
    }
    strcat(expected, ", 7]");
    SAME(result_of("ANY", expression), expected);
    SAME(result_of("LIST(UNION(BYTES, INT))", expression), expected);
  }
}

static void tells_keys_once(void) {
  SAME(result_of("LIST(DICT(INT))", "[{'a': 1, 'b': 2}] * 3"), "FRAME [{\"a\": 1, \"b\": 2}, {\"a\": 1, \"b\": 2}, {\"a\": 1, \"b\": 2}]");
  const double *bytes = &page()->text_bytes[0];
  EQUAL(*bytes, 2);
  /* More keys than the cache has, twice over; equal texts that are different objects. */
  const char *result = result_of("ANY", "[{'key' + str(i): i for i in range(1000)} for _ in range(2)]");
  CHECK(!strstr(result, "BROKEN") && strstr(result, "\"key999\": 999}]"));
  CHECK(page()->encoding[0] == PW_TEXT_ASCII);
}

static void shares_and_nests(void) {
  SAME(result_of("ANY", "(lambda x: [x, x, {'k': x}])([1])"), "FRAME [[1], [1], {\"k\": [1]}]");
  SAME(result_of("LIST(LIST(INT))", "(lambda x: [x, x])([1])"), "FRAME [[1], [1]]");
  SAME(result_of("DICT(DICT(LIST(OPTIONAL(POINT))))", "{'a': {'b': [None, Point(1.0, 2.0)]}}"),
       "FRAME {\"a\": {\"b\": [None, {1f, 2f}]}}");
  EQUAL(page()->depth[0], 4);
}

static void writes_recursive_types(void) {
  double tree = handle_of("globals().__setitem__('TREE', DATACLASS(Tree, {'name': STR, 'children': ANY})) or "
                          "TREE.items.__setitem__(1, LIST(TREE)) or TREE");
  let_go(tree);
  SAME(result_of("TREE", "Tree('a', [Tree('b', []), Tree('c', [Tree('d', [])])])"),
       "FRAME {\"a\", [{\"b\", []}, {\"c\", [{\"d\", []}]}]}");
  let_go(handle_of("[TREE.items.clear(), globals().pop('TREE')]"));
}

static void writes_other_sequences(void) {
  SAME(result_of("LIST(INT)", "range(3)"), "FRAME [0, 1, 2]");
  SAME(result_of("SEQUENCE(STR)", "collections.deque(['a', 'b'])"), "FRAME (\"a\", \"b\")");
  SAME(result_of("LIST(LIST(FLOAT))", "[collections.deque([1.5]), (2.5,), [], range(0)]"), "FRAME [[1.5f], [2.5f], [], []]");
  SAME(result_of("LIST(INT)", "collections.deque(['a'])"), "FRAME tagged [\"a\"]");
  SAME(result_of("TUPLE(INT, LIST(INT))", "('x', range(2))"), "FRAME tagged (\"x\", [0, 1])");
  SAME(result_of("LIST(INT)", "bytearray(b'x')"), "FRAME tagged memory \"B\"/1 (1:1) 78 by <0>");
  SAME(result_of("LIST(INT)", "FailingSequence()"), "ERROR EXCEPTION KeyError: 'third'");
  SAME(result_of("ANY", "range(3)"), "FRAME <0>");
}

static void writes_unions_and_enums(void) {
  SAME(result_of("LIST(UNION(INT, STR, NONE))", "[1, 'a', None, 2.5, [1]]"), "FRAME [1, \"a\", None, 2.5f, [1]]");
  SAME(result_of("LIST(UNION(FLOAT, STR))", "[1, 1.5, 'a']"), "FRAME [1f, 1.5f, \"a\"]");
  SAME(result_of("LIST(UNION(FLOAT, INT))", "[1, 1.5]"), "FRAME [1, 1.5f]");
  SAME(result_of("UNION(POINT, LIST(POINT))", "[Point(1.0)]"), "FRAME [{\"x\": 1f, \"y\": 0f}]");
  SAME(result_of("UNION(POINT, STR)", "Point(1.0)"), "FRAME {\"x\": 1f, \"y\": 0f}");
  SAME(result_of("UNION(TUPLE(INT), TUPLE(INT, INT), OPTIONAL(BOOL))", "(1, 2)"), "FRAME (1, 2)");
  SAME(result_of("UNION(MOVIE, SET(INT), FROZENSET(INT), BYTES, NAMED_TUPLE(Pair, INT, STR))", "Pair(1, 'x')"),
       "FRAME (1, \"x\")");
  SAME(result_of("LIST(UNION(MOVIE, SET(INT), FROZENSET(INT), BYTES, MAP(INT, INT)))",
                 "[{'title': 'x', 'more': 1}, {1}, frozenset([2]), b'']"),
       "FRAME [{\"title\": \"x\", \"more\": 1}, set(1), frozenset(2), b]");
  SAME(result_of("LIST(UNION(INT))", "[2**53]"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result[0]");
  SAME(result_of("UNION()", "[1]"), "FRAME [1]");
  SAME(result_of("LIST(ENUM_VALUE(Color))", "[Color.RED, Color.GREEN, Color.ODD, 'RED', Color.BIG]"),
       "FRAME [\"r\", 2, <0>, \"RED\", 1000000000000]");
  SAME(result_of("LIST(ENUM_NAME(Color))", "[Color.RED, Color.ODD, 5]"), "FRAME [\"RED\", \"ODD\", 5]");
  SAME(result_of("ENUM_VALUE(Level)", "Level.LOW"), "FRAME 1");
  SAME(result_of("LIST(UNION(ENUM_NAME(Color), INT))", "[Color.RED, 1]"), "FRAME [\"RED\", 1]");
}

const test result_tests[] = {
    {"every kind is written", writes_every_kind, 0},
    {"no integer is changed", keeps_every_integer, 0},
    {"anything is written with tags", writes_anything, 0},
    {"empty containers are written", writes_empty_containers, 0},
    {"bytes of every size are padded", writes_bytes_of_any_size, 0},
    {"a key's text is told once", tells_keys_once, 0},
    {"shared values are written each time", shares_and_nests, 0},
    {"recursive types are written", writes_recursive_types, 0},
    {"sequences of other classes are written as lists", writes_other_sequences, 0},
    {"unions and enums are written", writes_unions_and_enums, 0},
    {0},
};
