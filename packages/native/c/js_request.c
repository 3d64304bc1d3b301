/* See js_request.h. */
#include "js_request.h"

#include <stdlib.h>

#include "error.h"
#include "javascript.h"
#include "js_limit.h"

/* Milliseconds between two looks at whether the JavaScript thread is where it can serve. */
#define FIRST_LOOK 2.0
#define LAST_LOOK 50.0

typedef enum { QUEUED, RUNNING, AWAITED, DONE, ENDED } request_state;

struct pw_request {
  pw_request *next;
  double ticket;
  int users; /* who asks, and who answers */
  pw_js_thread *owner;
  uint32_t id;
  PyObject *arguments; /* tuple; the last item is a dict of keywords if there are any */
  int keywords;
  request_state state;
  PyObject *result, *exception; /* DONE */
  PyObject *future;             /* nobody waits: it is told */
  pw_condition answered;
};

/* All of this is guarded by pw_js_lock. */
static double last_ticket, limit = 30;

void pw_request_limit(double seconds) {
  pw_mutex_lock(&pw_js_lock);
  limit = seconds;
  pw_mutex_unlock(&pw_js_lock);
}

static void drop(PyObject *object) {
  if (object) py.Py_DecRef(object);
}

/* Attached, without the lock. */
static void end_use(pw_request *request) {
  pw_mutex_lock(&pw_js_lock);
  int last = --request->users == 0;
  pw_mutex_unlock(&pw_js_lock);
  if (!last) return;
  drop(request->arguments);
  drop(request->result);
  drop(request->exception);
  drop(request->future);
  pw_condition_destroy(&request->answered);
  pw_js_thread_end_use(request->owner);
  free(request);
}

/* ---- lists, under the lock ---- */

static void append(pw_js_thread *js, pw_request *request) {
  request->next = NULL;
  if (js->last_request) js->last_request->next = request;
  else js->first_request = request;
  js->last_request = request;
}

static pw_request *take_first(pw_js_thread *js) {
  pw_request *request = js->first_request;
  if (!request) return NULL;
  js->first_request = request->next;
  if (!js->first_request) js->last_request = NULL;
  return request;
}

/* Whether it was there. */
static int take_out(pw_js_thread *js, pw_request *request) {
  pw_request *before = NULL;
  for (pw_request *at = js->first_request; at; before = at, at = at->next) {
    if (at != request) continue;
    if (before) before->next = at->next;
    else js->first_request = at->next;
    if (js->last_request == at) js->last_request = before;
    return 1;
  }
  return 0;
}

static pw_request *take_awaited(pw_js_thread *js, double ticket) {
  for (pw_request **at = &js->awaited; *at; at = &(*at)->next) {
    if ((*at)->ticket != ticket) continue;
    pw_request *request = *at;
    *at = request->next;
    return request;
  }
  return NULL;
}

/* ---- letting requests in ---- */

/*
 * Any thread, without the lock. While the JavaScript thread is inside of Python, its event loop does not run. Python's
 * main thread runs handlers of signals between its instructions, and its waits return for them. (It runs pending calls
 * too, but never one within another, so that a function that is let in could not wait for the next.)
 */
static void nudge(pw_js_thread *js) {
  if (js->is_main && atomic_load_explicit(&js->thread.attached, memory_order_relaxed)) pw_thread_let_in(js->id);
}

/* ---- the asking side ---- */

/* Attached. The running event loop of this thread has a future for it; NULL where none runs, or with an exception set. */
static PyObject *new_future(void) {
  PyObject *future = pw_interpreter.new_future ? py.PyObject_VectorcallDict(pw_interpreter.new_future, NULL, 0, NULL) : NULL;
  if (future != py.None) return future;
  py.Py_DecRef(future);
  return NULL;
}

static void tell_future(pw_request *request) {
  PyObject *arguments[3] = {request->future, request->result ? request->result : py.None,
                            request->exception ? request->exception : py.None};
  PyObject *told = py.PyObject_VectorcallDict(pw_interpreter.settle_future, arguments, 3, NULL);
  if (!told) py.PyErr_Clear(); /* the loop is closed */
  drop(told);
}

static PyObject *refuse_ended(void) {
  py.PyErr_SetString(py.PyExc_RuntimeError, "the JavaScript thread that this function belongs to has ended");
  return NULL;
}

static pw_request *new_request(pw_js_thread *owner, uint32_t id, PyObject *const *items, size_t count, PyObject *names) {
  pw_request *request = calloc(1, sizeof *request);
  PyObject *arguments = request ? pw_js_gather(items, count, names) : NULL;
  if (!arguments) {
    if (!request) py.PyErr_SetString(py.PyExc_MemoryError, "out of memory");
    free(request);
    return NULL;
  }
  pw_js_thread_use(owner);
  request->owner = owner;
  request->id = id;
  request->arguments = arguments;
  request->keywords = names && py.PyTuple_Size(names) > 0;
  request->users = 2;
  pw_condition_init(&request->answered);
  return request;
}

