/* Memory that crosses as it is: Python's buffers out, JavaScript's memory in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "builder.h"
#include "host.h"
#include "player.h"
#include "runner.h"

/* ---- Python's ---- */

static void shows_where_it_lies(void) {
  SAME(result_of("ANY", "bytearray(b'abc')"), "FRAME memory \"B\" 3/1 (3:1) [61 62 63] <0>");
  SAME(result_of("ANY", "[memoryview(b'abc'), 1]"), "FRAME [readonly memory \"B\" 3/1 (3:1) [61 62 63] <0>, 1]");
  SAME(result_of("ANY", "array.array('h', [1, -1])"), "FRAME memory \"h\" 4/2 (2:2) [0100 ffff] <0>");
  SAME(result_of("ANY", "ArrayOfItsOwn('B', [7])"), "FRAME array \"B\" 1/1 (1:1) [07] <0>");
  SAME(result_of("ANY", "array.array('d', [1.0])"), "FRAME memory \"d\" 8/8 (1:8) [000000000000f03f] <0>");
  SAME(result_of("ANY", "(ctypes.c_int16 * 2)(1, 2)"), "FRAME memory \"<h\" 4/2 (2:2) [0100 0200] <0>");
  SAME(result_of("ANY", "((ctypes.c_int8 * 2) * 3)((1, 2), (3, 4), (5, 6))"), "FRAME memory \"<b\" 6/1 (3:2, 2:1) [[01 02] [03 04] [05 06]] <0>");
  SAME(result_of("ANY", "memoryview(ctypes.c_int8(5))"), "FRAME memory \"<b\" 1/1 () 05 <0>");
  /* Some versions tell of the padding. */
  CHECK(strstr(result_of("ANY", "memoryview(Fields(1, 1.0))"), "<d:b:}\" 16/16 () 0100000000000000000000000000f03f <0>") != NULL);
  SAME(result_of("LIST(INT)", "[1, bytearray(b'x')]"), "FRAME tagged [1, memory \"B\" 1/1 (1:1) [78] <0>]");
  SAME(result_of("CONVERTED(bytearray, 1)", "bytearray(b'x')"), "FRAME memory \"B\" 1/1 (1:1) [78] <0>");
  SAME(result_of("BYTES", "bytearray(b'x')"), "FRAME tagged memory \"B\" 1/1 (1:1) [78] <0>");
}

static void shows_every_shape(void) {
  SAME(result_of("ANY", "memoryview(bytes(range(6)))[::2]"), "FRAME readonly memory \"B\" 3/1 (3:2) [00 02 04] <0>");
  SAME(result_of("ANY", "memoryview(bytes(range(6)))[::-1]"), "FRAME readonly memory \"B\" 6/1 (6:-1) [05 04 03 02 01 00] <0>");
  SAME(result_of("ANY", "memoryview(bytes(range(6)))[4:1:-2]"), "FRAME readonly memory \"B\" 2/1 (2:-2) [04 02] <0>");
  SAME(result_of("ANY", "grid('H', 2, 3)"), "FRAME memory \"H\" 12/2 (2:6, 3:2) [[0000 0100 0200] [0300 0400 0500]] <0>");
  SAME(result_of("ANY", "grid('B', 2, 3)[::-1]")[0] == 'F' ? "" : value_of("0"), ""); /* a handle where views cannot do that */
  SAME(result_of("ANY", "grid('B', 2, 2, 2)"), "FRAME memory \"B\" 8/1 (2:4, 2:2, 2:1) [[[00 01] [02 03]] [[04 05] [06 07]]] <0>");
  SAME(result_of("ANY", "memoryview(b'')"), "FRAME readonly memory \"B\" 0/1 (0:1) [] <0>");
  SAME(result_of("ANY", "bytearray()"), "FRAME memory \"B\" 0/1 (0:1) [] <0>");
  SAME(result_of("ANY", "array.array('d')"), "FRAME memory \"d\" 0/8 (0:8) [] <0>");
  /* An empty array has no items, and on 3.9 none that has a size. */
  CHECK(strstr(result_of("ANY", "(ctypes.c_int * 0)()"), "FRAME memory \"<i\" 0/") != NULL);
  SAME(result_of("ANY", "memoryview(bytes(1)).cast('B', [1] * 64)")[0] == 'F' ? "" : "no frame", "");
}

