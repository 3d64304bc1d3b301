/* Where in a value something lies, as Python would spell it: args[0].items["k"][3]. Knows nothing of frames. */
#ifndef PYWELD_PLACE_H
#define PYWELD_PLACE_H

#include <stddef.h>

#include "python_api.h"

/* Text that is cut short rather than grow. Zero-initialised when empty. */
typedef struct pw_place {
  char text[512];
  size_t used;
} pw_place;

void pw_place_start(pw_place *place, const char *format, ...);
/* A step each. */
void pw_place_index(pw_place *place, long long index);
void pw_place_item(pw_place *place, long long number);
/* Attached. 1 when `name` is text that can be shown, else 0. NULL is allowed. */
int pw_place_key(pw_place *place, PyObject *name);
int pw_place_field(pw_place *place, PyObject *name);
/* Whether the rest of so many steps is better left out, which the place then says itself. */
int pw_place_ends(pw_place *place, size_t done, size_t steps);

/* Attached. Raises an exception that was taken once more, with a note of where it was raised; takes it over. */
void pw_place_raise(const pw_place *place, PyObject *exception);

#endif
