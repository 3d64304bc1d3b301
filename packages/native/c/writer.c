/* See writer.h. Knows nothing of pages and calls. */
#include "writer.h"

#include <stdio.h>
#include <string.h>

#include "classes.h"
#include "error.h"
#include "frame.h"
#include "handles.h"
#include "interpreter.h"
#include "writer_text.h"

/* 2^53 - 1: beyond it, two integers share one double. */
#define LARGEST_SAFE 9007199254740991LL

/* Objects may make further ones whenever they are looked at, so that there is no cycle and yet no end. */
#define DEEPEST (1 << 20)

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

/* ---- slots ---- */

static int reserve(pw_writer *w, size_t bytes) {
  if (!pw_buffer_reserve(&w->body, bytes)) return 0;
  if (pw_buffer_fits(&w->body, bytes)) return pw_error_set(&w->error, PW_ERROR_MEMORY, "out of memory");
  return pw_error_set(&w->error, PW_ERROR_CONVERSION, "this value needs more than 2 GiB when it is copied");
}

static int put_words(pw_writer *w, uint32_t word, uint32_t extra) {
  if (reserve(w, 8)) return -1;
  uint32_t words[2] = {word, extra};
  memcpy(w->body.data + w->body.size, words, 8);
  w->body.size += 8;
  return 0;
}

static int put_double(pw_writer *w, double number) {
  if (reserve(w, 8)) return -1;
  memcpy(w->body.data + w->body.size, &number, 8);
  w->body.size += 8;
  return 0;
}

static outcome put_tag(pw_writer *w, uint32_t tag, uint32_t extra) {
  return put_words(w, tag, extra) ? FAILED : DONE;
}

/* ---- leaves ---- */

static outcome put_float(pw_writer *w, double number, int tagged) {
  if (tagged && put_words(w, PW_TAG_FLOAT, 0)) return FAILED;
  return put_double(w, number) ? FAILED : DONE;
}

static outcome put_text(pw_writer *w, PyObject *string, uint32_t tag) {
  size_t at = w->body.size;
  uint32_t units;
  if (put_words(w, tag, 0) || pw_write_text(w, string, &units)) return FAILED;
  memcpy(w->body.data + at + 4, &units, 4);
  return DONE;
}

static outcome put_bytes(pw_writer *w, PyObject *bytes, uint32_t tag) {
  char *data;
  Py_ssize_t size;
  if (py.PyBytes_AsStringAndSize(bytes, &data, &size)) return FAILED;
  size_t padded = ((size_t)size + 7) & ~(size_t)7;
  if (reserve(w, padded + 8) || put_words(w, tag, (uint32_t)size)) return FAILED;
  memset(w->body.data + w->body.size + padded - (padded ? 8 : 0), 0, padded ? 8 : 0);
  memcpy(w->body.data + w->body.size, data, (size_t)size);
  w->body.size += padded;
  return DONE;
}

/* An int with its tag: as a double when safe (and not always a bigint), as 64 bits when it fits, else as hexadecimal text. */
static outcome put_integer(pw_writer *w, PyObject *object, int always_big) {
  int overflow;
  long long value = py.PyLong_AsLongLongAndOverflow(object, &overflow);
  if (!overflow && value == -1 && py.PyErr_Occurred()) return FAILED;
  if (!overflow && !always_big && value >= -LARGEST_SAFE && value <= LARGEST_SAFE)
    return put_words(w, PW_TAG_INT, 0) || put_double(w, (double)value) ? FAILED : DONE;
  if (!overflow) {
    if (put_words(w, PW_TAG_BIGINT, 0) || reserve(w, 8)) return FAILED;
    memcpy(w->body.data + w->body.size, &value, 8);
    w->body.size += 8;
    return DONE;
  }
  PyObject *hexadecimal = py.PyNumber_ToBase(object, 16);
  if (!hexadecimal) return FAILED;
  outcome result = put_text(w, hexadecimal, PW_TAG_HUGE);
  py.Py_DecRef(hexadecimal);
  return result;
}

