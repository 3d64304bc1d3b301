/*
 * Operations: what a call does, with the types of its arguments and its result. Made once, run often.
 *
 * JavaScript describes an operation as one Python tuple, so that no format of its own has to be parsed:
 *   (operation, target, name, nodes, params, rest, keywords, extra, result, skipped)
 *   nodes     ((kind, items, keys, class, flags, construct, open), ...)   items, flags: tuples of int; keys: tuple of str;
 *             class and construct or None; the last two may be missing
 *   params    (node, ...)          rest, extra, result: node, or -1
 *   keywords  ((name, node), ...)  what may be passed by keyword
 *   skipped   how many of the params are not the user's
 */
#ifndef PYWELD_OPERATION_H
#define PYWELD_OPERATION_H

#include <stdatomic.h>
#include <stddef.h>

#include "abi.h"
#include "python_api.h"

/* A type. Owned by its operation; children are nodes of the same operation. */
typedef struct pw_node {
  uint8_t kind;
  uint32_t count;                 /* of items */
  const struct pw_node **items;   /* LIST and its like: 1. MAP: key, value. TYPED_DICT and its like: one per key.
                                     CONVERTED: of the plainer value, where that has items of a type */
  PyObject **keys;                /* interned str */
  uint8_t *flags;                 /* of each key: PW_FIELD_... */
  uint8_t keyed;                  /* keys and flags are there: always, but for a NAMED_TUPLE whose names are not known */
  uint32_t open_item;             /* TUPLE: 1 + the item that may come any number of times, the only flag; 0: none */
  PyObject *class_object;         /* ENUM_..., DATACLASS, NAMED_TUPLE, CONVERTED */
  PyObject *construct;            /* DATACLASS: what makes an instance of its fields by name; NULL: the class does */
  uint8_t open_fields;            /* DATACLASS: instances may have further fields */
  uint32_t conversion;            /* CONVERTED: its number, the only flag of the description */
} pw_node;

/*
 * OPTIONAL: it may be left out. Of a DATACLASS and a NAMED_TUPLE: INIT, the constructor takes it; INIT_ONLY, instances do
 * not have it.
 */
enum { PW_FIELD_OPTIONAL = 1, PW_FIELD_INIT = 2, PW_FIELD_INIT_ONLY = 4 };

/* Whether a tuple of that size is one of that type. */
static inline int pw_tuple_fits(const pw_node *node, size_t size) {
  return node->open_item ? size + 1 >= node->count : size == node->count;
}

/* The type of an item of a tuple that fits. */
static inline const pw_node *pw_tuple_item(const pw_node *node, size_t i, size_t size) {
  size_t open = node->open_item, behind = node->count - open;
  if (!open || i + 1 < open) return node->items[i];
  return i + behind < size ? node->items[open - 1] : node->items[i + node->count - size];
}

typedef struct pw_operation {
  int kind;
  atomic_int users;       /* the table, and every job that has yet to finish */
  struct pw_operation *next_abandoned;
  PyObject *target;       /* CALL. APPLY, METHOD: what calls functions of Python's for it; NULL: nothing does */
  PyObject *name;         /* METHOD, GET, SET */
  pw_node *nodes;
  uint32_t node_count;
  const pw_node **params;
  uint32_t param_count;
  uint32_t skipped;       /* leading parameters that are not the user's, for messages: self */
  const pw_node *rest;    /* NULL: no further positional arguments */
  PyObject **keyword_names;
  const pw_node **keywords;
  uint32_t keyword_count;
  const pw_node *extra;   /* NULL: no further keywords */
  const pw_node *result;
} pw_operation;

/* The node of ANY, for whatever has no type of its own. */
extern const pw_node pw_any;

/* Those of one JavaScript thread, which alone reads and changes the table. */
typedef struct pw_operations {
  pw_operation **table;
  uint32_t capacity, live;
  pw_operation *abandoned;
} pw_operations;

/* Each of these is about the table of the JavaScript thread that calls. */

/* Attached. Makes an operation out of its description. Its number, or -1 with a message in `error`. */
int64_t pw_operation_define(PyObject *description, pw_error *error);
/* The operation of that number with one more user; NULL when there is none. */
pw_operation *pw_operation_use(uint32_t number);
/* Attached. Ends one use. */
void pw_operation_end(pw_operation *operation);
/* Any thread, attached or not. The same; the last use goes with pw_operation_bury. */
void pw_operation_end_later(pw_operation *operation);
/* Attached. Frees the number; the operation goes with its last user. */
void pw_operation_remove(uint32_t number);
/* Attached. As that, for one that this thread may be running: it goes with pw_operation_bury. */
void pw_operation_abandon(uint32_t number);
/* Attached, with no operation running on this thread. */
void pw_operation_bury(void);
size_t pw_operation_count(void);

/* The operation of that number without counting a use. */
pw_operation *pw_operation_peek(uint32_t number);
/* Attached. Removes all of a thread that has ended. */
void pw_operations_clear(pw_operations *operations);

#endif
