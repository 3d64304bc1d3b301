/*
 * Which Python classes JavaScript knows by a class of its own. An object crosses with the number of the nearest class
 * in its method resolution order that has one.
 */
#ifndef PYWELD_CLASSES_H
#define PYWELD_CLASSES_H

#include "python_api.h"

/* Attached. Gives a class its number, which is not 0. 0 or -1. */
int pw_class_set(PyObject *type, uint32_t number);
/* Attached. The number of the nearest known class; 0 when there is none. Leaves nothing set in Python. */
uint32_t pw_class_of(PyObject *object);

#endif
