/* Class numbers: what an object says about its class. They last for good, so these tests run once. */
#include "builder.h"
#include "host.h"
#include "runner.h"

static void set(const char *expression, uint32_t number) {
  double handle = handle_of(expression);
  EQUAL(pw_class_number(handle, number), 0);
  let_go(handle);
}

static void tells_the_nearest_class(void) {
  SAME(result_of("OBJECT", "Point(1.0)"), "OBJECT 0");
  set("Point", 7);
  SAME(result_of("OBJECT", "Point(1.0)"), "OBJECT 7");
  SAME(result_of("OBJECT", "Point3(1.0)"), "OBJECT 7");
  set("Point3", 8);
  SAME(result_of("OBJECT", "Point3(1.0)"), "OBJECT 8");
  SAME(result_of("OBJECT", "Point(1.0)"), "OBJECT 7");
  SAME(result_of("ANY", "[Point(1.0), Point3(1.0), len, Point]"), "FRAME [<7>, <8>, <0 callable>, <0 callable>]");
  SAME(result_of("LIST(OBJECT)", "[Point(1.0), type('Sub', (Point3,), {})(1.0)]"), "FRAME [<7>, <8>]");
  set("Point", 9);
  SAME(result_of("OBJECT", "Point(1.0)"), "OBJECT 9");
}

static void tells_the_class_of_an_exception(void) {
  set("LookupError", 21);
  uint32_t op = define("CALL(lambda: fail(KeyError, 'k'))");
  page()->count[0] = 0;
  page()->operation[0] = op;
  EQUAL(pw_call(), PW_STATUS_ERROR);
  EQUAL(page()->values[1], 21);
  let_go(page()->values[0]);
  undefine(op);
}

static void refuses_what_is_no_handle(void) {
  EQUAL(pw_class_number(0, 1), -1);
  EQUAL(pw_class_number(12345, 1), -1);
  EQUAL(pw_class_number(-1, 1), -1);
  /* What is no class is never found as one. */
  double list = handle_of("[1]");
  EQUAL(pw_class_number(list, 3), 0);
  let_go(list);
  SAME(result_of("OBJECT", "[1]"), "OBJECT 0");
}

/* More classes than are remembered; each goes when nothing else holds it, sooner or later. */
static void remembers_no_more_than_it_must(void) {
  SAME(result_of("SET(INT)", "{len([type('T', (Point,), {})(1.0)])}"), "FRAME set(1)");
  for (int i = 0; i < 3; i++)
    CHECK(result_of("LIST(OBJECT)", "[type('T' + str(i), (Point,), {})(1.0) for i in range(2000)]")[0] == 'F');
  SAME(result_of("OBJECT", "type('Late', (Point,), {})(1.0)"), "OBJECT 9");
  SAME(value_of("[settle(), len([c for c in Point.__subclasses__()]) < 4500][1]"), "TRUE");
}

static void survives_odd_classes(void) {
  SAME(result_of("OBJECT", "type('M', (type,), {'__mro__': property(lambda c: 1 / 0)})('Odd', (), {})()"), "OBJECT 0");
  SAME(result_of("OBJECT", "type('M', (type,), {'__mro__': 5})('Odd', (), {})()"), "OBJECT 0");
}

const test class_tests[] = {
    {"an object tells its nearest known class", tells_the_nearest_class, 1},
    {"an exception tells its class too", tells_the_class_of_an_exception, 1},
    {"only handles get numbers", refuses_what_is_no_handle, 1},
    {"classes without end are forgotten", remembers_no_more_than_it_must, 1},
    {"classes without a resolution order do no harm", survives_odd_classes, 1},
    {0},
};
