/* Memory that crosses as it is, without a copy: buffers of Python's. See writer_internal.h. */
#include "error.h"
#include "writer_internal.h"

/* Where the items lie: address, bytes, bytes of an item, format, and of each dimension its length and stride. */
static outcome put_layout(pw_writer *w, PyObject *view, const Py_buffer *buffer, uint32_t flavour) {
  uint32_t flags = (uint32_t)buffer->ndim << 1 | (buffer->readonly ? 1 : 0);
  PyObject *format = py.PyUnicode_FromString(buffer->format ? buffer->format : "B");
  if (!format) return FAILED;
  outcome result = pw_put_words(w, PW_TAG_BUFFER, flavour) || pw_put_words(w, flags, 0) ||
                           pw_put_double(w, (double)(uintptr_t)buffer->buf) || pw_put_double(w, (double)buffer->len) ||
                           pw_put_double(w, (double)buffer->itemsize)
                       ? FAILED
                       : pw_put_text(w, format, 0);
  py.Py_DecRef(format);
  for (int i = 0; result == DONE && i < buffer->ndim; i++)
    if (pw_put_double(w, (double)buffer->shape[i]) || pw_put_double(w, (double)buffer->strides[i])) result = FAILED;
  return result == DONE ? pw_put_object(w, view, 0) : result;
}

outcome pw_put_buffer(pw_writer *w, PyObject *object, uint32_t flavour) {
  /* The view keeps the memory where it is for as long as somebody holds the view. */
  PyObject *view = py.PyMemoryView_FromObject(object);
  Py_buffer buffer;
  if (!view || py.PyObject_GetBuffer(view, &buffer, PW_BUFFER_FULL_READONLY)) {
    /* Not every array can say what its items are: those of dates cannot. Any other failure is one. */
    int grave = pw_exception_is_grave();
    if (!grave) py.PyErr_Clear();
    if (view) py.Py_DecRef(view);
    return grave ? FAILED : MISMATCH;
  }
  outcome result = buffer.suboffsets ? MISMATCH : put_layout(w, view, &buffer, flavour);
  py.PyBuffer_Release(&buffer);
  py.Py_DecRef(view);
  return result;
}
