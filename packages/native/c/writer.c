/* See writer.h. Knows nothing of pages and calls. */
#include "writer.h"

#include <stdio.h>
#include <string.h>

#include "error.h"
#include "js_thread.h"
#include "place.h"
#include "writer_internal.h"

static void forget_keys(pw_writer *w) {
  while (w->key_slot_count) {
    size_t slot = w->key_slots[--w->key_slot_count];
    py.Py_DecRef(w->keys[slot].key);
    w->keys[slot].key = NULL;
  }
  w->key_count = 0;
}

static void begin(pw_writer *w, int tagged) {
  w->body.size = w->text.size = w->units = 0;
  w->encoding = PW_TEXT_ASCII;
  w->tagged = tagged;
  w->deepest = 0;
  w->given.count = w->lent.count = 0;
  w->conversions = 0;
  w->error.code = 0;
}

static void take_back(pw_writer *w) {
  while (w->depth) pw_pop_level(w);
  while (w->given.count) pw_handle_drop(&w->owner->handles, pw_address(w->given.items[--w->given.count]));
  while (w->lent.count) pw_handle_drop(&w->owner->handles, pw_address(w->lent.items[--w->lent.count]));
}

void pw_writer_end_loan(pw_writer *w) {
  while (w->lent.count) pw_handle_release_later(w->owner, pw_address(w->lent.items[--w->lent.count]));
}

/* Where the value in work lies: ["items"][3].name */
static void find_place(const pw_writer *w, pw_place *place) {
  for (size_t i = 0; i < w->depth && !pw_place_ends(place, i, w->depth); i++) {
    const pw_level *level = &w->levels[i];
    PyObject *key = level->shape == RECORD_LEVEL && level->i > 0 ? level->node->keys[level->i - 1] : level->key;
    int dotted = level->shape == FIELDS_LEVEL || (level->shape == RECORD_LEVEL && level->node->kind == PW_KIND_DATACLASS);
    if ((dotted ? pw_place_field : pw_place_key)(place, key)) continue;
    if (level->shape == LIST_LEVEL || level->shape == TUPLE_LEVEL)
      /* A container counts as written once its own level is pushed. */
      pw_place_index(place, (long long)level->i - (i + 1 < w->depth));
    else pw_place_item(place, level->i ? (long long)level->i - 1 : 0);
  }
}

/* Says where the failure is: in the message, or in a note of the exception. */
static void add_place(pw_writer *w) {
  pw_place place;
  if (w->error.code == PW_ERROR_CONVERSION) {
    pw_place_start(&place, " at %s", w->root ? w->root : "result");
    find_place(w, &place);
    size_t length = strlen(w->error.message);
    snprintf(w->error.message + length, sizeof w->error.message - length, "%s", place.text);
    return;
  }
  PyObject *exception = w->error.code ? NULL : pw_exception_take();
  if (!exception) return;
  pw_place_start(&place, "%s", w->root ? w->root : "result");
  find_place(w, &place);
  pw_place_raise(&place, exception);
}

static outcome write_all(pw_writer *w, const pw_node *node, PyObject *value) {
  outcome result = pw_put(w, node, value, w->tagged);
  while (result <= PUSHED && w->depth) result = pw_step(w);
  forget_keys(w);
  return result;
}

int pw_write(pw_writer *w, const pw_node *node, PyObject *value) {
  w->depth = 0;
  begin(w, 0);
  outcome result = write_all(w, node, value);
  if (result == MISMATCH || result == TOO_DEEP) {
    take_back(w);
    begin(w, 1);
    result = write_all(w, node, value);
  }
  if (result != FAILED) return 0;
  if (!w->error.code && !py.PyErr_Occurred()) pw_error_set(&w->error, PW_ERROR_MEMORY, "out of memory");
  add_place(w);
  take_back(w);
  return -1;
}

void pw_writer_free(pw_writer *w) {
  pw_buffer_free(&w->body);
  pw_buffer_free(&w->text);
  free(w->levels);
  free(w->given.items);
  free(w->lent.items);
}
