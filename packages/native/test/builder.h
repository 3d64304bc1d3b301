/* Writes argument frames by hand, as JavaScript does. There is one, begun anew for each call. */
#ifndef PYWELD_TEST_BUILDER_H
#define PYWELD_TEST_BUILDER_H

#include <stddef.h>
#include <stdint.h>

#include "../c/frame.h"

typedef struct builder {
  uint64_t *slots;
  size_t count, capacity;
  uint16_t *units;
  size_t unit_count, unit_capacity;
  uint32_t positional, keywords;
  uint32_t ids[64]; /* of JavaScript's values in it, in its order */
  size_t id_count;
} builder;

extern builder frame;

/* Begins the arguments of a call. */
void arguments(uint32_t positional, uint32_t keywords);
void words(uint32_t word, uint32_t extra);
void number(double value);
/* A slot with a tag or 0, and ASCII text. */
void text(uint32_t tag, const char *ascii);
void units(uint32_t tag, const uint16_t *text, size_t count);
void bytes(uint32_t tag, const void *data, size_t size);

/* With their tags. */
void tagged_int(double value);
void tagged_float(double value);
void tagged_bigint(int64_t value);
void tagged_object(double handle);
void tagged_function(uint32_t id);
void tagged_memory(uint32_t id, char format, int readonly, const void *address, double bytes);

/*
 * Lays the frame into memory of exactly its size, so that a read past its end is seen, and tells the page where.
 * It stays valid until the next one.
 */
void lay_down(void);
/* As that, with only so many bytes of each. */
void lay_down_part(size_t body_bytes, size_t text_bytes);

/* While JavaScript runs for Python: the frame of the call below is still being read, so there is another one. */
void builder_enter(void);
void builder_leave(void);

#endif
