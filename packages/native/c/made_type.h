/*
 * Types of the helper's own, made at run time from specs: the same on every Python. What an instance holds lies behind
 * the object's own header, whose size Python tells.
 */
#ifndef PYWELD_MADE_TYPE_H
#define PYWELD_MADE_TYPE_H

#include <stdatomic.h>

#include "python_api.h"

/* Made when first needed, by whichever thread that is. */
typedef _Atomic(PyTypeObject *) pw_made_type;

/*
 * Attached. The type of that place; made when there is none, of slots that include pw_made_new_slot and a dealloc that
 * ends with pw_made_free. Instances hold `bytes` more than the header. NULL with an exception set. The collector of cycles
 * does not see instances.
 */
PyTypeObject *pw_make_type(pw_made_type *place, const char *name, PyType_Slot *slots, size_t bytes, unsigned flags);

/* The slot that keeps Python code from making instances: they would stand for nothing. */
extern const PyType_Slot pw_made_new_slot;

/* Attached. A new instance, all zero behind its header. NULL with an exception set. */
PyObject *pw_made_new(PyTypeObject *type);
/* The end of a dealloc. */
void pw_made_free(PyObject *object);

/* What an instance holds. */
static inline void *pw_made_fields(PyObject *object) {
  return (char *)object + py.header_bytes;
}

#endif