static void shows_every_format(void) {
  SAME(result_of("LIST(STR)", "[each[0] for each in every_format('?bBchHiIlLqQnNfdPe')][:17]"),
       "FRAME [\"?\", \"b\", \"B\", \"c\", \"h\", \"H\", \"i\", \"I\", \"l\", \"L\", \"q\", \"Q\", \"n\", \"N\", \"f\", \"d\", \"P\"]");
  const char *told = result_of("ANY", "every_format('?bBchHiIlLqQnNfdPe')");
  CHECK(!strstr(told, "BROKEN"));
  CHECK(strstr(told, "(\"h\", 2, memory \"h\" 4/2 (2:2) [0000 0000] <0>)") != NULL);
  CHECK(strstr(told, "(\"P\", 8, memory \"P\" 16/8 (2:8) [") != NULL);
}

/* Buffers that say odd things of themselves; the module that makes them comes with CPython's own tests. */
static void shows_or_refuses_odd_layouts(void) {
  if (value_of("testbuffer is None")[0] == 'T') return;
  SAME(result_of("ANY", "nd([*range(4)], [2, 2], 'h')"), "FRAME readonly array \"h\" 8/2 (2:4, 2:2) [[0000 0100] [0200 0300]] <0>");
  SAME(result_of("ANY", "nd([*range(4)], [2, 2], 'h', flags=testbuffer.ND_FORTRAN)"),
       "FRAME readonly array \"h\" 8/2 (2:2, 2:4) [[0000 0200] [0100 0300]] <0>");
  SAME(result_of("ANY", "nd([*range(6)], [3], strides=[-2], offset=4)"), "FRAME readonly array \"B\" 3/1 (3:-2) [04 02 00] <0>");
  SAME(result_of("ANY", "nd([*range(6)], [3], strides=[0])"), "FRAME readonly array \"B\" 3/1 (3:0) [00 00 00] <0>");
  SAME(result_of("ANY", "nd([*range(6)], [2, 2], strides=[1, 1], flags=testbuffer.ND_WRITABLE)"),
       "FRAME array \"B\" 4/1 (2:1, 2:1) [[00 01] [01 02]] <0>");
  SAME(result_of("ANY", "nd(5, [], 'i')"), "FRAME readonly array \"i\" 4/4 () 05000000 <0>");
  SAME(result_of("ANY", "nd([(1, 2)], [1], 'hB')"), "FRAME readonly array \"hB\" 3/3 (1:3) [010002] <0>");
  SAME(result_of("ANY", "nd([b'abc'], [1], '3s')"), "FRAME readonly array \"3s\" 3/3 (1:3) [616263] <0>");
  SAME(result_of("ANY", "nd([1], [1], '>h')"), "FRAME readonly array \">h\" 2/2 (1:2) [0001] <0>");
  /* Pointers to rows: there is no saying where the items are. */
  SAME(result_of("ANY", "nd([*range(4)], [2, 2], flags=testbuffer.ND_PIL)"), "FRAME 2~\"ndarray\"");
  SAME(result_of("ANY", "[nd([*range(4)], [4], flags=testbuffer.ND_PIL)]"), "FRAME [2~\"ndarray\"]");
  SAME(result_of("ANY", "[nd([*range(4)], [4], flags=testbuffer.ND_GETBUF_FAIL), 1]"), "FRAME [2~\"ndarray\", 1]");
  SAME(result_of("ANY", "memoryview(nd([*range(4)], [2, 2], flags=testbuffer.ND_PIL))"), "FRAME 1~\"memoryview\"");
}

