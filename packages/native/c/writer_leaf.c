/* Slots, and values without items. See writer_internal.h. */
#include "writer_internal.h"

#include <string.h>

#include "error.h"
#include "js_thread.h"
#include "writer_text.h"

int pw_reserve_slots(pw_writer *w, size_t bytes) {
  if (!pw_buffer_reserve(&w->body, bytes)) return 0;
  if (pw_buffer_fits(&w->body, bytes)) return pw_error_set(&w->error, PW_ERROR_MEMORY, "out of memory");
  return pw_error_set(&w->error, PW_ERROR_CONVERSION, "this value needs more than 2 GiB when it is copied");
}

outcome pw_put_tag(pw_writer *w, uint32_t tag, uint32_t extra) {
  return pw_put_words(w, tag, extra) ? FAILED : DONE;
}

outcome pw_put_float(pw_writer *w, double number, int tagged) {
  if (tagged && pw_put_words(w, PW_TAG_FLOAT, 0)) return FAILED;
  return pw_put_double(w, number) ? FAILED : DONE;
}

outcome pw_put_text(pw_writer *w, PyObject *string, uint32_t tag) {
  size_t at = w->body.size;
  uint32_t units;
  if (pw_put_words(w, tag, 0) || pw_write_text(w, string, &units)) return FAILED;
  memcpy(w->body.data + at + 4, &units, 4);
  return DONE;
}

outcome pw_put_bytes(pw_writer *w, PyObject *bytes, uint32_t tag) {
  char *data;
  Py_ssize_t size;
  if (py.PyBytes_AsStringAndSize(bytes, &data, &size)) return FAILED;
  size_t padded = ((size_t)size + 7) & ~(size_t)7;
  if (pw_reserve_slots(w, padded + 8) || pw_put_words(w, tag, (uint32_t)size)) return FAILED;
  memset(w->body.data + w->body.size + padded - (padded ? 8 : 0), 0, padded ? 8 : 0);
  memcpy(w->body.data + w->body.size, data, (size_t)size);
  w->body.size += padded;
  return DONE;
}

/* An int with its tag: as a double when safe (and not always a bigint), as 64 bits when it fits, else as hexadecimal text. */
outcome pw_put_integer(pw_writer *w, PyObject *object, int always_big) {
  int overflow;
  long long value = py.PyLong_AsLongLongAndOverflow(object, &overflow);
  if (!overflow && value == -1 && py.PyErr_Occurred()) return FAILED;
  if (!overflow && !always_big && value >= -LARGEST_SAFE && value <= LARGEST_SAFE)
    return pw_put_words(w, PW_TAG_INT, 0) || pw_put_double(w, (double)value) ? FAILED : DONE;
  if (!overflow) {
    if (pw_put_words(w, PW_TAG_BIGINT, 0) || pw_reserve_slots(w, 8)) return FAILED;
    memcpy(w->body.data + w->body.size, &value, 8);
    w->body.size += 8;
    return DONE;
  }
  PyObject *hexadecimal = py.PyNumber_ToBase(object, 16);
  if (!hexadecimal) return FAILED;
  outcome result = pw_put_text(w, hexadecimal, PW_TAG_HUGE);
  py.Py_DecRef(hexadecimal);
  return result;
}

outcome pw_put_safe_integer(pw_writer *w, PyObject *object, int tagged) {
  int overflow;
  long long value = py.PyLong_AsLongLongAndOverflow(object, &overflow);
  if (!overflow && value == -1 && py.PyErr_Occurred()) return FAILED;
  if (overflow || value < -LARGEST_SAFE || value > LARGEST_SAFE) {
    pw_error_set(&w->error, PW_ERROR_CONVERSION, "int beyond ±(2**53 - 1), which a number cannot hold exactly");
    return FAILED;
  }
  if (tagged && pw_put_words(w, PW_TAG_INT, 0)) return FAILED;
  return pw_put_double(w, (double)value) ? FAILED : DONE;
}

/* Makes room for one more. 0, or -1 when out of memory. */
static int reserve_object(pw_objects *list) {
  if (list->count < list->capacity) return 0;
  size_t capacity = list->capacity ? list->capacity * 2 : 16;
  PyObject **items = realloc(list->items, capacity * sizeof *items);
  if (!items) return -1;
  list->items = items;
  list->capacity = capacity;
  return 0;
}

int pw_lend(pw_writer *w, PyObject *object) {
  if (!w->lends) return 0;
  if (reserve_object(&w->lent) || pw_handle_give(&w->owner->handles, object)) return -1;
  w->lent.items[w->lent.count++] = object;
  return 0;
}

outcome pw_put_object(pw_writer *w, PyObject *object, int tagged) {
  if (reserve_object(&w->given)) return FAILED;
  if (tagged && pw_put_words(w, PW_TAG_OBJECT, 0)) return FAILED;
  if (pw_put_double(w, pw_address(object))) return FAILED;
  if (pw_put_words(w, pw_class_of(&w->owner->classes, object), (uint32_t)py.PyCallable_Check(object))) return FAILED;
  if (pw_handle_give(&w->owner->handles, object)) return FAILED;
  w->given.items[w->given.count++] = object;
  return DONE;
}
