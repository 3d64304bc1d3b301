/* Types made at run time from specs, the same on every Python. See js_reference.h. */
#include "js_reference.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "javascript.h"
#include "platform.h"

/* What follows the object's own header. */
typedef struct {
  pw_vectorcall call; /* functions */
  PyObject *weak;     /* list of weak references */
  uint32_t id;
  int readonly;       /* memory, from here on */
  void *address;
  Py_ssize_t bytes;
} fields;

static PyTypeObject *function_type, *memory_type;
static size_t header; /* bytes before `fields` */
static _Atomic(size_t) alive;

static fields *of(PyObject *object) {
  return (fields *)(void *)((char *)object + header);
}

/* ---- ids that Python no longer holds ---- */

typedef struct dropped {
  struct dropped *next;
  uint32_t id;
} dropped;

static _Atomic(dropped *) queue;

static void drop(uint32_t id) {
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
  PyObject *type = (PyObject *)pw_type(object);
  if (of(object)->weak) py.PyObject_ClearWeakRefs(object);
  drop(of(object)->id);
  atomic_fetch_sub(&alive, 1);
  py.PyObject_Free(object);
  py.Py_DecRef(type); /* instances of types made from a spec hold their type */
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
  PyObject *object = py.PyType_GenericAlloc(type, 0);
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

/* ---- the types, made when first needed ---- */

static int find_header(void) {
  PyObject *size = py.PyObject_GetAttrString((PyObject *)py.PyBaseObject_Type, "__basicsize__");
  int overflow;
  long long bytes = size ? py.PyLong_AsLongLongAndOverflow(size, &overflow) : -1;
  if (size) py.Py_DecRef(size);
  header = (size_t)bytes;
  return bytes < 0 ? -1 : 0;
}

static PyTypeObject *make_type(const char *name, PyType_Slot *slots, unsigned flags) {
  if (!header && find_header()) return NULL;
  PyType_Spec spec = {.name = name, .basicsize = (int)(header + sizeof(fields)), .flags = flags, .slots = slots};
  return (PyTypeObject *)py.PyType_FromSpec(&spec);
}

static int make_function_type(void) {
  if (function_type) return 0;
  if (!header && find_header()) return -1;
  PyMemberDef members[] = {
      {"__vectorcalloffset__", PW_MEMBER_SSIZE, (Py_ssize_t)(header + offsetof(fields, call)), PW_MEMBER_READONLY, NULL},
      {"__weaklistoffset__", PW_MEMBER_SSIZE, (Py_ssize_t)(header + offsetof(fields, weak)), PW_MEMBER_READONLY, NULL},
      {0},
  };
  PyType_Slot slots[] = {
      {PW_SLOT_DEALLOC, (void *)dealloc}, {PW_SLOT_HASH, (void *)hash},       {PW_SLOT_COMPARE, (void *)compare},
      {PW_SLOT_REPR, (void *)function_repr}, {PW_SLOT_CALL, (void *)py.PyVectorcall_Call}, {PW_SLOT_MEMBERS, members},
      {0, NULL},
  };
  function_type = make_type("_pyweld.JavaScriptFunction", slots, PW_TYPE_DEFAULT | PW_TYPE_VECTORCALL | PW_TYPE_NO_NEW);
  return function_type ? 0 : -1;
}

static int make_memory_type(void) {
  if (memory_type) return 0;
  PyType_Slot slots[] = {
      {PW_SLOT_DEALLOC, (void *)dealloc},
      {PW_SLOT_GET_BUFFER, (void *)get_buffer},
      {0, NULL},
  };
  memory_type = make_type("_pyweld.JavaScriptMemory", slots, PW_TYPE_DEFAULT | PW_TYPE_NO_NEW);
  return memory_type ? 0 : -1;
}

PyObject *pw_js_function_new(uint32_t id) {
  if (make_function_type()) return NULL;
  PyObject *function = make(function_type, id);
  if (function) of(function)->call = call;
  return function;
}

int pw_js_function_id(PyObject *object, uint32_t *id) {
  if (!function_type || pw_type(object) != function_type) return 0;
  *id = of(object)->id;
  return 1;
}

/* The view with items of another format than bytes. Takes over `view`. */
static PyObject *cast(PyObject *view, char format) {
  char text[] = {format, 0};
  PyObject *name = py.PyUnicode_InternFromString("cast"), *to = py.PyUnicode_FromString(text);
  PyObject *arguments[2] = {view, to};
  PyObject *result = name && to ? py.PyObject_VectorcallMethod(name, arguments, 2, NULL) : NULL;
  if (name) py.Py_DecRef(name);
  if (to) py.Py_DecRef(to);
  py.Py_DecRef(view);
  return result;
}

PyObject *pw_js_memory_new(const pw_js_memory *from, uint32_t *created) {
  /* Nothing has no address that Python would take. */
  static char nothing;
  if (make_memory_type()) return NULL;
  PyObject *memory = make(memory_type, from->id);
  if (!memory) return NULL;
  ++*created;
  of(memory)->address = from->bytes ? from->address : &nothing;
  of(memory)->bytes = (Py_ssize_t)from->bytes;
  of(memory)->readonly = from->readonly;
  PyObject *view = py.PyMemoryView_FromObject(memory);
  py.Py_DecRef(memory); /* the view holds it */
  return view && from->format != 'B' ? cast(view, from->format) : view;
}