static void refuses_buffers_that_fail(void) {
  SAME(result_of("ANY", "[released(), 1]"), "FRAME [1~\"memoryview\", 1]");
  int in_python = value_of("sys.version_info >= (3, 12)")[0] == 'T';
  SAME(result_of("ANY", "[Raising(), 1]"), "FRAME [1~\"Raising\", 1]");
  SAME(result_of("ANY", "[FailingRelease(), 1]"), in_python ? "FRAME [readonly array \"B\" 4/1 (4:1) [68 65 6c 64] <0>, 1]" : "FRAME [2~\"FailingRelease\", 1]");
  /* No other value of the frame is lost with one that fails. */
  SAME(result_of("ANY", "[len, bytearray(b'x'), 'a', list_in_itself()]")[0] == 'E' ? "" : "no error", "");
}

static int32_t scribbles(void) {
  SAME(value_of("[1, 'text', bytearray(5)]")[0] == 'F' ? "" : "no frame", "");
  scribble();
  return PW_STATUS_NONE;
}

static void may_call_back(void) {
  uint32_t op = define("CALL(lambda f: globals().__setitem__('meddle', f), [ANY], NONE)");
  arguments(1, 0);
  tagged_function(id_of(scribbles));
  SAME(call_with_frame(op), "NONE");
  undefine(op);
  if (value_of("sys.version_info >= (3, 12)")[0] == 'T') {
    SAME(result_of("ANY", "[1, Meddling(), 2]"), "FRAME [1, readonly memory \"B\" 7/1 (7:1) [6d 65 64 64 6c 65 64] <0>, 2]");
    drain();
    CHECK(calls_made() >= 2);
  }
  SAME(value_of("[globals().pop('meddle'), settle()][1:]"), "FRAME [None]");
  drain();
}

/* The handle of the memoryview in the result of an operation: the last pair of slots but one. */
static double owner_in(uint32_t op) {
  page()->operation[0] = op;
  page()->count[0] = 0;
  int status = pw_call();
  if (status != PW_STATUS_FRAME) {
    test_fail(__FILE__, __LINE__, "%s", outcome(status, &pw_any));
    exit(2);
  }
  const double *body = (const double *)(uintptr_t)page()->body[0];
  return body[(size_t)page()->body_bytes[0] / 8 - 2];
}

static void stays_where_it_is(void) {
  SAME(value_of("hoard.append(bytearray(b'abc'))"), "NONE");
  uint32_t op = define("CALL(lambda: hoard[0])");
  double owner = owner_in(op);
  uint8_t *address = (uint8_t *)(uintptr_t)((const double *)(uintptr_t)page()->body[0])[2];
  SAME(value_of("attempts(lambda: hoard[0].append(1), lambda: hoard[0].extend(b'def'), hoard[0].clear, lambda: hoard[0].pop())"),
       "ASCII BufferError BufferError BufferError BufferError");
  address[1] = 'X';
  SAME(value_of("bytes(hoard[0])"), "FRAME b615863");
  let_go(owner);
  drain();
  SAME(value_of("hoard[0].append(1)"), "NONE");
  /* Nobody else holds this one: it lives for as long as its owner. */
  owner = owner_in(op);
  SAME(value_of("hoard.clear()"), "NONE");
  SAME(value_of("settle()"), "NONE");
  address = (uint8_t *)(uintptr_t)((const double *)(uintptr_t)page()->body[0])[2];
  undefine(op);
  let_go(owner);
  op = define("CALL(lambda: array.array('d', [1.0] * 1000))");
  owner = owner_in(op);
  double *items = (double *)(uintptr_t)((const double *)(uintptr_t)page()->body[0])[2];
  SAME(value_of("settle()"), "NONE");
  double sum = 0;
  for (int i = 0; i < 1000; i++) sum += items[i];
  EQUAL(sum, 1000);
  let_go(owner);
  undefine(op);
  /* A view that is released here is another one than that which holds the memory. */
  SAME(value_of("hoard.append(memoryview(bytearray(b'abc')))"), "NONE");
  op = define("CALL(lambda: hoard[0])");
  owner = owner_in(op);
  address = (uint8_t *)(uintptr_t)((const double *)(uintptr_t)page()->body[0])[2];
  SAME(value_of("hoard.pop().release()"), "NONE");
  SAME(value_of("settle()"), "NONE");
  EQUAL(address[2], 'c');
  let_go(owner);
  undefine(op);
}

