/* The exported functions: the page on one side, engine and pool on the other. */
#include "abi.h"

#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "conversions.h"
#include "error.h"
#include "frame.h"
#include "handles.h"
#include "javascript.h"
#include "js_limit.h"
#include "js_request.h"
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
  if (pw_js_thread_begin()) return pw_error_set(error, PW_ERROR_MEMORY, "out of memory");
  if (pw_interpreter_start(libpython, executable, &pw_js->thread, error)) return -1;
  pw_js->is_main = 1;
  return open_thread(error);
}

int32_t pw_join(void *error) {
  if (!pw_interpreter_is_ready()) return pw_error_set(error, PW_ERROR_USAGE, "Python has not been started");
  if (pw_js && pw_js->thread.state) return 0;
  if (pw_js_thread_begin() || pw_thread_join_interpreter(&pw_js->thread))
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

static pw_arguments arguments_on_page(void) {
  pw_arguments arguments = {
      .count = pw_js->page->count[0],
      .nones = pw_js->page->nones[0],
      .values = pw_js->page->values,
      .direct_text = pw_js->page->direct_text,
      .direct_text_bytes = pw_js->page->direct_bytes[0] <= PW_PAGE_TEXT ? pw_js->page->direct_bytes[0] : 0,
  };
  if (pw_js->page->count[0] == PW_ARGUMENTS_IN_FRAME) {
    arguments.positional = pw_js->page->positional[0];
    arguments.keywords = pw_js->page->keywords[0];
    arguments.frame = (pw_frame){
        .body = (const uint8_t *)(uintptr_t)pw_js->page->body[0],
        .body_bytes = (size_t)pw_js->page->body_bytes[0],
        .text = (const uint8_t *)(uintptr_t)pw_js->page->text[0],
        .text_bytes = (size_t)pw_js->page->text_bytes[0],
        .encoding = (int)pw_js->page->encoding[0],
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
  if (!is_open()) return refuse(&not_started);
  pw_operation *operation = pw_operation_peek(pw_js->page->operation[0]);
  if (!operation) return refuse(&no_operation);
  pw_engine *engine = pw_js_engine();
  if (!engine) return refuse(&no_memory);
  pw_arguments arguments = arguments_on_page();
  arguments.in_use = &pw_js->collecting;
  arguments.interruptible = pw_js->limits != NULL;
  pw_result result;
  pw_js->collecting = 1;
  pw_attach(&pw_js->thread);
  pw_execute(engine, operation, &arguments, &result);
  if (!pw_js->level) pw_operation_bury();
  pw_detach(&pw_js->thread);
  pw_js_publish(&result, &engine->writer);
  return result.status | (pw_js_has_dropped(&pw_js->dropped) ? PW_STATUS_DROPPED : 0);
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
  PyObject *position = optional(module, "NO_SITE_POSITION");
  if (position && pw_type(position) == py.PyLong_Type) pw_interpreter_admit_site(position);
  if (position) py.Py_DecRef(position);
  return 0;
}

int32_t pw_run_module(const char *name, const char *source, const char *file) {
  if (!is_open()) return refuse(&not_started);
  static const pw_node object = {.kind = PW_KIND_OBJECT};
  pw_engine *engine = pw_js_engine();
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
  pw_js_publish(&result, &engine->writer);
  return result.status;
}

int32_t pw_descriptor(void) {
  return is_open() ? pw_js->wake.read_end : -1;
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

static double submit(const pw_submission *how) {
  pw_operation *operation = is_open() ? pw_operation_peek(pw_js->page->operation[0]) : NULL;
  /* A definition changes the table, which this thread reads without a lock: it is made in place. */
  if (!operation || operation->kind == PW_OPERATION_DEFINE) return 0;
  pw_operation_use(pw_js->page->operation[0]);
  pw_arguments arguments = arguments_on_page();
  double ticket = pw_pool_submit(operation, &arguments, how);
  /* The table holds a use of its own, so this cannot be the last. */
  if (!ticket) atomic_fetch_sub(&operation->users, 1);
  return ticket;
}

double pw_submit(void) {
  static const pw_submission plain = {0};
  return submit(&plain);
}

double pw_submit_with(const char *queue, double milliseconds, int32_t cancellable) {
  pw_submission how = {queue, milliseconds, cancellable};
  return submit(&how);
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
  pw_js_publish(&last->result, &last->outcome);
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
      (double)pw_js_count(),      (double)pw_pool_abandoned(),
  };
  memcpy(pw_js->page->values, counts, sizeof counts);
}
