/* What the files of the writer share: its levels, and what writing one value comes to. */
#ifndef PYWELD_WRITER_INTERNAL_H
#define PYWELD_WRITER_INTERNAL_H

#include <string.h>

#include "frame.h"
#include "writer.h"

/* 2^53 - 1: beyond it, two integers share one double. */
#define LARGEST_SAFE 9007199254740991LL

/*
 * What writing one value came to. MISMATCH: it does not fit its type, which a value with tags gets over. TOO_DEEP: the
 * frame must begin anew with tags, whatever has been written.
 */
typedef enum { DONE, PUSHED, MISMATCH, TOO_DEEP, FAILED } outcome;

/* A container whose items are being written. */
struct pw_level {
  uint8_t shape;
  uint8_t tagged;
  uint8_t text_keys;     /* DICT_LEVEL: a DICT, not a MAP */
  uint8_t want_value;    /* DICT_LEVEL: the key is out, its value is next */
  const pw_node *node;   /* NULL: items are ANY */
  PyObject *object;
  PyObject *iterator;    /* SET_LEVEL; FIELDS_LEVEL: the names */
  PyObject *key, *value; /* of the entry in work */
  Py_ssize_t i, size, position;
};

enum { LIST_LEVEL, TUPLE_LEVEL, SET_LEVEL, DICT_LEVEL, RECORD_LEVEL, FIELDS_LEVEL };

/* ---- writer_leaf.c: slots, and values without items ---- */

/* Makes room for that many bytes of slots. 0, or -1 with the error set. */
int pw_reserve_slots(pw_writer *w, size_t bytes);
/* Inline: they are on the way of every value. */
static inline int pw_put_words(pw_writer *w, uint32_t word, uint32_t extra) {
  if (8 > w->body.capacity - w->body.size && pw_reserve_slots(w, 8)) return -1;
  uint32_t words[2] = {word, extra};
  memcpy(w->body.data + w->body.size, words, 8);
  w->body.size += 8;
  return 0;
}

static inline int pw_put_double(pw_writer *w, double number) {
  if (8 > w->body.capacity - w->body.size && pw_reserve_slots(w, 8)) return -1;
  memcpy(w->body.data + w->body.size, &number, 8);
  w->body.size += 8;
  return 0;
}

outcome pw_put_tag(pw_writer *w, uint32_t tag, uint32_t extra);
outcome pw_put_float(pw_writer *w, double number, int tagged);
outcome pw_put_text(pw_writer *w, PyObject *string, uint32_t tag);
outcome pw_put_bytes(pw_writer *w, PyObject *bytes, uint32_t tag);
/* With its tag: as a double when safe (and not always a bigint), as 64 bits when it fits, else as hexadecimal text. */
outcome pw_put_integer(pw_writer *w, PyObject *object, int always_big);
/* As a double; an int beyond the safe ones is an error. */
outcome pw_put_safe_integer(pw_writer *w, PyObject *object, int tagged);
/* Holds what crosses by its id alone until the frame has been read. 0 or -1. */
int pw_lend(pw_writer *w, PyObject *object);
/* A handle. */
outcome pw_put_object(pw_writer *w, PyObject *object, int tagged);

/* ---- writer_value.c: which way a value goes ---- */

/* Writes a value as `node`; NULL is ANY. */
outcome pw_put(pw_writer *w, const pw_node *node, PyObject *value, int tagged);
/* With its tag, by its own type. */
outcome pw_put_any(pw_writer *w, PyObject *value);
/* Whether a value is of a type without items that needs no conversion. */
int pw_is_scalar(PyObject *value);

/* ---- writer_convert.c, writer_buffer.c: values that are neither scalars nor containers ---- */

/* By the conversion of its type, or as a handle. */
outcome pw_put_other(pw_writer *w, PyObject *value);
/* By the conversion of that type, and its plainer value by the type's item. */
outcome pw_put_as_converted(pw_writer *w, const pw_node *node, PyObject *value);
/* A value that stands for a plainer one, as that one. MISMATCH for any other. */
outcome pw_put_stand_in(pw_writer *w, const pw_node *node, PyObject *value, int tagged);
/* With its tag: a dict of its fields, of which JavaScript makes an array with names. */
outcome pw_put_named_tuple(pw_writer *w, const pw_node *node, PyObject *value);
/* Whether a value is of one of the types that need no conversion. */
int pw_is_plain(PyObject *value);
/* The memory of a buffer, or of an array of numpy's; MISMATCH when it cannot be told how that is laid out. */
outcome pw_put_buffer(pw_writer *w, PyObject *value, int is_array);

/* ---- writer_level.c: containers and their items ---- */

/* Begins a container. Takes over level.iterator, also when it fails. */
outcome pw_push_level(pw_writer *w, pw_level level);
outcome pw_push_items(pw_writer *w, PyObject *object, const pw_node *node, int tagged, uint8_t shape, uint32_t tag);
outcome pw_push_dict(pw_writer *w, PyObject *dict, const pw_node *node, int tagged);
/* A dataclass with tags: a DICT of the fields that its own class has. */
outcome pw_push_fields(pw_writer *w, PyObject *object, const pw_node *node);
/* 1 when every key is a str, 0 when not. */
int pw_has_text_keys(PyObject *dict);
/* Writes the next item of the innermost container, or ends it. */
outcome pw_step(pw_writer *w);
void pw_pop_level(pw_writer *w);

#endif
