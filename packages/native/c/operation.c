/* The table of operations, and how a description becomes one. Knows nothing of frames. */
#include "operation.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "frame.h"
#include "js_thread.h"

const pw_node pw_any = {.kind = PW_KIND_ANY};

static long long integer(PyObject *object, long long otherwise) {
  int overflow = 0;
  if (!object || pw_type(object) != py.PyLong_Type) return otherwise;
  long long value = py.PyLong_AsLongLongAndOverflow(object, &overflow);
  return overflow ? otherwise : value;
}

/* Borrowed; NULL when `object` is no tuple or too short. */
static PyObject *at(PyObject *object, Py_ssize_t i) {
  if (!object || pw_type(object) != py.PyTuple_Type || py.PyTuple_Size(object) <= i) return NULL;
  return py.PyTuple_GetItem(object, i);
}

static uint32_t length(PyObject *object) {
  return object && pw_type(object) == py.PyTuple_Type ? (uint32_t)py.PyTuple_Size(object) : 0;
}

static const pw_node *node_at(pw_operation *operation, PyObject *index) {
  long long i = integer(index, -1);
  return i >= 0 && i < operation->node_count ? &operation->nodes[i] : NULL;
}

static PyObject *interned(PyObject *object) {
  if (!object || pw_type(object) != py.PyUnicode_Type) return NULL;
  pw_new_ref(object);
  py.PyUnicode_InternInPlace(&object);
  return object;
}

/* How many items a kind has: a number, or -1 for any. */
static int arity(int kind) {
  switch (kind) {
    case PW_KIND_LIST:
    case PW_KIND_SEQUENCE:
    case PW_KIND_SET:
    case PW_KIND_FROZENSET:
    case PW_KIND_OPTIONAL:
    case PW_KIND_DICT:
      return 1;
    case PW_KIND_MAP:
      return 2;
    case PW_KIND_TUPLE:
    case PW_KIND_UNION:
    case PW_KIND_TYPED_DICT:
    case PW_KIND_DATACLASS:
    case PW_KIND_NAMED_TUPLE:
    case PW_KIND_CONVERTED:
      return -1;
    default:
      return 0;
  }
}

static int has_class(int kind) {
  return kind == PW_KIND_ENUM_VALUE || kind == PW_KIND_ENUM_NAME || kind == PW_KIND_DATACLASS ||
         kind == PW_KIND_NAMED_TUPLE || kind == PW_KIND_CONVERTED;
}

/* What filling a part came to, besides 0. */
enum { MALFORMED = -1, NO_MEMORY = -2 };

static int fill_node(pw_operation *operation, pw_node *node, PyObject *from) {
  long long kind = integer(at(from, 0), 0);
  if (kind < PW_KIND_NONE || kind > PW_KIND_CONVERTED) return MALFORMED;
  node->kind = (uint8_t)kind;
  PyObject *items = at(from, 1), *keys = at(from, 2), *class_object = at(from, 3), *flags = at(from, 4);
  uint32_t count = length(items);
  if (arity(node->kind) >= 0 && count != (uint32_t)arity(node->kind)) return MALFORMED;
  int keyed = node->kind == PW_KIND_TYPED_DICT || node->kind == PW_KIND_DATACLASS ||
              (node->kind == PW_KIND_NAMED_TUPLE && length(keys) > 0);
  node->keyed = (uint8_t)keyed;
  if (keyed && (length(keys) != count || length(flags) != count)) return MALFORMED;
  node->items = calloc(count + 1, sizeof *node->items);
  node->keys = calloc(count + 1, sizeof *node->keys);
  node->flags = calloc(count + 1, 1);
  if (!node->items || !node->keys || !node->flags) return NO_MEMORY;
  node->count = count;
  for (uint32_t i = 0; i < count; i++) {
    node->items[i] = node_at(operation, at(items, i));
    if (!node->items[i]) return MALFORMED;
    if (!keyed) continue;
    node->flags[i] = (uint8_t)integer(at(flags, i), 0);
    node->keys[i] = interned(at(keys, i));
    if (!node->keys[i]) return MALFORMED;
  }
  if (node->kind == PW_KIND_TUPLE && length(flags) > 0) {
    long long open = integer(at(flags, 0), -1);
    if (open < 0 || open >= count) return MALFORMED;
    node->open_item = (uint32_t)open + 1;
  }
  if (node->kind == PW_KIND_CONVERTED) {
    if (length(flags) != 1 || count > 1) return MALFORMED;
    node->conversion = (uint32_t)integer(at(flags, 0), 0);
  }
  if (has_class(node->kind)) {
    if (!class_object || !py.PyCallable_Check(class_object)) return MALFORMED;
    node->class_object = pw_new_ref(class_object);
    PyObject *construct = at(from, 5);
    if (construct && construct != py.None) {
      if (!py.PyCallable_Check(construct)) return MALFORMED;
      node->construct = pw_new_ref(construct);
    }
    node->open_fields = integer(at(from, 6), 0) != 0;
  }
  return 0;
}