/* ---- JavaScript's ---- */

static uint8_t memory[64];

/* What an expression in m comes to when m is that memory. */
static const char *with(char format, int readonly, const void *address, double size, const char *expression) {
  static char kept[4][2048];
  static int turn;
  char source[1024];
  snprintf(source, sizeof source, "CALL(lambda m: %s, [ANY], ANY)", expression);
  uint32_t op = define(source);
  arguments(1, 0);
  tagged_memory(id_of_memory(address), format, readonly, address, size);
  char *told = kept[turn++ & 3];
  snprintf(told, sizeof kept[0], "%s", call_with_frame(op));
  undefine(op);
  return told;
}

/* Nothing of JavaScript's is held any more. */
static void all_is_let_go(void) {
  drain();
  SAME(value_of("settle()"), "NONE");
  drain();
  EQUAL(held_in_all(), 0);
}

static void fill(void) {
  for (int i = 0; i < 64; i++) memory[i] = (uint8_t)i;
}

static void is_a_view_of_the_same_memory(void) {
  fill();
  SAME(with('B', 0, memory, 4, "(type(m).__name__, m.format, m.itemsize, m.shape, m.readonly, m.tobytes())"),
       "FRAME (\"memoryview\", \"B\", 1, (4), False, b00010203)");
  SAME(with('h', 0, memory, 4, "(m.format, m.tolist(), m.nbytes)"), "FRAME (\"h\", [256, 770], 4)");
  SAME(with('B', 0, memory + 1, 3, "m.__setitem__(slice(0, 2), b'XY')"), "NONE");
  EQUAL(memory[0], 0);
  EQUAL(memory[1], 'X');
  EQUAL(memory[2], 'Y');
  EQUAL(memory[3], 3);
  SAME(with('d', 0, memory, 64, "m.__setitem__(7, 1.0)"), "NONE");
  EQUAL(memory[63], 0x3f);
  SAME(with('B', 1, memory, 4, "(m.readonly, attempt(lambda: m.__setitem__(0, 1)))"), "FRAME (True, \"TypeError\")");
  SAME(with('Q', 1, memory, 8, "(m.readonly, attempt(lambda: m.__setitem__(0, 1)))"), "FRAME (True, \"TypeError\")");
  EQUAL(memory[0], 0);
  SAME(with('B', 0, memory, 4, "[bytearray(m), bytes(m), ctypes.c_int8.from_buffer(m).value][1:]"), "FRAME [b00585903, 0]");
  all_is_let_go();
}

static void knows_every_format(void) {
  fill();
  static const char letters[] = "bBhHiIlLqQfdc?nNP";
  for (const char *letter = letters; *letter; letter++) {
    char expected[64];
    snprintf(expected, sizeof expected, "FRAME (\"%c\", 64, True)", *letter);
    SAME(with(*letter, 0, memory, 64, "(m.format, m.nbytes, bytes(m)[:4] == b'\\0\\1\\2\\3')"), expected);
  }
  all_is_let_go();
}

static void refuses_other_formats(void) {
  static const int letters[] = {0, 'z', 'T', '<', ' ', 's', 'p', 'x', 127, 128, 255};
  for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
    const char *told = with((char)letters[i], 0, memory, 64, "m");
    if (strncmp(told, "ERROR EXCEPTION ", 16) || strstr(told, "SystemError")) test_fail(__FILE__, __LINE__, "%d: %s", letters[i], told);
    all_is_let_go();
  }
  SAME(with('d', 0, memory, 7, "m"), "ERROR EXCEPTION TypeError: memoryview: length is not a multiple of itemsize");
  SAME(with('h', 0, memory, 1, "m"), "ERROR EXCEPTION TypeError: memoryview: length is not a multiple of itemsize");
  all_is_let_go();
}

