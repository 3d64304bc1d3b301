/* Text of a frame: ASCII as long as it can be, then UTF-16, so that lone surrogates and NUL survive. */
#ifndef PYWELD_WRITER_TEXT_H
#define PYWELD_WRITER_TEXT_H

#include "writer.h"

/* V8 holds no longer string (2^29 - 24 units). */
#define PW_LONGEST_TEXT ((size_t)0x1fffffe8)

/* Appends a str; `units` gets its length in UTF-16 code units. 0 or -1. */
int pw_write_text(pw_writer *writer, PyObject *string, uint32_t *units);

#endif
