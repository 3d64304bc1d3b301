/* Depth without end, and values that contain themselves. */
#include <stdio.h>
#include <string.h>

#include "builder.h"
#include "host.h"
#include "runner.h"

#define DEEP 200000

static void writes_deep(const char *type, const char *expression, double slots_per_level) {
  char source[512] = "CALL(lambda: ";
  strcat(strcat(strcat(strcat(source, expression), ", [], "), type), ")");
  uint32_t op = define(source);
  page()->count[0] = 0;
  page()->operation[0] = op;
  EQUAL(pw_call(), PW_STATUS_FRAME);
  EQUAL(page()->depth[0], DEEP);
  CHECK(page()->body_bytes[0] >= 8 * slots_per_level * DEEP);
  undefine(op);
}

static void writes_200000_levels(void) {
  writes_deep("ANY", "nested(200000)", 1);
  writes_deep("ANY", "nested(200000, lambda value: (value,))", 1);
  writes_deep("ANY", "nested(200000, lambda value: {'k': value})", 2);
  writes_deep("ANY", "nested(200000, lambda value: frozenset([value]))", 1);
  writes_deep("ANY", "nested(200000, lambda value: {1: value})", 3);
  writes_deep("(lambda t: t.items.__setitem__(0, t) or t)(LIST(ANY))", "nested(200000, value=[])[0]", 1);
}

static void reads_200000_levels(void) {
  static const uint32_t tags[] = {PW_TAG_LIST, PW_TAG_TUPLE};
  uint32_t op = define("CALL(unnest, [ANY], INT)");
  for (int i = 0; i < 2; i++) {
    arguments(1, 0);
    for (int level = 0; level < DEEP; level++) words(tags[i], 1);
    words(PW_TAG_NONE, 0);
    SAME(call_with_frame(op), "INT 200000");
    /* One that breaks at its deepest level is given up from there. */
    arguments(1, 0);
    for (int level = 0; level < DEEP; level++) words(tags[i], 1);
    words(99, 0);
    SAME(call_with_frame(op), "ERROR USAGE broken frame: unknown tag");
  }
  undefine(op);
  op = define("CALL(lambda d: len(d), [DICT(ANY)], INT)");
  arguments(1, 0);
  words(0, 1), text(0, "k");
  for (int level = 0; level < DEEP; level++) words(PW_TAG_DICT, 1), text(0, "k");
  words(PW_TAG_NONE, 0);
  SAME(call_with_frame(op), "INT 1");
  undefine(op);
}

static void finds_cycles(void) {
  static const char *const cycles[] = {
      "list_in_itself()", "dict_in_itself()", "long_cycle(3)", "long_cycle(300)", "long_cycle(5000)", "long_cycle(100000)",
      "(lambda x: x.append((x,)) or x)([])", "[[list_in_itself()]]", "(lambda d: d.update({1: [d]}) or d)({})",
  };
  for (size_t i = 0; i < sizeof cycles / sizeof *cycles; i++)
    CHECK(strstr(result_of("ANY", cycles[i]), "ERROR CONVERSION value contains itself at result") != NULL);
  CHECK(strstr(result_of("DATACLASS(Tree, {'name': STR, 'children': LIST(ANY)})", "tree_in_itself()"), "FRAME {\"t\", [<0>]}") != NULL);
  CHECK(strstr(result_of("(lambda t: t.items.__setitem__(1, LIST(t)) or t)(DATACLASS(Tree, {'name': STR, 'children': ANY}))",
                         "tree_in_itself()"),
               "ERROR CONVERSION value contains itself at result.children[0].children[0]") != NULL);
  CHECK(strstr(result_of("LIST(INT)", "list_in_itself()"), "ERROR CONVERSION value contains itself") != NULL);
  /* Each cycle above is garbage now. */
  SAME(value_of("settle()"), "NONE");
}

/* JavaScript reads typed values by recursion: beyond 500 levels all carry tags, whatever the type inside. */
static void gives_tags_to_deep_typed_values(void) {
  SAME(result_of("LIST(INT)", "globals().__setitem__('TREE', DATACLASS(Tree, {'name': STR, 'children': ANY})) or []"), "FRAME []");
  static const char *const children[] = {"LIST(TREE)", "LIST(UNION(TREE, INT))", "LIST(OPTIONAL(TREE))", "UNION(LIST(TREE), INT)",
                                         "LIST(UNION(INT, OPTIONAL(TREE)))", "ANY"};
  for (size_t i = 0; i < sizeof children / sizeof *children; i++) {
    for (int more = 0; more < 2; more++) {
      char type[128], value[128];
      snprintf(type, sizeof type, "[TREE.items.__setitem__(1, %s), %s][1]", children[i], more ? "LIST(TREE)" : "TREE");
      snprintf(value, sizeof value, "nested(400, lambda value: Tree('t', [value]), Tree('end', []))%s", more ? "," : "");
      char list[160];
      snprintf(list, sizeof list, more ? "[%s]" : "%s", value);
      const char *result = result_of(type, list);
      if (strstr(result, "BROKEN") || !strstr(result, i == 5 ? "<0>" : "{\"name\": \"end\", \"children\": []}"))
        test_fail(__FILE__, __LINE__, "children as %s: %.100s ... %s", children[i], result, result + (strlen(result) > 100 ? strlen(result) - 100 : 0));
    }
  }
  SAME(value_of("[TREE.items.clear(), globals().pop('TREE') and None][1:]"), "FRAME [None]");
}

/* Without a cycle, and without an end: each look makes a further object. */
static void stops_at_endless_values(void) {
  const char *result = result_of("(lambda t: t.items.__setitem__(0, t) or t)(DATACLASS(Endless, {'value': ANY}))", "Endless()");
  CHECK(strstr(result, "ERROR CONVERSION value is nested too deeply") != NULL);
  /* A deque is copied at each look. */
  result = result_of("(lambda t: t.items.__setitem__(0, t) or t)(LIST(ANY))", "deque_in_itself()");
  CHECK(strstr(result, "ERROR CONVERSION value is nested too deeply") != NULL);
}

const test nesting_tests[] = {
    {"200,000 levels are written", writes_200000_levels, 1},
    {"200,000 levels are read", reads_200000_levels, 1},
    {"cycles are found", finds_cycles, 0},
    {"deep typed values carry tags", gives_tags_to_deep_typed_values, 0},
    {"a value without end is refused", stops_at_endless_values, 1},
    {0},
};
