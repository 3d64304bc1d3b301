/* See reader.h. Knows nothing of pages and calls. */
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conversions.h"
#include "error.h"
#include "frame.h"
#include "js_thread.h"
#include "place.h"

/* A container that is being filled. */
struct pw_building {
  uint8_t kind;          /* PW_KIND_LIST, SEQUENCE, SET, FROZENSET, DICT, MAP, TUPLE, TYPED_DICT, DATACLASS, NAMED_TUPLE, CONVERTED */
  const pw_node *node;   /* NULL: items are ANY */
  PyObject *object;      /* DATACLASS: a dict of its arguments; CONVERTED: what builds the value */
  PyObject *key;         /* DICT, MAP: the key whose value is next; CONVERTED: the plainer value */
  uint32_t i, count;
};

/* In place of an object, and never followed: a level has been pushed, its items come next. */
static char pushed_marker;
#define PUSHED ((PyObject *)&pushed_marker)
/* As that: the value is of type r->next, and still to be read. Types may lead to types for as long as the frame is. */
static char again_marker;
#define AGAIN ((PyObject *)&again_marker)

static PyObject *broken(pw_reader *r, const char *what) {
  pw_error_set(&r->error, PW_ERROR_USAGE, "broken frame: %s", what);
  return NULL;
}

static PyObject *out_of_memory(pw_reader *r) {
  if (!py.PyErr_Occurred()) pw_error_set(&r->error, PW_ERROR_MEMORY, "out of memory");
  return NULL;
}

void pw_reader_begin(pw_reader *r, const pw_operation *operation, const pw_frame *frame) {
  r->slot = frame->body;
  r->end = frame->body + (frame->body_bytes & ~(size_t)7);
  r->text = frame->text;
  r->text_end = frame->text + frame->text_bytes;
  r->encoding = frame->encoding;
  r->operation = operation;
  r->depth = 0;
  r->references = 0;
  r->keyword = NULL;
  r->argument = -1;
  r->error.code = 0;
}

int pw_reader_at_end(const pw_reader *r) {
  return r->slot == r->end;
}

void pw_reader_free(pw_reader *r) {
  free(r->levels);
}

int pw_read_words(pw_reader *r, uint32_t words[2]) {
  if (r->slot == r->end) {
    broken(r, "it ends too early");
    return -1;
  }
  memcpy(words, r->slot, 8);
  r->slot += 8;
  return 0;
}

static int read_double(pw_reader *r, double *number) {
  uint32_t words[2];
  if (pw_read_words(r, words)) return -1;
  memcpy(number, words, 8);
  return 0;
}

/* ---- leaves ---- */

PyObject *pw_read_text(pw_reader *r, uint32_t units) {
  size_t bytes = r->encoding == PW_TEXT_UTF16 ? 2 * (size_t)units : units;
  if (bytes > (size_t)(r->text_end - r->text)) return broken(r, "its text ends too early");
  const char *text = (const char *)r->text;
  r->text += bytes;
  if (r->encoding != PW_TEXT_UTF16) return py.PyUnicode_DecodeLatin1(text, (Py_ssize_t)bytes, NULL);
  int little_endian = -1;
  return py.PyUnicode_DecodeUTF16(text, (Py_ssize_t)bytes, "surrogatepass", &little_endian);
}

static PyObject *read_bytes(pw_reader *r, uint32_t size) {
  size_t padded = ((size_t)size + 7) & ~(size_t)7;
  if (padded > (size_t)(r->end - r->slot)) return broken(r, "its bytes end too early");
  const char *data = (const char *)r->slot;
  r->slot += padded;
  return py.PyBytes_FromStringAndSize(data, (Py_ssize_t)size);
}

static PyObject *integer_from(pw_reader *r, double number) {
  if (!(number >= -9007199254740991.0 && number <= 9007199254740991.0) || number != (double)(long long)number)
    return broken(r, "an int is no whole number");
  return py.PyLong_FromLongLong((long long)number);
}

