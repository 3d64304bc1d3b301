/*
 * Frame to Python values. See frame.h for the format.
 *
 * Trusts nothing: every slot, length and address is checked, so that a broken frame is an error. Nesting uses no C
 * stack.
 */
#ifndef PYWELD_READER_H
#define PYWELD_READER_H

#include "abi.h"
#include "operation.h"

typedef struct pw_frame {
  const uint8_t *body;   /* 8-byte aligned */
  size_t body_bytes;
  const uint8_t *text;
  size_t text_bytes;
  int encoding;
} pw_frame;

struct pw_js_thread;

typedef struct pw_building pw_building;

typedef struct pw_reader {
  struct pw_js_thread *owner; /* whose handles and values the frame speaks of */
  const uint8_t *slot, *end;
  const uint8_t *text, *text_end;
  int encoding;
  const pw_operation *operation;
  const pw_node *next;   /* the type of a value that another type led to */
  pw_building *levels;
  size_t depth, level_capacity;
  uint32_t references;   /* JavaScript values that the frame has given so far */
  PyObject *keyword;     /* of the argument in work, borrowed; NULL: it is positional */
  long long argument;    /* its number; -1: what is read is a JavaScript function's result */
  pw_error error;        /* code 0 when the failure is an exception that Python holds */
} pw_reader;

/* Begins a frame; keeps what the reader has allocated. */
void pw_reader_begin(pw_reader *reader, const pw_operation *operation, const pw_frame *frame);
/* Attached. The next value, of that type; NULL with the error in `reader`, or set in Python. A new reference. */
PyObject *pw_read(pw_reader *reader, const pw_node *node);
/* The next slot as words. 0 or -1. */
int pw_read_words(pw_reader *reader, uint32_t words[2]);
/* Attached. The next `units` of text. */
PyObject *pw_read_text(pw_reader *reader, uint32_t units);
/* Non-zero when the whole frame has been read. */
int pw_reader_at_end(const pw_reader *reader);
void pw_reader_free(pw_reader *reader);

#endif
