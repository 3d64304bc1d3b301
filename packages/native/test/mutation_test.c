/* Containers that change while they are converted, because looking at one of their items changes them. */
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "runner.h"

static const char *const allowed[] = {"FRAME ", "ERROR CONVERSION list changed while it was converted at result",
                                      "ERROR CONVERSION dict changed while it was converted at result",
                                      "ERROR CONVERSION set changed while it was converted at result",
                                      "ERROR EXCEPTION RuntimeError: Set changed size during iteration"};

static void change(const char *type, const char *make, const char *change, int expected) {
  char expression[512];
  snprintf(expression, sizeof expression, "%s(lambda value: %s)", make, change);
  const char *result = result_of(type, expression);
  if (strstr(result, "BROKEN") || strncmp(result, allowed[expected], strlen(allowed[expected])))
    test_fail(__FILE__, __LINE__, "%s as %s gives %.300s", expression, type, result);
}

/* What the containers hold: the one that changes them, and what is allowed to stand beside it. */
#define ITEM "UNION(REACHING, FLOAT, STR)"

static void notices_changed_lists(void) {
  change("LIST(" ITEM ")", "mutating_list", "value.clear()", 1);
  change("LIST(" ITEM ")", "mutating_list", "value.pop()", 1);
  change("LIST(" ITEM ")", "mutating_list", "value.append(1.0)", 0);
  change("LIST(" ITEM ")", "mutating_list", "value.__setitem__(slice(0, 2), [])", 1);
  change("LIST(" ITEM ")", "mutating_list", "value.__setitem__(slice(0, 0), [1.0] * 10000)", 0);
  change("LIST(" ITEM ")", "mutating_list", "value.__setitem__(slice(None), ['a', 'b', 'c', 'd'])", 0);
  change("LIST(REACHING)", "mutating_list", "value.clear()", 1);
  change("OPTIONAL(LIST(REACHING))", "mutating_list", "value.clear()", 1);
}

static void notices_changed_dicts(void) {
  change("DICT(" ITEM ")", "mutating_dict", "value.clear()", 2);
  change("DICT(" ITEM ")", "mutating_dict", "value.popitem()", 2);
  change("DICT(" ITEM ")", "mutating_dict", "value.update({str(i): 1.0 for i in range(1000)})", 2);
  change("MAP(STR, " ITEM ")", "mutating_dict", "value.clear()", 2);
  change("MAP(STR, " ITEM ")", "mutating_dict", "value.__setitem__(5, 5)", 2);
  /* The same size with other keys: a dict of either time, or an error, but never one that is torn. */
  change("DICT(" ITEM ")", "mutating_dict", "swap_key(value)", 0);
  change("TYPED_DICT({'a': " ITEM ", 'b': INT, 'c': " ITEM "})", "mutating_dict", "value.clear()", 0);
  change("TYPED_DICT({'a': " ITEM ", 'b': INT, 'c': REACHING})", "mutating_dict", "value.pop('c', None)", 0);
  change("TYPED_DICT({'a': REACHING, 'b': INT, 'c': REACHING})", "mutating_dict", "value.clear()", 0);
}

static void notices_changed_sets(void) {
  change("SET(" ITEM ")", "mutating_set", "value.clear()", 4);
  change("SET(" ITEM ")", "mutating_set", "value.update(range(1000))", 4);
}

/* Nothing that is being written may be freed, even when nothing else holds it any more. */
static void holds_what_it_writes(void) {
  change("LIST(LIST(" ITEM "))", "(lambda change: (lambda outer: [outer.append(mutating_list(lambda value: (outer.clear(), "
         "value.clear()))), outer][1])([]))", "None", 1);
  change("DICT(DICT(" ITEM "))", "(lambda change: (lambda outer: [outer.update(k=mutating_dict(lambda value: (outer.clear(), "
         "value.clear()))), outer][1])({}))", "None", 2);
}

static void passes_errors_of_properties_on(void) {
  SAME(result_of("LIST(REACHING)", "[Reaching(lambda: fail(KeyError, 'k'))]"), "ERROR EXCEPTION KeyError: 'k'");
  SAME(result_of("LIST(" ITEM ")", "[Reaching(lambda: fail(KeyError, 'k'))]"), "ERROR EXCEPTION KeyError: 'k'");
  SAME(result_of("LIST(REACHING)", "[Reaching(lambda: fail(AttributeError, 'k'))]"), "FRAME tagged [{}]");
  SAME(result_of("SET(ANY)", "type('S', (set,), {'__iter__': lambda self: fail(KeyError, 'i')})()"),
       "ERROR EXCEPTION KeyError: 'i'");
  SAME(result_of("SET(INT)", "type('S', (set,), {'__iter__': lambda self: iter([1, 2, 3])})([1])"),
       "ERROR CONVERSION set changed while it was converted at result{item 1}");
  SAME(result_of("SET(INT)", "type('S', (set,), {'__iter__': lambda self: iter([])})([1])"),
       "ERROR CONVERSION set changed while it was converted at result{item 0}");
  SAME(result_of("SET(INT)", "type('S', (set,), {'__iter__': lambda self: 5})([1])"),
       "ERROR EXCEPTION TypeError: iter() returned non-iterator of type 'int'");
}

const test mutation_tests[] = {
    {"a list that changes is noticed", notices_changed_lists, 0},
    {"a dict that changes is noticed", notices_changed_dicts, 0},
    {"a set that changes is noticed", notices_changed_sets, 0},
    {"what is being written is held", holds_what_it_writes, 0},
    {"errors of properties and iterators are passed on", passes_errors_of_properties_on, 0},
    {0},
};