static PyObject *read_huge(pw_reader *r, uint32_t units) {
  PyObject *text = pw_read_text(r, units);
  if (!text) return NULL;
  Py_ssize_t size;
  const char *digits = py.PyUnicode_AsUTF8AndSize(text, &size);
  PyObject *number = NULL;
  /* PyLong_FromString would stop at a NUL and call it the end. */
  if (digits && memchr(digits, 0, (size_t)size)) broken(r, "an int is no whole number");
  else if (digits) number = py.PyLong_FromString(digits, NULL, 16);
  py.Py_DecRef(text);
  return number;
}

static PyObject *read_object(pw_reader *r) {
  double address;
  if (read_double(r, &address)) return NULL;
  PyObject *object = pw_handle_find(&r->owner->handles, address);
  if (object) return object;
  pw_error_set(&r->error, PW_ERROR_USAGE, "this Python object has been released");
  return NULL;
}

static PyObject *read_function(pw_reader *r, uint32_t id) {
  PyObject *function = pw_js_function_new(r->owner, id);
  if (function) r->references++;
  return function;
}

static PyObject *read_memory(pw_reader *r, uint32_t id) {
  uint32_t words[2];
  double address, bytes;
  if (pw_read_words(r, words) || read_double(r, &address) || read_double(r, &bytes)) return NULL;
  if (!(address >= 0 && address < 9007199254740992.0 && bytes >= 0 && bytes < 9007199254740992.0))
    return broken(r, "memory lies nowhere");
  pw_js_memory memory = {id, (void *)(uintptr_t)address, (size_t)bytes, (char)words[0], words[1] != 0};
  return pw_js_memory_new(r->owner, &memory, &r->references);
}

/* ---- containers ---- */

static PyObject *push_object(pw_reader *r, uint8_t kind, const pw_node *node, PyObject *object, uint32_t count);

static PyObject *new_container(uint8_t kind, uint32_t count) {
  switch (kind) {
    case PW_KIND_LIST: return py.PyList_New(count);
    case PW_KIND_SEQUENCE:
    case PW_KIND_TUPLE:
    case PW_KIND_NAMED_TUPLE: return py.PyTuple_New(count);
    case PW_KIND_SET: return py.PySet_New(NULL);
    case PW_KIND_FROZENSET: return py.PyFrozenSet_New(NULL);
    default: return py.PyDict_New();
  }
}

static PyObject *push(pw_reader *r, uint8_t kind, const pw_node *node, uint32_t count) {
  /* By its names, which leaves out what has a default. */
  if (kind == PW_KIND_NAMED_TUPLE && node->keyed) kind = PW_KIND_DATACLASS;
  int is_open = kind == PW_KIND_TUPLE && node && node->open_item;
  int by_position = node && !is_open && (kind == PW_KIND_TUPLE || kind == PW_KIND_NAMED_TUPLE ||
                                         kind == PW_KIND_TYPED_DICT || kind == PW_KIND_DATACLASS);
  if (is_open && !pw_tuple_fits(node, count)) return broken(r, "a tuple has too few items");
  if (by_position) {
    count = node->count;
  } else if (count > (size_t)(r->end - r->slot) / 8) { /* each item takes a slot at least */
    return broken(r, "a container says that it holds more than the frame does");
  }
  return push_object(r, kind, node, new_container(kind, count), count);
}

/* Takes over `object`, which may be NULL. */
static PyObject *push_object(pw_reader *r, uint8_t kind, const pw_node *node, PyObject *object, uint32_t count) {
  if (!object) return NULL;
  if (r->depth == r->level_capacity) {
    size_t capacity = r->level_capacity ? r->level_capacity * 2 : 32;
    pw_building *levels = realloc(r->levels, capacity * sizeof *levels);
    if (!levels) {
      py.Py_DecRef(object);
      return out_of_memory(r);
    }
    r->levels = levels;
    r->level_capacity = capacity;
  }
  r->levels[r->depth++] = (pw_building){.kind = kind, .node = node, .object = object, .count = count};
  return PUSHED;
}

/* Numbers in a list, packed without tags: no level, no dispatch. */
static PyObject *read_packed(pw_reader *r, uint32_t count, int integers) {
  if (count > (size_t)(r->end - r->slot) / 8) return broken(r, "a list ends too early");
  PyObject *list = py.PyList_New(count);
  if (!list) return NULL;
  for (uint32_t i = 0; i < count; i++, r->slot += 8) {
    double number;
    memcpy(&number, r->slot, 8);
    PyObject *item = integers ? integer_from(r, number) : py.PyFloat_FromDouble(number);
    if (!item || py.PyList_SetItem(list, i, item)) {
      py.Py_DecRef(list);
      return NULL;
    }
  }
  return list;
}