static outcome put_safe_integer(pw_writer *w, PyObject *object, int tagged) {
  int overflow;
  long long value = py.PyLong_AsLongLongAndOverflow(object, &overflow);
  if (!overflow && value == -1 && py.PyErr_Occurred()) return FAILED;
  if (overflow || value < -LARGEST_SAFE || value > LARGEST_SAFE) {
    pw_error_set(&w->error, PW_ERROR_CONVERSION, "int beyond ±(2**53 - 1), which a number cannot hold exactly");
    return FAILED;
  }
  if (tagged && put_words(w, PW_TAG_INT, 0)) return FAILED;
  return put_double(w, (double)value) ? FAILED : DONE;
}

static outcome put_object(pw_writer *w, PyObject *object, int tagged) {
  if (w->given_count == w->given_capacity) {
    size_t capacity = w->given_capacity ? w->given_capacity * 2 : 16;
    PyObject **given = realloc(w->given, capacity * sizeof *given);
    if (!given) return FAILED;
    w->given = given;
    w->given_capacity = capacity;
  }
  if (tagged && put_words(w, PW_TAG_OBJECT, 0)) return FAILED;
  if (put_double(w, pw_address(object))) return FAILED;
  if (put_words(w, pw_class_of(object), (uint32_t)py.PyCallable_Check(object))) return FAILED;
  if (pw_handle_give(object)) return FAILED;
  w->given[w->given_count++] = object;
  return DONE;
}

/* ---- containers ---- */

static int compare_pointers(const void *a, const void *b) {
  uintptr_t x = *(const uintptr_t *)a, y = *(const uintptr_t *)b;
  return x < y ? -1 : x > y;
}

/* A container inside itself shows as ever deeper nesting, so looking at each doubling of the depth is enough. */
static int find_cycle(pw_writer *w) {
  uintptr_t *objects = malloc(w->depth * sizeof *objects);
  if (!objects) return -1;
  for (size_t i = 0; i < w->depth; i++) objects[i] = (uintptr_t)w->levels[i].object;
  qsort(objects, w->depth, sizeof *objects, compare_pointers);
  int found = 0;
  for (size_t i = 1; i < w->depth && !found; i++) found = objects[i] == objects[i - 1];
  free(objects);
  return found ? pw_error_set(&w->error, PW_ERROR_CONVERSION, "value contains itself") : 0;
}

/* JavaScript reads typed values by recursion. Deeper ones get tags, which it reads with a stack of its own. */
#define DEEPEST_TYPED 500

/* Takes over level.iterator, also when it fails. */
static outcome push(pw_writer *w, pw_level level) {
  if (!w->tagged && w->depth >= DEEPEST_TYPED) {
    if (level.iterator) py.Py_DecRef(level.iterator);
    return TOO_DEEP;
  }
  if (w->depth == w->level_capacity) {
    size_t capacity = w->level_capacity ? w->level_capacity * 2 : 32;
    pw_level *levels = realloc(w->levels, capacity * sizeof *levels);
    if (!levels) {
      if (level.iterator) py.Py_DecRef(level.iterator);
      return FAILED;
    }
    w->levels = levels;
    w->level_capacity = capacity;
  }
  py.Py_IncRef(level.object);
  w->levels[w->depth++] = level;
  if (w->depth > w->deepest) w->deepest = (uint32_t)w->depth;
  if (w->depth >= 512 && (w->depth & (w->depth - 1)) == 0 && find_cycle(w)) return FAILED;
  if (w->depth >= DEEPEST) {
    pw_error_set(&w->error, PW_ERROR_CONVERSION, "value is nested too deeply (%d levels)", DEEPEST);
    return FAILED;
  }
  return PUSHED;
}

static void pop(pw_writer *w) {
  pw_level *level = &w->levels[--w->depth];
  if (level->key) py.Py_DecRef(level->key);
  if (level->value) py.Py_DecRef(level->value);
  if (level->iterator) py.Py_DecRef(level->iterator);
  py.Py_DecRef(level->object);
}

