/*
 * The functions and objects of CPython that the helper uses, as one table: nothing else in the helper names libpython.
 *
 * Every function is resolved by name at start, so one binary serves every CPython from 3.9 on. No header of Python is
 * included and no struct of Python is touched but those of python_structs.h: what a header would declare stands here,
 * and a check compiles each line against the real <Python.h>.
 *
 * X(return type, name, argument types, since) - `since` is the first version that must export it, as 0x0MMmm00;
 * PW_IF_THERE marks one that some supported version lacks: whoever calls it must test it first.
 */
#ifndef PYWELD_PYTHON_API_H
#define PYWELD_PYTHON_API_H

#include <stddef.h>
#include <stdint.h>

#ifndef PYWELD_CHECK_PROTOTYPES
#include "python_structs.h"
#endif

typedef struct _object PyObject;
typedef struct _typeobject PyTypeObject;
typedef struct _ts PyThreadState;
typedef struct _is PyInterpreterState;
typedef struct PyInitConfig PyInitConfig;
typedef struct PyCriticalSection PyCriticalSection;
typedef intptr_t Py_ssize_t;

#define PW_IF_THERE 0xffff

#define PW_PYTHON_FUNCTIONS(X) \
  /* start and threads */ \
  X(const char *, Py_GetVersion, (void), 0x0309) \
  X(int, Py_IsInitialized, (void), 0x0309) \
  X(void, Py_InitializeEx, (int), 0x0309) \
  X(void, Py_SetProgramName, (const wchar_t *), PW_IF_THERE) \
  X(wchar_t *, Py_DecodeLocale, (const char *, size_t *), 0x0309) \
  X(PyInitConfig *, PyInitConfig_Create, (void), 0x030e) \
  X(void, PyInitConfig_Free, (PyInitConfig *), 0x030e) \
  X(int, PyInitConfig_SetInt, (PyInitConfig *, const char *, int64_t), 0x030e) \
  X(int, PyInitConfig_SetStr, (PyInitConfig *, const char *, const char *), 0x030e) \
  X(int, PyInitConfig_GetError, (PyInitConfig *, const char **), 0x030e) \
  X(int, Py_InitializeFromInitConfig, (PyInitConfig *), 0x030e) \
  X(PyThreadState *, PyEval_SaveThread, (void), 0x0309) \
  X(void, PyEval_RestoreThread, (PyThreadState *), 0x0309) \
  X(PyThreadState *, PyThreadState_Get, (void), 0x0309) \
  X(PyThreadState *, PyThreadState_New, (PyInterpreterState *), 0x0309) \
  X(PyInterpreterState *, PyInterpreterState_Get, (void), 0x0309) \
  X(int, PyUnstable_ThreadState_SetStackProtection, (PyThreadState *, void *, size_t), PW_IF_THERE) \
  /* references */ \
  X(void, Py_IncRef, (PyObject *), 0x0309) \
  X(void, Py_DecRef, (PyObject *), 0x0309) \
  /* errors */ \
  X(PyObject *, PyErr_Occurred, (void), 0x0309) \
  X(void, PyErr_Clear, (void), 0x0309) \
  X(void, PyErr_Fetch, (PyObject **, PyObject **, PyObject **), 0x0309) \
  X(void, PyErr_Restore, (PyObject *, PyObject *, PyObject *), 0x0309) \
  X(void, PyErr_NormalizeException, (PyObject **, PyObject **, PyObject **), 0x0309) \
  X(PyObject *, PyErr_GetRaisedException, (void), PW_IF_THERE) \
  X(void, PyErr_SetString, (PyObject *, const char *), 0x0309) \
  X(int, PyErr_ExceptionMatches, (PyObject *), 0x0309) \
  X(void, PyErr_WriteUnraisable, (PyObject *), 0x0309) \
  X(int, PyException_SetTraceback, (PyObject *, PyObject *), 0x0309) \
  X(void, PyErr_SetInterrupt, (void), 0x0309) \
  X(void, PyErr_SetObject, (PyObject *, PyObject *), 0x0309) \
  /* objects */ \
  X(int, PyType_IsSubtype, (PyTypeObject *, PyTypeObject *), 0x0309) \
  X(PyObject *, PyObject_GetAttr, (PyObject *, PyObject *), 0x0309) \
  X(PyObject *, PyObject_GetAttrString, (PyObject *, const char *), 0x0309) \
  X(int, PyObject_SetAttr, (PyObject *, PyObject *, PyObject *), 0x0309) \
  X(PyObject *, PyObject_GetItem, (PyObject *, PyObject *), 0x0309) \
  X(PyObject *, PyObject_Str, (PyObject *), 0x0309) \
  X(int, PyObject_IsInstance, (PyObject *, PyObject *), 0x0309) \
  X(int, PyCallable_Check, (PyObject *), 0x0309) \
  X(PyObject *, PyObject_Vectorcall, (PyObject *, PyObject *const *, size_t, PyObject *), PW_IF_THERE) \
  X(PyObject *, PyObject_VectorcallDict, (PyObject *, PyObject *const *, size_t, PyObject *), 0x0309) \
  X(PyObject *, PyObject_VectorcallMethod, (PyObject *, PyObject *const *, size_t, PyObject *), 0x0309) \
  X(PyObject *, PyObject_GetIter, (PyObject *), 0x0309) \
  X(PyObject *, PyIter_Next, (PyObject *), 0x0309) \
  X(PyObject *, PySys_GetObject, (const char *), 0x0309) \
  X(void, PyStructSequence_SetItem, (PyObject *, Py_ssize_t, PyObject *), 0x0309) \
  X(unsigned long, PyThread_get_thread_ident, (void), 0x0309) \
  X(int, PyThreadState_SetAsyncExc, (unsigned long, PyObject *), 0x0309) \
  X(void, PyThreadState_Clear, (PyThreadState *), 0x0309) \
  X(void, PyThreadState_Delete, (PyThreadState *), 0x0309) \
  X(PyObject *, PyImport_ImportModule, (const char *), 0x0309) \
  X(PyObject *, PyImport_ExecCodeModule, (const char *, PyObject *), 0x0309) \
  X(PyObject *, Py_CompileString, (const char *, const char *, int), 0x0309) \
  /* types and memory */ \
  X(PyObject *, PyType_FromSpec, (PyType_Spec *), 0x0309) \
  X(PyObject *, PyCMethod_New, (PyMethodDef *, PyObject *, PyObject *, PyTypeObject *), 0x0309) \
  X(PyObject *, PyType_GenericAlloc, (PyTypeObject *, Py_ssize_t), 0x0309) \
  X(void, PyObject_Free, (void *), 0x0309) \
  X(void, PyObject_ClearWeakRefs, (PyObject *), 0x0309) \
  X(PyObject *, PyVectorcall_Call, (PyObject *, PyObject *, PyObject *), 0x0309) \
  X(PyObject *, PyMemoryView_FromObject, (PyObject *), 0x0309) \
  X(int, PyObject_GetBuffer, (PyObject *, Py_buffer *, int), 0x0309) \
  X(int, PyBuffer_FillInfo, (Py_buffer *, PyObject *, void *, Py_ssize_t, int, int), 0x0309) \
  X(void, PyBuffer_Release, (Py_buffer *), 0x0309) \
  X(void *, PyType_GetSlot, (PyTypeObject *, int), 0x0309) \
  X(unsigned long, PyType_GetFlags, (PyTypeObject *), 0x0309) \
  /* context variables */ \
  X(PyObject *, PyContext_CopyCurrent, (void), 0x0309) \
  X(PyObject *, PyContext_Copy, (PyObject *), 0x0309) \
  X(int, PyContext_Enter, (PyObject *), 0x0309) \
  X(int, PyContext_Exit, (PyObject *), 0x0309) \
  /* weak references */ \
  X(PyObject *, PyWeakref_NewRef, (PyObject *, PyObject *), 0x0309) \
  X(int, PyWeakref_GetRef, (PyObject *, PyObject **), PW_IF_THERE) \
  X(PyObject *, PyWeakref_GetObject, (PyObject *), PW_IF_THERE) \
  /* numbers */ \
  X(PyObject *, PyBool_FromLong, (long), 0x0309) \
  X(PyObject *, PyFloat_FromDouble, (double), 0x0309) \
  X(double, PyFloat_AsDouble, (PyObject *), 0x0309) \
  X(PyObject *, PyLong_FromLongLong, (long long), 0x0309) \
  X(PyObject *, PyLong_FromString, (const char *, char **, int), 0x0309) \
  X(long long, PyLong_AsLongLongAndOverflow, (PyObject *, int *), 0x0309) \
  X(PyObject *, PyNumber_ToBase, (PyObject *, int), 0x0309) \
  /* text and bytes */ \
  X(PyObject *, PyUnicode_FromString, (const char *), 0x0309) \
  X(PyObject *, PyUnicode_InternFromString, (const char *), 0x0309) \
  X(void, PyUnicode_InternInPlace, (PyObject **), 0x0309) \
  X(PyObject *, PyUnicode_DecodeLatin1, (const char *, Py_ssize_t, const char *), 0x0309) \
  X(PyObject *, PyUnicode_DecodeUTF16, (const char *, Py_ssize_t, const char *, int *), 0x0309) \
  X(const char *, PyUnicode_AsUTF8AndSize, (PyObject *, Py_ssize_t *), 0x0309) \
  X(PyObject *, PyUnicode_AsEncodedString, (PyObject *, const char *, const char *), 0x0309) \
  X(Py_ssize_t, PyUnicode_GetLength, (PyObject *), 0x0309) \
  X(PyObject *, PyBytes_FromStringAndSize, (const char *, Py_ssize_t), 0x0309) \
  X(int, PyBytes_AsStringAndSize, (PyObject *, char **, Py_ssize_t *), 0x0309) \
  /* containers */ \
  X(PyObject *, PyList_New, (Py_ssize_t), 0x0309) \
  X(Py_ssize_t, PyList_Size, (PyObject *), 0x0309) \
  X(PyObject *, PyList_GetItem, (PyObject *, Py_ssize_t), 0x0309) \
  X(PyObject *, PyList_GetItemRef, (PyObject *, Py_ssize_t), PW_IF_THERE) \
  X(int, PyList_SetItem, (PyObject *, Py_ssize_t, PyObject *), 0x0309) \
  X(PyObject *, PyTuple_New, (Py_ssize_t), 0x0309) \
  X(Py_ssize_t, PyTuple_Size, (PyObject *), 0x0309) \
  X(PyObject *, PyTuple_GetItem, (PyObject *, Py_ssize_t), 0x0309) \
  X(int, PyTuple_SetItem, (PyObject *, Py_ssize_t, PyObject *), 0x0309) \
  X(PyObject *, PyDict_New, (void), 0x0309) \
  X(Py_ssize_t, PyDict_Size, (PyObject *), 0x0309) \
  X(int, PyDict_SetItem, (PyObject *, PyObject *, PyObject *), 0x0309) \
  X(PyObject *, PyDict_GetItemWithError, (PyObject *, PyObject *), 0x0309) \
  X(int, PyDict_GetItemRef, (PyObject *, PyObject *, PyObject **), PW_IF_THERE) \
  X(void, PyCriticalSection_Begin, (PyCriticalSection *, PyObject *), PW_IF_THERE) \
  X(void, PyCriticalSection_End, (PyCriticalSection *), PW_IF_THERE) \
  X(int, PyDict_Next, (PyObject *, Py_ssize_t *, PyObject **, PyObject **), 0x0309) \
  X(PyObject *, PySet_New, (PyObject *), 0x0309) \
  X(PyObject *, PyFrozenSet_New, (PyObject *), 0x0309) \
  X(Py_ssize_t, PySet_Size, (PyObject *), 0x0309) \
  X(int, PySet_Add, (PyObject *, PyObject *), 0x0309)