/* ---- values ---- */

static PyObject *start_any(pw_reader *r) {
  uint32_t words[2];
  double number;
  if (pw_read_words(r, words)) return NULL;
  switch (words[0]) {
    case PW_TAG_NONE: return pw_new_ref(py.None);
    case PW_TAG_FALSE: return pw_new_ref(py.False);
    case PW_TAG_TRUE: return pw_new_ref(py.True);
    case PW_TAG_FLOAT: return read_double(r, &number) ? NULL : py.PyFloat_FromDouble(number);
    case PW_TAG_INT: return read_double(r, &number) ? NULL : integer_from(r, number);
    case PW_TAG_BIGINT: {
      long long value;
      if (read_double(r, &number)) return NULL;
      memcpy(&value, r->slot - 8, 8);
      return py.PyLong_FromLongLong(value);
    }
    case PW_TAG_HUGE: return read_huge(r, words[1]);
    case PW_TAG_STR: return pw_read_text(r, words[1]);
    case PW_TAG_BYTES: return read_bytes(r, words[1]);
    case PW_TAG_LIST: return push(r, PW_KIND_LIST, NULL, words[1]);
    case PW_TAG_TUPLE: return push(r, PW_KIND_SEQUENCE, NULL, words[1]);
    case PW_TAG_SET: return push(r, PW_KIND_SET, NULL, words[1]);
    case PW_TAG_FROZENSET: return push(r, PW_KIND_FROZENSET, NULL, words[1]);
    case PW_TAG_DICT: return push(r, PW_KIND_DICT, NULL, words[1]);
    case PW_TAG_MAP: return push(r, PW_KIND_MAP, NULL, words[1]);
    case PW_TAG_OBJECT: return read_object(r);
    case PW_TAG_CONVERTED: return push_object(r, PW_KIND_CONVERTED, NULL, pw_conversion_build(words[1]), 1);
    case PW_TAG_FUNCTION: return read_function(r, words[1]);
    case PW_TAG_MEMORY: return read_memory(r, words[1]);
    case PW_TAG_TYPED:
      if (words[1] >= r->operation->node_count) return broken(r, "no such type");
      r->next = &r->operation->nodes[words[1]];
      return AGAIN;
    default: return broken(r, "unknown tag");
  }
}

static PyObject *read_enum(pw_reader *r, const pw_node *node) {
  PyObject *leaf = start_any(r);
  if (!leaf || leaf == PUSHED || leaf == AGAIN) return leaf ? broken(r, "an enum member is no single value") : NULL;
  /* A member that is passed as a handle is one already. */
  if (pw_is_a(leaf, (PyTypeObject *)node->class_object)) return leaf;
  PyObject *arguments[1] = {leaf};
  PyObject *member = node->kind == PW_KIND_ENUM_NAME
                         ? py.PyObject_GetItem(node->class_object, leaf)
                         : py.PyObject_VectorcallDict(node->class_object, arguments, 1, NULL);
  py.Py_DecRef(leaf);
  return member;
}

static PyObject *start_counted(pw_reader *r, const pw_node *node) {
  uint32_t words[2];
  if (pw_read_words(r, words)) return NULL;
  if (words[0] == PW_TAG_OBJECT) return read_object(r);
  switch (node->kind) {
    case PW_KIND_STR: return pw_read_text(r, words[1]);
    case PW_KIND_BYTES: return read_bytes(r, words[1]);
    case PW_KIND_LIST:
      if (words[0] == PW_TAG_FLOAT || words[0] == PW_TAG_INT) return read_packed(r, words[1], words[0] == PW_TAG_INT);
      return push(r, PW_KIND_LIST, node, words[1]);
    default: return push(r, node->kind, node, words[1]);
  }
}

