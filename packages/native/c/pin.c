/* See pin.h. */
#include "pin.h"

#include "made_type.h"

typedef struct {
  Py_buffer buffer;      /* held while buffer.obj is set */
  PyObject *object;
  PyObject *guards[2];   /* weak references */
} fields;

static pw_made_type pin_type;

static fields *of(PyObject *pin) {
  return pw_made_fields(pin);
}

static void dealloc(PyObject *pin) {
  fields *f = of(pin);
  for (int i = 0; i < 2; i++)
    if (f->guards[i]) py.Py_DecRef(f->guards[i]);
  if (f->buffer.obj) py.PyBuffer_Release(&f->buffer);
  if (f->object) py.Py_DecRef(f->object);
  pw_made_free(pin);
}

static PyObject *make(void) {
  PyTypeObject *type = atomic_load(&pin_type);
  if (!type) {
    PyType_Slot slots[] = {pw_made_new_slot, {PW_SLOT_DEALLOC, (void *)dealloc}, {0, NULL}};
    if (!(type = pw_make_type(&pin_type, "_pyweld.Pin", slots, sizeof(fields), 0))) return NULL;
  }
  return pw_made_new(type);
}

PyObject *pw_pin_memory(PyObject *object) {
  /* Of a memoryview, one of its own: Python may release that, at the end of a `with`, and the memory stays. */
  PyObject *view = pw_type(object) == py.PyMemoryView_Type ? py.PyMemoryView_FromObject(object) : pw_new_ref(object);
  PyObject *pin = view ? make() : NULL;
  if (pin && py.PyObject_GetBuffer(view, &of(pin)->buffer, PW_BUFFER_FULL_READONLY)) {
    of(pin)->buffer.obj = NULL;
    py.Py_DecRef(pin);
    pin = NULL;
  }
  if (view) py.Py_DecRef(view);
  return pin;
}

PyObject *pw_pin_object(PyObject *object) {
  PyObject *pin = make();
  if (pin) of(pin)->object = pw_new_ref(object);
  return pin;
}

const Py_buffer *pw_pin_layout(PyObject *pin) {
  return &of(pin)->buffer;
}

static PyObject *weak_reference(PyObject *object) {
  PyObject *reference = object == py.None ? NULL : py.PyWeakref_NewRef(object, NULL);
  if (!reference) py.PyErr_Clear();
  return reference;
}

void pw_pin_guard(PyObject *pin, PyObject *array) {
  fields *f = of(pin);
  PyObject *base = py.PyObject_GetAttr(array, py.str_base);
  if (!base) py.PyErr_Clear();
  f->guards[0] = weak_reference(array);
  f->guards[1] = base ? weak_reference(base) : NULL;
  if (base) py.Py_DecRef(base);
}
