/* See render.h. */
#include "render.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

typedef struct {
  const uint8_t *slot, *end;
  size_t unit, units;
  struct key {
    size_t at, units;
  } keys[4096];
  size_t key_count;
  int depth;
  output *out;
} reading;

static const size_t most_keys = sizeof((reading *)0)->keys / sizeof *((reading *)0)->keys;

void output_clear(output *out) {
  if (!out->text) {
    out->capacity = 4096;
    out->text = malloc(out->capacity);
    if (!out->text) abort();
  }
  out->length = 0;
  out->text[0] = 0;
}

void output_add(output *out, const char *format, ...) {
  for (;;) {
    va_list arguments;
    va_start(arguments, format);
    size_t room = out->capacity - out->length;
    size_t length = (size_t)vsnprintf(out->text + out->length, room, format, arguments);
    va_end(arguments);
    if (length < room) {
      out->length += length;
      return;
    }
    out->capacity = 2 * (out->capacity + length);
    out->text = realloc(out->text, out->capacity);
    if (!out->text) abort();
  }
}

static uint16_t unit_at(size_t index) {
  const uint8_t *text = (const uint8_t *)(uintptr_t)page()->text[0];
  uint16_t unit;
  if (page()->encoding[0] != PW_TEXT_UTF16) return text[index];
  memcpy(&unit, text + 2 * index, 2);
  return unit;
}

void render_text(output *out, size_t from, size_t units) {
  for (size_t i = from; i < from + units; i++) {
    uint16_t unit = unit_at(i);
    if (unit >= 0x20 && unit < 0x7f) output_add(out, "%c", unit);
    else output_add(out, "\\u%04x", unit);
  }
}

static int broken(reading *r, const char *why) {
  output_add(r->out, "BROKEN: %s", why);
  r->slot = r->end;
  return -1;
}

static int take(reading *r, uint32_t out[2]) {
  out[0] = out[1] = 0;
  if (r->slot == r->end) return broken(r, "ends too early");
  memcpy(out, r->slot, 8);
  r->slot += 8;
  return 0;
}

static double take_double(reading *r) {
  uint32_t raw[2];
  double value;
  take(r, raw);
  memcpy(&value, raw, 8);
  return value;
}

static void show_text(reading *r, size_t units) {
  if (units > r->units - r->unit) {
    broken(r, "text ends too early");
    return;
  }
  output_add(r->out, "\"");
  render_text(r->out, r->unit, units);
  output_add(r->out, "\"");
  r->unit += units;
}

static void show_bytes(reading *r, size_t size) {
  size_t padded = (size + 7) & ~(size_t)7;
  if (padded > (size_t)(r->end - r->slot)) {
    broken(r, "bytes end too early");
    return;
  }
  output_add(r->out, "b");
  for (size_t i = 0; i < size; i++) output_add(r->out, "%02x", r->slot[i]);
  for (size_t i = size; i < padded; i++)
    if (r->slot[i]) output_add(r->out, " dirty padding");
  r->slot += padded;
}

static void show_float(output *out, double value) {
  if (isnan(value)) output_add(out, "nanf");
  else if (isinf(value)) output_add(out, "%sinff", value < 0 ? "-" : "");
  else output_add(out, "%.17gf", value);
}

static void show_object(reading *r) {
  uint32_t about[2];
  double address = take_double(r);
  take(r, about);
  output_add(r->out, "<%u%s>", about[0], about[1] ? " callable" : "");
  let_go(address);
}

static void show_key(reading *r) {
  uint32_t slot[2];
  take(r, slot);
  if (slot[0]) {
    size_t index = slot[0] - 1;
    if (index >= r->key_count) {
      broken(r, "no such key");
      return;
    }
    output_add(r->out, "\"");
    render_text(r->out, r->keys[index].at, r->keys[index].units);
    output_add(r->out, "\"");
    return;
  }
  if (r->key_count < most_keys) r->keys[r->key_count] = (struct key){r->unit, slot[1]};
  r->key_count++;
  show_text(r, slot[1]);
}

static void show(reading *r, const pw_node *node);
/* The items that an address leads to, in their order: bytes in hexadecimal. */
static void show_memory(reading *r, uintptr_t at, size_t item, const double (*dimensions)[2], uint32_t count) {
  if (count == 0) {
    for (size_t i = 0; i < item; i++) output_add(r->out, "%02x", ((const uint8_t *)at)[i]);
    return;
  }
  for (double i = 0; i < dimensions[0][0]; i++)
    show_memory(r, at + (uintptr_t)(intptr_t)(i * dimensions[0][1]), item, dimensions + 1, count - 1);
}

