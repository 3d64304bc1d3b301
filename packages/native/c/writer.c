/* See writer.h. Knows nothing of pages and calls. */
#include "writer.h"

#include <stdio.h>
#include <string.h>

#include "error.h"
#include "handles.h"
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
  while (w->given.count) pw_handle_drop(pw_address(w->given.items[--w->given.count]));
  while (w->lent.count) pw_handle_drop(pw_address(w->lent.items[--w->lent.count]));
}

void pw_writer_end_loan(pw_writer *w) {
  while (w->lent.count) pw_handle_release_later(pw_address(w->lent.items[--w->lent.count]));
}

/* How many of the first `most` bytes are whole characters: half of one would spoil the message. */
static int cut(const char *utf8, int most) {
  if (strlen(utf8) <= (size_t)most) return most;
  while (most && (utf8[most] & 0xc0) == 0x80) most--;
  return most;
}

/* Where the failed value lies, as Python would spell it: ["items"][3].name */
static void add_path(pw_writer *w) {
  char path[512] = "";
  size_t used = 0;
  for (size_t i = 0; i < w->depth && used < sizeof path - 128; i++) {
    pw_level *level = &w->levels[i];
    PyObject *key = level->shape == RECORD_LEVEL && level->i > 0 ? level->node->keys[level->i - 1] : level->key;
    const char *text = key && pw_is_a(key, py.PyUnicode_Type) ? py.PyUnicode_AsUTF8AndSize(key, NULL) : NULL;
    if (key && !text) py.PyErr_Clear();
    int dotted = level->shape == FIELDS_LEVEL || (level->shape == RECORD_LEVEL && level->node->kind == PW_KIND_DATACLASS);
    if (text) used += (size_t)snprintf(path + used, 100, dotted ? ".%.*s" : "[\"%.*s\"]", cut(text, 90), text);
    else if (level->shape == LIST_LEVEL || level->shape == TUPLE_LEVEL)
      /* A container counts as written once its own level is pushed. */
      used += (size_t)snprintf(path + used, 100, "[%lld]", (long long)level->i - (i + 1 < w->depth));
    else used += (size_t)snprintf(path + used, 100, "{item %lld}", level->i ? (long long)level->i - 1 : 0);
    if (i == 12 && w->depth > 14) {
      used += (size_t)snprintf(path + used, 100, "... (%zu levels)", w->depth);
      break;
    }
  }
  size_t length = strlen(w->error.message);
  snprintf(w->error.message + length, sizeof w->error.message - length, " at %s%s", w->root ? w->root : "result", path);
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
  if (w->error.code == PW_ERROR_CONVERSION) add_path(w);
  else if (!w->error.code && !py.PyErr_Occurred()) pw_error_set(&w->error, PW_ERROR_MEMORY, "out of memory");
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
