/* Memory that crosses as it is, without a copy: buffers of Python's. See writer_internal.h. */
#include "writer_internal.h"

#include "conversions.h"
#include "handles.h"
#include "item_format.h"
#include "pin.h"

/* numpy has 64, buffers of others fewer. */
#define MOST_DIMENSIONS 64

/* Where the items of an array lie. */
typedef struct {
  double address;
  Py_ssize_t item_bytes;
  int readonly, dimensions;
  Py_ssize_t shape[MOST_DIMENSIONS], strides[MOST_DIMENSIONS];
} layout;

/* `object` may be NULL, for memory that is nothing but a run of numbers. */
static outcome put_layout(pw_writer *w, const layout *at, PyObject *format, PyObject *object, PyObject *pin) {
  uint32_t flags = (uint32_t)at->dimensions << 2 | (object ? 2u : 0) | (at->readonly ? 1u : 0);
  if (pw_put_words(w, PW_TAG_BUFFER, 0) || pw_put_words(w, flags, 0) || pw_put_double(w, at->address) ||
      pw_put_double(w, (double)at->item_bytes) || pw_put_text(w, format, 0) != DONE)
    return FAILED;
  for (int i = 0; i < at->dimensions; i++)
    if (pw_put_double(w, (double)at->shape[i]) || pw_put_double(w, (double)at->strides[i])) return FAILED;
  if (object && pw_put_object(w, object, 0) != DONE) return FAILED;
  return pw_put_object(w, pin, 0);
}

/* Exporters may leave out the strides of what lies in C's order, and the shape of one dimension. */
static int read_layout(const Py_buffer *buffer, layout *into) {
  if (buffer->suboffsets || buffer->ndim < 0 || buffer->ndim > MOST_DIMENSIONS || buffer->itemsize <= 0) return -1;
  if (!buffer->shape && buffer->ndim > 1) return -1;
  into->address = pw_address(buffer->buf);
  into->item_bytes = buffer->itemsize;
  into->readonly = buffer->readonly != 0;
  into->dimensions = buffer->ndim;
  Py_ssize_t stride = buffer->itemsize;
  for (int i = buffer->ndim - 1; i >= 0; i--) {
    into->shape[i] = buffer->shape ? buffer->shape[i] : buffer->len / buffer->itemsize;
    into->strides[i] = buffer->strides ? buffer->strides[i] : stride;
    stride *= into->shape[i];
  }
  return 0;
}

/* One run of numbers that a typed array can stand for. */
static int is_run_of_numbers(const layout *at, const pw_item_format *format, const Py_buffer *buffer) {
  return at->dimensions == 1 && (at->strides[0] == at->item_bytes || at->shape[0] < 2) && !format->swapped &&
         pw_item_format_is_number(format) && (uintptr_t)buffer->buf % (size_t)at->item_bytes == 0;
}

static int wrong_description(void) {
  py.PyErr_Clear();
  py.PyErr_SetString(py.PyExc_ValueError, "an array is described by its format, three numbers, shape and strides");
  return -1;
}

/* What Python's half says of an array: (format, address, bytes of an item, readonly, shape, strides). */
static int read_description(PyObject *told, layout *into) {
  if (pw_type(told) != py.PyTuple_Type || py.PyTuple_Size(told) != 6) return wrong_description();
  long long numbers[3];
  int overflow, failed = 0;
  for (int i = 0; i < 3; i++) {
    numbers[i] = py.PyLong_AsLongLongAndOverflow(py.PyTuple_GetItem(told, i + 1), &overflow);
    failed |= overflow;
  }
  PyObject *shape = py.PyTuple_GetItem(told, 4), *strides = py.PyTuple_GetItem(told, 5);
  Py_ssize_t count = pw_type(shape) == py.PyTuple_Type ? py.PyTuple_Size(shape) : -1;
  if (count < 0 || count > MOST_DIMENSIONS || pw_type(strides) != py.PyTuple_Type || py.PyTuple_Size(strides) != count)
    return wrong_description();
  into->address = (double)numbers[0];
  into->item_bytes = (Py_ssize_t)numbers[1];
  into->readonly = numbers[2] != 0;
  into->dimensions = (int)count;
  for (Py_ssize_t i = 0; i < count; i++) {
    into->shape[i] = (Py_ssize_t)py.PyLong_AsLongLongAndOverflow(py.PyTuple_GetItem(shape, i), &overflow);
    into->strides[i] = (Py_ssize_t)py.PyLong_AsLongLongAndOverflow(py.PyTuple_GetItem(strides, i), &overflow);
  }
  return failed || py.PyErr_Occurred() ? wrong_description() : 0;
}

/* Arrays whose items no format of a buffer can tell: dates, records, objects. MISMATCH when it is not for them either. */
static outcome put_described(pw_writer *w, PyObject *array) {
  PyObject *reduce = pw_conversion_reduce(PW_CONVERSION_ARRAY);
  PyObject *argument[1] = {array};
  PyObject *told = reduce ? py.PyObject_VectorcallDict(reduce, argument, 1, NULL) : NULL;
  if (reduce) py.Py_DecRef(reduce);
  if (!told) return FAILED;
  layout at;
  outcome result = MISMATCH;
  if (told != array) {
    PyObject *pin = read_description(told, &at) ? NULL : pw_pin_object(array);
    if (pin) pw_pin_guard(pin, array);
    result = pin ? put_layout(w, &at, py.PyTuple_GetItem(told, 0), array, pin) : FAILED;
    if (pin) py.Py_DecRef(pin);
  }
  py.Py_DecRef(told);
  return result;
}

/* The array of numpy's that a memoryview looks at, a new reference; NULL for what needs no guard. */
static PyObject *guarded(PyObject *object, int is_array) {
  if (is_array) return pw_new_ref(object);
  if (pw_type(object) != py.PyMemoryView_Type) return NULL;
  PyObject *exporter = py.PyObject_GetAttr(object, py.str_obj);
  uint32_t conversion = PW_CONVERSION_NONE;
  if (!exporter || pw_conversion_of(pw_type(exporter), &conversion)) py.PyErr_Clear();
  if (exporter && conversion == PW_CONVERSION_ARRAY) return exporter;
  if (exporter) py.Py_DecRef(exporter);
  return NULL;
}

outcome pw_put_buffer(pw_writer *w, PyObject *object, int is_array) {
  PyObject *pin = pw_pin_memory(object);
  layout at;
  pw_item_format item;
  const Py_buffer *buffer = pin ? pw_pin_layout(pin) : NULL;
  const char *spelled = pin && buffer->format ? buffer->format : "B";
  if (!pin || read_layout(buffer, &at) || pw_item_format_read(spelled, (size_t)at.item_bytes, &item)) {
    py.PyErr_Clear();
    if (pin) py.Py_DecRef(pin);
    return is_array ? put_described(w, object) : MISMATCH;
  }
  PyObject *array = guarded(object, is_array);
  if (array) pw_pin_guard(pin, array);
  if (array) py.Py_DecRef(array);
  PyObject *format = py.PyUnicode_FromString(spelled);
  int bare = !is_array && is_run_of_numbers(&at, &item, buffer);
  outcome result = format ? put_layout(w, &at, format, bare ? NULL : object, pin) : FAILED;
  if (format) py.Py_DecRef(format);
  py.Py_DecRef(pin);
  return result;
}