static void show_buffer(reading *r) {
  uint32_t flags[2], format[2];
  double dimensions[64][2], items = 1;
  take(r, flags);
  double address = take_double(r), item = take_double(r);
  uint32_t count = flags[0] >> 2;
  output_add(r->out, "%s", flags[0] & 1 ? "readonly memory " : "memory ");
  take(r, format);
  if (flags[1] || format[0] || count > 64) {
    broken(r, "memory is not described");
    return;
  }
  show_text(r, format[1]);
  output_add(r->out, "/%.17g (", item);
  for (uint32_t i = 0; i < count; i++) {
    items *= dimensions[i][0] = take_double(r);
    dimensions[i][1] = take_double(r);
    output_add(r->out, "%s%.17g:%.17g", i ? ", " : "", dimensions[i][0], dimensions[i][1]);
  }
  output_add(r->out, ") ");
  if (address != 0 && items * item <= 64) show_memory(r, (uintptr_t)address, (size_t)item, dimensions, count);
  if (flags[0] & 2) {
    output_add(r->out, " of ");
    show_object(r);
  }
  output_add(r->out, " by ");
  show_object(r);
}

static void show_items(reading *r, const pw_node *node, int by_position, size_t count, const char *around) {
  if (count > (size_t)(r->end - r->slot) / 8 + (by_position ? count : 0)) {
    broken(r, "count is too large");
    return;
  }
  output_add(r->out, "%.*s", (int)strlen(around) - 1, around);
  for (size_t i = 0; i < count; i++) {
    if (i) output_add(r->out, ", ");
    show(r, node ? node->items[by_position ? i : 0] : NULL);
  }
  output_add(r->out, "%s", around + strlen(around) - 1);
}

static void show_entries(reading *r, const pw_node *key, const pw_node *value, size_t count, int is_map) {
  output_add(r->out, is_map ? "map(" : "{");
  for (size_t i = 0; i < count && r->slot < r->end; i++) {
    if (i) output_add(r->out, ", ");
    if (is_map) show(r, key);
    else show_key(r);
    output_add(r->out, ": ");
    show(r, value);
  }
  output_add(r->out, is_map ? ")" : "}");
}

static void show_tagged(reading *r) {
  uint32_t slot[2];
  if (take(r, slot)) return;
  switch (slot[0]) {
    case PW_TAG_NONE: output_add(r->out, "None"); break;
    case PW_TAG_FALSE: output_add(r->out, "False"); break;
    case PW_TAG_TRUE: output_add(r->out, "True"); break;
    case PW_TAG_FLOAT: show_float(r->out, take_double(r)); break;
    case PW_TAG_INT: output_add(r->out, "%.17g", take_double(r)); break;
    case PW_TAG_BIGINT: {
      uint32_t raw[2];
      int64_t value;
      take(r, raw);
      memcpy(&value, raw, 8);
      output_add(r->out, "%lldn", (long long)value);
      break;
    }
    case PW_TAG_HUGE:
      show_text(r, slot[1]);
      output_add(r->out, "h");
      break;
    case PW_TAG_STR: show_text(r, slot[1]); break;
    case PW_TAG_BYTES: show_bytes(r, slot[1]); break;
    case PW_TAG_LIST: show_items(r, NULL, 0, slot[1], "[]"); break;
    case PW_TAG_TUPLE: show_items(r, NULL, 0, slot[1], "()"); break;
    case PW_TAG_SET: show_items(r, NULL, 0, slot[1], "set()"); break;
    case PW_TAG_FROZENSET: show_items(r, NULL, 0, slot[1], "frozenset()"); break;
    case PW_TAG_DICT: show_entries(r, NULL, NULL, slot[1], 0); break;
    case PW_TAG_MAP: show_entries(r, NULL, NULL, slot[1], 1); break;
    case PW_TAG_OBJECT: show_object(r); break;
    case PW_TAG_CONVERTED:
      output_add(r->out, "%u~", slot[1]);
      show(r, NULL);
      break;
    case PW_TAG_BUFFER: show_buffer(r); break;
    case PW_TAG_REFERENCE: output_add(r->out, "function %u", slot[1]); break;
    default: broken(r, "unknown tag");
  }
}