/* OPTIONAL takes no level of its own, so a chain of them must end, and soon. */
static int has_long_optional(const pw_operation *operation) {
  for (uint32_t i = 0; i < operation->node_count; i++) {
    const pw_node *node = &operation->nodes[i];
    for (int length = 0; node->kind == PW_KIND_OPTIONAL; node = node->items[0])
      if (++length > 32) return 1;
  }
  return 0;
}

static int fill(pw_operation *operation, PyObject *from) {
  operation->kind = (int)integer(at(from, 0), -1);
  if (operation->kind < PW_OPERATION_DEFINE || operation->kind > PW_OPERATION_SET) return MALFORMED;
  PyObject *target = at(from, 1), *name = at(from, 2), *nodes = at(from, 3), *params = at(from, 4);
  PyObject *keywords = at(from, 6);
  int has_target = target && target != py.None;
  if (operation->kind == PW_OPERATION_CALL && !has_target) return MALFORMED;
  if (has_target) operation->target = pw_new_ref(target);
  if (operation->kind >= PW_OPERATION_METHOD && !(operation->name = interned(name))) return MALFORMED;
  operation->nodes = calloc(length(nodes) + 1, sizeof *operation->nodes);
  operation->params = calloc(length(params) + 1, sizeof *operation->params);
  operation->keywords = calloc(length(keywords) + 1, sizeof *operation->keywords);
  operation->keyword_names = calloc(length(keywords) + 1, sizeof *operation->keyword_names);
  if (!operation->nodes || !operation->params || !operation->keywords || !operation->keyword_names) return NO_MEMORY;
  operation->node_count = length(nodes);
  for (uint32_t i = 0; i < operation->node_count; i++) {
    int failed = fill_node(operation, &operation->nodes[i], at(nodes, i));
    if (failed) return failed;
  }
  if (has_long_optional(operation)) return MALFORMED;
  operation->param_count = length(params);
  for (uint32_t i = 0; i < operation->param_count; i++)
    if (!(operation->params[i] = node_at(operation, at(params, i)))) return MALFORMED;
  operation->rest = node_at(operation, at(from, 5));
  operation->keyword_count = length(keywords);
  for (uint32_t i = 0; i < operation->keyword_count; i++) {
    PyObject *pair = at(keywords, i);
    operation->keyword_names[i] = interned(at(pair, 0));
    operation->keywords[i] = node_at(operation, at(pair, 1));
    if (!operation->keyword_names[i] || !operation->keywords[i]) return MALFORMED;
  }
  operation->extra = node_at(operation, at(from, 7));
  operation->result = node_at(operation, at(from, 8));
  operation->skipped = (uint32_t)integer(at(from, 9), 0);
  return operation->result ? 0 : MALFORMED;
}

static void drop(PyObject *object) {
  if (object) py.Py_DecRef(object);
}

static void destroy(pw_operation *operation) {
  for (uint32_t i = 0; i < operation->node_count; i++) {
    pw_node *node = &operation->nodes[i];
    for (uint32_t j = 0; j < node->count; j++) drop(node->keys[j]);
    drop(node->class_object);
    drop(node->construct);
    free(node->items);
    free(node->keys);
    free(node->flags);
  }
  for (uint32_t i = 0; operation->keyword_names && i < operation->keyword_count; i++) drop(operation->keyword_names[i]);
  drop(operation->target);
  drop(operation->name);
  free(operation->nodes);
  free(operation->params);
  free(operation->keywords);
  free(operation->keyword_names);
  free(operation);
}

