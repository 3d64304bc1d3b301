/* See item_format.h. */
#include "item_format.h"

#include <string.h>

static int is_little_endian(void) {
  const unsigned short one = 1;
  return *(const unsigned char *)&one == 1;
}

/* Exporters disagree on how wide a letter is (ctypes writes `<l` for 8 bytes), so it only says which kind of number. */
static int fits(char letter, int complex, size_t bytes) {
  if (complex) return letter == 'f' ? bytes == 8 : letter == 'd' ? bytes == 16 : letter == 'g' && bytes > 0;
  switch (letter) {
    case 'b': case 'h': case 'i': case 'l': case 'q': case 'n':
    case 'B': case 'H': case 'I': case 'L': case 'Q': case 'N': return bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
    case 'c': case '?': return bytes == 1;
    case 'e': return bytes == 2;
    case 'f': return bytes == 4;
    case 'd': return bytes == 8;
    case 'g': return bytes > 0;
    case 'u': case 'w': return bytes % 4 == 0;
    case 's': case 'x': return 1;
    default: return 0;
  }
}

int pw_item_format_read(const char *format, size_t item_bytes, pw_item_format *into) {
  *into = (pw_item_format){0};
  if (*format && strchr("@=^|<>!", *format)) {
    char order = *format++;
    into->swapped = is_little_endian() ? order == '>' || order == '!' : order == '<';
  }
  const char *digits = format;
  while (*format >= '0' && *format <= '9') format++;
  int counted = format > digits;
  if (*format == 'Z') into->complex = 1, format++;
  into->letter = *format;
  if (!*format || format[1]) return -1;
  if (counted && !strchr("swux", *format)) return -1;
  return fits(into->letter, into->complex, item_bytes) ? 0 : -1;
}

int pw_item_format_is_number(const pw_item_format *format) {
  return !format->complex && strchr("bBhHiIlLqQnNfdc", format->letter) != NULL;
}