/* One value, PUSHED, or AGAIN. */
static PyObject *start_one(pw_reader *r, const pw_node *node) {
  uint32_t words[2];
  if (!node) return start_any(r);
  switch (node->kind) {
    case PW_KIND_NONE:
      if (pw_read_words(r, words)) return NULL;
      return words[0] == PW_TAG_OBJECT ? read_object(r) : pw_new_ref(py.None);
    case PW_KIND_OPTIONAL:
      if (pw_read_words(r, words)) return NULL;
      if (!words[0]) return pw_new_ref(py.None);
      r->next = node->items[0];
      return AGAIN;
    case PW_KIND_OBJECT: return read_object(r);
    case PW_KIND_STR:
    case PW_KIND_BYTES:
    case PW_KIND_LIST:
    case PW_KIND_SEQUENCE:
    case PW_KIND_SET:
    case PW_KIND_FROZENSET:
    case PW_KIND_DICT:
    case PW_KIND_MAP:
    case PW_KIND_TUPLE:
    case PW_KIND_NAMED_TUPLE:
    case PW_KIND_TYPED_DICT:
    case PW_KIND_DATACLASS: return start_counted(r, node);
    case PW_KIND_ENUM_VALUE:
    case PW_KIND_ENUM_NAME: return read_enum(r, node);
    /* Numbers and booleans carry their tag: a bigint or a handle may stand in for them. */
    default: return start_any(r);
  }
}

/* One value, or PUSHED. */
static PyObject *start(pw_reader *r, const pw_node *node) {
  PyObject *value = start_one(r, node);
  while (value == AGAIN) value = start_one(r, r->next);
  return value;
}

/* ---- filling ---- */

static PyObject *text_key(pw_reader *r) {
  uint32_t words[2];
  if (pw_read_words(r, words)) return NULL;
  return pw_read_text(r, words[1]);
}

/* The type of the next item; skips fields that were not given. `level->i` is the item's position. */
static int next_field(pw_reader *r, pw_building *level) {
  for (; level->i < level->count; level->i++) {
    uint8_t flags = level->node->flags[level->i];
    uint32_t words[2];
    if (level->kind == PW_KIND_DATACLASS && !(flags & PW_FIELD_INIT)) continue;
    if (!(flags & PW_FIELD_OPTIONAL)) return 0;
    if (pw_read_words(r, words)) return -1;
    if (words[0]) return 0;
  }
  return 0;
}

/* Starts the next item of the top level; NULL on failure. The caller has seen that there is one. */
static PyObject *start_item(pw_reader *r) {
  pw_building *level = &r->levels[r->depth - 1];
  const pw_node *node = level->node;
  switch (level->kind) {
    case PW_KIND_DICT:
      if (!(level->key = text_key(r))) return NULL;
      return start(r, node ? node->items[0] : NULL);
    case PW_KIND_MAP:
      return start(r, node ? node->items[level->key ? 1 : 0] : NULL);
    case PW_KIND_TUPLE: return start(r, node ? pw_tuple_item(node, level->i, level->count) : NULL);
    case PW_KIND_NAMED_TUPLE:
    case PW_KIND_TYPED_DICT:
    case PW_KIND_DATACLASS: return start(r, node ? node->items[level->i] : NULL);
    default: return start(r, node ? node->items[0] : NULL);
  }
}

/* Puts a finished item into the top level; takes over `item`. 0 or -1. */
static int add(pw_reader *r, PyObject *item) {
  pw_building *level = &r->levels[r->depth - 1];
  int failed;
  switch (level->kind) {
    case PW_KIND_LIST: return py.PyList_SetItem(level->object, level->i++, item);
    case PW_KIND_SEQUENCE:
    case PW_KIND_TUPLE:
    case PW_KIND_NAMED_TUPLE: return py.PyTuple_SetItem(level->object, level->i++, item);
    case PW_KIND_SET:
    case PW_KIND_FROZENSET:
      failed = py.PySet_Add(level->object, item);
      break;
    case PW_KIND_CONVERTED:
      level->key = item;
      level->i++;
      return 0;
    case PW_KIND_MAP:
      if (!level->key) {
        level->key = item;
        return 0;
      }
      /* fall through */
    case PW_KIND_DICT:
      failed = py.PyDict_SetItem(level->object, level->key, item);
      if (failed) break; /* the key says where */
      py.Py_DecRef(level->key);
      level->key = NULL;
      break;
    default: failed = py.PyDict_SetItem(level->object, level->node->keys[level->i], item);
  }
  py.Py_DecRef(item);
  if (!failed) level->i++;
  return failed;
}

