/*
 * What holds Python's memory for as long as JavaScript looks at it: one object per crossing, given to JavaScript as a
 * handle, which no Python code can see or release.
 */
#ifndef PYWELD_PIN_H
#define PYWELD_PIN_H

#include "python_api.h"

/* Attached. Exports the memory of `object` until the pin goes. A new reference; NULL with an exception set. */
PyObject *pw_pin_memory(PyObject *object);
/* Attached. Only holds `object`, whose memory is found by other means. A new reference; NULL with an exception set. */
PyObject *pw_pin_object(PyObject *object);
/* Where the memory of pw_pin_memory lies. */
const Py_buffer *pw_pin_layout(PyObject *pin);

/*
 * Attached. Keeps an array of numpy's, and the array that it is a part of, from being resized while the pin holds:
 * `resize(refcheck=False)` minds weak references only. Leaves nothing set.
 */
void pw_pin_guard(PyObject *pin, PyObject *array);

#endif
