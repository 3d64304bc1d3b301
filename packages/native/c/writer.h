/*
 * Python value to frame. See frame.h for the format.
 *
 * A value that does not fit its type is not rejected (hints lie): the frame is begun anew with tags, still guided by
 * the type wherever the value fits it. Nesting uses no C stack, so any depth is fine; a cycle is an error.
 */
#ifndef PYWELD_WRITER_H
#define PYWELD_WRITER_H

#include "abi.h"
#include "buffer.h"
#include "operation.h"

#define PW_KEY_CACHE 256

typedef struct pw_level pw_level;

struct pw_js_thread;

typedef struct pw_objects {
  PyObject **items;
  size_t count, capacity;
} pw_objects;

typedef struct pw_writer {
  struct pw_js_thread *owner; /* who will read the frame, and hold the handles in it */
  pw_buffer body, text;
  size_t units;          /* UTF-16 units in the text */
  int encoding;          /* PW_TEXT_... */
  int tagged;            /* the whole frame carries tags */
  uint32_t deepest;
  int conversions;       /* that the value in work is inside of */
  pw_level *levels;
  size_t depth, level_capacity;
  pw_objects given;      /* handles in this frame, to be taken back should it fail */
  /*
   * When the frame is read later, and calls come in between: JavaScript functions in it, which are held until then. They
   * are handles too, so that any thread can give them back.
   */
  int lends;
  pw_objects lent;
  const char *root;      /* what a place in the value begins with; NULL: result */
  struct {
    PyObject *key;       /* a reference: a freed key could come back as another at the same address */
    uint32_t index;
  } keys[PW_KEY_CACHE];
  uint8_t key_slots[PW_KEY_CACHE]; /* the slots in use */
  uint32_t key_slot_count;
  uint32_t key_count;    /* keys in this frame */
  pw_error error;        /* code 0 when the failure is an exception that Python holds */
} pw_writer;

/* Attached. Writes `value` as `node`. 0, or -1 with the error in `writer`, or set in Python. */
int pw_write(pw_writer *writer, const pw_node *node, PyObject *value);
/* Any thread: gives back what is lent; the frame has been read. */
void pw_writer_end_loan(pw_writer *writer);
/* Frees what the writer keeps between frames. */
void pw_writer_free(pw_writer *writer);

#endif
