/*
 * Conversions of values that are neither scalars nor containers: which types have one, and the Python functions that
 * take such a value apart into plainer ones (reduce) and put it together again (build).
 *
 * Python's half of the runtime knows the types (python/_pyweld/conversions.py); what it says is kept here per type.
 */
#ifndef PYWELD_CONVERSIONS_H
#define PYWELD_CONVERSIONS_H

#include "python_api.h"

/*
 * Numbers with a meaning here. MEMORY, ARRAY: the value's memory crosses, not its items. PLAIN: the plainer value takes
 * its place altogether (numbers of numpy). NAMED_TUPLE: by a hint only. ADDED and above: the value crosses as a handle, of which JavaScript makes the
 * value that it adds a conversion for.
 */
enum { PW_CONVERSION_NONE = 0, PW_CONVERSION_MEMORY = 1, PW_CONVERSION_ARRAY = 2, PW_CONVERSION_PLAIN = 3,
       PW_CONVERSION_NAMED_TUPLE = 18, PW_CONVERSION_ADDED = 1000 };

/*
 * Attached. The conversion of values of that type when no hint asks for another; number 0 for none. 0, or -1 with an
 * exception set.
 */
int pw_conversion_of(PyTypeObject *type, uint32_t *number);
/* Attached. A new reference to the function that takes values apart; NULL with an exception set. */
PyObject *pw_conversion_reduce(uint32_t number);
/* Attached. A new reference to the function that puts values together; NULL with an exception set. */
PyObject *pw_conversion_build(uint32_t number);
/* Attached. Forgets which types have which: there is a new one. */
void pw_conversions_forget(void);

#endif
