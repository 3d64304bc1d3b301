/* The exported functions: the page on one side, engine and pool on the other. */
#include "abi.h"

#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "conversions.h"
#include "error.h"
#include "frame.h"
#include "handles.h"
#include "interrupt.h"
#include "javascript.h"
#include "js_limit.h"
#include "js_request.h"
#include "loop.h"
#include "pool.h"

uint32_t pw_abi_version(void) {
  return PW_ABI_VERSION;
}

uint32_t pw_page_bytes(void) {
  return sizeof(pw_page);
}

/* The first operation makes the others. */
static int32_t open_thread(pw_error *error) {
  pw_attach(&pw_js->thread);
  int64_t define = pw_operation_define(NULL, error);
  pw_detach(&pw_js->thread);
  return define < 0 ? -1 : 0;
}

int32_t pw_start(const char *libpython, const char *executable, void *error) {
  if (pw_js_thread_begin(1)) return pw_error_set(error, PW_ERROR_MEMORY, "out of memory");
  if (pw_interpreter_start(libpython, executable, &pw_js->thread, error)) return -1;
  return open_thread(error);
}

int32_t pw_join(void *error) {
  if (!pw_interpreter_is_ready()) return pw_error_set(error, PW_ERROR_USAGE, "Python has not been started");
  if (pw_js && pw_js->thread.state) return 0;
  if (pw_js_thread_begin(0) || pw_thread_join_interpreter(&pw_js->thread))
    return pw_error_set(error, PW_ERROR_MEMORY, "out of memory");
  pw_attach(&pw_js->thread);
  pw_protect_stack(&pw_js->thread);
  pw_detach(&pw_js->thread);
  return open_thread(error);
}

void *pw_page_address(void) {
  return pw_js ? pw_js->page : NULL;
}

/* Whether Python runs, and this thread has joined it. */
static int is_open(void) {
  return pw_js && pw_js->thread.state;
}

static pw_arguments arguments_on_page(const pw_page *page) {
  pw_arguments arguments = {
      .count = page->count[0],
      .nones = page->nones[0],
      .values = page->values,
      .direct_text = page->direct_text,
      .direct_text_bytes = page->direct_bytes[0] <= PW_PAGE_TEXT ? page->direct_bytes[0] : 0,
  };
  if (page->count[0] == PW_ARGUMENTS_IN_FRAME) {
    arguments.positional = page->positional[0];
    arguments.keywords = page->keywords[0];
    arguments.frame = (pw_frame){
        .body = (const uint8_t *)(uintptr_t)page->body[0],
        .body_bytes = (size_t)page->body_bytes[0],
        .text = (const uint8_t *)(uintptr_t)page->text[0],
        .text_bytes = (size_t)page->text_bytes[0],
        .encoding = (int)page->encoding[0],
    };
  }
  return arguments;
}

static const pw_error no_operation = {PW_ERROR_USAGE, "there is no such operation"};
static const pw_error no_memory = {PW_ERROR_MEMORY, "out of memory"};
static const pw_error not_started = {PW_ERROR_USAGE, "Python has not been started"};

/* A failure that needs no interpreter to be told. */
static int32_t refuse(const pw_error *error) {
  static _Thread_local char text[sizeof error->message];
  if (!pw_js) return PW_STATUS_ERROR;
  strcpy(text, error->message);
  pw_js->page->error[0] = (uint32_t)error->code;
  pw_js->page->name_units[0] = 0;
  pw_js->page->values[0] = 0; /* no exception */
  pw_js->page->references[0] = 0;
  pw_js->page->text[0] = pw_address(text);
  pw_js->page->text_bytes[0] = (double)strlen(text);
  pw_js->page->encoding[0] = PW_TEXT_ASCII;
  return PW_STATUS_ERROR;
}

static int32_t call(void) {
  pw_js_thread *js = pw_js; /* once: to look it up is a call */
  if (!js || !js->thread.state) return refuse(&not_started);
  pw_operation *operation = pw_operation_peek(js->page->operation[0]);
  if (!operation) return refuse(&no_operation);
  pw_engine *engine = pw_js_engine(js);
  if (!engine) return refuse(&no_memory);
  pw_arguments arguments = arguments_on_page(js->page);
  arguments.in_use = &js->collecting;
  arguments.interruptible = js->limits != NULL;
  pw_result result;
  js->collecting = 1;
  if (js->is_main) pw_interrupt_enter();
  pw_attach(&js->thread);
  pw_execute(engine, operation, &arguments, &result);
  js->context_is_old = 1;
  if (!js->level) pw_operation_bury();
  pw_detach(&js->thread);
  if (js->is_main) pw_interrupt_leave();
  pw_js_publish(&result, &engine->writer, 1);
  return result.status | (pw_js_has_dropped(&js->dropped) ? PW_STATUS_DROPPED : 0);
}