static outcome push_items(pw_writer *w, PyObject *object, const pw_node *node, int tagged, uint8_t shape, uint32_t tag) {
  Py_ssize_t size = shape == LIST_LEVEL ? py.PyList_Size(object)
                    : shape == TUPLE_LEVEL ? py.PyTuple_Size(object)
                    : shape == SET_LEVEL ? py.PySet_Size(object) : py.PyDict_Size(object);
  if (size < 0 || size > UINT32_MAX) return FAILED;
  if (put_words(w, tagged ? tag : 0, (uint32_t)size)) return FAILED;
  pw_level level = {.shape = shape, .tagged = (uint8_t)tagged, .node = node, .object = object, .size = size};
  if (shape == SET_LEVEL && !(level.iterator = py.PyObject_GetIter(object))) return FAILED;
  level.text_keys = tag == PW_TAG_DICT;
  return push(w, level);
}

/* 1 when every key is a str, 0 when not. */
static int has_text_keys(PyObject *dict) {
  Py_ssize_t position = 0;
  PyObject *key, *value;
  while (py.PyDict_Next(dict, &position, &key, &value))
    if (pw_type(key) != py.PyUnicode_Type) return 0;
  return 1;
}

static outcome push_dict(pw_writer *w, PyObject *dict, const pw_node *node, int tagged) {
  return push_items(w, dict, node, tagged, DICT_LEVEL, PW_TAG_DICT);
}

/* A dataclass with tags: a DICT of the fields that its own class has. */
static outcome push_fields(pw_writer *w, PyObject *object, const pw_node *node) {
  PyObject *argument[1] = {object};
  PyObject *names = py.PyObject_VectorcallDict(pw_interpreter.field_names, argument, 1, NULL);
  if (!names) return FAILED;
  pw_level level = {.shape = FIELDS_LEVEL, .tagged = 1, .node = node, .object = object, .iterator = names};
  level.size = py.PyTuple_Size(names);
  if (put_words(w, PW_TAG_DICT, (uint32_t)level.size)) {
    py.Py_DecRef(names);
    return FAILED;
  }
  return push(w, level);
}

/* ---- values ---- */

static outcome put_any(pw_writer *w, PyObject *o) {
  PyTypeObject *type = pw_type(o);
  if (type == py.PyUnicode_Type) return put_text(w, o, PW_TAG_STR);
  if (type == py.PyFloat_Type) return put_float(w, py.PyFloat_AsDouble(o), 1);
  if (type == py.PyLong_Type) return put_integer(w, o, 0);
  if (o == py.None) return put_tag(w, PW_TAG_NONE, 0);
  if (type == py.PyBool_Type) return put_tag(w, o == py.True ? PW_TAG_TRUE : PW_TAG_FALSE, 0);
  if (type == py.PyList_Type) return push_items(w, o, NULL, 1, LIST_LEVEL, PW_TAG_LIST);
  if (type == py.PyDict_Type)
    return has_text_keys(o) ? push_dict(w, o, NULL, 1) : push_items(w, o, NULL, 1, DICT_LEVEL, PW_TAG_MAP);
  if (type == py.PyTuple_Type) return push_items(w, o, NULL, 1, TUPLE_LEVEL, PW_TAG_TUPLE);
  if (type == py.PySet_Type) return push_items(w, o, NULL, 1, SET_LEVEL, PW_TAG_SET);
  if (type == py.PyFrozenSet_Type) return push_items(w, o, NULL, 1, SET_LEVEL, PW_TAG_FROZENSET);
  if (type == py.PyBytes_Type) return put_bytes(w, o, PW_TAG_BYTES);
  return put_object(w, o, 1);
}

static int is_scalar(PyObject *o) {
  PyTypeObject *type = pw_type(o);
  return o == py.None || type == py.PyBool_Type || type == py.PyLong_Type || type == py.PyFloat_Type ||
         type == py.PyUnicode_Type || type == py.PyBytes_Type;
}