/* Types and singletons, resolved as data. X(name) */
#define PW_PYTHON_TYPES(X) \
  X(PyBaseObject_Type) \
  X(PyBool_Type) \
  X(PyLong_Type) \
  X(PyFloat_Type) \
  X(PyUnicode_Type) \
  X(PyBytes_Type) \
  X(PyList_Type) \
  X(PyTuple_Type) \
  X(PyCFunction_Type) \
  X(PyCoro_Type) \
  X(PyGen_Type) \
  X(PyDict_Type) \
  X(PySet_Type) \
  X(PyFrozenSet_Type) \
  X(PyMemoryView_Type)

/* Exception classes: libpython exports a pointer to each. X(name) */
#define PW_PYTHON_EXCEPTIONS(X) \
  X(PyExc_AttributeError) \
  X(PyExc_BaseException) \
  X(PyExc_Exception) \
  X(PyExc_MemoryError) \
  X(PyExc_RecursionError) \
  X(PyExc_RuntimeError) \
  X(PyExc_TimeoutError) \
  X(PyExc_TypeError) \
  X(PyExc_ValueError)

/*
 * Names of attributes. PyObject_GetAttrString would make a new str each time, and Python's cache of type attributes
 * would fill up with them. X(name)
 */
#define PW_PYTHON_NAMES(X) \
  X(__await__) \
  X(__module__) \
  X(__mro__) \
  X(__qualname__) \
  X(_make) \
  X(_name_) \
  X(_value_) \
  X(base) \
  X(cancel) \
  X(cast) \
  X(close) \
  X(co_flags) \
  X(gi_code) \
  X(obj) \
  X(result)

