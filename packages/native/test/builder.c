/* See builder.h. */
#include "builder.h"

#include <stdlib.h>
#include <string.h>

#include "host.h"

enum { LEVELS = 600 };

builder frame;
static builder below[LEVELS];
static struct {
  void *body;
  uint8_t *text;
} laid[LEVELS];
static int level;

void builder_enter(void) {
  if (level + 1 == LEVELS) abort();
  below[level++] = frame;
  frame = (builder){0};
}

void builder_leave(void) {
  free(frame.slots);
  free(frame.units);
  frame = below[--level];
}

void arguments(uint32_t positional, uint32_t keywords) {
  frame.count = frame.unit_count = frame.id_count = 0;
  frame.positional = positional;
  frame.keywords = keywords;
}

static void slot(uint64_t value) {
  if (frame.count == frame.capacity) {
    frame.capacity = frame.capacity ? frame.capacity * 2 : 64;
    frame.slots = realloc(frame.slots, frame.capacity * sizeof *frame.slots);
    if (!frame.slots) abort();
  }
  frame.slots[frame.count++] = value;
}

void words(uint32_t word, uint32_t extra) {
  uint32_t both[2] = {word, extra};
  uint64_t value;
  memcpy(&value, both, 8);
  slot(value);
}

void number(double value) {
  uint64_t raw;
  memcpy(&raw, &value, 8);
  slot(raw);
}

void units(uint32_t tag, const uint16_t *text, size_t count) {
  words(tag, (uint32_t)count);
  while (frame.unit_count + count > frame.unit_capacity) {
    frame.unit_capacity = frame.unit_capacity ? frame.unit_capacity * 2 : 256;
    frame.units = realloc(frame.units, frame.unit_capacity * sizeof *frame.units);
    if (!frame.units) abort();
  }
  if (count) memcpy(frame.units + frame.unit_count, text, 2 * count);
  frame.unit_count += count;
}

void text(uint32_t tag, const char *ascii) {
  uint16_t wide[4096];
  size_t count = strlen(ascii);
  if (count > 4096) abort();
  for (size_t i = 0; i < count; i++) wide[i] = (uint8_t)ascii[i];
  units(tag, wide, count);
}

void bytes(uint32_t tag, const void *data, size_t size) {
  words(tag, (uint32_t)size);
  for (size_t done = 0; done < size; done += 8) {
    uint64_t value = 0;
    memcpy(&value, (const char *)data + done, size - done < 8 ? size - done : 8);
    slot(value);
  }
}

void tagged_int(double value) {
  words(PW_TAG_INT, 0);
  number(value);
}

void tagged_float(double value) {
  words(PW_TAG_FLOAT, 0);
  number(value);
}

void tagged_bigint(int64_t value) {
  words(PW_TAG_BIGINT, 0);
  slot((uint64_t)value);
}

void tagged_object(double handle) {
  words(PW_TAG_OBJECT, 0);
  number(handle);
}

static void note(uint32_t id) {
  if (frame.id_count == sizeof frame.ids / sizeof *frame.ids) abort();
  frame.ids[frame.id_count++] = id;
}

void tagged_function(uint32_t id) {
  note(id);
  words(PW_TAG_FUNCTION, id);
}

void tagged_memory(uint32_t id, char format, int readonly, const void *address, double bytes) {
  note(id);
  words(PW_TAG_MEMORY, id);
  words((uint8_t)format, (uint32_t)readonly);
  number((double)(uintptr_t)address);
  number(bytes);
}

void lay_down_part(size_t body_bytes, size_t text_bytes) {
  free(laid[level].body);
  free(laid[level].text);
  int wide = 0;
  for (size_t i = 0; i < frame.unit_count; i++) wide |= frame.units[i] >= 0x80;
  size_t full_text = wide ? 2 * frame.unit_count : frame.unit_count;
  if (body_bytes > 8 * frame.count) body_bytes = 8 * frame.count;
  if (text_bytes > full_text) text_bytes = full_text;
  void *body = laid[level].body = malloc(body_bytes);
  uint8_t *text = laid[level].text = malloc(text_bytes);
  if ((!body && body_bytes) || (!text && text_bytes)) abort();
  if (body_bytes) memcpy(body, frame.slots, body_bytes);
  if (wide && text_bytes) memcpy(text, frame.units, text_bytes);
  for (size_t i = 0; !wide && i < text_bytes; i++) text[i] = (uint8_t)frame.units[i];
  page()->count[0] = PW_ARGUMENTS_IN_FRAME;
  page()->positional[0] = frame.positional;
  page()->keywords[0] = frame.keywords;
  page()->encoding[0] = wide ? PW_TEXT_UTF16 : PW_TEXT_ASCII;
  page()->body[0] = (double)(uintptr_t)body;
  page()->body_bytes[0] = (double)body_bytes;
  page()->text[0] = (double)(uintptr_t)text;
  page()->text_bytes[0] = (double)text_bytes;
}

void lay_down(void) {
  lay_down_part(SIZE_MAX, SIZE_MAX);
}
