/* See writer_text.h. */
#include "writer_text.h"

#include <string.h>

#include "error.h"
#include "frame.h"

static int too_long(pw_writer *writer) {
  return pw_error_set(&writer->error, PW_ERROR_CONVERSION,
                      "the text of this value is longer than JavaScript can hold (%zu characters)", PW_LONGEST_TEXT);
}

static int reserve(pw_writer *writer, size_t units, size_t bytes) {
  if (units > PW_LONGEST_TEXT - writer->units || !pw_buffer_fits(&writer->text, bytes)) return too_long(writer);
  return pw_buffer_reserve(&writer->text, bytes) ? pw_error_set(&writer->error, PW_ERROR_MEMORY, "out of memory") : 0;
}

/* Widens the ASCII text so far. */
static int become_utf16(pw_writer *writer) {
  size_t count = writer->text.size;
  if (writer->encoding == PW_TEXT_UTF16) return 0;
  if (reserve(writer, 0, count)) return -1;
  uint16_t *wide = (uint16_t *)writer->text.data;
  for (size_t i = count; i-- > 0;) wide[i] = writer->text.data[i];
  writer->text.size = 2 * count;
  writer->encoding = PW_TEXT_UTF16;
  return 0;
}

static int append_ascii(pw_writer *writer, const char *ascii, size_t count) {
  if (writer->encoding == PW_TEXT_ASCII) {
    if (reserve(writer, count, count)) return -1;
    if (count) memcpy(writer->text.data + writer->text.size, ascii, count);
    writer->text.size += count;
  } else {
    if (reserve(writer, count, 2 * count)) return -1;
    uint16_t *out = (uint16_t *)(writer->text.data + writer->text.size);
    for (size_t i = 0; i < count; i++) out[i] = (uint8_t)ascii[i];
    writer->text.size += 2 * count;
  }
  writer->units += count;
  return 0;
}

/* Well-formed UTF-8, as CPython makes it. The number of units. */
static size_t transcode(const uint8_t *in, size_t bytes, uint16_t *out) {
  uint16_t *start = out;
  for (const uint8_t *end = in + bytes; in < end;) {
    if (in[0] < 0x80) {
      *out++ = *in++;
    } else if (in[0] < 0xe0) {
      *out++ = (uint16_t)((in[0] & 0x1f) << 6 | (in[1] & 0x3f));
      in += 2;
    } else if (in[0] < 0xf0) {
      *out++ = (uint16_t)((in[0] & 0x0f) << 12 | (in[1] & 0x3f) << 6 | (in[2] & 0x3f));
      in += 3;
    } else {
      uint32_t point = (uint32_t)((in[0] & 7) << 18 | (in[1] & 0x3f) << 12 | (in[2] & 0x3f) << 6 | (in[3] & 0x3f));
      point -= 0x10000;
      *out++ = (uint16_t)(0xd800 + (point >> 10));
      *out++ = (uint16_t)(0xdc00 + (point & 0x3ff));
      in += 4;
    }
  }
  return (size_t)(out - start);
}

/* A str with surrogates in it, which UTF-8 cannot hold. */
static int append_surrogates(pw_writer *writer, PyObject *string, size_t points, size_t *units) {
  PyObject *encoded = py.PyUnicode_AsEncodedString(string, "utf-16-le", "surrogatepass");
  if (!encoded) return -1;
  char *bytes;
  Py_ssize_t size;
  int failed = py.PyBytes_AsStringAndSize(encoded, &bytes, &size);
  *units = (size_t)size / 2;
  size_t pairs = 0;
  for (size_t i = 0; !failed && i + 1 < *units; i++) {
    uint16_t here, next;
    memcpy(&here, bytes + 2 * i, 2);
    memcpy(&next, bytes + 2 * i + 2, 2);
    if ((here & 0xfc00) == 0xd800 && (next & 0xfc00) == 0xdc00) pairs++, i++;
  }
  /* Each astral character is one pair; any further pair would be read back as one character. */
  if (!failed && *units - pairs != points)
    failed = pw_error_set(&writer->error, PW_ERROR_CONVERSION,
                          "str holds a surrogate pair as two characters, which JavaScript cannot tell from one");
  if (!failed && !(failed = reserve(writer, *units, (size_t)size))) {
    memcpy(writer->text.data + writer->text.size, bytes, (size_t)size);
    writer->text.size += (size_t)size;
    writer->units += *units;
  }
  py.Py_DecRef(encoded);
  return failed;
}

int pw_write_text(pw_writer *writer, PyObject *string, uint32_t *units) {
  Py_ssize_t bytes;
  size_t points = (size_t)py.PyUnicode_GetLength(string), count = points;
  const char *utf8 = py.PyUnicode_AsUTF8AndSize(string, &bytes);
  int failed;
  if (utf8 && (size_t)bytes == points) {
    failed = append_ascii(writer, utf8, points);
  } else if (become_utf16(writer)) {
    failed = -1;
  } else if (utf8) {
    failed = reserve(writer, 2 * points, 4 * points);
    if (!failed) {
      count = transcode((const uint8_t *)utf8, (size_t)bytes, (uint16_t *)(writer->text.data + writer->text.size));
      writer->text.size += 2 * count;
      writer->units += count;
    }
  } else {
    py.PyErr_Clear();
    failed = append_surrogates(writer, string, points, &count);
  }
  *units = (uint32_t)count;
  return failed;
}