int32_t pw_call(void) {
  return call();
}

int32_t pw_call_within(double milliseconds) {
  pw_limit limit;
  if (!is_open()) return refuse(&not_started);
  if (pw_limit_begin(&limit, milliseconds)) return refuse(&no_memory);
  int32_t status = call();
  pw_js->page->fate[0] = pw_limit_end(&limit) ? PW_FATE_CANCELLED : PW_FATE_NONE;
  return status;
}

/* Without it, what it is for is not done. */
static PyObject *optional(PyObject *module, const char *name) {
  PyObject *found = py.PyObject_GetAttrString(module, name);
  if (!found) py.PyErr_Clear();
  return found;
}

/* Takes over the function that installs the handler. Without it, threads that ask in the midst of a call are late. */
static void let_requests_in(PyObject *install) {
  PyObject *handler = install ? pw_request_handler() : NULL, *signal = handler ? py.PyLong_FromLongLong(PW_LET_IN_SIGNAL) : NULL;
  PyObject *arguments[2] = {signal, handler};
  PyObject *done = signal ? py.PyObject_VectorcallDict(install, arguments, 2, NULL) : NULL;
  if (!done) py.PyErr_Clear();
  PyObject *all[] = {install, handler, signal, done};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (all[i]) py.Py_DecRef(all[i]);
}

/* Takes from the first module what C needs of Python. 0, or -1 with an exception set. */
static int adopt(PyObject *module) {
  pw_interpreter.field_names = py.PyObject_GetAttrString(module, "field_names");
  if (!pw_interpreter.field_names) return -1;
  pw_interpreter.as_list = optional(module, "as_list");
  pw_interpreter.add_place = optional(module, "add_place");
  pw_interpreter.find_conversion = optional(module, "find_conversion");
  pw_interpreter.conversion_functions = optional(module, "conversion_functions");
  pw_interpreter.new_future = optional(module, "new_future");
  pw_interpreter.settle_future = optional(module, "settle_future");
  let_requests_in(optional(module, "let_javascript_in"));
  PyObject *position = optional(module, "NO_SITE_POSITION");
  if (position && pw_type(position) == py.PyLong_Type) pw_interpreter_admit_site(position);
  if (position) py.Py_DecRef(position);
  return 0;
}

int32_t pw_run_module(const char *name, const char *source, const char *file) {
  if (!is_open()) return refuse(&not_started);
  static const pw_node object = {.kind = PW_KIND_OBJECT};
  pw_engine *engine = pw_js_engine(pw_js);
  if (!engine) return refuse(&no_memory);
  pw_result result = {0};
  pw_attach(&pw_js->thread);
  /* A further JavaScript thread finds it there. */
  PyObject *code = pw_js->is_main ? py.Py_CompileString(source, file, PW_FILE_INPUT) : NULL;
  PyObject *module = code ? py.PyImport_ExecCodeModule(name, code) : pw_js->is_main ? NULL : py.PyImport_ImportModule(name);
  if (code) py.Py_DecRef(code);
  if (module && !pw_interpreter.field_names && adopt(module)) {
    py.Py_DecRef(module);
    module = NULL;
  }
  pw_deliver(engine, &object, module, &result);
  pw_detach(&pw_js->thread);
  pw_js_publish(&result, &engine->writer, 1);
  return result.status;
}

int32_t pw_descriptor(void) {
  return is_open() ? pw_wake_share(&pw_js->wake) : -1;
}

void pw_serve(void) {
  if (!is_open()) return;
  pw_attach(&pw_js->thread);
  pw_requests_serve();
  pw_detach(&pw_js->thread);
}

void pw_settle(int32_t status) {
  if (!is_open()) return;
  pw_js->collecting = 1;
  pw_attach(&pw_js->thread);
  pw_request_settle(status);
  pw_js->collecting = 0;
  pw_detach(&pw_js->thread);
}

void pw_callback_limit(double seconds) {
  pw_request_limit(seconds);
}

int32_t pw_pool_start(int32_t threads, int32_t queue_limit) {
  return is_open() ? pw_pool_open(threads, queue_limit) : -1;
}

