/*
 * The structs through which types are made and buffers are asked for. They belong to Python's stable ABI: the same on
 * every version. A check compares them with the real <Python.h>.
 */
#ifndef PYWELD_PYTHON_STRUCTS_H
#define PYWELD_PYTHON_STRUCTS_H

#include <stdint.h>

struct _object;

typedef struct {
  void *buf;
  struct _object *obj;
  intptr_t len, itemsize;
  int readonly, ndim;
  char *format;
  intptr_t *shape, *strides, *suboffsets;
  void *internal;
} Py_buffer;

typedef struct {
  int slot;
  void *pfunc;
} PyType_Slot;

typedef struct {
  const char *name;
  int basicsize, itemsize;
  unsigned flags;
  PyType_Slot *slots;
} PyType_Spec;

typedef struct {
  const char *name;
  int type;
  intptr_t offset;
  int flags;
  const char *doc;
} PyMemberDef;

typedef struct {
  const char *ml_name;
  struct _object *(*ml_meth)(struct _object *, struct _object *);
  int ml_flags;
  const char *ml_doc;
} PyMethodDef;

#endif