/* The object of a full level. A new reference. */
static PyObject *finish(pw_reader *r) {
  pw_building level = r->levels[--r->depth];
  PyObject *made;
  if (level.kind == PW_KIND_MAP && py.PyDict_Size(level.object) != (Py_ssize_t)level.count) {
    py.Py_DecRef(level.object);
    pw_error_set(&r->error, PW_ERROR_CONVERSION, "keys that differ in JavaScript are equal in Python (1 and true, for example)");
    return NULL;
  }
  if (level.kind == PW_KIND_CONVERTED) {
    PyObject *arguments[1] = {level.key};
    made = py.PyObject_VectorcallDict(level.object, arguments, 1, NULL);
    py.Py_DecRef(level.key);
  } else if (level.kind == PW_KIND_DATACLASS) {
    PyObject *construct = level.node->construct ? level.node->construct : level.node->class_object;
    made = py.PyObject_VectorcallDict(construct, NULL, 0, level.object);
  } else if (level.kind == PW_KIND_NAMED_TUPLE) {
    PyObject *arguments[1] = {level.object};
    PyObject *make = py.PyObject_GetAttr(level.node->class_object, py.str__make);
    made = make ? py.PyObject_VectorcallDict(make, arguments, 1, NULL) : NULL;
    if (make) py.Py_DecRef(make);
  } else {
    return level.object;
  }
  py.Py_DecRef(level.object); /* a reference of its own, even where `made` is the same object */
  return made;
}

/* What the level's next item, or the one in work, is called. */
static void find_step(const pw_building *level, pw_place *place) {
  switch (level->kind) {
    case PW_KIND_CONVERTED: break;
    case PW_KIND_DICT:
      if (!pw_place_key(place, level->key)) pw_place_item(place, level->i);
      break;
    case PW_KIND_TYPED_DICT:
      if (level->i < level->count) pw_place_key(place, level->node->keys[level->i]);
      break;
    case PW_KIND_DATACLASS:
      /* Once all are there, it is the constructor that fails. */
      if (level->i < level->count) pw_place_field(place, level->node->keys[level->i]);
      break;
    case PW_KIND_SET:
    case PW_KIND_FROZENSET:
    case PW_KIND_MAP: pw_place_item(place, level->i); break;
    default:
      if (level->i < level->count) pw_place_index(place, level->i);
  }
}

/* Says where in the arguments the failure is: in the message, or in a note of the exception that Python has raised. */
static void add_place(pw_reader *r) {
  if (r->error.code && r->error.code != PW_ERROR_CONVERSION) return;
  PyObject *exception = r->error.code ? NULL : pw_exception_take();
  if (!exception && !r->error.code) return;
  pw_place place;
  pw_place_start(&place, "%s", r->argument < 0 ? "result" : r->keyword ? "options" : "args");
  if (r->keyword) pw_place_key(&place, r->keyword);
  else if (r->argument >= 0) pw_place_index(&place, r->argument);
  for (size_t i = 0; i < r->depth && !pw_place_ends(&place, i, r->depth); i++) find_step(&r->levels[i], &place);
  if (exception) {
    pw_place_raise(&place, exception);
  } else {
    size_t length = strlen(r->error.message);
    snprintf(r->error.message + length, sizeof r->error.message - length, " at %s", place.text);
  }
}

PyObject *pw_read(pw_reader *r, const pw_node *node) {
  size_t base = r->depth;
  PyObject *value = start(r, node);
  while (value) {
    if (value != PUSHED) {
      if (r->depth == base) return value;
      if (add(r, value)) break;
    }
    pw_building *level = &r->levels[r->depth - 1];
    int keyed = level->kind == PW_KIND_TYPED_DICT || level->kind == PW_KIND_DATACLASS;
    if (keyed && next_field(r, level)) break;
    value = level->i == level->count ? finish(r) : start_item(r);
  }
  add_place(r);
  while (r->depth > base) {
    pw_building *level = &r->levels[--r->depth];
    if (level->key) py.Py_DecRef(level->key);
    py.Py_DecRef(level->object);
  }
  return NULL;
}