/* Queues page.operation with the arguments on the page. */
static double submit(double (*queue)(pw_operation *, const pw_arguments *, const pw_submission *), const pw_submission *how) {
  pw_operation *operation = is_open() ? pw_operation_peek(pw_js->page->operation[0]) : NULL;
  /* A definition changes the table, which this thread reads without a lock: it is made in place. */
  if (!operation || operation->kind == PW_OPERATION_DEFINE) return 0;
  pw_operation_use(pw_js->page->operation[0]);
  pw_arguments arguments = arguments_on_page(pw_js->page);
  double ticket = queue(operation, &arguments, how);
  /* The table holds a use of its own, so this cannot be the last. */
  if (!ticket) atomic_fetch_sub(&operation->users, 1);
  return ticket;
}

double pw_submit(void) {
  static const pw_submission plain = {0};
  return submit(pw_pool_submit, &plain);
}

double pw_submit_with(const char *queue, double milliseconds, int32_t cancellable) {
  pw_submission how = {queue, milliseconds, cancellable};
  return submit(pw_pool_submit, &how);
}

int32_t pw_loop_start(void) {
  return is_open() ? pw_loop_open() : -1;
}

double pw_submit_to_loop(const char *queue, double milliseconds, int32_t cancellable) {
  pw_submission how = {queue, milliseconds, cancellable};
  return submit(pw_loop_submit, &how);
}

void pw_cancel(double ticket) {
  if (is_open()) pw_pool_cancel(ticket);
}

double pw_room(double wanted) {
  return is_open() ? pw_pool_room(wanted) : 0;
}

int32_t pw_next_finished(void) {
  if (!is_open()) return -1;
  /* The frame of the job that was taken last: JavaScript has read it by now. */
  if (pw_js->delivered) pw_job_free(pw_js->delivered);
  pw_js->delivered = NULL;
  int has_ended = 0;
  pw_job *last = pw_job_next_finished(&has_ended);
  if (!last) return -1;
  pw_js->page->ticket[0] = last->ticket;
  pw_js->page->fate[0] = !has_ended ? PW_FATE_ABANDONED : last->fate == PW_FATE_ABANDONED ? PW_FATE_CANCELLED : last->fate;
  if (!has_ended) {
    pw_pool_mend();
    return PW_STATUS_ERROR;
  }
  pw_js->delivered = last;
  pw_js_publish(&last->result, &last->outcome, 0);
  return last->result.status;
}

void pw_release(double handle) {
  if (pw_js) pw_handle_release_later(pw_js, handle);
}

int32_t pw_class_number(double handle, uint32_t number) {
  if (!is_open()) return -1;
  pw_attach(&pw_js->thread);
  PyObject *type = pw_handle_find(&pw_js->handles, handle);
  int failed = type ? pw_class_set(&pw_js->classes, type, number) : -1;
  if (type) py.Py_DecRef(type);
  pw_detach(&pw_js->thread);
  return failed;
}

void pw_operation_free(uint32_t operation) {
  if (!is_open()) return;
  pw_attach(&pw_js->thread);
  /* Inside of a call, it may be the one that runs. */
  if (pw_js->level) pw_operation_abandon(operation);
  else pw_operation_remove(operation);
  pw_detach(&pw_js->thread);
}

void pw_set_entry(void *entry) {
  if (pw_js) pw_js->entry = (pw_js_entry)entry;
}

uint32_t pw_next_dropped(void) {
  return pw_js ? pw_js_next_dropped(&pw_js->dropped) : 0;
}

void pw_conversions_forget_all(void) {
  if (!is_open()) return;
  pw_attach(&pw_js->thread);
  pw_conversions_forget();
  pw_detach(&pw_js->thread);
}

void pw_stats(void) {
  if (!pw_js) return;
  if (is_open()) {
    pw_attach(&pw_js->thread); /* gives back what waits, so that the counts are exact */
    pw_detach(&pw_js->thread);
  }
  double counts[] = {
      (double)pw_handle_count(&pw_js->handles),  (double)pw_operation_count(),  (double)pw_pool_queued(),
      (double)pw_pool_running(),  (double)pw_handle_waiting(),   (double)pw_interpreter.stack_bytes,
      (double)pw_js_count(),      (double)pw_loop_jobs(),        (double)pw_pool_abandoned(),
  };
  memcpy(pw_js->page->values, counts, sizeof counts);
}
