/* What one item of a buffer is, as Python's struct module and numpy spell it: `d`, `<i`, `>Zd`, `5s`. */
#ifndef PYWELD_ITEM_FORMAT_H
#define PYWELD_ITEM_FORMAT_H

#include <stddef.h>

typedef struct pw_item_format {
  char letter;
  int complex; /* two of them: real and imaginary */
  int swapped; /* not in this machine's byte order */
} pw_item_format;

/* Reads `format`; 0 when an item of that many bytes is a single value of a known kind, -1 for any other. */
int pw_item_format_read(const char *format, size_t item_bytes, pw_item_format *into);

/* Whether JavaScript has a typed array of such items. */
int pw_item_format_is_number(const pw_item_format *format);

#endif