/* Bit of the argument count that allows the callee to use args[-1]; part of the vectorcall protocol (PEP 590). */
#define PW_VECTORCALL_OFFSET ((size_t)1 << (8 * sizeof(size_t) - 1))
/* `start` of Py_CompileString for a module. */
#define PW_FILE_INPUT 257
/* Slots, flags and member kinds of types made from a spec: numbers of the stable ABI. */
enum { PW_SLOT_GET_BUFFER = 1, PW_SLOT_BASE = 48, PW_SLOT_CALL = 50, PW_SLOT_DEALLOC = 52, PW_SLOT_HASH = 59, PW_SLOT_INIT = 60, PW_SLOT_NEW = 65,
       PW_SLOT_REPR = 66, PW_SLOT_COMPARE = 67, PW_SLOT_MEMBERS = 72, PW_SLOT_AWAIT = 77 };
/* PW_TYPE_IMMUTABLE means something from 3.10 on. */
enum { PW_TYPE_IMMUTABLE = 1 << 8, PW_TYPE_HEAP = 1 << 9, PW_TYPE_VECTORCALL = 1 << 11, PW_TYPE_DEFAULT = 1 << 18 };
/* How a function made from a PyMethodDef takes its arguments. */
enum { PW_METHOD_TUPLE = 1, PW_METHOD_NO_ARGUMENTS = 4, PW_METHOD_ONE = 8 };
enum { PW_MEMBER_SSIZE = 19, PW_MEMBER_READONLY = 1 };
enum { PW_EQUAL = 2, PW_NOT_EQUAL = 3 };
/* Everything that a buffer can tell of itself, writable or not. */
enum { PW_BUFFER_FULL_READONLY = 0x011c };

