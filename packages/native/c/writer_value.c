/* Which way a value goes: by its type where it fits, by its own where it does not. See writer_internal.h. */
#include "writer_internal.h"

#include "error.h"
#include "interpreter.h"

outcome pw_put_any(pw_writer *w, PyObject *o) {
  PyTypeObject *type = pw_type(o);
  if (type == py.PyUnicode_Type) return pw_put_text(w, o, PW_TAG_STR);
  if (type == py.PyFloat_Type) return pw_put_float(w, py.PyFloat_AsDouble(o), 1);
  if (type == py.PyLong_Type) return pw_put_integer(w, o, 0);
  if (o == py.None) return pw_put_tag(w, PW_TAG_NONE, 0);
  if (type == py.PyBool_Type) return pw_put_tag(w, o == py.True ? PW_TAG_TRUE : PW_TAG_FALSE, 0);
  if (type == py.PyList_Type) return pw_push_items(w, o, NULL, 1, LIST_LEVEL, PW_TAG_LIST);
  if (type == py.PyDict_Type)
    return pw_has_text_keys(o) ? pw_push_dict(w, o, NULL, 1) : pw_push_items(w, o, NULL, 1, DICT_LEVEL, PW_TAG_MAP);
  if (type == py.PyTuple_Type) return pw_push_items(w, o, NULL, 1, TUPLE_LEVEL, PW_TAG_TUPLE);
  if (type == py.PySet_Type) return pw_push_items(w, o, NULL, 1, SET_LEVEL, PW_TAG_SET);
  if (type == py.PyFrozenSet_Type) return pw_push_items(w, o, NULL, 1, SET_LEVEL, PW_TAG_FROZENSET);
  if (type == py.PyBytes_Type) return pw_put_bytes(w, o, PW_TAG_BYTES);
  return pw_put_other(w, o);
}

int pw_is_scalar(PyObject *o) {
  PyTypeObject *type = pw_type(o);
  return o == py.None || type == py.PyBool_Type || type == py.PyLong_Type || type == py.PyFloat_Type ||
         type == py.PyUnicode_Type || type == py.PyBytes_Type;
}

/* 1, or 0 also when the class cannot tell; -1 with an exception set when that is not the fault of the class. */
static int is_instance(const pw_node *node, PyObject *o) {
  int answer = py.PyObject_IsInstance(o, node->class_object);
  if (answer >= 0) return answer;
  if (pw_exception_is_grave()) return -1;
  py.PyErr_Clear();
  return 0;
}

/* Whether `o` is of that type: itself when `strict`, so that what is more than a tuple finds the member that says so. */
static int is_of(PyObject *o, PyTypeObject *type, int strict) {
  return strict ? pw_type(o) == type : pw_is_a(o, type);
}

/* Whether a union should take this member for `o`; looks at the outermost type only. -1 with an exception set. */
static int fits(const pw_node *node, PyObject *o, int strict) {
  switch (node->kind) {
    case PW_KIND_NONE: return o == py.None;
    case PW_KIND_BOOL: return pw_type(o) == py.PyBool_Type;
    case PW_KIND_INT:
    case PW_KIND_BIGINT:
    case PW_KIND_INTEGER: return pw_type(o) != py.PyBool_Type && is_of(o, py.PyLong_Type, strict);
    case PW_KIND_FLOAT: return is_of(o, py.PyFloat_Type, strict) || (!strict && pw_type(o) == py.PyLong_Type);
    case PW_KIND_STR: return is_of(o, py.PyUnicode_Type, strict);
    case PW_KIND_BYTES: return is_of(o, py.PyBytes_Type, strict);
    case PW_KIND_LIST: return is_of(o, py.PyList_Type, strict);
    case PW_KIND_SEQUENCE: return is_of(o, py.PyTuple_Type, strict);
    case PW_KIND_TUPLE: return is_of(o, py.PyTuple_Type, strict) && pw_tuple_fits(node, (size_t)py.PyTuple_Size(o));
    case PW_KIND_SET: return is_of(o, py.PySet_Type, strict);
    case PW_KIND_FROZENSET: return is_of(o, py.PyFrozenSet_Type, strict);
    case PW_KIND_DICT:
    case PW_KIND_MAP:
    case PW_KIND_TYPED_DICT: return is_of(o, py.PyDict_Type, strict);
    case PW_KIND_ENUM_VALUE:
    case PW_KIND_ENUM_NAME:
    case PW_KIND_DATACLASS:
    case PW_KIND_NAMED_TUPLE: return pw_is_a(o, (PyTypeObject *)node->class_object);
    case PW_KIND_CONVERTED: return is_instance(node, o);
    case PW_KIND_OPTIONAL: return o == py.None ? 1 : fits(node->items[0], o, strict);
    default: return 0;
  }
}

