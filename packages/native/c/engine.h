/*
 * Runs one operation: arguments in, Python, result out. The same for calls in place and for calls on a worker thread;
 * knows nothing of pages and queues.
 */
#ifndef PYWELD_ENGINE_H
#define PYWELD_ENGINE_H

#include "reader.h"
#include "writer.h"

typedef struct pw_arguments {
  uint32_t count;        /* direct arguments, or PW_ARGUMENTS_IN_FRAME */
  uint32_t nones;
  uint32_t positional, keywords;
  const double *values;
  const uint8_t *direct_text;
  size_t direct_text_bytes;
  pw_frame frame;
  int *in_use;           /* set to 0 once the arguments have been read; may be NULL */
  int interruptible;     /* what is called runs in a window of interrupt.h */
} pw_arguments;

typedef struct pw_result {
  int status;
  uint32_t error, name_units;
  uint32_t references; /* JavaScript values that the arguments gave to Python, when the call failed */
  double values[3];
} pw_result;

/* Which results are not delivered but left to be awaited, when they can be: none, those of a type of values, all. */
typedef enum pw_awaits { PW_AWAITS_NONE, PW_AWAITS_VALUES, PW_AWAITS_ALL } pw_awaits;

/* What a thread keeps from call to call. The frame of a result lies in the writer. */
typedef struct pw_engine {
  pw_reader reader;
  pw_writer writer;
  pw_awaits awaits;
  PyObject *awaitable; /* what the last call gave to be awaited, its status is PROMISE; whoever calls takes it over */
} pw_engine;

/* Attached. Leaves nothing set in Python. */
void pw_execute(pw_engine *engine, const pw_operation *operation, const pw_arguments *arguments, pw_result *result);
/* Attached. Makes a result of `value`, which it takes over; of the raised exception when that is NULL. */
void pw_deliver(pw_engine *engine, const pw_node *node, PyObject *value, pw_result *result);

#endif
