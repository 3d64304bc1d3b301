/* See place.h. */
#include "place.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "interpreter.h"

/* Longer paths say how long they are. */
#define MOST_STEPS 14
/* Bytes of one name. */
#define LONGEST_NAME 90

static void add(pw_place *place, const char *format, ...) {
  size_t room = sizeof place->text - place->used;
  va_list arguments;
  va_start(arguments, format);
  size_t length = (size_t)vsnprintf(place->text + place->used, room, format, arguments);
  va_end(arguments);
  place->used += length < room ? length : room - 1;
}

void pw_place_start(pw_place *place, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(place->text, 128, format, arguments);
  va_end(arguments);
  place->used = length < 128 ? (size_t)length : 127;
}

int pw_place_ends(pw_place *place, size_t done, size_t steps) {
  size_t room = sizeof place->text - place->used;
  if (room > LONGEST_NAME + 48 && (steps <= MOST_STEPS || done < MOST_STEPS - 1)) return 0;
  add(place, "... (%zu levels)", steps);
  return 1;
}

void pw_place_index(pw_place *place, long long index) {
  add(place, "[%lld]", index);
}

void pw_place_item(pw_place *place, long long number) {
  add(place, "{item %lld}", number);
}

/* How many of the first bytes are whole characters: half of one would spoil the message. */
static int cut(const char *utf8) {
  int most = LONGEST_NAME;
  if (strlen(utf8) <= (size_t)most) return most;
  while (most && (utf8[most] & 0xc0) == 0x80) most--;
  return most;
}

static int add_name(pw_place *place, const char *format, PyObject *name) {
  const char *text = name && pw_is_a(name, py.PyUnicode_Type) ? py.PyUnicode_AsUTF8AndSize(name, NULL) : NULL;
  if (text) add(place, format, cut(text), text);
  else py.PyErr_Clear();
  return text != NULL;
}

int pw_place_key(pw_place *place, PyObject *name) {
  return add_name(place, "[\"%.*s\"]", name);
}

int pw_place_field(pw_place *place, PyObject *name) {
  return add_name(place, ".%.*s", name);
}

void pw_place_raise(const pw_place *place, PyObject *exception) {
  PyObject *text = pw_interpreter.add_place ? py.PyUnicode_FromString(place->text) : NULL;
  PyObject *arguments[2] = {exception, text};
  PyObject *done = text ? py.PyObject_VectorcallDict(pw_interpreter.add_place, arguments, 2, NULL) : NULL;
  py.PyErr_Clear(); /* an exception that takes no notes is raised without */
  if (done) py.Py_DecRef(done);
  if (text) py.Py_DecRef(text);
  py.PyErr_SetObject((PyObject *)pw_type(exception), exception);
  py.Py_DecRef(exception);
}