/* Whether a union should take this member for `o`; looks at the outermost type only. */
static int fits(const pw_node *node, PyObject *o, int strict) {
  PyTypeObject *type = pw_type(o);
  switch (node->kind) {
    case PW_KIND_NONE: return o == py.None;
    case PW_KIND_BOOL: return type == py.PyBool_Type;
    case PW_KIND_INT:
    case PW_KIND_BIGINT:
    case PW_KIND_INTEGER: return type != py.PyBool_Type && pw_is_a(o, py.PyLong_Type);
    case PW_KIND_FLOAT: return pw_is_a(o, py.PyFloat_Type) || (!strict && type == py.PyLong_Type);
    case PW_KIND_STR: return pw_is_a(o, py.PyUnicode_Type);
    case PW_KIND_BYTES: return pw_is_a(o, py.PyBytes_Type);
    case PW_KIND_LIST: return pw_is_a(o, py.PyList_Type);
    case PW_KIND_SEQUENCE:
    case PW_KIND_TUPLE:
      return pw_is_a(o, py.PyTuple_Type) && (node->kind == PW_KIND_SEQUENCE || py.PyTuple_Size(o) == node->count);
    case PW_KIND_SET: return pw_is_a(o, py.PySet_Type);
    case PW_KIND_FROZENSET: return pw_is_a(o, py.PyFrozenSet_Type);
    case PW_KIND_DICT:
    case PW_KIND_MAP:
    case PW_KIND_TYPED_DICT: return pw_is_a(o, py.PyDict_Type);
    case PW_KIND_ENUM_VALUE:
    case PW_KIND_ENUM_NAME:
    case PW_KIND_DATACLASS:
    case PW_KIND_NAMED_TUPLE: return pw_is_a(o, (PyTypeObject *)node->class_object);
    case PW_KIND_OPTIONAL: return o == py.None || fits(node->items[0], o, strict);
    default: return 0;
  }
}

static outcome put(pw_writer *w, const pw_node *node, PyObject *o, int tagged);

static outcome put_member(pw_writer *w, const pw_node *node, PyObject *o) {
  for (int strict = 1; strict >= 0; strict--)
    for (uint32_t i = 0; i < node->count; i++)
      if (fits(node->items[i], o, strict)) return put(w, node->items[i], o, 1);
  return put_any(w, o);
}

static outcome put_enum(pw_writer *w, const pw_node *node, PyObject *o) {
  if (!pw_is_a(o, (PyTypeObject *)node->class_object)) return put_any(w, o);
  PyObject *leaf = py.PyObject_GetAttr(o, node->kind == PW_KIND_ENUM_VALUE ? py.str__value_ : py.str__name_);
  if (!leaf) return FAILED;
  outcome result = is_scalar(leaf) ? put_any(w, leaf) : put_object(w, o, 1);
  py.Py_DecRef(leaf);
  return result;
}

static outcome put_as_float(pw_writer *w, PyObject *o, int tagged) {
  if (pw_is_a(o, py.PyFloat_Type)) return put_float(w, py.PyFloat_AsDouble(o), tagged);
  if (pw_type(o) != py.PyLong_Type) return MISMATCH;
  int overflow;
  long long value = py.PyLong_AsLongLongAndOverflow(o, &overflow);
  /* An int that a double cannot hold stays an int. */
  if (overflow || value < -LARGEST_SAFE || value > LARGEST_SAFE) return MISMATCH;
  return put_float(w, (double)value, tagged);
}

/* A deque or a range where a list is expected. */
static outcome push_other_sequence(pw_writer *w, const pw_node *node, PyObject *o, int tagged) {
  if (is_scalar(o) || !pw_interpreter.as_list) return MISMATCH;
  PyObject *argument[1] = {o};
  PyObject *list = py.PyObject_VectorcallDict(pw_interpreter.as_list, argument, 1, NULL);
  if (!list) return FAILED;
  outcome result = list == py.None ? MISMATCH : push_items(w, list, node, tagged, LIST_LEVEL, PW_TAG_LIST);
  py.Py_DecRef(list);
  return result;
}

static outcome put_as_record(pw_writer *w, const pw_node *node, PyObject *o, int tagged) {
  if (node->kind == PW_KIND_TYPED_DICT) {
    if (!pw_is_a(o, py.PyDict_Type) || !has_text_keys(o)) return MISMATCH;
    if (tagged) return push_dict(w, o, node, 1);
  } else {
    if (!pw_is_a(o, (PyTypeObject *)node->class_object)) return MISMATCH;
    if (tagged) return push_fields(w, o, node);
    /* A subclass may have further fields: with tags, none is lost. */
    if (pw_type(o) != (PyTypeObject *)node->class_object) return MISMATCH;
  }
  return push(w, (pw_level){.shape = RECORD_LEVEL, .node = node, .object = o, .size = node->count});
}

