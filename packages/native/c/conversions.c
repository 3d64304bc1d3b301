/* See conversions.h. */
#include "conversions.h"

#include "error.h"
#include "interpreter.h"
#include "platform.h"
#include "type_map.h"

static pw_type_map numbers;
static unsigned generation; /* of `numbers`: an answer to a question from before it was emptied is not kept */
static pw_mutex lock = PW_MUTEX_INITIALIZER;
/* Functions by number, kept for good: there are few. */
static PyObject *reducers[PW_CONVERSION_ADDED], *builders[PW_CONVERSION_ADDED];

/* Programs that make types without end must not keep them all alive. */
#define NUMBERS_LIMIT 4096

/*
 * What Python's half says: a number, 0 also when it makes no sense. -1 when it could not be asked, with an exception set
 * if that is not because of the type: a value must not cross as something else because memory was short once.
 */
static int64_t ask(PyTypeObject *type) {
  if (!pw_interpreter.find_conversion) return 0;
  PyObject *arguments[1] = {(PyObject *)type};
  PyObject *answer = py.PyObject_VectorcallDict(pw_interpreter.find_conversion, arguments, 1, NULL);
  if (!answer) {
    if (!pw_exception_is_grave()) py.PyErr_Clear();
    return -1;
  }
  int overflow = 0;
  long long number = pw_type(answer) == py.PyLong_Type ? py.PyLong_AsLongLongAndOverflow(answer, &overflow) : 0;
  py.Py_DecRef(answer);
  return !overflow && number > 0 && number <= UINT32_MAX ? number : 0;
}

int pw_conversion_of(PyTypeObject *type, uint32_t *number) {
  *number = 0;
  pw_mutex_lock(&lock);
  int found = pw_type_map_get(&numbers, type, number);
  unsigned asked = generation;
  pw_mutex_unlock(&lock);
  if (found) return 0;
  int64_t answer = ask(type);
  if (answer < 0) return py.PyErr_Occurred() ? -1 : 0;
  *number = (uint32_t)answer;
  pw_type_map old = {0};
  pw_mutex_lock(&lock);
  if (asked == generation) {
    if (numbers.used >= NUMBERS_LIMIT) old = pw_type_map_take(&numbers);
    pw_type_map_put(&numbers, type, *number); /* without memory for it, it is asked for again next time */
  }
  pw_mutex_unlock(&lock);
  pw_type_map_drop(old);
  return 0;
}

/* Fills both tables from the pair (reduce, build). 0, or -1 with an exception set. */
static int load(uint32_t number) {
  if (number >= PW_CONVERSION_ADDED || !pw_interpreter.conversion_functions) {
    py.PyErr_SetString(py.PyExc_ValueError, "there is no such conversion");
    return -1;
  }
  PyObject *which = py.PyLong_FromLongLong(number);
  PyObject *arguments[1] = {which};
  PyObject *pair = which ? py.PyObject_VectorcallDict(pw_interpreter.conversion_functions, arguments, 1, NULL) : NULL;
  if (which) py.Py_DecRef(which);
  if (!pair) return -1;
  int failed = pw_type(pair) != py.PyTuple_Type || py.PyTuple_Size(pair) != 2;
  if (failed) py.PyErr_SetString(py.PyExc_ValueError, "a conversion is a pair of functions");
  pw_mutex_lock(&lock);
  if (!failed && !reducers[number]) {
    builders[number] = pw_new_ref(py.PyTuple_GetItem(pair, 1));
    reducers[number] = pw_new_ref(py.PyTuple_GetItem(pair, 0));
  }
  pw_mutex_unlock(&lock);
  py.Py_DecRef(pair);
  return failed ? -1 : 0;
}

static PyObject *function(PyObject *const *table, uint32_t number) {
  for (int attempt = 0;; attempt++) {
    PyObject *found = NULL;
    pw_mutex_lock(&lock);
    if (number < PW_CONVERSION_ADDED && table[number]) found = pw_new_ref(table[number]);
    pw_mutex_unlock(&lock);
    if (found || attempt || load(number)) return found;
  }
}

PyObject *pw_conversion_reduce(uint32_t number) {
  return function(reducers, number);
}

PyObject *pw_conversion_build(uint32_t number) {
  return function(builders, number);
}

void pw_conversions_forget(void) {
  pw_mutex_lock(&lock);
  pw_type_map old = pw_type_map_take(&numbers);
  generation++;
  pw_mutex_unlock(&lock);
  pw_type_map_drop(old);
}