static void may_be_empty(void) {
  SAME(with('B', 0, NULL, 0, "(m.nbytes, m.tolist(), bytes(m), m.shape)"), "FRAME (0, [], b, (0))");
  SAME(with('d', 0, NULL, 0, "(m.nbytes, m.tolist(), m.format, m.itemsize)"), "FRAME (0, [], \"d\", 8)");
  SAME(with('B', 0, memory, 0, "attempts(lambda: m[0], lambda: m.__setitem__(0, 1), lambda: len(m))"), "ASCII IndexError IndexError 0");
  SAME(with('B', 0, NULL, 0, "m"), "FRAME memory \"B\" 0/1 (0:1) [] <0>");
  all_is_let_go();
}

static void refuses_memory_that_lies_nowhere(void) {
  uint32_t op = define("CALL(shown, [], STR, rest=ANY)");
  static const double nowhere[][2] = {{-1, 1}, {9007199254740992.0, 1}, {1e300, 1}, {4096, -1}, {4096, 9007199254740992.0}, {4096, 1e300}, {-1e300, -1}};
  for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
    arguments(1, 0);
    words(PW_TAG_MEMORY, 1), words('B', 0), number(nowhere[i][0]), number(nowhere[i][1]);
    SAME(call_with_frame(op), "ERROR USAGE broken frame: memory lies nowhere");
    EQUAL(page()->references[0], 0);
  }
  for (int slots = 0; slots < 3; slots++) {
    arguments(1, 0);
    words(PW_TAG_MEMORY, 1);
    for (int i = 0; i < slots; i++) words('B', 0);
    SAME(call_with_frame(op), "ERROR USAGE broken frame: it ends too early");
    EQUAL(page()->references[0], 0);
  }
  undefine(op);
  all_is_let_go();
}

static void comes_back_as_the_same_memory(void) {
  fill();
  uint32_t op = define("CALL(lambda m: [m[1:3], m], [ANY])");
  arguments(1, 0);
  tagged_memory(id_of_memory(memory), 'H', 0, memory, 8);
  lay_down();
  page()->operation[0] = op;
  int status = pw_call();
  count_taken(status);
  EQUAL(status, PW_STATUS_FRAME); /* nothing is dropped while the result holds it */
  const double *body = (const double *)(uintptr_t)page()->body[0];
  EQUAL(body[3], (double)(uintptr_t)(memory + 2));
  EQUAL(held(id_of_memory(memory)), 1);
  SAME(outcome(status, &pw_any), "FRAME [memory \"H\" 4/2 (2:2) [0203 0405] <0>, memory \"H\" 8/2 (4:2) [0001 0203 0405 0607] <0>]");
  undefine(op);
  all_is_let_go();
}

static void is_held_by_whoever_looks_at_it(void) {
  fill();
  uint32_t id = id_of_memory(memory);
  SAME(with('B', 0, memory, 8, "hoard.append(m[2:5])"), "NONE");
  drain();
  EQUAL(held(id), 1);
  SAME(value_of("bytes(hoard[0])"), "FRAME b020304");
  SAME(value_of("hoard.append(memoryview(hoard[0].obj))"), "NONE");
  SAME(value_of("hoard.pop(0) and None"), "NONE");
  drain();
  EQUAL(held(id), 1);
  SAME(value_of("bytes(hoard[0])"), "FRAME b0001020304050607");
  SAME(value_of("hoard.append(ctypes.c_char.from_buffer(hoard.pop()))"), "NONE");
  drain();
  EQUAL(held(id), 1);
  SAME(value_of("hoard.clear()"), "NONE");
  all_is_let_go();
  /* Released by hand: the id goes at once, and only then. */
  SAME(with('B', 0, memory, 8, "hoard.append(m)"), "NONE");
  SAME(value_of("attempts(hoard[0].release, lambda: hoard[0][0], hoard[0].release)"), "ASCII None ValueError None");
  all_is_let_go();
  SAME(value_of("hoard.clear()"), "NONE");
  /* Twice the same memory: two objects, two ids to drop. */
  uint32_t op = define("CALL(lambda a, b: hoard.extend([a, b]), [ANY, ANY])");
  arguments(2, 0);
  tagged_memory(id, 'B', 0, memory, 8), tagged_memory(id, 'I', 1, memory, 8);
  SAME(call_with_frame(op), "NONE");
  undefine(op);
  EQUAL(held(id), 2);
  SAME(value_of("hoard.pop() and None"), "NONE");
  drain();
  EQUAL(held(id), 1);
  SAME(value_of("hoard.pop() and None"), "NONE");
  all_is_let_go();
}