/* Writes one value; MISMATCH only when `tagged` is 0, as long as put_typed answers it only when it wrote nothing. */
static outcome put_typed(pw_writer *w, const pw_node *node, PyObject *o, int tagged) {
  PyTypeObject *type = pw_type(o);
  switch (node->kind) {
    case PW_KIND_NONE:
      return o != py.None ? MISMATCH : put_tag(w, tagged ? PW_TAG_NONE : 0, 0);
    case PW_KIND_BOOL:
      if (type != py.PyBool_Type) return MISMATCH;
      if (tagged) return put_tag(w, o == py.True ? PW_TAG_TRUE : PW_TAG_FALSE, 0);
      return put_tag(w, o == py.True, 0);
    case PW_KIND_INT:
      if (type == py.PyBool_Type || !pw_is_a(o, py.PyLong_Type)) return MISMATCH;
      return put_safe_integer(w, o, tagged);
    case PW_KIND_BIGINT:
    case PW_KIND_INTEGER:
      return type != py.PyBool_Type && pw_is_a(o, py.PyLong_Type) ? put_integer(w, o, node->kind == PW_KIND_BIGINT)
                                                                     : put_any(w, o);
    case PW_KIND_FLOAT: return put_as_float(w, o, tagged);
    case PW_KIND_STR:
      return pw_is_a(o, py.PyUnicode_Type) ? put_text(w, o, tagged ? PW_TAG_STR : 0) : MISMATCH;
    case PW_KIND_BYTES:
      return pw_is_a(o, py.PyBytes_Type) ? put_bytes(w, o, tagged ? PW_TAG_BYTES : 0) : MISMATCH;
    case PW_KIND_OBJECT: return is_scalar(o) ? MISMATCH : put_object(w, o, tagged);
    case PW_KIND_LIST:
    case PW_KIND_SEQUENCE:
      if (pw_is_a(o, py.PyList_Type)) return push_items(w, o, node, tagged, LIST_LEVEL, PW_TAG_LIST);
      if (pw_is_a(o, py.PyTuple_Type)) return push_items(w, o, node, tagged, TUPLE_LEVEL, PW_TAG_TUPLE);
      return push_other_sequence(w, node, o, tagged);
    case PW_KIND_TUPLE:
    case PW_KIND_NAMED_TUPLE:
      if (!pw_is_a(o, py.PyTuple_Type) || py.PyTuple_Size(o) != node->count) return MISMATCH;
      return push_items(w, o, node, tagged, TUPLE_LEVEL, PW_TAG_TUPLE);
    case PW_KIND_SET:
    case PW_KIND_FROZENSET:
      if (pw_is_a(o, py.PySet_Type)) return push_items(w, o, node, tagged, SET_LEVEL, PW_TAG_SET);
      if (pw_is_a(o, py.PyFrozenSet_Type)) return push_items(w, o, node, tagged, SET_LEVEL, PW_TAG_FROZENSET);
      return MISMATCH;
    case PW_KIND_OPTIONAL:
      if (o == py.None) return put_tag(w, tagged ? PW_TAG_NONE : 0, 0);
      if (!tagged && put_words(w, 1, 0)) return FAILED;
      return put(w, node->items[0], o, tagged);
    case PW_KIND_DICT:
      if (!pw_is_a(o, py.PyDict_Type) || !has_text_keys(o)) return MISMATCH;
      return push_dict(w, o, node, tagged);
    case PW_KIND_MAP:
      if (!pw_is_a(o, py.PyDict_Type)) return MISMATCH;
      return push_items(w, o, node, tagged, DICT_LEVEL, PW_TAG_MAP);
    case PW_KIND_TYPED_DICT:
    case PW_KIND_DATACLASS: return put_as_record(w, node, o, tagged);
    case PW_KIND_UNION: return put_member(w, node, o);
    case PW_KIND_ENUM_VALUE:
    case PW_KIND_ENUM_NAME: return put_enum(w, node, o);
    default: return put_any(w, o);
  }
}

static outcome put(pw_writer *w, const pw_node *node, PyObject *o, int tagged) {
  if (!node || node->kind == PW_KIND_ANY) return put_any(w, o);
  outcome result = put_typed(w, node, o, tagged);
  return result == MISMATCH && tagged ? put_any(w, o) : result;
}

/* ---- items ---- */

