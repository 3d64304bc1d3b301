/* See context.h. */
#include "context.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "js_thread.h"

struct pw_context {
  pw_context *next; /* among those without users */
  atomic_int users;
  PyObject *object;
};

/* Without users: whoever is attached next frees them. */
static _Atomic(pw_context *) unused;

void pw_context_end(pw_context *context) {
  if (!context || atomic_fetch_sub(&context->users, 1) != 1) return;
  context->next = atomic_load(&unused);
  while (!atomic_compare_exchange_weak(&unused, &context->next, context)) continue;
}

/* Attached. */
static void free_unused(void) {
  if (!atomic_load_explicit(&unused, memory_order_relaxed)) return;
  pw_context *context = atomic_exchange(&unused, NULL);
  while (context) {
    pw_context *next = context->next;
    py.Py_DecRef(context->object);
    free(context);
    context = next;
  }
}

static pw_context *capture(void) {
  pw_context *made = calloc(1, sizeof *made);
  if (!made) return NULL;
  atomic_init(&made->users, 1);
  if ((made->object = py.PyContext_CopyCurrent())) return made;
  py.PyErr_Clear();
  free(made);
  return NULL;
}

/* What runs here (finalisers of what is let go) may call JavaScript, which must leave the page as it was. */
static void renew(void) {
  int collecting = pw_js->collecting;
  pw_js->collecting = 1;
  pw_attach(&pw_js->thread);
  free_unused();
  pw_context *made = capture();
  pw_detach(&pw_js->thread);
  pw_js->collecting = collecting;
  pw_context_end(pw_js->context);
  pw_js->context = made;
  pw_js->context_is_old = made == NULL;
}

pw_context *pw_context_now(void) {
  if (!pw_js->context || pw_js->context_is_old) renew();
  if (pw_js->context) atomic_fetch_add(&pw_js->context->users, 1);
  return pw_js->context;
}

PyObject *pw_context_enter(pw_context *context) {
  free_unused();
  PyObject *copy = context ? py.PyContext_Copy(context->object) : NULL;
  if (copy && !py.PyContext_Enter(copy)) return copy;
  if (copy) py.Py_DecRef(copy);
  if (py.PyErr_Occurred()) py.PyErr_Clear();
  return NULL;
}

void pw_context_leave(PyObject *entered) {
  if (!entered) return;
  if (py.PyContext_Exit(entered)) py.PyErr_Clear();
  py.Py_DecRef(entered);
}
