/*
 * Reads a result frame as frame.h describes it, apart from the helper's own code, and writes it as text.
 *
 * Numbers: 1 is INT, 1.5f FLOAT, 1n BIGINT, 0x1h HUGE. Typed records are {by position}, with - for what is missing.
 * 3~5 is 5 by conversion 3; function 7 is JavaScript's own; memory tells its format, bytes/bytes of an item, and of each
 * dimension length:stride.
 */
#ifndef PYWELD_TEST_RENDER_H
#define PYWELD_TEST_RENDER_H

#include <stddef.h>

#include "../c/operation.h"

typedef struct output {
  char *text;
  size_t length, capacity;
} output;

void output_clear(output *out);
void output_add(output *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The text that the page holds, escaped. */
void render_text(output *out, size_t from, size_t units);
/* The frame that the page holds; gives the handles in it back. */
void render_frame(output *out, const pw_node *node);

#endif