static void hides_what_holds_it(void) {
  fill();
  SAME(with('B', 0, memory, 8, "(lambda o: attempts(type(o), lambda: type(o)(1), lambda: type('S', (type(o),), {}), lambda: object.__new__(type(o)), "
                               "lambda: type(o).__new__(type(o)), lambda: copy.copy(o), lambda: copy.deepcopy(o)))(m.obj)"),
       "ASCII TypeError TypeError TypeError TypeError TypeError TypeError TypeError");
  SAME(with('B', 0, memory, 8, "(lambda o: attempts(lambda: weakref.ref(o), lambda: setattr(o, 'x', 1), lambda: setattr(o, '__class__', int), o, "
                               "lambda: hash(o) == hash(o), lambda: o == o, lambda: o == 5, lambda: o < o))(m.obj)"),
       "ASCII TypeError AttributeError TypeError TypeError True True False TypeError");
  SAME(with('B', 0, memory, 8, "(lambda v: (hash(v) == hash(bytes(v)), v == bytes(range(8))))(m.toreadonly())"), "FRAME (True, True)");
  SAME(with('B', 0, memory, 8, "attempts(lambda: hash(m), lambda: weakref.ref(m)() is m, lambda: copy.copy(m))"),
       "ASCII ValueError True TypeError");
  all_is_let_go();
}

static void refuses_to_be_pickled(void) {
  SAME(with('B', 0, memory, 8, "attempts(*[lambda p=p, o=o: pickle.dumps(o, p) for p in range(6) for o in (m, m.obj)]).replace('PicklingError', 'TypeError')"),
       "ASCII TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError");
  all_is_let_go();
}

/* Exporters are asked for what they cannot give. */
static void refuses_what_it_is_not(void) {
  fill();
  if (value_of("testbuffer is None")[0] == 'T') return;
  SAME(with('B', 1, memory, 8, "attempts(lambda: ctypes.c_int8.from_buffer(m), lambda: ctypes.c_int8.from_buffer(m.obj), "
                               "lambda: testbuffer.ndarray(m.obj, getbuf=testbuffer.PyBUF_WRITABLE), "
                               "lambda: testbuffer.ndarray(m.obj, getbuf=testbuffer.PyBUF_SIMPLE).tobytes())"),
       "ASCII TypeError TypeError BufferError b'\\x00\\x01\\x02\\x03\\x04\\x05\\x06\\x07'");
  all_is_let_go();
}

const test buffer_tests[] = {
    {"buffers tell where they lie", shows_where_it_lies, 0},
    {"buffers of every shape", shows_every_shape, 0},
    {"buffers of every format", shows_every_format, 0},
    /* Once: the module that makes them leaks, with and without the helper; so does pickle below. */
    {"odd layouts are shown or refused", shows_or_refuses_odd_layouts, 1},
    {"buffers that fail are taken apart instead", refuses_buffers_that_fail, 0},
    {"buffers may call back", may_call_back, 0},
    {"memory stays where it is while it is held", stays_where_it_is, 0},
    {"JavaScript's memory is a view of it", is_a_view_of_the_same_memory, 0},
    {"JavaScript's memory has every format", knows_every_format, 0},
    {"other formats are refused", refuses_other_formats, 0},
    {"JavaScript's memory may be empty", may_be_empty, 0},
    {"memory that lies nowhere is refused", refuses_memory_that_lies_nowhere, 0},
    {"JavaScript's memory comes back as it is", comes_back_as_the_same_memory, 0},
    {"JavaScript's memory is held by every view of it", is_held_by_whoever_looks_at_it, 0},
    {"what holds JavaScript's memory is out of reach", hides_what_holds_it, 0},
    {"JavaScript's memory cannot be pickled", refuses_to_be_pickled, 1},
    {"JavaScript's memory is not more than it is", refuses_what_it_is_not, 1},
    {0},
};
