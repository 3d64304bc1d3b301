/* Containers and their items. See writer_internal.h. */
#include "writer_internal.h"

#include <string.h>

#include "error.h"
#include "interpreter.h"

/* Objects may make further ones whenever they are looked at, so that there is no cycle and yet no end. */
#define DEEPEST (1 << 20)

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
outcome pw_push_level(pw_writer *w, pw_level level) {
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

void pw_pop_level(pw_writer *w) {
  pw_level *level = &w->levels[--w->depth];
  if (level->key) py.Py_DecRef(level->key);
  if (level->value) py.Py_DecRef(level->value);
  if (level->iterator) py.Py_DecRef(level->iterator);
  py.Py_DecRef(level->object);
}

outcome pw_push_items(pw_writer *w, PyObject *object, const pw_node *node, int tagged, uint8_t shape, uint32_t tag) {
  Py_ssize_t size = shape == LIST_LEVEL ? py.PyList_Size(object)
                    : shape == TUPLE_LEVEL ? py.PyTuple_Size(object)
                    : shape == SET_LEVEL ? py.PySet_Size(object) : py.PyDict_Size(object);
  if (size < 0 || size > UINT32_MAX) return FAILED;
  if (pw_put_words(w, tagged ? tag : 0, (uint32_t)size)) return FAILED;
  pw_level level = {.shape = shape, .tagged = (uint8_t)tagged, .node = node, .object = object, .size = size};
  if (shape == SET_LEVEL && !(level.iterator = py.PyObject_GetIter(object))) return FAILED;
  level.text_keys = tag == PW_TAG_DICT;
  return pw_push_level(w, level);
}

/* 1 when every key is a str, 0 when not. */
int pw_has_text_keys(PyObject *dict) {
  Py_ssize_t position = 0;
  PyObject *key, *value;
  int all = 1;
  pw_steady steady;
  pw_steady_begin(&steady, dict);
  while (all && py.PyDict_Next(dict, &position, &key, &value)) all = pw_type(key) == py.PyUnicode_Type;
  pw_steady_end(&steady);
  return all;
}

outcome pw_push_dict(pw_writer *w, PyObject *dict, const pw_node *node, int tagged) {
  return pw_push_items(w, dict, node, tagged, DICT_LEVEL, PW_TAG_DICT);
}

/* A dataclass with tags: a DICT of the fields that its own class has; of its names, or of names and values. */
outcome pw_push_fields(pw_writer *w, PyObject *object, const pw_node *node) {
  PyObject *argument[1] = {object};
  PyObject *names = py.PyObject_VectorcallDict(pw_interpreter.field_names, argument, 1, NULL);
  if (!names) return FAILED;
  if (pw_type(names) == py.PyDict_Type) {
    outcome result = pw_has_text_keys(names) ? pw_push_dict(w, names, node, 1) : pw_put_object(w, object, 1);
    py.Py_DecRef(names);
    return result;
  }
  pw_level level = {.shape = FIELDS_LEVEL, .tagged = 1, .node = node, .object = object, .iterator = names};
  level.size = py.PyTuple_Size(names);
  if (pw_put_words(w, PW_TAG_DICT, (uint32_t)level.size)) {
    py.Py_DecRef(names);
    return FAILED;
  }
  return pw_push_level(w, level);
}

static int put_key(pw_writer *w, PyObject *key) {
  size_t slot = ((uintptr_t)key >> 4) % PW_KEY_CACHE;
  if (w->keys[slot].key == key) return pw_put_words(w, w->keys[slot].index + 1, 0);
  if (w->keys[slot].key) py.Py_DecRef(w->keys[slot].key);
  else w->key_slots[w->key_slot_count++] = (uint8_t)slot;
  w->keys[slot].key = pw_new_ref(key);
  w->keys[slot].index = w->key_count++;
  return pw_put_text(w, key, 0) == FAILED ? -1 : 0;
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
  if (py.PyList_GetItemRef || pw_reserve_slots(w, 8 * (size_t)(level->size - level->i))) return w->error.code ? -1 : 0;
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
  size_t size = (size_t)level->size;
  if (level->shape == LIST_LEVEL && node && !level->tagged && node->items[0]->kind == PW_KIND_FLOAT) {
    if (put_floats(w, level)) return FAILED;
  }
  size_t depth = w->depth;
  while (level->i < level->size) {
    PyObject *item = level->shape == LIST_LEVEL ? list_item(level->object, level->i)
                                                : pw_new_ref(py.PyTuple_GetItem(level->object, level->i));
    if (!item) return py.PyErr_Clear(), changed(w, "list");
    const pw_node *child = !node ? NULL : by_position ? pw_tuple_item(node, (size_t)level->i, size) : node->items[0];
    outcome result = pw_put(w, child, item, level->tagged);
    py.Py_DecRef(item);
    if (result > PUSHED) return result;
    level = &w->levels[depth - 1];
    level->i++;
    if (result == PUSHED) return PUSHED;
  }
  pw_pop_level(w);
  return DONE;
}

static outcome step_set(pw_writer *w, pw_level *level) {
  PyObject *item = py.PyIter_Next(level->iterator);
  if (!item) {
    if (py.PyErr_Occurred()) return FAILED;
    if (level->i != level->size) return changed(w, "set");
    pw_pop_level(w);
    return DONE;
  }
  level->i++;
  if (level->i > level->size) return py.Py_DecRef(item), changed(w, "set");
  outcome result = pw_put(w, level->node ? level->node->items[0] : NULL, item, level->tagged);
  py.Py_DecRef(item);
  return result;
}

static void clear_entry(pw_level *level) {
  if (level->key) py.Py_DecRef(level->key);
  if (level->value) py.Py_DecRef(level->value);
  level->key = level->value = NULL;
}

/* The next entry, with references of its own: 1; 0 at the end; -1 when the dict has another size than it had. */
static int next_entry(pw_level *level) {
  PyObject *key, *value;
  pw_steady steady;
  pw_steady_begin(&steady, level->object);
  int found = py.PyDict_Size(level->object) != level->size ? -1 : py.PyDict_Next(level->object, &level->position, &key, &value);
  if (found > 0) {
    level->key = pw_new_ref(key);
    level->value = pw_new_ref(value);
  }
  pw_steady_end(&steady);
  return found;
}

static outcome step_dict(pw_writer *w, pw_level *level) {
  const pw_node *node = level->node;
  const pw_node *child = NULL;
  if (!level->want_value) {
    clear_entry(level);
    int found = next_entry(level);
    if (found < 0 || (found ? level->i++ >= level->size : level->i != level->size)) return changed(w, "dict");
    if (!found) {
      pw_pop_level(w);
      return DONE;
    }
    level->want_value = 1;
    if (level->text_keys) {
      if (pw_type(level->key) != py.PyUnicode_Type) return changed(w, "dict");
      if (put_key(w, level->key)) return FAILED;
    } else {
      return pw_put(w, node ? node->items[0] : NULL, level->key, level->tagged);
    }
  }
  if (node) child = node->keyed ? field_node(node, level->key) : node->items[node->count - 1];
  level->want_value = 0;
  return pw_put(w, child, level->value, level->tagged);
}

/* The value of a key, a new reference: 1; 0 when there is none; -1 with an exception set. */
static int get_value(PyObject *dict, PyObject *key, PyObject **value) {
  if (py.PyDict_GetItemRef) return py.PyDict_GetItemRef(dict, key, value);
  PyObject *found = py.PyDict_GetItemWithError(dict, key);
  *value = found ? pw_new_ref(found) : NULL;
  return found ? 1 : py.PyErr_Occurred() ? -1 : 0;
}

static outcome step_record(pw_writer *w, pw_level *level) {
  const pw_node *node = level->node;
  clear_entry(level);
  if (level->i == level->size) {
    /* `position` counts the keys found: a dict with others besides is written with tags. */
    if (node->kind == PW_KIND_TYPED_DICT && py.PyDict_Size(level->object) != level->position) return MISMATCH;
    pw_pop_level(w);
    return DONE;
  }
  Py_ssize_t i = level->i++;
  if (node->flags[i] & PW_FIELD_INIT_ONLY) return DONE;
  if (node->kind == PW_KIND_TYPED_DICT) {
    int found = get_value(level->object, node->keys[i], &level->value);
    if (found < 0) return FAILED;
    if (!found && !(node->flags[i] & PW_FIELD_OPTIONAL)) return MISMATCH;
    if (node->flags[i] & PW_FIELD_OPTIONAL && pw_put_words(w, (uint32_t)found, 0)) return FAILED;
    if (!found) return DONE;
    level->position++;
  } else if (!(level->value = py.PyObject_GetAttr(level->object, node->keys[i]))) {
    if (!py.PyErr_ExceptionMatches(py.PyExc_AttributeError)) return FAILED;
    py.PyErr_Clear(); /* A field that was never set: with tags, it can be left out. */
    return MISMATCH;
  }
  return pw_put(w, node->items[i], level->value, 0);
}

static outcome step_fields(pw_writer *w, pw_level *level) {
  clear_entry(level);
  if (level->i == level->size) {
    pw_pop_level(w);
    return DONE;
  }
  level->key = pw_new_ref(py.PyTuple_GetItem(level->iterator, level->i++));
  level->value = py.PyObject_GetAttr(level->object, level->key);
  if (!level->value || put_key(w, level->key)) return FAILED;
  return pw_put(w, field_node(level->node, level->key), level->value, 1);
}

outcome pw_step(pw_writer *w) {
  pw_level *level = &w->levels[w->depth - 1];
  switch (level->shape) {
    case SET_LEVEL: return step_set(w, level);
    case DICT_LEVEL: return step_dict(w, level);
    case RECORD_LEVEL: return step_record(w, level);
    case FIELDS_LEVEL: return step_fields(w, level);
    default: return step_items(w, level);
  }
}
