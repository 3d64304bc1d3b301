/*
 * Which Python classes JavaScript knows by a class of its own. An object crosses with the number of the nearest class
 * in its method resolution order that has one.
 */
#ifndef PYWELD_CLASSES_H
#define PYWELD_CLASSES_H

#include <stdatomic.h>

#include "platform.h"
#include "type_map.h"

/* Of one JavaScript thread. `known` is what JavaScript said, `derived` what was found. Zero-initialised when empty. */
typedef struct pw_classes {
  pw_type_map known, derived;
  unsigned generation;   /* of `derived`: what was found before it was emptied is not kept */
  atomic_int some_known; /* so that the commonest case needs no lock */
  pw_mutex lock;
} pw_classes;

/* Attached. Gives a class its number, which is not 0. 0 or -1. */
int pw_class_set(pw_classes *classes, PyObject *type, uint32_t number);
/* Attached. The number of the nearest known class; 0 when there is none. Leaves nothing set in Python. */
uint32_t pw_class_of(pw_classes *classes, PyObject *object);
/* Attached. Forgets them all. */
void pw_classes_clear(pw_classes *classes);

#endif