/* 0, or -1 when the thread has ended. */
static int post(pw_request *request) {
  pw_js_thread *owner = request->owner;
  pw_mutex_lock(&pw_js_lock);
  int ended = owner->ended;
  if (!ended) {
    request->ticket = ++last_ticket;
    append(owner, request);
    if (owner->waits_at) pw_condition_signal(owner->waits_at);
  }
  pw_mutex_unlock(&pw_js_lock);
  if (ended) return -1;
  pw_wake_raise(&owner->wake);
  nudge(owner);
  return 0;
}

/* ---- waiting ---- */

/* Under the lock. Who interrupts this thread ends the wait. */
static int wait_at(pw_request *request, double milliseconds) {
  if (pw_interruption_here) pw_interruption_here->waits_at = &request->answered;
  int passed = pw_interruption_asked() ? 1 : pw_condition_wait_for(&request->answered, &pw_js_lock, milliseconds);
  if (pw_interruption_here) pw_interruption_here->waits_at = NULL;
  return passed;
}

/*
 * Detached, under the lock. One look of a waiting thread. A JavaScript thread that waits is asked in turn, and answers:
 * two of them would wait for each other otherwise. Non-zero when the time has passed.
 */
static int look_once(pw_request *request, double milliseconds, pw_js_detached *detached) {
  if (!pw_js) return wait_at(request, milliseconds);
  if (pw_js->first_request) {
    pw_mutex_unlock(&pw_js_lock);
    pw_js_attach(*detached);
    pw_requests_serve();
    *detached = pw_js_detach();
    pw_mutex_lock(&pw_js_lock);
    return 0;
  }
  pw_js->waits_at = &request->answered;
  int passed = wait_at(request, milliseconds);
  pw_js->waits_at = NULL;
  return passed;
}

/* Detached, under the lock. Until there is an answer, a promise, or no time left, which leaves it QUEUED. */
static void wait_for_answer(pw_request *request, pw_js_detached *detached) {
  double waited = 0, look = FIRST_LOOK;
  while (request->state < AWAITED && !pw_interruption_asked()) {
    if (!look_once(request, look, detached) || request->state != QUEUED) continue;
    waited += look;
    if (waited >= 1000 * limit && take_out(request->owner, request)) return;
    if (look < LAST_LOOK) look *= 1.5;
    pw_mutex_unlock(&pw_js_lock);
    nudge(request->owner);
    pw_mutex_lock(&pw_js_lock);
  }
}

static PyObject *refuse_late(void) {
  py.PyErr_SetString(py.PyExc_TimeoutError,
                     "a JavaScript function was not run in time: its thread is busy, or inside of a Python call that does "
                     "not let it in. Call Python by `.async` there, or raise `callbackTimeout` in the options of python()");
  return NULL;
}

/* What has come of it. */
static PyObject *outcome_of(const pw_request *request, request_state state) {
  switch (state) {
    case QUEUED: return refuse_late();
    case ENDED: return refuse_ended();
    default: break;
  }
  if (request->result) return pw_new_ref(request->result);
  py.PyErr_SetObject((PyObject *)pw_type(request->exception), request->exception);
  return NULL;
}

/* Leaves a future, if there is one, to be told of a promise; else waits for that too. What it has come to. */
static request_state await_answer(pw_request *request, PyObject *future, int with_promise) {
  pw_js_detached detached = pw_js_detach();
  pw_mutex_lock(&pw_js_lock);
  wait_for_answer(request, &detached);
  if (future && request->state == AWAITED) request->future = future;
  while (with_promise && request->state == AWAITED && !pw_interruption_asked()) look_once(request, LAST_LOOK, &detached);
  request_state state = request->state;
  pw_mutex_unlock(&pw_js_lock);
  pw_js_attach(detached);
  return state;
}

/* This thread was interrupted while it waited: whoever has begun to answer finds nobody. */
static PyObject *give_up(pw_request *request) {
  pw_mutex_lock(&pw_js_lock);
  if (request->state == QUEUED) {
    take_out(request->owner, request); /* unless its time had passed as well */
    request->users--;
  }
  pw_mutex_unlock(&pw_js_lock);
  if (!pw_window_raise_pending()) pw_interruption_raise();
  return NULL;
}

