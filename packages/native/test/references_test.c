/* JavaScript functions as Python objects: what they are equal to, what they refuse, and when they are let go of. */
#include <stdio.h>
#include <string.h>

#include "builder.h"
#include "host.h"
#include "jobs.h"
#include "player.h"
#include "runner.h"

static int32_t answers_one(void) {
  return give_int(1);
}

static int32_t answers_two(void) {
  return give_int(2);
}

/* What an expression in f, the same f again, and another g comes to. */
static const char *with(const char *expression) {
  static char kept[4][2048];
  static int turn;
  char source[1024];
  snprintf(source, sizeof source, "CALL(lambda f, same, g: %s, [ANY, ANY, ANY], ANY)", expression);
  uint32_t op = define(source);
  arguments(3, 0);
  tagged_function(id_of(answers_one)), tagged_function(id_of(answers_one)), tagged_function(id_of(answers_two));
  char *told = kept[turn++ & 3];
  snprintf(told, sizeof kept[0], "%s", call_with_frame(op));
  undefine(op);
  return told;
}

static void all_is_let_go(void) {
  drain();
  SAME(value_of("settle()"), "NONE");
  drain();
  EQUAL(held_in_all(), 0);
  calls_made();
}

static void is_equal_to_itself(void) {
  SAME(with("(f == same, f is same, f != same, f == g, f != g, hash(f) == hash(same), f == 1, 1 == f, f != None)"),
       "FRAME (True, False, False, False, True, True, False, False, True)");
  SAME(with("attempts(lambda: f < g, lambda: f >= same, lambda: type(f).__eq__(f, 5), lambda: type(f).__eq__(5, f), lambda: type(f).__hash__(5), "
            "lambda: type(f).__call__(5), lambda: type(f).__repr__(5), lambda: type(f) is type(g))"),
       "ASCII TypeError TypeError NotImplemented TypeError TypeError TypeError TypeError True");
  SAME(with("({f: 'one', g: 'two'}[same], len({f, same, g}), f in [g], f in [same], [g, f].index(same))"), "FRAME (\"one\", 2, False, True, 1)");
  SAME(with("(repr(f), str(f), type(f).__name__, type(f).__module__, callable(f), bool(f))"),
       "FRAME (\"<JavaScript function>\", \"<JavaScript function>\", \"JavaScriptFunction\", \"_pyweld\", True, True)");
  all_is_let_go();
}

static void is_called_as_functions_are(void) {
  SAME(with("(f(), same(), g(), sorted([3, 1, 2], key=f), list(map(g, [1, 2])), functools.partial(f)(), functools.reduce(f, [1, 2, 3]))"),
       "FRAME (1, 1, 2, [3, 1, 2], [2, 2], 1, 1)");
  SAME(with("(type('C', (), {'method': f, 'static': staticmethod(g), 'value': property(f)})().method(), "
            "type('C', (), {'value': property(g)})().value, functools.wraps(f)(lambda: 5)(), isinstance(f, collections.abc.Callable))"),
       "FRAME (1, 2, 5, True)");
  SAME(with("attempts(lambda: f.x, lambda: setattr(f, 'x', 1), lambda: f.__dict__, lambda: f.__name__, lambda: f.__code__, lambda: f[0], lambda: iter(f))"),
       "ASCII AttributeError AttributeError AttributeError AttributeError AttributeError TypeError TypeError");
  all_is_let_go();
}

static void refuses_to_be_made(void) {
  SAME(with("attempts(type(f), lambda: type(f)(1), lambda: type(f)(len), lambda: object.__new__(type(f)), lambda: type(f).__new__(type(f)), "
            "lambda: type('S', (type(f),), {}), lambda: type(f).__new__(int))"),
       "ASCII TypeError TypeError TypeError TypeError TypeError TypeError TypeError");
  CHECK(strstr(with("type(f)()"), "ERROR EXCEPTION TypeError: ") != NULL);
  SAME(with("attempts(lambda: setattr(f, '__class__', type('C', (), {})), lambda: setattr(f, '__class__', int), lambda: int.__new__(type(f)))"),
       "ASCII TypeError TypeError TypeError");
  if (value_of("sys.version_info >= (3, 10)")[0] == 'T')
    SAME(with("attempts(lambda: setattr(type(f), '__call__', len), lambda: setattr(type(f), 'x', 1), lambda: delattr(type(f), '__hash__'), "
              "lambda: setattr(type(f), '__class__', type('M', (type,), {})))"),
         "ASCII TypeError TypeError TypeError TypeError");
  all_is_let_go();
}

