/*
 * Types of the helper's own, made at run time from specs: the same on every Python. What an instance holds lies behind
 * the object's own header, whose size Python tells.
 */
#ifndef PYWELD_MADE_TYPE_H
#define PYWELD_MADE_TYPE_H

#include "python_api.h"

/* Attached. Bytes of an object's own header; 0 with an exception set. */
size_t pw_header_bytes(void);

/*
 * Attached. A type whose instances hold `bytes` more than the header, and whose dealloc ends with pw_made_free. NULL with
 * an exception set. The collector of cycles does not see its instances, and so no Python code can find them.
 */
PyTypeObject *pw_make_type(const char *name, PyType_Slot *slots, size_t bytes, unsigned flags);

/* Attached. A new instance, all zero behind its header. NULL with an exception set. */
PyObject *pw_made_new(PyTypeObject *type);
/* What an instance holds. */
void *pw_made_fields(PyObject *object);
/* The end of a dealloc. */
void pw_made_free(PyObject *object);

#endif