static int64_t add_to_table(pw_operations *own, pw_operation *operation) {
  uint32_t number = 0;
  if (own->live < own->capacity)
    while (own->table[number]) number++;
  else {
    uint32_t larger = own->capacity ? own->capacity * 2 : 64;
    pw_operation **grown = realloc(own->table, larger * sizeof *grown);
    if (!grown) return -1;
    memset(grown + own->capacity, 0, (larger - own->capacity) * sizeof *grown);
    own->table = grown;
    number = own->capacity;
    own->capacity = larger;
  }
  own->table[number] = operation;
  own->live++;
  return number;
}

int64_t pw_operation_define(PyObject *description, pw_error *error) {
  pw_operation *operation = calloc(1, sizeof *operation);
  if (!operation) return pw_error_set(error, PW_ERROR_MEMORY, "out of memory");
  atomic_init(&operation->users, 1);
  if (description == NULL) { /* the first operation, which makes the others */
    operation->kind = PW_OPERATION_DEFINE;
    operation->rest = operation->result = &pw_any;
  } else {
    int failed = fill(operation, description);
    if (failed) destroy(operation);
    if (failed == NO_MEMORY) return pw_error_set(error, PW_ERROR_MEMORY, "out of memory");
    if (failed) return pw_error_set(error, PW_ERROR_USAGE, "the description of an operation is malformed");
  }
  int64_t number = add_to_table(&pw_js->operations, operation);
  if (number >= 0) return number;
  destroy(operation);
  return pw_error_set(error, PW_ERROR_MEMORY, "out of memory");
}

pw_operation *pw_operation_peek(uint32_t number) {
  const pw_operations *own = &pw_js->operations;
  return number < own->capacity ? own->table[number] : NULL;
}

pw_operation *pw_operation_use(uint32_t number) {
  pw_operation *operation = pw_operation_peek(number);
  if (operation) atomic_fetch_add(&operation->users, 1);
  return operation;
}

void pw_operation_end(pw_operation *operation) {
  if (atomic_fetch_sub(&operation->users, 1) == 1) destroy(operation);
}

/* Those whose last user could not free them. */
static _Atomic(pw_operation *) unburied;

void pw_operation_end_later(pw_operation *operation) {
  if (atomic_fetch_sub(&operation->users, 1) != 1) return;
  operation->next_abandoned = atomic_load(&unburied);
  while (!atomic_compare_exchange_weak(&unburied, &operation->next_abandoned, operation)) continue;
}

static pw_operation *take_off_table(uint32_t number) {
  pw_operation *operation = pw_operation_peek(number);
  if (!operation || number == 0) return NULL; /* the first one makes the others */
  pw_js->operations.table[number] = NULL;
  pw_js->operations.live--;
  return operation;
}

void pw_operation_remove(uint32_t number) {
  pw_operation *operation = take_off_table(number);
  if (operation) pw_operation_end(operation);
}

void pw_operation_abandon(uint32_t number) {
  pw_operation *operation = take_off_table(number);
  if (!operation) return;
  operation->next_abandoned = pw_js->operations.abandoned;
  pw_js->operations.abandoned = operation;
}

static void bury(pw_operations *own) {
  while (own->abandoned) {
    pw_operation *operation = own->abandoned;
    own->abandoned = operation->next_abandoned;
    pw_operation_end(operation); /* may run a finaliser */
  }
}

void pw_operation_bury(void) {
  if (pw_js->operations.abandoned) bury(&pw_js->operations);
  if (!atomic_load_explicit(&unburied, memory_order_relaxed)) return;
  pw_operation *operation = atomic_exchange(&unburied, NULL);
  while (operation) {
    pw_operation *next = operation->next_abandoned;
    destroy(operation); /* may run a finaliser */
    operation = next;
  }
}

void pw_operations_clear(pw_operations *own) {
  bury(own);
  for (uint32_t i = 0; i < own->capacity; i++)
    if (own->table[i]) pw_operation_end(own->table[i]);
  free(own->table);
  *own = (pw_operations){0};
}

size_t pw_operation_count(void) {
  return pw_js->operations.live;
}