static void refuses_to_be_copied(void) {
  SAME(with("attempts(lambda: copy.copy(f), lambda: copy.deepcopy(f), lambda: copy.deepcopy([{'k': f}]))"),
       "ASCII TypeError TypeError TypeError");
  all_is_let_go();
}

static void refuses_to_be_pickled(void) {
  SAME(with("attempts(lambda: f.__reduce__(), lambda: f.__reduce_ex__(4))"), "ASCII TypeError TypeError");
  SAME(with("attempts(*[lambda p=p: pickle.dumps(f, p) for p in range(6)]).replace('PicklingError', 'TypeError')"),
       "ASCII TypeError TypeError TypeError TypeError TypeError TypeError");
  all_is_let_go();
}

static void may_be_watched(void) {
  SAME(with("(lambda w: (w() is f, w == weakref.ref(same), hash(w) == hash(f), weakref.getweakrefcount(f)))(weakref.ref(f))"), "FRAME (True, True, True, 1)");
  SAME(with("[hoard.append(weakref.ref(f, lambda w: hoard.append('gone'))), hoard.append(weakref.WeakSet([f, g])), "
            "hoard.append(weakref.WeakKeyDictionary({f: 1})), hoard.append(weakref.proxy(g))] and None"),
       "NONE");
  SAME(value_of("(hoard[0](), len(hoard[1]), len(hoard[2]), hoard[4:], attempt(hoard[3]))"), "FRAME (None, 0, 0, [\"gone\"], \"ReferenceError\")");
  all_is_let_go();
  /* What watches may call it as long as it lives, and something else when it goes. */
  SAME(with("[hoard.clear(), hoard.append(same), hoard.append(weakref.ref(f, lambda w: hoard.append(hoard[0]())))] and None"), "NONE");
  SAME(value_of("hoard.pop()"), "INT 1");
  SAME(value_of("hoard.clear()"), "NONE");
  all_is_let_go();
}

static void goes_with_the_garbage(void) {
  uint32_t id = id_of(answers_one);
  SAME(with("(lambda a, b: [a.extend([f, b]), b.extend([same, a])] and None)([], [])"), "NONE");
  all_is_let_go();
  SAME(with("(lambda d: d.update({f: d, 'g': [g, d]}))({})"), "NONE");
  all_is_let_go();
  /* A finaliser in a cycle may call it, and may bring it back. */
  SAME(with("(lambda dies: setattr(dies, 'self', dies))(Dies(lambda: hoard.append((f, f()))))"), "NONE");
  SAME(value_of("settle()"), "NONE");
  drain();
  EQUAL(held(id), 1);
  SAME(value_of("(hoard[0][1], hoard[0][0]())"), "FRAME (1, 1)");
  SAME(value_of("[hoard.clear(), settle()][1:]"), "FRAME [None]");
  SAME(with("gc.is_tracked(f)"), "FALSE");
  all_is_let_go();
}

/* Each id comes off the queue once per object, whichever thread lets go of it, and in whatever order. */
static void is_dropped_once(void) {
  uint32_t one = id_of(answers_one), op = define("CALL(lambda *all: hoard.extend(all), [], NONE, rest=ANY)");
  size_t before = stand_ins();
  for (int i = 0; i < 10; i++) {
    arguments(60, 0);
    for (int j = 0; j < 60; j++) tagged_function(j % 3 ? one : id_of(answers_two));
    SAME(call_with_frame(op), "NONE");
  }
  EQUAL(held_in_all(), 600);
  EQUAL(stand_ins(), before + 600);
  SAME(value_of("hoard.__delitem__(slice(0, 300, 2))"), "NONE");
  drain();
  EQUAL(held_in_all(), 450);
  EQUAL(pw_next_dropped(), 0);
  /* A thread of Python's own; several at once. */
  SAME(value_of("on_thread(hoard.__delitem__, slice(0, 150))"), "ASCII None");
  SAME(value_of("in_threads(4, lambda: [hoard.pop() for _ in range(50)] and None)"), "NONE");
  SAME(value_of("settle()"), "NONE");
  drain();
  EQUAL(held_in_all(), 100);
  SAME(value_of("on_thread(hoard.clear)"), "ASCII None");
  SAME(value_of("settle()"), "NONE");
  EQUAL(stand_ins(), before);
  undefine(op);
  all_is_let_go();
}

