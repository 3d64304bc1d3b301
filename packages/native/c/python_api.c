/* Loads libpython and resolves the table of python_api.h. Knows nothing of pages, frames or calls. */
#include "python_api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "error.h"
#include "platform.h"

pw_python py;

static void *library;

static const struct {
  const char *name;
  size_t offset;
  int since;
} functions[] = {
#define X(result, name, arguments, since) {#name, offsetof(pw_python, name), since},
    PW_PYTHON_FUNCTIONS(X)
#undef X
};

static const struct {
  const char *name;
  size_t offset;
} types[] = {
#define X(name) {#name, offsetof(pw_python, name)},
    PW_PYTHON_TYPES(X)
#undef X
},
  exceptions[] = {
#define X(name) {#name, offsetof(pw_python, name)},
      PW_PYTHON_EXCEPTIONS(X)
#undef X
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void store(size_t offset, void *value) {
  memcpy((char *)&py + offset, &value, sizeof value);
}

int pw_python_load(const char *path, pw_error *error) {
  char reason[512];
  /* Global, or C extensions fail with `undefined symbol: PyExc_ValueError`: they leave these to the executable. */
  library = pw_library_open(path, reason, sizeof reason);
  if (!library) return pw_error_set(error, PW_ERROR_SETUP, "cannot load %s: %s", path, reason);
  const char *(*get_version)(void);
  *(void **)&get_version = pw_library_symbol(library, "Py_GetVersion");
  if (!get_version) return pw_error_set(error, PW_ERROR_SETUP, "%s is not a libpython: it has no Py_GetVersion", path);
  int major = 0, minor = 0;
  if (sscanf(get_version(), "%d.%d", &major, &minor) != 2 || major != 3 || minor < 9)
    return pw_error_set(error, PW_ERROR_SETUP, "%s is Python %.32s; 3.9 or later is needed", path, get_version());
  py.version = major << 8 | minor;
  for (size_t i = 0; i < COUNT(functions); i++) {
    void *symbol = pw_library_symbol(library, functions[i].name);
    if (!symbol && functions[i].since <= py.version)
      return pw_error_set(error, PW_ERROR_SETUP, "%s (Python %d.%d) does not export %s", path, major, minor,
                          functions[i].name);
    store(functions[i].offset, symbol);
  }
  for (size_t i = 0; i < COUNT(types); i++) {
    void *symbol = pw_library_symbol(library, types[i].name);
    if (!symbol)
      return pw_error_set(error, PW_ERROR_SETUP, "%s (Python %d.%d) does not export %s", path, major, minor,
                          types[i].name);
    store(types[i].offset, symbol);
  }
  py.Py_UTF8Mode = pw_library_symbol(library, "Py_UTF8Mode");
  py.Py_NoSiteFlag = pw_library_symbol(library, "Py_NoSiteFlag");
  return 0;
}

int pw_python_probe(pw_error *error) {
  for (size_t i = 0; i < COUNT(exceptions); i++) {
    PyObject **symbol = pw_library_symbol(library, exceptions[i].name);
    if (!symbol || !*symbol)
      return pw_error_set(error, PW_ERROR_SETUP, "this libpython does not export %s", exceptions[i].name);
    store(exceptions[i].offset, *symbol);
  }
  py.True = py.PyBool_FromLong(1);
  py.False = py.PyBool_FromLong(0);
  PyObject *number = py.PyFloat_FromDouble(1.5);
  if (!py.True || !py.False || !number) return pw_error_set(error, PW_ERROR_MEMORY, "out of memory");
  /* The header of an object is 2 words, or up to 4 when free-threaded; its type is the one that says `float`. */
  py.type_word = -1;
  for (int word = 0; word < 4 && py.type_word < 0; word++)
    if (((PyTypeObject **)number)[word] == py.PyFloat_Type) py.type_word = word;
  py.Py_DecRef(number);
  if (py.type_word < 0) return pw_error_set(error, PW_ERROR_SETUP, "cannot find where this Python keeps an object's type");
  PyObject *size = py.PyObject_GetAttrString((PyObject *)py.PyBaseObject_Type, "__basicsize__");
  int overflow;
  long long header = size ? py.PyLong_AsLongLongAndOverflow(size, &overflow) : 0;
  if (size) py.Py_DecRef(size);
  if (header <= 0) return pw_error_set(error, PW_ERROR_SETUP, "cannot find how large an object of this Python is");
  py.header_bytes = (size_t)header;
#define X(name) \
  if (!(py.str_##name = py.PyUnicode_InternFromString(#name))) return pw_error_set(error, PW_ERROR_MEMORY, "out of memory");
  PW_PYTHON_NAMES(X)
#undef X
  /* `None` is exported as data on old versions and through a function on new ones; a call that returns it is the same
     on all. */
  PyObject *list = py.PyList_New(0);
  PyObject *name = py.PyUnicode_InternFromString("__eq__"), *operands[2] = {list, py.True};
  /* A list does not compare itself with a bool: it answers NotImplemented. */
  py.NotImplemented = list && name ? py.PyObject_VectorcallMethod(name, operands, 2, NULL) : NULL;
  if (name) py.Py_DecRef(name);
  PyObject *append = list ? py.PyObject_GetAttrString(list, "append") : NULL;
  PyObject *argument[1] = {py.True};
  py.None = append ? py.PyObject_VectorcallDict(append, argument, 1, NULL) : NULL;
  if (append) py.Py_DecRef(append);
  if (list) py.Py_DecRef(list);
  if (!py.None || !py.NotImplemented) return pw_error_set(error, PW_ERROR_MEMORY, "out of memory");
  return 0;
}