static PyObject *ask(pw_request *request) {
  request_state state = await_answer(request, NULL, 0);
  if (state <= AWAITED && pw_interruption_asked()) return give_up(request);
  if (state == AWAITED) {
    /* On an event loop's thread, others go on meanwhile. */
    PyObject *future = new_future();
    /* An interruption, it may be: whoever answers finds nobody. */
    if (!future && py.PyErr_Occurred()) return NULL;
    state = await_answer(request, future ? pw_new_ref(future) : NULL, !future);
    if (state == AWAITED && future) return future;
    if (state == AWAITED) return give_up(request);
    if (future) py.Py_DecRef(future), py.Py_DecRef(future);
  }
  if (state == QUEUED) request->users--; /* nobody will answer: it is nobody else's any more */
  return outcome_of(request, state);
}

PyObject *pw_js_request(pw_js_thread *owner, uint32_t id, int is_async, PyObject *const *items, size_t count,
                        PyObject *names) {
  pw_request *request = new_request(owner, id, items, count, names);
  if (!request) return NULL;
  PyObject *result = NULL, *future = is_async ? new_future() : NULL;
  int failed = !future && py.PyErr_Occurred();
  if (future) request->future = pw_new_ref(future);
  if (failed || post(request)) {
    if (!failed) refuse_ended();
    if (future) py.Py_DecRef(future);
    request->users--; /* nobody will answer */
  } else {
    result = future ? future : ask(request);
  }
  end_use(request);
  return result;
}

/* ---- the answering side ---- */

/* Attached. Takes over `result`; NULL: an exception is set. */
static void answer(pw_request *request, PyObject *result) {
  PyObject *exception = result ? NULL : pw_exception_take();
  pw_mutex_lock(&pw_js_lock);
  request->result = result;
  request->exception = exception;
  request->state = DONE;
  pw_condition_signal(&request->answered);
  pw_mutex_unlock(&pw_js_lock);
  if (request->future) tell_future(request);
  end_use(request);
}

static void serve(pw_request *request) {
  int is_promised = 0;
  PyObject *result = pw_js_answer(request->id, request->ticket, request->arguments, request->keywords, &is_promised);
  if (!is_promised) {
    answer(request, result);
    return;
  }
  pw_mutex_lock(&pw_js_lock);
  request->state = AWAITED;
  request->next = pw_js->awaited;
  pw_js->awaited = request;
  pw_condition_signal(&request->answered);
  pw_mutex_unlock(&pw_js_lock);
}

static void serve_all(void) {
  for (;;) {
    pw_mutex_lock(&pw_js_lock);
    pw_request *request = take_first(pw_js);
    if (request) request->state = RUNNING;
    pw_mutex_unlock(&pw_js_lock);
    if (!request) return;
    serve(request);
  }
}

/* Another thread's affair: limits of the calls that it comes into are none of its, nor of what it calls in turn. */
void pw_requests_serve(void) {
  int was_open = pw_window_suspend();
  pw_limit *hidden = pw_limits_hide();
  serve_all();
  pw_limits_show(hidden);
  pw_window_resume(was_open);
}

void pw_request_settle(int32_t status) {
  double ticket = pw_js->page->ticket[0];
  pw_mutex_lock(&pw_js_lock);
  pw_request *request = take_awaited(pw_js, ticket);
  pw_mutex_unlock(&pw_js_lock);
  PyObject *result = pw_js_take_result(status);
  if (request) {
    answer(request, result);
  } else if (result) {
    py.Py_DecRef(result);
  } else {
    py.PyErr_Clear();
  }
}

static PyObject *let_in(PyObject *self, PyObject *arguments) {
  (void)self, (void)arguments;
  if (pw_interruption_here && pw_window_raise_pending()) return NULL;
  if (pw_js) pw_requests_serve();
  return pw_new_ref(py.None);
}

PyObject *pw_request_handler(void) {
  static PyMethodDef definition = {"let_javascript_in", (void *)let_in, PW_METHOD_TUPLE, NULL};
  return py.PyCMethod_New(&definition, NULL, NULL, NULL);
}

/* ---- the end of a thread ---- */

void pw_requests_end(pw_js_thread *js) {
  for (pw_request *request = take_first(js); request; request = take_first(js)) {
    request->next = js->awaited;
    js->awaited = request;
  }
  for (pw_request *request = js->awaited; request; request = request->next) {
    request->state = ENDED;
    pw_condition_signal(&request->answered);
  }
}

void pw_requests_bury(pw_js_thread *js) {
  pw_request *request = js->awaited;
  js->awaited = NULL;
  while (request) {
    pw_request *next = request->next;
    if (request->future) {
      refuse_ended();
      request->exception = pw_exception_take();
      tell_future(request);
    }
    end_use(request);
    request = next;
  }
}