/* Of a type whose values carry tags: what does not fit it. */
static outcome put_misfit(pw_writer *w, const pw_node *node, PyObject *o) {
  outcome result = pw_put_stand_in(w, node, o, 1);
  return result == MISMATCH ? pw_put_any(w, o) : result;
}

static outcome put_member(pw_writer *w, const pw_node *node, PyObject *o) {
  for (int strict = 1; strict >= 0; strict--)
    for (uint32_t i = 0; i < node->count; i++) {
      int fit = fits(node->items[i], o, strict);
      if (fit) return fit < 0 ? FAILED : pw_put(w, node->items[i], o, 1);
    }
  return put_misfit(w, node, o);
}

static outcome put_enum(pw_writer *w, const pw_node *node, PyObject *o) {
  if (!pw_is_a(o, (PyTypeObject *)node->class_object)) return put_misfit(w, node, o);
  PyObject *leaf = py.PyObject_GetAttr(o, node->kind == PW_KIND_ENUM_VALUE ? py.str__value_ : py.str__name_);
  if (!leaf) return FAILED;
  /* Flags that have no name of their own stay what they are. */
  outcome result = pw_is_scalar(leaf) && leaf != py.None ? pw_put_any(w, leaf) : pw_put_object(w, o, 1);
  py.Py_DecRef(leaf);
  return result;
}

static outcome put_as_float(pw_writer *w, PyObject *o, int tagged) {
  if (pw_is_a(o, py.PyFloat_Type)) return pw_put_float(w, py.PyFloat_AsDouble(o), tagged);
  if (pw_type(o) != py.PyLong_Type) return MISMATCH;
  int overflow;
  long long value = py.PyLong_AsLongLongAndOverflow(o, &overflow);
  /* An int that a double cannot hold stays an int. */
  if (overflow || value < -LARGEST_SAFE || value > LARGEST_SAFE) return MISMATCH;
  return pw_put_float(w, (double)value, tagged);
}

/* A deque or a range where a list is expected. */
static outcome push_other_sequence(pw_writer *w, const pw_node *node, PyObject *o, int tagged) {
  if (pw_is_scalar(o) || !pw_interpreter.as_list) return MISMATCH;
  PyObject *argument[1] = {o};
  PyObject *list = py.PyObject_VectorcallDict(pw_interpreter.as_list, argument, 1, NULL);
  if (!list) return FAILED;
  outcome result = list == py.None ? MISMATCH : pw_push_items(w, list, node, tagged, LIST_LEVEL, PW_TAG_LIST);
  py.Py_DecRef(list);
  return result;
}

static outcome put_as_record(pw_writer *w, const pw_node *node, PyObject *o, int tagged) {
  if (node->kind == PW_KIND_TYPED_DICT) {
    if (!pw_is_a(o, py.PyDict_Type) || !pw_has_text_keys(o)) return MISMATCH;
    if (tagged) return pw_push_dict(w, o, node, 1);
  } else {
    if (!pw_is_a(o, (PyTypeObject *)node->class_object)) return MISMATCH;
    if (tagged) return pw_push_fields(w, o, node);
    /* A subclass may have further fields, and so may a model that takes any: with tags, none is lost. */
    if (pw_type(o) != (PyTypeObject *)node->class_object || node->open_fields) return MISMATCH;
  }
  return pw_push_level(w, (pw_level){.shape = RECORD_LEVEL, .node = node, .object = o, .size = node->count});
}