static int put_key(pw_writer *w, PyObject *key) {
  size_t slot = ((uintptr_t)key >> 4) % PW_KEY_CACHE;
  if (w->keys[slot].key == key) return put_words(w, w->keys[slot].index + 1, 0);
  if (w->keys[slot].key) py.Py_DecRef(w->keys[slot].key);
  else w->key_slots[w->key_slot_count++] = (uint8_t)slot;
  w->keys[slot].key = pw_new_ref(key);
  w->keys[slot].index = w->key_count++;
  return put_text(w, key, 0) == FAILED ? -1 : 0;
}

static outcome changed(pw_writer *w, const char *what) {
  pw_error_set(&w->error, PW_ERROR_CONVERSION, "%s changed while it was converted", what);
  return FAILED;
}

/* The node of a field by its name; NULL for a name that the type does not know. */
static const pw_node *field_node(const pw_node *node, PyObject *key) {
  for (uint32_t i = 0; node && i < node->count; i++)
    if (node->keys[i] == key) return node->items[i];
  if (!node) return NULL;
  Py_ssize_t size, other_size;
  const char *text = py.PyUnicode_AsUTF8AndSize(key, &size);
  if (!text) {
    py.PyErr_Clear();
    return NULL;
  }
  for (uint32_t i = 0; i < node->count; i++) {
    const char *other = py.PyUnicode_AsUTF8AndSize(node->keys[i], &other_size);
    if (!other) py.PyErr_Clear();
    if (other && other_size == size && !memcmp(text, other, (size_t)size)) return node->items[i];
  }
  return NULL;
}

/* Floats in a list, the commonest bulk: no level, no dispatch. Stops at the first item that is not exactly a float. */
static int put_floats(pw_writer *w, pw_level *level) {
  if (py.PyList_GetItemRef || reserve(w, 8 * (size_t)(level->size - level->i))) return w->error.code ? -1 : 0;
  double *out = (double *)(w->body.data + w->body.size), *start = out;
  for (; level->i < level->size; level->i++) {
    PyObject *item = py.PyList_GetItem(level->object, level->i);
    if (!item) return py.PyErr_Clear(), 0;
    if (pw_type(item) != py.PyFloat_Type) break;
    *out++ = py.PyFloat_AsDouble(item);
  }
  w->body.size += 8 * (size_t)(out - start);
  return 0;
}

/* A new reference; NULL with IndexError when the list has shrunk. */
static PyObject *list_item(PyObject *list, Py_ssize_t i) {
  if (py.PyList_GetItemRef) return py.PyList_GetItemRef(list, i);
  PyObject *item = py.PyList_GetItem(list, i);
  return item ? pw_new_ref(item) : NULL;
}

static outcome step_items(pw_writer *w, pw_level *level) {
  const pw_node *node = level->node;
  int by_position = node && (node->kind == PW_KIND_TUPLE || node->kind == PW_KIND_NAMED_TUPLE);
  if (level->shape == LIST_LEVEL && node && !level->tagged && node->items[0]->kind == PW_KIND_FLOAT) {
    if (put_floats(w, level)) return FAILED;
  }
  size_t depth = w->depth;
  while (level->i < level->size) {
    PyObject *item = level->shape == LIST_LEVEL ? list_item(level->object, level->i)
                                                : pw_new_ref(py.PyTuple_GetItem(level->object, level->i));
    if (!item) return py.PyErr_Clear(), changed(w, "list");
    const pw_node *child = !node ? NULL : node->items[by_position ? level->i : 0];
    outcome result = put(w, child, item, level->tagged);
    py.Py_DecRef(item);
    if (result > PUSHED) return result;
    level = &w->levels[depth - 1];
    level->i++;
    if (result == PUSHED) return PUSHED;
  }
  pop(w);
  return DONE;
}

static outcome step_set(pw_writer *w, pw_level *level) {
  PyObject *item = py.PyIter_Next(level->iterator);
  if (!item) {
    if (py.PyErr_Occurred()) return FAILED;
    if (level->i != level->size) return changed(w, "set");
    pop(w);
    return DONE;
  }
  level->i++;
  if (level->i > level->size) return py.Py_DecRef(item), changed(w, "set");
  outcome result = put(w, level->node ? level->node->items[0] : NULL, item, level->tagged);
  py.Py_DecRef(item);
  return result;
}