static void tells_that_something_is_dropped(void) {
  uint32_t op = define("CALL(lambda f: 5, [ANY], INT)"), none = define("CALL(lambda: 5, [], INT)");
  drain();
  arguments(1, 0);
  tagged_function(id_of(answers_one));
  lay_down();
  page()->operation[0] = op;
  int status = pw_call();
  count_taken(status & ~PW_STATUS_DROPPED);
  EQUAL(status, PW_STATUS_INT | PW_STATUS_DROPPED);
  EQUAL(page()->values[0], 5);
  /* For as long as nobody takes it. */
  page()->operation[0] = none;
  page()->count[0] = 0;
  EQUAL(pw_call(), PW_STATUS_INT | PW_STATUS_DROPPED);
  EQUAL(pw_next_dropped(), id_of(answers_one));
  EQUAL(pw_next_dropped(), 0);
  page()->count[0] = 0;
  EQUAL(pw_call(), PW_STATUS_INT);
  forget_held(id_of(answers_one)); /* it was taken off the queue by hand */
  undefine(op), undefine(none);
}

/* As many as Python has come to, in the order of the frame. */
static void tells_how_many_it_has_taken(void) {
  uint32_t op = define("CALL(lambda *a, **k: fail(KeyError, 'k'), [], NONE, rest=ANY, extra=ANY)");
  arguments(3, 1);
  tagged_function(id_of(answers_one)), words(PW_TAG_LIST, 1), tagged_function(id_of(answers_two)), tagged_int(5), text(0, "k"),
      tagged_function(id_of(answers_one));
  SAME(call_with_frame(op), "ERROR EXCEPTION KeyError: 'k'");
  EQUAL(page()->references[0], 3);
  all_is_let_go();
  arguments(3, 0);
  tagged_function(id_of(answers_one)), words(PW_TAG_SET, 2), tagged_function(id_of(answers_two)), words(PW_TAG_LIST, 0), tagged_function(id_of(answers_one));
  CHECK(strstr(call_with_frame(op), "ERROR EXCEPTION TypeError: ") != NULL);
  EQUAL(page()->references[0], 2);
  all_is_let_go();
  SAME(call(op), "ERROR EXCEPTION KeyError: 'k'");
  EQUAL(page()->references[0], 0);
  SAME(call(54321), "ERROR USAGE there is no such operation");
  EQUAL(page()->references[0], 0);
  arguments(1000, 0);
  tagged_function(id_of(answers_one));
  SAME(call_with_frame(op), "ERROR USAGE broken frame: it holds fewer arguments than it says");
  EQUAL(page()->references[0], 0);
  undefine(op);
  /* A result that cannot cross: the arguments had been taken. */
  op = define("CALL(lambda f: [f, list_in_itself()], [ANY], ANY)");
  arguments(1, 0);
  tagged_function(id_of(answers_one));
  CHECK(call_with_frame(op)[0] == 'E');
  EQUAL(page()->references[0], 1);
  undefine(op);
  all_is_let_go();
}

/* The ids in a job's result stay held until JavaScript has read it, however many calls come in between. */
static void holds_what_a_job_gives_back(void) {
  open_pool();
  uint32_t id = id_of(answers_one), op = define("CALL(lambda f: [f, {'f': f}], [ANY], ANY)");
  for (int i = 0; i < 8; i++) submit_function(op, answers_one);
  SAME(value_of("wait_until(lambda: False, 0.2)"), "NONE");
  for (int i = 0; i < 8; i++) {
    int status;
    char expected[64];
    drain();
    take_dropped();
    CHECK(held(id) >= 8 - i);
    status = next_finished();
    snprintf(expected, sizeof expected, "FRAME [function %u, {\"f\": function %u}]", id, id);
    SAME(outcome(status, &pw_any), expected);
  }
  EQUAL(pw_next_finished(), -1);
  undefine(op);
  all_is_let_go();
}

const test reference_tests[] = {
    {"a function is equal to itself", is_equal_to_itself, 0},
    {"a function is called as others are", is_called_as_functions_are, 0},
    {"functions cannot be made from Python", refuses_to_be_made, 0},
    {"functions cannot be copied", refuses_to_be_copied, 0},
    /* Once: pickle itself leaks a little. */
    {"functions cannot be pickled", refuses_to_be_pickled, 1},
    {"functions may be watched", may_be_watched, 0},
    {"functions go with the garbage", goes_with_the_garbage, 0},
    {"each id is dropped once", is_dropped_once, 0},
    {"a call tells that something is dropped", tells_that_something_is_dropped, 0},
    {"a failed call tells how many ids were taken", tells_how_many_it_has_taken, 0},
    {"what a job gives back is held until it is read", holds_what_a_job_gives_back, 1},
    {0},
};