#ifndef PYWELD_CHECK_PROTOTYPES

typedef PyObject *(*pw_vectorcall)(PyObject *, PyObject *const *, size_t, PyObject *);

typedef struct pw_python {
#define X(result, name, arguments, since) result(*name) arguments;
  PW_PYTHON_FUNCTIONS(X)
#undef X
#define X(name) PyTypeObject *name;
  PW_PYTHON_TYPES(X)
#undef X
#define X(name) PyObject *name;
  PW_PYTHON_EXCEPTIONS(X)
#undef X
#define X(name) PyObject *str_##name;
  PW_PYTHON_NAMES(X)
#undef X
  int *Py_UTF8Mode, *Py_NoSiteFlag; /* up to 3.13 or later; NULL where they are gone */
  PyObject *None;
  PyObject *NotImplemented;
  PyObject *True;
  PyObject *False;
  /* Version as 0x0MMmm, for example 0x030d. */
  int version;
  /* Word of an object that holds its type: 1, and 3 on the free-threaded 3.13. Probed. */
  int type_word;
  /* Whether threads run without a GIL. */
  int free_threaded;
  /* Bytes of an object before its own fields. Probed. */
  size_t header_bytes;
} pw_python;

/* The one libpython of this process. Written once, at start, before any other thread can see it. */
extern pw_python py;

struct pw_error;

/* Loads libpython for the whole process and fills the table. Returns 0, or -1 with `error` set. */
int pw_python_load(const char *path, struct pw_error *error);
/* Fills what needs an initialised interpreter: singletons, exceptions, the word of the type. */
int pw_python_probe(struct pw_error *error);

static inline PyTypeObject *pw_type(PyObject *object) {
  return ((PyTypeObject **)object)[py.type_word];
}

static inline int pw_is_a(PyObject *object, PyTypeObject *type) {
  PyTypeObject *own = pw_type(object);
  return own == type || py.PyType_IsSubtype(own, type);
}

/*
 * Around looks at a container that hand out what they do not hold: without a GIL, another thread may change it
 * meanwhile. No code of Python's runs in between.
 */
typedef struct pw_steady {
  uintptr_t section[4]; /* a PyCriticalSection, which is two words long */
} pw_steady;

static inline void pw_steady_begin(pw_steady *steady, PyObject *object) {
  if (py.free_threaded) py.PyCriticalSection_Begin((PyCriticalSection *)steady, object);
}

static inline void pw_steady_end(pw_steady *steady) {
  if (py.free_threaded) py.PyCriticalSection_End((PyCriticalSection *)steady);
}

static inline PyObject *pw_new_ref(PyObject *object) {
  py.Py_IncRef(object);
  return object;
}

#endif
#endif
