/* Values that are taken apart before they cross. See writer_internal.h and conversions.h. */
#include "conversions.h"
#include "error.h"
#include "js_reference.h"
#include "writer_internal.h"

/* What a conversion gives may itself be converted; one that gives itself, in new clothes each time, has no end. */
#define MOST_CONVERSIONS 64

outcome pw_put_converted(pw_writer *w, PyObject *o, uint32_t number) {
  if (number == PW_CONVERSION_MEMORY || number == PW_CONVERSION_ARRAY) {
    outcome result = pw_put_buffer(w, o, number == PW_CONVERSION_ARRAY);
    return result == MISMATCH ? pw_put_object(w, o, 1) : result;
  }
  if (w->conversions >= MOST_CONVERSIONS) {
    pw_error_set(&w->error, PW_ERROR_CONVERSION, "the conversion of this value has no end");
    return FAILED;
  }
  PyObject *reduce = pw_conversion_reduce(number);
  PyObject *argument[1] = {o};
  PyObject *plain = reduce ? py.PyObject_VectorcallDict(reduce, argument, 1, NULL) : NULL;
  if (reduce) py.Py_DecRef(reduce);
  if (!plain) return FAILED;
  outcome result;
  if (plain == o) {
    result = pw_put_object(w, o, 1); /* the conversion does not want this one */
  } else {
    w->conversions++;
    result = pw_put_words(w, PW_TAG_CONVERTED, number) ? FAILED : pw_put_any(w, plain);
    w->conversions--;
  }
  py.Py_DecRef(plain);
  return result;
}

outcome pw_put_other(pw_writer *w, PyObject *o) {
  uint32_t number;
  if (pw_js_function_id(o, &number)) return pw_lend(w, o) ? FAILED : pw_put_tag(w, PW_TAG_REFERENCE, number);
  if (pw_conversion_of(pw_type(o), &number)) return FAILED;
  return number ? pw_put_converted(w, o, number) : pw_put_object(w, o, 1);
}
