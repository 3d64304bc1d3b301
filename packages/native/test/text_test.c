/* Text out of Python: every code point, both encodings of a frame, and the one text that cannot cross. */
#include <string.h>

#include "host.h"
#include "runner.h"

static void keeps_every_character(void) {
  SAME(result_of("STR", "'h\\xe9'"), "FRAME \"h\\u00e9\"");
  SAME(result_of("STR", "'\\U0001f600'"), "FRAME \"\\ud83d\\ude00\"");
  SAME(result_of("STR", "'a\\0b\\u20ac\\uffff'"), "FRAME \"a\\u0000b\\u20ac\\uffff\"");
  SAME(result_of("STR", "'\\ud800'"), "FRAME \"\\ud800\"");
  SAME(result_of("STR", "'\\udc00\\ud800'"), "FRAME \"\\udc00\\ud800\"");
  SAME(result_of("STR", "'\\ud83d\\U0001f600\\udc00'"), "FRAME \"\\ud83d\\ud83d\\ude00\\udc00\"");
  SAME(result_of("STR", "'\\ufeff'"), "FRAME \"\\ufeff\"");
  SAME(result_of("STR", "MyStr('sub')"), "FRAME \"sub\"");
}

static void widens_in_the_middle(void) {
  SAME(result_of("LIST(STR)", "['plain', '', '\\xe9', 'plain', '', '\\U0001f600', '\\ud800', 'x']"),
       "FRAME [\"plain\", \"\", \"\\u00e9\", \"plain\", \"\", \"\\ud83d\\ude00\", \"\\ud800\", \"x\"]");
  EQUAL(page()->encoding[0], PW_TEXT_UTF16);
  SAME(result_of("LIST(STR)", "['']"), "FRAME [\"\"]");
  SAME(result_of("LIST(STR)", "['', '\\xe9']"), "FRAME [\"\", \"\\u00e9\"]");
  SAME(result_of("DICT(INT)", "{'\\xe9': 1, 'a': 2}"), "FRAME {\"\\u00e9\": 1, \"a\": 2}");
  SAME(result_of("LIST(DICT(INT))", "[{'a': 1, '\\xe9': 1}] * 2"),
       "FRAME [{\"a\": 1, \"\\u00e9\": 1}, {\"a\": 1, \"\\u00e9\": 1}]");
  /* Past the first capacity of the buffers, before and after they widen. */
  const char *result = result_of("LIST(STR)", "['x' * 5000, '\\xe9' * 5000, 'y' * 5000, '\\U0001f600' * 2000]");
  EQUAL(page()->text_bytes[0], 2 * 19000);
  CHECK(!strstr(result, "BROKEN"));
}

/* Halves of a pair in two strings are two strings; in one string, JavaScript could not tell them from one character. */
static void refuses_pairs_in_pieces(void) {
  SAME(result_of("LIST(STR)", "['\\ud83d', '\\ude00']"), "FRAME [\"\\ud83d\", \"\\ude00\"]");
  SAME(result_of("LIST(STR)", "['ok', '\\ud83d' + '\\ude00']"),
       "ERROR CONVERSION str holds a surrogate pair as two characters, which JavaScript cannot tell from one at result[1]");
  SAME(result_of("STR", "'\\U0001f600' + '\\ud83d' + '\\ude00'"),
       "ERROR CONVERSION str holds a surrogate pair as two characters, which JavaScript cannot tell from one at result");
  SAME(result_of("DICT(INT)", "{'\\ud83d' + '\\ude00': 1}")[0] == 'E' ? "" : "no error", "");
}

/* The place of a failure is told in full, or cut at a character. */
static void tells_places_with_any_keys(void) {
  SAME(result_of("DICT(INT)", "{'\\xe9': 2**53}"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result[\"\\u00e9\"]");
  const char *result = result_of("DICT(INT)", "{'x' + '\\xe9' * 100: 2**53}");
  CHECK(strstr(result, "ERROR CONVERSION int beyond ") == result);
  CHECK(strstr(result, "at result[\"x\\u00e9\\u00e9") != NULL);
  result = result_of("DICT(INT)", "{'\\U0001f600' * 100: 2**53}");
  CHECK(strstr(result, "at result[\"\\ud83d\\ude00") != NULL);
  result = result_of("DICT(DICT(DICT(DICT(DICT(DICT(DICT(DICT(INT))))))))",
                     "nested(8, lambda value: {'\\u20ac' * 200: value}, 2**53)");
  CHECK(strstr(result, "at result[\"\\u20ac") != NULL);
  SAME(result_of("DICT(INT)", "{'\\ud800': 2**53}"),
       "ERROR CONVERSION int beyond \\u00b1(2**53 - 1), which a number cannot hold exactly at result{item 0}");
}

const test text_tests[] = {
    {"every character survives", keeps_every_character, 0},
    {"the text widens in the middle of a frame", widens_in_the_middle, 0},
    {"a surrogate pair in two characters is refused", refuses_pairs_in_pieces, 0},
    {"places are told whatever the keys", tells_places_with_any_keys, 0},
    {0},
};