static void clear_entry(pw_level *level) {
  if (level->key) py.Py_DecRef(level->key);
  if (level->value) py.Py_DecRef(level->value);
  level->key = level->value = NULL;
}

static outcome step_dict(pw_writer *w, pw_level *level) {
  const pw_node *node = level->node;
  const pw_node *child = NULL;
  if (!level->want_value) {
    clear_entry(level);
    if (py.PyDict_Size(level->object) != level->size) return changed(w, "dict");
    if (!py.PyDict_Next(level->object, &level->position, &level->key, &level->value)) {
      level->key = level->value = NULL;
      if (level->i != level->size) return changed(w, "dict");
      pop(w);
      return DONE;
    }
    if (level->i++ >= level->size) {
      level->key = level->value = NULL;
      return changed(w, "dict");
    }
    pw_new_ref(level->key);
    pw_new_ref(level->value);
    level->want_value = 1;
    if (level->text_keys) {
      if (put_key(w, level->key)) return FAILED;
    } else {
      return put(w, node ? node->items[0] : NULL, level->key, level->tagged);
    }
  }
  if (node) child = node->kind == PW_KIND_TYPED_DICT ? field_node(node, level->key) : node->items[node->count - 1];
  level->want_value = 0;
  return put(w, child, level->value, level->tagged);
}

static outcome step_record(pw_writer *w, pw_level *level) {
  const pw_node *node = level->node;
  clear_entry(level);
  if (level->i == level->size) {
    /* `position` counts the keys found: a dict with others besides is written with tags. */
    if (node->kind == PW_KIND_TYPED_DICT && py.PyDict_Size(level->object) != level->position) return MISMATCH;
    pop(w);
    return DONE;
  }
  Py_ssize_t i = level->i++;
  if (node->kind == PW_KIND_TYPED_DICT) {
    PyObject *value = py.PyDict_GetItemWithError(level->object, node->keys[i]);
    if (!value && py.PyErr_Occurred()) return FAILED;
    if (!value && !(node->flags[i] & PW_FIELD_OPTIONAL)) return MISMATCH;
    if (node->flags[i] & PW_FIELD_OPTIONAL && put_words(w, value != NULL, 0)) return FAILED;
    if (!value) return DONE;
    level->value = pw_new_ref(value);
    level->position++;
  } else if (!(level->value = py.PyObject_GetAttr(level->object, node->keys[i]))) {
    if (!py.PyErr_ExceptionMatches(py.PyExc_AttributeError)) return FAILED;
    py.PyErr_Clear(); /* A field that was never set: with tags, it can be left out. */
    return MISMATCH;
  }
  return put(w, node->items[i], level->value, 0);
}

static outcome step_fields(pw_writer *w, pw_level *level) {
  clear_entry(level);
  if (level->i == level->size) {
    pop(w);
    return DONE;
  }
  level->key = pw_new_ref(py.PyTuple_GetItem(level->iterator, level->i++));
  level->value = py.PyObject_GetAttr(level->object, level->key);
  if (!level->value || put_key(w, level->key)) return FAILED;
  return put(w, field_node(level->node, level->key), level->value, 1);
}

static outcome step(pw_writer *w) {
  pw_level *level = &w->levels[w->depth - 1];
  switch (level->shape) {
    case SET_LEVEL: return step_set(w, level);
    case DICT_LEVEL: return step_dict(w, level);
    case RECORD_LEVEL: return step_record(w, level);
    case FIELDS_LEVEL: return step_fields(w, level);
    default: return step_items(w, level);
  }
}

/* ---- the frame ---- */

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
  w->given_count = 0;
  w->error.code = 0;
}

static void take_back(pw_writer *w) {
  while (w->depth) pop(w);
  while (w->given_count) pw_handle_drop(pw_address(w->given[--w->given_count]));
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
  snprintf(w->error.message + length, sizeof w->error.message - length, " at result%s", path);
}

static outcome write_all(pw_writer *w, const pw_node *node, PyObject *value) {
  outcome result = put(w, node, value, w->tagged);
  while (result <= PUSHED && w->depth) result = step(w);
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
  free(w->given);
}
