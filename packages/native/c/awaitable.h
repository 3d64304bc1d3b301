/* What Python can await: coroutines, futures, and objects with `__await__`. */
#ifndef PYWELD_AWAITABLE_H
#define PYWELD_AWAITABLE_H

#include "python_api.h"

/* Attached. Runs no code of the object's. */
int pw_is_awaitable(PyObject *object);
/*
 * Attached. Gives a reference back. A coroutine that goes with it is closed first: that nobody has awaited it is no news
 * to a user of JavaScript, whose collector decides when Python would print it.
 */
void pw_awaitable_drop(PyObject *object);

#endif
