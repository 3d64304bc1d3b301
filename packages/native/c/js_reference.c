/* See js_reference.h. */
#include "js_reference.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "javascript.h"
#include "js_thread.h"
#include "made_type.h"

/* An id that Python no longer holds. */
typedef struct pw_dropped {
  struct pw_dropped *next;
  uint32_t id;
} dropped;

/* What follows the object's own header. */
typedef struct {
  pw_vectorcall call; /* functions */
  PyObject *weak;     /* list of weak references */
  dropped *notice;    /* for the queue, when the object goes: made with it, so that there is always memory for it */
  pw_js_thread *owner; /* a use of it */
  uint32_t id;
  int is_async;       /* functions: they give promises */
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

static void enqueue(pw_dropped_ids *ids, dropped *item) {
  item->next = atomic_load(&ids->queue);
  while (!atomic_compare_exchange_weak(&ids->queue, &item->next, item)) continue;
}

void pw_js_drop(pw_dropped_ids *ids, uint32_t id) {
  dropped *item = malloc(sizeof *item);
  if (!item) return; /* the value stays alive */
  item->id = id;
  enqueue(ids, item);
}

uint32_t pw_js_next_dropped(pw_dropped_ids *ids) {
  if (!ids->taken) ids->taken = atomic_exchange(&ids->queue, NULL);
  dropped *item = ids->taken;
  if (!item) return 0;
  uint32_t id = item->id;
  ids->taken = item->next;
  free(item);
  return id;
}

int pw_js_has_dropped(const pw_dropped_ids *ids) {
  return atomic_load_explicit(&ids->queue, memory_order_relaxed) != NULL;
}

size_t pw_js_count(void) {
  return atomic_load(&alive);
}

/* ---- what both types do ---- */

static void dealloc(PyObject *object) {
  if (of(object)->weak) py.PyObject_ClearWeakRefs(object);
  pw_js_thread *owner = of(object)->owner;
  enqueue(&owner->dropped, of(object)->notice);
  pw_js_thread_end_use(owner);
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
  return pw_new_ref((of(a)->owner == of(b)->owner && of(a)->id == of(b)->id) == (operation == PW_EQUAL) ? py.True : py.False);
}

static PyObject *make(PyTypeObject *type, pw_js_thread *owner, uint32_t id) {
  dropped *notice = malloc(sizeof *notice);
  if (!notice) {
    py.PyErr_SetString(py.PyExc_MemoryError, "out of memory");
    return NULL;
  }
  PyObject *object = pw_made_new(type);
  if (!object) {
    free(notice);
    return NULL;
  }
  notice->id = of(object)->id = id;
  pw_js_thread_use(owner);
  of(object)->owner = owner;
  of(object)->notice = notice;
  atomic_fetch_add(&alive, 1);
  return object;
}

/* ---- functions ---- */

static PyObject *call(PyObject *self, PyObject *const *items, size_t count, PyObject *names) {
  return pw_js_call(of(self)->owner, of(self)->id, of(self)->is_async, items, count & ~PW_VECTORCALL_OFFSET, names);
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

PyObject *pw_js_function_new(pw_js_thread *owner, uint32_t id) {
  PyTypeObject *type = type_of_functions();
  PyObject *function = type ? make(type, owner, id & ~PW_JS_ASYNC) : NULL;
  if (!function) return NULL;
  of(function)->call = call;
  of(function)->is_async = (id & PW_JS_ASYNC) != 0;
  return function;
}

int pw_js_function_id(const pw_js_thread *owner, PyObject *object, uint32_t *id) {
  if (pw_type(object) != atomic_load_explicit(&function_type, memory_order_acquire)) return 0;
  if (of(object)->owner != owner) return 0;
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

PyObject *pw_js_memory_new(pw_js_thread *owner, const pw_js_memory *from, uint32_t *created) {
  /* Nothing has no address that Python would take. */
  static char nothing;
  PyTypeObject *type = type_of_memory();
  PyObject *memory = type ? make(type, owner, from->id) : NULL;
  if (!memory) return NULL;
  ++*created;
  of(memory)->address = from->bytes ? from->address : &nothing;
  of(memory)->bytes = (Py_ssize_t)from->bytes;
  of(memory)->readonly = from->readonly;
  PyObject *view = py.PyMemoryView_FromObject(memory);
  py.Py_DecRef(memory); /* the view holds it */
  return view && from->format != 'B' ? cast(view, from->format) : view;
}
