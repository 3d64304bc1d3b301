/* See law.h. */
#include "law.h"

#include <stdatomic.h>
#include <stddef.h>

#include "../c/python_api.h"

static pw_python real;
/* Threads that Python has started are attached whenever they get here: only those that attach by the table are watched. */
enum { PYTHONS_OWN = -1, DETACHED, ATTACHED };
static _Thread_local int attached = PYTHONS_OWN, is_pythons;
static _Thread_local long until_failure = -1;
static _Thread_local int refused, paused;
static _Atomic(const char *) broken;

static void require(int holds, const char *law) {
  if (!holds) atomic_store(&broken, law);
}

const char *broken_law(void) {
  return atomic_exchange(&broken, NULL);
}

void law_fail_python(long before) {
  until_failure = before;
  refused = 0;
}

int law_heal_python(void) {
  until_failure = -1;
  return refused;
}

void law_must_be_detached(void) {
  require(!attached, "JavaScript runs while attached");
}

void law_pause(int is_paused) {
  paused = is_paused;
}

static int refuses(void) {
  if (until_failure < 0 || paused) return 0;
  if (until_failure > 0) return until_failure--, 0;
  until_failure = -1;
  refused = 1;
  real.PyErr_SetString(real.PyExc_MemoryError, "refused by the test");
  return 1;
}

static void restore_thread(PyThreadState *state) {
  require(attached == DETACHED || !is_pythons, "attached twice");
  real.PyEval_RestoreThread(state);
  attached = is_pythons ? PYTHONS_OWN : ATTACHED;
  require(!real.PyErr_Occurred(), "an exception was set before the call began");
}

static PyThreadState *save_thread(void) {
  require(attached != DETACHED, "detached twice");
  require(!attached || !real.PyErr_Occurred(), "an exception is left set in Python");
  is_pythons = attached == PYTHONS_OWN;
  attached = DETACHED;
  return real.PyEval_SaveThread();
}

/* Functions that may run Python code: never with an exception set, or it is lost or takes the blame for another. */
#define RUNS_CODE(X) \
  X(PyObject *, PyObject_GetAttr, (PyObject * a, PyObject * b), (a, b)) \
  X(PyObject *, PyObject_GetAttrString, (PyObject * a, const char *b), (a, b)) \
  X(int, PyObject_SetAttr, (PyObject * a, PyObject * b, PyObject * c), (a, b, c)) \
  X(PyObject *, PyObject_GetItem, (PyObject * a, PyObject * b), (a, b)) \
  X(PyObject *, PyObject_Str, (PyObject * a), (a)) \
  X(int, PyObject_IsInstance, (PyObject * a, PyObject * b), (a, b)) \
  X(int, PyObject_GetBuffer, (PyObject * a, Py_buffer * b, int c), (a, b, c)) \
  X(int, PyBuffer_FillInfo, (Py_buffer * a, PyObject * b, void *c, Py_ssize_t d, int e, int f), (a, b, c, d, e, f)) \
  X(PyObject *, PyVectorcall_Call, (PyObject * a, PyObject * b, PyObject * c), (a, b, c)) \
  X(PyObject *, Py_CompileString, (const char *a, const char *b, int c), (a, b, c)) \
  X(PyObject *, PyObject_VectorcallDict, (PyObject * a, PyObject *const *b, size_t c, PyObject *d), (a, b, c, d)) \
  X(PyObject *, PyObject_VectorcallMethod, (PyObject * a, PyObject *const *b, size_t c, PyObject *d), (a, b, c, d)) \
  X(PyObject *, PyObject_GetIter, (PyObject * a), (a)) \
  X(PyObject *, PyIter_Next, (PyObject * a), (a)) \
  X(int, PyDict_SetItem, (PyObject * a, PyObject * b, PyObject * c), (a, b, c)) \
  X(PyObject *, PyDict_GetItemWithError, (PyObject * a, PyObject * b), (a, b)) \
  X(int, PySet_Add, (PyObject * a, PyObject * b), (a, b)) \
  X(PyObject *, PyImport_ExecCodeModule, (const char *a, PyObject *b), (a, b))

