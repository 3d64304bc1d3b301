/* See js_reference.h. */
#include "js_reference.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "javascript.h"
#include "made_type.h"

/* What follows the object's own header. */
typedef struct {
  pw_vectorcall call; /* functions */
  PyObject *weak;     /* list of weak references */
  uint32_t id;
  int readonly;       /* memory, from here on */
  void *address;
  Py_ssize_t bytes;
} fields;

static pw_made_type function_type, memory_type;
static _Atomic(size_t) alive;

static fields *of(PyObject *object) {
  return pw_made_fields(object);
}

/* ---- ids that Python no longer holds ---- */

typedef struct dropped {
  struct dropped *next;
  uint32_t id;
} dropped;

static _Atomic(dropped *) queue;

void pw_js_drop(uint32_t id) {
  dropped *item = malloc(sizeof *item);
  if (!item) return; /* The value stays alive: a leak is better than a crash in a destructor. */
  item->id = id;
  item->next = atomic_load(&queue);
  while (!atomic_compare_exchange_weak(&queue, &item->next, item)) continue;
}

uint32_t pw_js_next_dropped(void) {
  static dropped *taken; /* only JavaScript's thread takes */
  if (!taken) taken = atomic_exchange(&queue, NULL);
  if (!taken) return 0;
  dropped *item = taken;
  uint32_t id = item->id;
  taken = item->next;
  free(item);
  return id;
}

int pw_js_has_dropped(void) {
  return atomic_load_explicit(&queue, memory_order_relaxed) != NULL;
}

size_t pw_js_count(void) {
  return atomic_load(&alive);
}

/* ---- what both types do ---- */

static void dealloc(PyObject *object) {
  if (of(object)->weak) py.PyObject_ClearWeakRefs(object);
  pw_js_drop(of(object)->id);
  atomic_fetch_sub(&alive, 1);
  pw_made_free(object);
}

static intptr_t hash(PyObject *object) {
  return (intptr_t)of(object)->id;
}

/* The same JavaScript value is equal to itself, however many objects stand for it. */
static PyObject *compare(PyObject *a, PyObject *b, int operation) {
  int known = pw_type(a) == pw_type(b) && (operation == PW_EQUAL || operation == PW_NOT_EQUAL);
  if (!known) return pw_new_ref(py.NotImplemented);
  return pw_new_ref((of(a)->id == of(b)->id) == (operation == PW_EQUAL) ? py.True : py.False);
}

static PyObject *make(PyTypeObject *type, uint32_t id) {
  PyObject *object = pw_made_new(type);
  if (!object) return NULL;
  of(object)->id = id;
  atomic_fetch_add(&alive, 1);
  return object;
}

/* ---- functions ---- */

static PyObject *call(PyObject *self, PyObject *const *items, size_t count, PyObject *names) {
  return pw_js_call(of(self)->id, items, count & ~PW_VECTORCALL_OFFSET, names);
}

static PyObject *function_repr(PyObject *self) {
  (void)self;
  return py.PyUnicode_FromString("<JavaScript function>");
}

/* ---- memory ---- */

static int get_buffer(PyObject *self, Py_buffer *view, int flags) {
  return py.PyBuffer_FillInfo(view, self, of(self)->address, of(self)->bytes, of(self)->readonly, flags);
}

/* ---- the types ---- */

static PyTypeObject *type_of_functions(void) {
  PyTypeObject *known = atomic_load(&function_type);
  if (known) return known;
  PyMemberDef members[] = {
      {"__vectorcalloffset__", PW_MEMBER_SSIZE, (Py_ssize_t)(py.header_bytes + offsetof(fields, call)), PW_MEMBER_READONLY, NULL},
      {"__weaklistoffset__", PW_MEMBER_SSIZE, (Py_ssize_t)(py.header_bytes + offsetof(fields, weak)), PW_MEMBER_READONLY, NULL},
      {0},
  };
  PyType_Slot slots[] = {
      pw_made_new_slot,                      {PW_SLOT_DEALLOC, (void *)dealloc},
      {PW_SLOT_HASH, (void *)hash},          {PW_SLOT_COMPARE, (void *)compare},
      {PW_SLOT_REPR, (void *)function_repr}, {PW_SLOT_CALL, (void *)py.PyVectorcall_Call},
      {PW_SLOT_MEMBERS, members},            {0, NULL},
  };
  return pw_make_type(&function_type, "_pyweld.JavaScriptFunction", slots, sizeof(fields), PW_TYPE_VECTORCALL);
}

static PyTypeObject *type_of_memory(void) {
  PyTypeObject *known = atomic_load(&memory_type);
  if (known) return known;
  PyType_Slot slots[] = {
      pw_made_new_slot,
      {PW_SLOT_DEALLOC, (void *)dealloc},
      {PW_SLOT_GET_BUFFER, (void *)get_buffer},
      {0, NULL},
  };
  return pw_make_type(&memory_type, "_pyweld.JavaScriptMemory", slots, sizeof(fields), 0);
}

PyObject *pw_js_function_new(uint32_t id) {
  PyTypeObject *type = type_of_functions();
  PyObject *function = type ? make(type, id) : NULL;
  if (function) of(function)->call = call;
  return function;
}

int pw_js_function_id(PyObject *object, uint32_t *id) {
  if (pw_type(object) != atomic_load_explicit(&function_type, memory_order_acquire)) return 0;
  *id = of(object)->id;
  return 1;
}

/* The view with items of another format than bytes. Takes over `view`. */
static PyObject *cast(PyObject *view, char format) {
  char text[] = {format, 0};
  PyObject *to = py.PyUnicode_FromString(text);
  PyObject *arguments[2] = {view, to};
  PyObject *result = to ? py.PyObject_VectorcallMethod(py.str_cast, arguments, 2, NULL) : NULL;
  if (to) py.Py_DecRef(to);
  py.Py_DecRef(view);
  return result;
}

PyObject *pw_js_memory_new(const pw_js_memory *from, uint32_t *created) {
  /* Nothing has no address that Python would take. */
  static char nothing;
  PyTypeObject *type = type_of_memory();
  PyObject *memory = type ? make(type, from->id) : NULL;
  if (!memory) return NULL;
  ++*created;
  of(memory)->address = from->bytes ? from->address : &nothing;
  of(memory)->bytes = (Py_ssize_t)from->bytes;
  of(memory)->readonly = from->readonly;
  PyObject *view = py.PyMemoryView_FromObject(memory);
  py.Py_DecRef(memory); /* the view holds it */
  return view && from->format != 'B' ? cast(view, from->format) : view;
}