static void show_record(reading *r, const pw_node *node) {
  output_add(r->out, "{");
  for (uint32_t i = 0; i < node->count; i++) {
    uint32_t there[2] = {1, 0};
    if (i) output_add(r->out, ", ");
    if (node->kind == PW_KIND_TYPED_DICT && node->flags[i] & PW_FIELD_OPTIONAL) take(r, there);
    if (there[0]) show(r, node->items[i]);
    else output_add(r->out, "-");
  }
  output_add(r->out, "}");
}

static void show_typed(reading *r, const pw_node *node) {
  uint32_t slot[2];
  switch (node->kind) {
    case PW_KIND_INT: output_add(r->out, "%.17g", take_double(r)); return;
    case PW_KIND_FLOAT: show_float(r->out, take_double(r)); return;
    case PW_KIND_OBJECT: show_object(r); return;
    case PW_KIND_TYPED_DICT:
    case PW_KIND_DATACLASS: show_record(r, node); return;
    case PW_KIND_NONE:
    case PW_KIND_BOOL:
    case PW_KIND_STR:
    case PW_KIND_BYTES:
    case PW_KIND_LIST:
    case PW_KIND_SEQUENCE:
    case PW_KIND_SET:
    case PW_KIND_FROZENSET:
    case PW_KIND_OPTIONAL:
    case PW_KIND_TUPLE:
    case PW_KIND_NAMED_TUPLE:
    case PW_KIND_DICT:
    case PW_KIND_MAP: break;
    default: show_tagged(r); return;
  }
  if (take(r, slot)) return;
  if (node->kind == PW_KIND_OPTIONAL ? slot[0] > 1 : node->kind == PW_KIND_BOOL ? slot[0] > 1 : slot[0] != 0)
    output_add(r->out, "(word %u)", slot[0]);
  switch (node->kind) {
    case PW_KIND_NONE: output_add(r->out, "None"); break;
    case PW_KIND_BOOL: output_add(r->out, slot[0] ? "True" : "False"); break;
    case PW_KIND_STR: show_text(r, slot[1]); break;
    case PW_KIND_BYTES: show_bytes(r, slot[1]); break;
    case PW_KIND_LIST: show_items(r, node, 0, slot[1], "[]"); break;
    case PW_KIND_SEQUENCE: show_items(r, node, 0, slot[1], "()"); break;
    case PW_KIND_SET: show_items(r, node, 0, slot[1], "set()"); break;
    case PW_KIND_FROZENSET: show_items(r, node, 0, slot[1], "frozenset()"); break;
    case PW_KIND_OPTIONAL:
      if (slot[0]) show(r, node->items[0]);
      else output_add(r->out, "None");
      break;
    case PW_KIND_TUPLE:
    case PW_KIND_NAMED_TUPLE:
      if (slot[1] != node->count) broken(r, "wrong number of items");
      else show_items(r, node, 1, node->count, "()");
      break;
    case PW_KIND_DICT: show_entries(r, NULL, node->items[0], slot[1], 0); break;
    default: show_entries(r, node->items[0], node->items[1], slot[1], 1);
  }
}

static void show(reading *r, const pw_node *node) {
  if (r->depth > 2000) {
    broken(r, "too deep to show");
    return;
  }
  r->depth++;
  if (!node || page()->tagged[0] || node->kind == PW_KIND_ANY) show_tagged(r);
  else show_typed(r, node);
  r->depth--;
}

void render_frame(output *out, const pw_node *node) {
  static reading r; /* its keys are too many for the stack */
  const uint8_t *body = (const uint8_t *)(uintptr_t)page()->body[0];
  size_t text_bytes = (size_t)page()->text_bytes[0];
  r.slot = body;
  r.end = body + (size_t)page()->body_bytes[0];
  r.unit = r.key_count = 0;
  r.depth = 0;
  r.units = page()->encoding[0] == PW_TEXT_UTF16 ? text_bytes / 2 : text_bytes;
  r.out = out;
  if (page()->tagged[0]) output_add(out, "tagged ");
  show(&r, node);
  if (r.slot != r.end) output_add(out, " BROKEN: slots are left over");
  if (r.unit != r.units) output_add(out, " BROKEN: text is left over");
}