#define X(result, name, parameters, arguments) \
  static result law_##name parameters { \
    require(attached, #name " was called while detached"); \
    require(!attached || !real.PyErr_Occurred(), #name " was called with an exception set"); \
    return real.name arguments; \
  }
RUNS_CODE(X)
#undef X

/* Functions that make an object: these can be told to fail. */
#define MAKES(X) \
  X(PyFloat_FromDouble, (double a), (a)) \
  X(PyLong_FromLongLong, (long long a), (a)) \
  X(PyLong_FromString, (const char *a, char **b, int c), (a, b, c)) \
  X(PyNumber_ToBase, (PyObject * a, int b), (a, b)) \
  X(PyUnicode_FromString, (const char *a), (a)) \
  X(PyUnicode_DecodeLatin1, (const char *a, Py_ssize_t b, const char *c), (a, b, c)) \
  X(PyUnicode_DecodeUTF16, (const char *a, Py_ssize_t b, const char *c, int *d), (a, b, c, d)) \
  X(PyUnicode_AsEncodedString, (PyObject * a, const char *b, const char *c), (a, b, c)) \
  X(PyBytes_FromStringAndSize, (const char *a, Py_ssize_t b), (a, b)) \
  X(PyList_New, (Py_ssize_t a), (a)) \
  X(PyTuple_New, (Py_ssize_t a), (a)) \
  X(PyDict_New, (void), ()) \
  X(PySet_New, (PyObject * a), (a)) \
  X(PyFrozenSet_New, (PyObject * a), (a)) \
  X(PyType_GenericAlloc, (PyTypeObject * a, Py_ssize_t b), (a, b)) \
  X(PyMemoryView_FromObject, (PyObject * a), (a)) \
  X(PyWeakref_NewRef, (PyObject * a, PyObject * b), (a, b))

#define X(name, parameters, arguments) \
  static PyObject *law_##name parameters { \
    require(attached, #name " was called while detached"); \
    require(!attached || !real.PyErr_Occurred(), #name " was called with an exception set"); \
    return refuses() ? NULL : real.name arguments; \
  }
MAKES(X)
#undef X

/* Functions that only look, or mend: they may do so with an exception set. */
#define LOOKS(X) \
  X(PyObject *, PyErr_Occurred, (void), ()) \
  X(PyObject *, PyErr_GetRaisedException, (void), ()) \
  X(int, PyErr_ExceptionMatches, (PyObject * a), (a)) \
  X(int, PyException_SetTraceback, (PyObject * a, PyObject * b), (a, b)) \
  X(int, PyType_IsSubtype, (PyTypeObject * a, PyTypeObject * b), (a, b)) \
  X(int, PyCallable_Check, (PyObject * a), (a)) \
  X(double, PyFloat_AsDouble, (PyObject * a), (a)) \
  X(long long, PyLong_AsLongLongAndOverflow, (PyObject * a, int *b), (a, b)) \
  X(const char *, PyUnicode_AsUTF8AndSize, (PyObject * a, Py_ssize_t * b), (a, b)) \
  X(Py_ssize_t, PyUnicode_GetLength, (PyObject * a), (a)) \
  X(int, PyBytes_AsStringAndSize, (PyObject * a, char **b, Py_ssize_t *c), (a, b, c)) \
  X(Py_ssize_t, PyList_Size, (PyObject * a), (a)) \
  X(PyObject *, PyList_GetItem, (PyObject * a, Py_ssize_t b), (a, b)) \
  X(PyObject *, PyList_GetItemRef, (PyObject * a, Py_ssize_t b), (a, b)) \
  X(int, PyList_SetItem, (PyObject * a, Py_ssize_t b, PyObject *c), (a, b, c)) \
  X(Py_ssize_t, PyTuple_Size, (PyObject * a), (a)) \
  X(PyObject *, PyTuple_GetItem, (PyObject * a, Py_ssize_t b), (a, b)) \
  X(int, PyTuple_SetItem, (PyObject * a, Py_ssize_t b, PyObject *c), (a, b, c)) \
  X(Py_ssize_t, PyDict_Size, (PyObject * a), (a)) \
  X(int, PyDict_Next, (PyObject * a, Py_ssize_t * b, PyObject **c, PyObject **d), (a, b, c, d)) \
  X(Py_ssize_t, PySet_Size, (PyObject * a), (a)) \
  X(int, PyWeakref_GetRef, (PyObject * a, PyObject * *b), (a, b)) \
  X(PyObject *, PyWeakref_GetObject, (PyObject * a), (a))

#define X(result, name, parameters, arguments) \
  static result law_##name parameters { \
    require(attached, #name " was called while detached"); \
    return real.name arguments; \
  }
LOOKS(X)
#undef X

#define MENDS(X) \
  X(Py_IncRef, (PyObject * a), (a)) \
  X(Py_DecRef, (PyObject * a), (a)) \
  X(PyErr_Clear, (void), ()) \
  X(PyErr_Fetch, (PyObject * *a, PyObject * *b, PyObject * *c), (a, b, c)) \
  X(PyErr_NormalizeException, (PyObject * *a, PyObject * *b, PyObject * *c), (a, b, c)) \
  X(PyErr_SetString, (PyObject * a, const char *b), (a, b)) \
  X(PyErr_SetObject, (PyObject * a, PyObject * b), (a, b)) \
  X(PyObject_Free, (void *a), (a)) \
  X(PyObject_ClearWeakRefs, (PyObject * a), (a)) \
  X(PyBuffer_Release, (Py_buffer * a), (a))

#define X(name, parameters, arguments) \
  static void law_##name parameters { \
    require(attached, #name " was called while detached"); \
    real.name arguments; \
  }
MENDS(X)
#undef X

static int law_get_item(PyObject *dict, PyObject *key, PyObject **value) {
  require(attached, "PyDict_GetItemRef was called while detached");
  require(!attached || !real.PyErr_Occurred(), "PyDict_GetItemRef was called with an exception set");
  return real.PyDict_GetItemRef(dict, key, value);
}

static PyObject *law_vectorcall(PyObject *callable, PyObject *const *items, size_t count, PyObject *names) {
  require(attached, "PyObject_Vectorcall was called while detached");
  require(!attached || !real.PyErr_Occurred(), "PyObject_Vectorcall was called with an exception set");
  return real.PyObject_Vectorcall(callable, items, count, names);
}

void law_install(void) {
  real = py;
  py.PyEval_RestoreThread = restore_thread;
  py.PyEval_SaveThread = save_thread;
  if (py.PyObject_Vectorcall) py.PyObject_Vectorcall = law_vectorcall;
  if (py.PyDict_GetItemRef) py.PyDict_GetItemRef = law_get_item;
#define X(result, name, parameters, arguments) py.name = law_##name;
  RUNS_CODE(X)
#undef X
#define X(name, parameters, arguments) py.name = law_##name;
  MAKES(X)
  MENDS(X)
#undef X
  /* What this Python lacks stays absent: whether it is there is asked. */
#define X(result, name, parameters, arguments) \
  if (real.name) py.name = law_##name;
  LOOKS(X)
#undef X
}
