/*
 * The floor: what the same work costs without a runtime. A function that does nothing, for koffi's own cost, and loops in
 * C over the same Python calls. libpython is in the process already, so its functions are found by name.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

typedef struct _object PyObject;

#define FUNCTION(result, name, arguments) static result(*name) arguments
FUNCTION(int, PyGILState_Ensure, (void));
FUNCTION(void, PyGILState_Release, (int));
FUNCTION(void *, PyEval_SaveThread, (void));
FUNCTION(void, PyEval_RestoreThread, (void *));
FUNCTION(PyObject *, PyImport_ImportModule, (const char *));
FUNCTION(PyObject *, PyObject_GetAttrString, (PyObject *, const char *));
FUNCTION(PyObject *, PyObject_VectorcallDict, (PyObject *, PyObject *const *, size_t, PyObject *));
FUNCTION(PyObject *, PyObject_Vectorcall, (PyObject *, PyObject *const *, size_t, PyObject *));
FUNCTION(PyObject *, PyFloat_FromDouble, (double));
FUNCTION(double, PyFloat_AsDouble, (PyObject *));
FUNCTION(void, Py_DecRef, (PyObject *));

static PyObject *noop, *add;

int32_t floor_nothing(void) {
  return 0;
}

/* Finds Python and the functions to call. 0 or -1. */
int32_t floor_open(const char *module) {
#define FIND(name) *(void **)&name = dlsym(RTLD_DEFAULT, #name)
  FIND(PyGILState_Ensure), FIND(PyGILState_Release), FIND(PyEval_SaveThread), FIND(PyEval_RestoreThread);
  FIND(PyImport_ImportModule), FIND(PyObject_GetAttrString), FIND(PyObject_VectorcallDict), FIND(PyObject_Vectorcall);
  FIND(PyFloat_FromDouble), FIND(PyFloat_AsDouble), FIND(Py_DecRef);
  /* 3.9 and 3.10 export only the other form. */
  if (!PyObject_Vectorcall) PyObject_Vectorcall = PyObject_VectorcallDict;
  if (!PyGILState_Ensure) return -1;
  int state = PyGILState_Ensure();
  PyObject *found = PyImport_ImportModule(module);
  noop = found ? PyObject_GetAttrString(found, "noop") : NULL;
  add = found ? PyObject_GetAttrString(found, "add") : NULL;
  PyGILState_Release(state);
  return noop && add ? 0 : -1;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return 1e9 * (double)time.tv_sec + (double)time.tv_nsec;
}

/* Each gives nanoseconds per turn. */

double floor_attach(int32_t turns) {
  int state = PyGILState_Ensure();
  double start = now();
  for (int32_t i = 0; i < turns; i++) PyEval_RestoreThread(PyEval_SaveThread());
  double taken = now() - start;
  PyGILState_Release(state);
  return taken / turns;
}

double floor_noop(int32_t turns) {
  int state = PyGILState_Ensure();
  double start = now();
  for (int32_t i = 0; i < turns; i++) Py_DecRef(PyObject_Vectorcall(noop, NULL, 0, NULL));
  double taken = now() - start;
  PyGILState_Release(state);
  return taken / turns;
}

double floor_add(int32_t turns) {
  int state = PyGILState_Ensure();
  double start = now();
  volatile double sum = 0;
  for (int32_t i = 0; i < turns; i++) {
    PyObject *arguments[2] = {PyFloat_FromDouble(i), PyFloat_FromDouble(2)};
    PyObject *result = PyObject_Vectorcall(add, arguments, 2, NULL);
    sum += PyFloat_AsDouble(result);
    Py_DecRef(arguments[0]), Py_DecRef(arguments[1]), Py_DecRef(result);
  }
  double taken = now() - start;
  PyGILState_Release(state);
  return taken / turns;
}
