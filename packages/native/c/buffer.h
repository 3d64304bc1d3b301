/* A growing run of bytes. */
#ifndef PYWELD_BUFFER_H
#define PYWELD_BUFFER_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* One frame's slots, or its text, may not pass this: beyond it, an error is kinder than an exhausted machine. */
#define PW_BUFFER_LIMIT ((size_t)2 << 30)

typedef struct pw_buffer {
  uint8_t *data;
  size_t size, capacity;
} pw_buffer;

/* Whether `more` bytes after `size` are within the limit. */
static inline int pw_buffer_fits(const pw_buffer *buffer, size_t more) {
  return more <= PW_BUFFER_LIMIT - buffer->size;
}

/* Makes room for `more` bytes after `size`. 0, or -1 when out of memory or past the limit. */
static inline int pw_buffer_reserve(pw_buffer *buffer, size_t more) {
  if (more <= buffer->capacity - buffer->size) return 0;
  if (!pw_buffer_fits(buffer, more)) return -1;
  size_t capacity = buffer->capacity ? buffer->capacity : 4096;
  while (capacity < buffer->size + more) capacity *= 2;
  uint8_t *data = realloc(buffer->data, capacity);
  if (!data) return -1;
  buffer->data = data;
  buffer->capacity = capacity;
  return 0;
}

static inline void pw_buffer_free(pw_buffer *buffer) {
  free(buffer->data);
  *buffer = (pw_buffer){0};
}

#endif
