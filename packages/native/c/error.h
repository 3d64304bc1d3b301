/* How the helper reports failure: into a pw_error, never on a stream, with nothing left set in Python. */
#ifndef PYWELD_ERROR_H
#define PYWELD_ERROR_H

#include "abi.h"
#include "frame.h"
#include "python_api.h"

/* Formats the message and returns -1. A NULL error is allowed. */
int pw_error_set(pw_error *error, int code, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

/* Attached. Whether the exception that is set says nothing about what was asked: memory, the stack, an interruption. */
int pw_exception_is_grave(void);

/* Takes the raised exception out of Python, normalised and with its traceback; NULL when none is set. A new reference. */
PyObject *pw_exception_take(void);

#endif
