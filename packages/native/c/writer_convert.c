/* Values that are taken apart before they cross. See writer_internal.h and conversions.h. */
#include "conversions.h"
#include "error.h"
#include "js_reference.h"
#include "writer_internal.h"

/* What a conversion gives may itself be converted; one that gives itself, in new clothes each time, has no end. */
#define MOST_CONVERSIONS 64

int pw_is_plain(PyObject *o) {
  PyTypeObject *type = pw_type(o);
  return pw_is_scalar(o) || type == py.PyList_Type || type == py.PyTuple_Type || type == py.PyDict_Type ||
         type == py.PySet_Type || type == py.PyFrozenSet_Type;
}

/* The plainer value; a new reference, NULL on failure. */
static PyObject *reduce(pw_writer *w, PyObject *o, uint32_t number) {
  if (w->conversions >= MOST_CONVERSIONS) {
    pw_error_set(&w->error, PW_ERROR_CONVERSION, "the conversion of this value has no end");
    return NULL;
  }
  PyObject *function = pw_conversion_reduce(number);
  PyObject *argument[1] = {o};
  PyObject *plain = function ? py.PyObject_VectorcallDict(function, argument, 1, NULL) : NULL;
  if (function) py.Py_DecRef(function);
  return plain;
}

/* As `node`, which is of the plainer value; NULL is ANY. */
static outcome put_reduced(pw_writer *w, const pw_node *node, PyObject *o, uint32_t number) {
  PyObject *plain = reduce(w, o, number);
  if (!plain) return FAILED;
  outcome result;
  if (plain == o && !pw_is_plain(o)) {
    result = pw_put_object(w, o, 1); /* the conversion does not want this one */
  } else {
    w->conversions++;
    result = pw_put_words(w, PW_TAG_CONVERTED, number) ? FAILED : pw_put(w, node, plain, 1);
    w->conversions--;
  }
  py.Py_DecRef(plain);
  return result;
}

static outcome put_by(pw_writer *w, PyObject *o, uint32_t number) {
  outcome result = MISMATCH;
  if (number == PW_CONVERSION_NONE) return pw_put_object(w, o, 1);
  if (number >= PW_CONVERSION_ADDED)
    return pw_put_words(w, PW_TAG_CONVERTED, number) ? FAILED : pw_put_object(w, o, 1);
  if (number == PW_CONVERSION_PLAIN)
    return (result = pw_put_stand_in(w, NULL, o, 1)) == MISMATCH ? pw_put_object(w, o, 1) : result;
  if (number == PW_CONVERSION_MEMORY || number == PW_CONVERSION_ARRAY)
    return (result = pw_put_buffer(w, o, number == PW_CONVERSION_ARRAY)) == MISMATCH ? pw_put_object(w, o, 1) : result;
  return put_reduced(w, NULL, o, number);
}

outcome pw_put_stand_in(pw_writer *w, const pw_node *node, PyObject *o, int tagged) {
  uint32_t number;
  if (pw_is_plain(o)) return MISMATCH;
  if (pw_conversion_of(pw_type(o), &number)) return FAILED;
  if (number != PW_CONVERSION_PLAIN) return MISMATCH;
  PyObject *plain = reduce(w, o, PW_CONVERSION_PLAIN);
  if (!plain) return FAILED;
  w->conversions++;
  outcome result = plain == o ? MISMATCH : pw_put(w, node, plain, tagged);
  w->conversions--;
  py.Py_DecRef(plain);
  return result;
}

outcome pw_put_as_converted(pw_writer *w, const pw_node *node, PyObject *o) {
  /* What the value's own class says is nearer to it than what the hint says: a datetime is more than the date it is. */
  uint32_t own;
  if (pw_conversion_of(pw_type(o), &own)) return FAILED;
  if (own == PW_CONVERSION_PLAIN) {
    outcome result = pw_put_stand_in(w, node, o, 1);
    if (result != MISMATCH) return result;
  }
  if (own && own != node->conversion) return put_by(w, o, own);
  return put_reduced(w, node->count ? node->items[0] : NULL, o, node->conversion);
}

outcome pw_put_named_tuple(pw_writer *w, const pw_node *node, PyObject *o) {
  PyObject *fields = reduce(w, o, PW_CONVERSION_NAMED_TUPLE);
  if (!fields) return FAILED;
  outcome result = FAILED;
  if (!pw_is_a(fields, py.PyDict_Type) || !pw_has_text_keys(fields))
    pw_error_set(&w->error, PW_ERROR_CONVERSION, "a named tuple has names that are no text");
  else if (!pw_put_words(w, PW_TAG_CONVERTED, PW_CONVERSION_NAMED_TUPLE))
    result = pw_push_dict(w, fields, node, 1);
  py.Py_DecRef(fields);
  return result;
}

outcome pw_put_other(pw_writer *w, PyObject *o) {
  uint32_t number;
  if (pw_js_function_id(w->owner, o, &number)) return pw_lend(w, o) ? FAILED : pw_put_tag(w, PW_TAG_REFERENCE, number);
  return pw_conversion_of(pw_type(o), &number) ? FAILED : put_by(w, o, number);
}