/* Writes one value; MISMATCH only when `tagged` is 0, as long as put_typed answers it only when it wrote nothing. */
static outcome put_typed(pw_writer *w, const pw_node *node, PyObject *o, int tagged) {
  PyTypeObject *type = pw_type(o);
  switch (node->kind) {
    case PW_KIND_NONE:
      return o != py.None ? MISMATCH : pw_put_tag(w, tagged ? PW_TAG_NONE : 0, 0);
    case PW_KIND_BOOL:
      if (type != py.PyBool_Type) return MISMATCH;
      if (tagged) return pw_put_tag(w, o == py.True ? PW_TAG_TRUE : PW_TAG_FALSE, 0);
      return pw_put_tag(w, o == py.True, 0);
    case PW_KIND_INT:
      if (type == py.PyBool_Type || !pw_is_a(o, py.PyLong_Type)) return MISMATCH;
      return pw_put_safe_integer(w, o, tagged);
    case PW_KIND_BIGINT:
    case PW_KIND_INTEGER:
      return type != py.PyBool_Type && pw_is_a(o, py.PyLong_Type) ? pw_put_integer(w, o, node->kind == PW_KIND_BIGINT)
                                                                     : put_misfit(w, node, o);
    case PW_KIND_FLOAT: return put_as_float(w, o, tagged);
    case PW_KIND_STR:
      return pw_is_a(o, py.PyUnicode_Type) ? pw_put_text(w, o, tagged ? PW_TAG_STR : 0) : MISMATCH;
    case PW_KIND_BYTES:
      return pw_is_a(o, py.PyBytes_Type) ? pw_put_bytes(w, o, tagged ? PW_TAG_BYTES : 0) : MISMATCH;
    case PW_KIND_OBJECT: return pw_is_scalar(o) ? MISMATCH : pw_put_object(w, o, tagged);
    case PW_KIND_LIST:
    case PW_KIND_SEQUENCE:
      if (pw_is_a(o, py.PyList_Type)) return pw_push_items(w, o, node, tagged, LIST_LEVEL, PW_TAG_LIST);
      if (pw_is_a(o, py.PyTuple_Type)) return pw_push_items(w, o, node, tagged, TUPLE_LEVEL, PW_TAG_TUPLE);
      return push_other_sequence(w, node, o, tagged);
    case PW_KIND_TUPLE:
    case PW_KIND_NAMED_TUPLE:
      if (!pw_is_a(o, py.PyTuple_Type) || !pw_tuple_fits(node, (size_t)py.PyTuple_Size(o))) return MISMATCH;
      /* What has names is told from other tuples, also where it carries tags. */
      if (node->keyed && !pw_is_a(o, (PyTypeObject *)node->class_object)) return MISMATCH;
      if (node->keyed && tagged) return pw_put_named_tuple(w, node, o);
      return pw_push_items(w, o, node, tagged, TUPLE_LEVEL, PW_TAG_TUPLE);
    case PW_KIND_SET:
    case PW_KIND_FROZENSET:
      if (pw_is_a(o, py.PySet_Type)) return pw_push_items(w, o, node, tagged, SET_LEVEL, PW_TAG_SET);
      if (pw_is_a(o, py.PyFrozenSet_Type)) return pw_push_items(w, o, node, tagged, SET_LEVEL, PW_TAG_FROZENSET);
      return MISMATCH;
    case PW_KIND_OPTIONAL:
      if (o == py.None) return pw_put_tag(w, tagged ? PW_TAG_NONE : 0, 0);
      if (!tagged && pw_put_words(w, 1, 0)) return FAILED;
      return pw_put(w, node->items[0], o, tagged);
    case PW_KIND_DICT:
      if (!pw_is_a(o, py.PyDict_Type) || !pw_has_text_keys(o)) return MISMATCH;
      return pw_push_dict(w, o, node, tagged);
    case PW_KIND_MAP:
      if (!pw_is_a(o, py.PyDict_Type)) return MISMATCH;
      return pw_push_items(w, o, node, tagged, DICT_LEVEL, PW_TAG_MAP);
    case PW_KIND_TYPED_DICT:
    case PW_KIND_DATACLASS: return put_as_record(w, node, o, tagged);
    case PW_KIND_UNION: return put_member(w, node, o);
    case PW_KIND_ENUM_VALUE:
    case PW_KIND_ENUM_NAME: return put_enum(w, node, o);
    case PW_KIND_CONVERTED: {
      int is_one = is_instance(node, o);
      return is_one < 0 ? FAILED : is_one ? pw_put_as_converted(w, node, o) : put_misfit(w, node, o);
    }
    default: return pw_put_any(w, o);
  }
}

outcome pw_put(pw_writer *w, const pw_node *node, PyObject *o, int tagged) {
  if (!node || node->kind == PW_KIND_ANY) return pw_put_any(w, o);
  outcome result = put_typed(w, node, o, tagged);
  if (result == MISMATCH) result = pw_put_stand_in(w, node, o, tagged);
  return result == MISMATCH && tagged ? pw_put_any(w, o) : result;
}
