/*
 * Argument frames at random: well-formed ones for a type, then bent. Each must come to a result or to an error.
 *
 * Every frame lies in memory of exactly its size, so that under AddressSanitizer one byte read past it is an end.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "builder.h"
#include "host.h"
#include "player.h"
#include "runner.h"

static uint64_t state;

/* xorshift64*: the same frames everywhere for the same seed. */
static uint32_t random_below(uint32_t limit) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (uint32_t)(((state * 0x2545f4914f6cdd1dull) >> 32) % limit);
}

static int one_in(uint32_t n) {
  return random_below(n) == 0;
}

static double live_handles[4];

static uint32_t interesting_word(void) {
  static const uint32_t words[] = {0, 1, 2, 3, 7, 8, 16, 17, 18, 255, 256, 65535, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
  return one_in(2) ? random_below(20) : words[random_below(16)];
}

static double interesting_double(void) {
  static const double doubles[] = {0, -0.0, 1, -1, 1.5, 9007199254740991, 9007199254740992, -9007199254740993.0, 1e300, 5e-324};
  return one_in(3) ? live_handles[random_below(4)] : doubles[random_below(10)];
}

static void random_text(uint32_t tag) {
  static const uint16_t alphabet[] = {'a', 'b', 0, 'x', 0x7f, 0xe9, 0x20ac, 0xd83d, 0xde00, 0xdc00, 0xfeff, 0xffff};
  uint16_t chosen[40];
  uint32_t count = random_below(one_in(8) ? 40 : 6), most = one_in(3) ? 12 : 5;
  for (uint32_t i = 0; i < count; i++) chosen[i] = alphabet[random_below(most)];
  units(tag, chosen, count);
}

static void random_bytes(uint32_t tag) {
  uint8_t data[40];
  uint32_t size = random_below(40);
  for (uint32_t i = 0; i < size; i++) data[i] = (uint8_t)random_below(256);
  bytes(tag, data, size);
}

static void value_of_type(const pw_operation *operation, const pw_node *node, int depth);

static void any_value(const pw_operation *operation, int depth) {
  uint32_t tag = 1 + random_below(depth > 5 ? 9 : 17), count = random_below(4);
  switch (tag) {
    case PW_TAG_FLOAT: tagged_float(interesting_double()); break;
    case PW_TAG_INT: tagged_int((double)random_below(1000) - 500); break;
    case PW_TAG_BIGINT: tagged_bigint((int64_t)state); break;
    case PW_TAG_HUGE: text(PW_TAG_HUGE, one_in(2) ? "-ffffffffffffffffffff" : "123456789abcdef0123"); break;
    case PW_TAG_STR: random_text(tag); break;
    case PW_TAG_BYTES: random_bytes(tag); break;
    case PW_TAG_LIST:
    case PW_TAG_TUPLE:
    case PW_TAG_SET:
    case PW_TAG_FROZENSET:
      words(tag, count);
      while (count--) any_value(operation, depth + 1);
      break;
    case PW_TAG_DICT:
    case PW_TAG_MAP:
      words(tag, count);
      while (count--) {
        if (tag == PW_TAG_DICT) random_text(0);
        else any_value(operation, depth + 3);
        any_value(operation, depth + 1);
      }
      break;
    case PW_TAG_OBJECT: tagged_object(live_handles[random_below(4)]); break;
    case PW_TAG_TYPED: {
      uint32_t index = random_below(operation->node_count);
      words(tag, index);
      value_of_type(operation, &operation->nodes[index], depth + 1);
      break;
    }
    default: words(tag, 0);
  }
}

static void fields_of_type(const pw_operation *operation, const pw_node *node, int depth) {
  for (uint32_t i = 0; i < node->count; i++) {
    int there = 1;
    if (node->kind == PW_KIND_DATACLASS && !(node->flags[i] & PW_FIELD_INIT)) continue;
    if (node->kind != PW_KIND_TUPLE && node->kind != PW_KIND_NAMED_TUPLE && node->flags[i] & PW_FIELD_OPTIONAL)
      words((uint32_t)(there = !one_in(3)), 0);
    if (there) value_of_type(operation, node->items[i], depth + 1);
  }
}

static void value_of_type(const pw_operation *operation, const pw_node *node, int depth) {
  uint32_t count = depth > 6 ? 0 : random_below(5);
  if (!node || one_in(60)) {
    any_value(operation, depth);
    return;
  }
  switch (node->kind) {
    case PW_KIND_NONE: words(0, 0); break;
    case PW_KIND_BOOL: words(PW_TAG_FALSE + random_below(2), 0); break;
    case PW_KIND_FLOAT: tagged_float(interesting_double()); break;
    case PW_KIND_STR: random_text(0); break;
    case PW_KIND_BYTES: random_bytes(0); break;
    case PW_KIND_OBJECT: number(live_handles[random_below(4)]); break;
    case PW_KIND_OPTIONAL:
      if (depth > 8 || one_in(3)) words(0, 0);
      else words(1, 0), value_of_type(operation, node->items[0], depth + 1);
      break;
    case PW_KIND_LIST:
      if ((node->items[0]->kind == PW_KIND_FLOAT || node->items[0]->kind == PW_KIND_INT) && one_in(2)) {
        words(one_in(2) ? PW_TAG_FLOAT : PW_TAG_INT, count);
        while (count--) number(random_below(100));
        break;
      }
      /* fall through */
    case PW_KIND_SEQUENCE:
    case PW_KIND_SET:
    case PW_KIND_FROZENSET:
      words(0, count);
      while (count--) value_of_type(operation, node->items[0], depth + 1);
      break;
    case PW_KIND_DICT:
    case PW_KIND_MAP:
      words(0, count);
      while (count--) {
        if (node->kind == PW_KIND_DICT) random_text(0);
        else value_of_type(operation, node->items[0], depth + 1);
        value_of_type(operation, node->items[node->count - 1], depth + 1);
      }
      break;
    case PW_KIND_TUPLE:
    case PW_KIND_NAMED_TUPLE:
    case PW_KIND_TYPED_DICT:
    case PW_KIND_DATACLASS:
      words(0, node->count);
      fields_of_type(operation, node, depth);
      break;
    case PW_KIND_ENUM_VALUE:
    case PW_KIND_ENUM_NAME: text(PW_TAG_STR, one_in(4) ? "BLUE" : node->kind == PW_KIND_ENUM_NAME ? "RED" : "r"); break;
    case PW_KIND_INT:
    case PW_KIND_BIGINT:
    case PW_KIND_INTEGER: tagged_int((double)random_below(1000)); break;
    default: any_value(operation, depth + 1);
  }
}

static void bend(void) {
  for (uint32_t times = random_below(4); times; times--) {
    if (!frame.count) return;
    size_t at = random_below((uint32_t)frame.count);
    uint32_t pair[2];
    double raw;
    memcpy(pair, &frame.slots[at], 8);
    switch (random_below(8)) {
      case 0: pair[0] = interesting_word(); break;
      case 1: pair[1] = interesting_word(); break;
      case 2: pair[0] ^= 1u << random_below(32); break;
      case 3: pair[1] ^= 1u << random_below(32); break;
      case 4:
        raw = interesting_double();
        memcpy(pair, &raw, 8);
        break;
      case 5:
        memmove(frame.slots + at, frame.slots + at + 1, 8 * (frame.count - at - 1));
        frame.count--;
        continue;
      case 6: memcpy(pair, &frame.slots[random_below((uint32_t)frame.count)], 8); break;
      default:
        if (one_in(2)) frame.positional = one_in(2) ? frame.positional + 1 : interesting_word();
        else frame.keywords = one_in(2) ? frame.keywords + 1 : interesting_word();
        continue;
    }
    memcpy(&frame.slots[at], pair, 8);
  }
}

static void arguments_of(const pw_operation *operation) {
  uint32_t positional = operation->param_count + (operation->rest ? random_below(4) : 0), keywords = random_below(3);
  if (!operation->extra && !operation->keyword_count) keywords = 0;
  arguments(positional, keywords);
  for (uint32_t i = 0; i < positional; i++)
    value_of_type(operation, i < operation->param_count ? operation->params[i] : operation->rest, 0);
  for (uint32_t i = 0; i < keywords; i++) {
    if (operation->keyword_count && one_in(2)) {
      uint32_t which = random_below(operation->keyword_count);
      words(which + 1, 0), value_of_type(operation, operation->keywords[which], 0);
    } else {
      random_text(0), value_of_type(operation, operation->extra, 0);
    }
  }
}

static const char *const subjects[] = {
    "CALL(lambda *a, **k: (a, k), [], ANY, rest=ANY, extra=ANY)",
    "CALL(lambda *a, **k: a, [POINT, MOVIE, LIST(POINT), DICT(MOVIE)], TUPLE(POINT, MOVIE, LIST(POINT), DICT(MOVIE)), extra=INT)",
    "CALL(lambda *a, **k: a, [LIST(FLOAT), LIST(INT), TUPLE(INT, STR, OPTIONAL(BYTES))], SEQUENCE(LIST(FLOAT)), rest=STR)",
    "CALL(lambda *a, **k: list(a) + list(k.values()), [], LIST(UNION(POINT, INT, STR, LIST(FLOAT), NONE)), "
    "rest=UNION(POINT, INT, STR, LIST(FLOAT), NONE), keywords={'a': SET(STR), 'b': FROZENSET(INT), 'c': MAP(STR, INT)})",
    "CALL(lambda *a: list(a), [ENUM_NAME(Color), ENUM_VALUE(Color), LITERAL, NAMED_TUPLE(Pair, INT, STR), COUNTED], ANY)",
    "CALL(lambda *a: a, [MAP(ANY, ANY), DICT(DICT(DICT(INT))), OPTIONAL(OPTIONAL(INT)), BIGINT, INTEGER, BOOL, NONE, OBJECT], "
    "LIST(ANY))",
    "CALL(lambda t: t, [(lambda t: t.items.__setitem__(1, LIST(t)) or t)(DATACLASS(Tree, {'name': STR, 'children': ANY}))], "
    "(lambda t: t.items.__setitem__(1, LIST(t)) or t)(DATACLASS(Tree, {'name': STR, 'children': ANY})))",
    "APPLY([OBJECT], ANY, rest=ANY, extra=ANY)",
    "METHOD('__eq__', [ANY], ANY, rest=ANY)",
    "GET('name', ANY)",
};

enum { SUBJECTS = sizeof subjects / sizeof *subjects };

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* An address in a MEMORY slot is JavaScript's own, and believed: a bent one would be followed, here as anywhere. */
static void name_no_memory(void) {
  for (size_t i = 0; i < frame.count; i++) {
    uint32_t pair[2];
    memcpy(pair, &frame.slots[i], 8);
    if (pair[0] != PW_TAG_MEMORY) continue;
    pair[0] = PW_TAG_NONE;
    memcpy(&frame.slots[i], pair, 8);
  }
}

static void survives_random_frames(void) {
  keep_accounts(0); /* bent frames name ids that nobody has given */
  uint32_t ops[SUBJECTS];
  double held[] = {handle_of("Point(1.0)"), handle_of("shown"), handle_of("[]")};
  memcpy(live_handles, held, sizeof held);
  live_handles[3] = 123456;
  for (int i = 0; i < SUBJECTS; i++) ops[i] = define(subjects[i]);
  size_t before = handles();
  unsigned long long frames = 0, errors = 0;
  double start = seconds();
  for (unsigned long long seed = options.seed; seconds() - start < options.fuzz_seconds; seed++) {
    state = seed * 0x9e3779b97f4a7c15ull | 1;
    uint32_t op = ops[random_below(SUBJECTS)];
    arguments_of(pw_operation_peek(op));
    bend();
    name_no_memory();
    if (one_in(6)) lay_down_part(8 * random_below((uint32_t)frame.count + 1), random_below((uint32_t)frame.unit_count * 2 + 1));
    else lay_down();
    if (one_in(12)) page()->encoding[0] = random_below(4);
    const char *result = call_as_set(op);
    frames++;
    errors += result[0] == 'E';
    if (strstr(result, "BROKEN") || strstr(result, "ERROR SETUP") || strstr(result, "ERROR NOTHING"))
      test_fail(__FILE__, __LINE__, "--seed=%llu gives %.300s", seed, result);
    /* What `[]` has been given by APPLY and METHOD stays in bounds. */
    if (frames % 1000 == 0 && handles() != before) test_fail(__FILE__, __LINE__, "--seed=%llu leaks a handle", seed);
  }
  EQUAL(handles(), before);
  printf("fuzz: %llu frames in %.1f s, %llu of them errors\n", frames, seconds() - start, errors);
  CHECK(errors > frames / 20 && errors < frames - frames / 20);
  for (int i = 0; i < SUBJECTS; i++) undefine(ops[i]);
  for (int i = 0; i < 3; i++) let_go(held[i]);
  while (pw_next_dropped()) continue;
  keep_accounts(1);
}

const test fuzz_tests[] = {
    {"random frames come to a result or an error", survives_random_frames, 1},
    {0},
};
