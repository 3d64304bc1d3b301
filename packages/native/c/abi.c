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
#include "js_reference.h"
#include "pool.h"

uint32_t pw_abi_version(void) {
  return PW_ABI_VERSION;
}

uint32_t pw_page_bytes(void) {
  return sizeof(pw_page);
}

int32_t pw_start(const char *libpython, const char *executable, void *error) {
  if (!pw_js.page && !(pw_js.page = calloc(1, sizeof *pw_js.page))) return pw_error_set(error, PW_ERROR_MEMORY, "out of memory");
  if (pw_interpreter_start(libpython, executable, &pw_js.thread, error)) return -1;
  pw_attach(&pw_js.thread);
  int64_t define = pw_operation_define(NULL, error);
  pw_detach(&pw_js.thread);
  return define < 0 ? -1 : 0;
}

void *pw_page_address(void) {
  return pw_js.page;
}

static pw_arguments arguments_on_page(void) {
  pw_arguments arguments = {
      .count = pw_js.page->count[0],
      .nones = pw_js.page->nones[0],
      .values = pw_js.page->values,
      .direct_text = pw_js.page->direct_text,
      .direct_text_bytes = pw_js.page->direct_bytes[0] <= PW_PAGE_TEXT ? pw_js.page->direct_bytes[0] : 0,
  };
  if (pw_js.page->count[0] == PW_ARGUMENTS_IN_FRAME) {
    arguments.positional = pw_js.page->positional[0];
    arguments.keywords = pw_js.page->keywords[0];
    arguments.frame = (pw_frame){
        .body = (const uint8_t *)(uintptr_t)pw_js.page->body[0],
        .body_bytes = (size_t)pw_js.page->body_bytes[0],
        .text = (const uint8_t *)(uintptr_t)pw_js.page->text[0],
        .text_bytes = (size_t)pw_js.page->text_bytes[0],
        .encoding = (int)pw_js.page->encoding[0],
    };
  }
  return arguments;
}

static const pw_error no_operation = {PW_ERROR_USAGE, "there is no such operation"};
static const pw_error no_memory = {PW_ERROR_MEMORY, "out of memory"};
static const pw_error not_started = {PW_ERROR_USAGE, "Python has not been started"};

/* A failure that needs no interpreter to be told. */
static int32_t refuse(const pw_error *error) {
  static char text[sizeof error->message];
  if (!pw_js.page) return PW_STATUS_ERROR;
  strcpy(text, error->message);
  pw_js.page->error[0] = (uint32_t)error->code;
  pw_js.page->name_units[0] = 0;
  pw_js.page->values[0] = 0; /* no exception */
  pw_js.page->references[0] = 0;
  pw_js.page->text[0] = pw_address(text);
  pw_js.page->text_bytes[0] = (double)strlen(text);
  pw_js.page->encoding[0] = PW_TEXT_ASCII;
  return PW_STATUS_ERROR;
}

int32_t pw_call(void) {
  if (!pw_interpreter.started) return refuse(&not_started);
  pw_operation *operation = pw_operation_peek(pw_js.page->operation[0]);
  if (!operation) return refuse(&no_operation);
  pw_engine *engine = pw_js_engine();
  if (!engine) return refuse(&no_memory);
  pw_arguments arguments = arguments_on_page();
  arguments.in_use = &pw_js.collecting;
  pw_result result;
  pw_js.collecting = 1;
  pw_interrupt_enter();
  pw_attach(&pw_js.thread);
  pw_execute(engine, operation, &arguments, &result);
  if (!pw_js.level) pw_operation_bury();
  pw_detach(&pw_js.thread);
  pw_interrupt_leave();
  pw_js_publish(&result, &engine->writer);
  return result.status | (pw_js_has_dropped() ? PW_STATUS_DROPPED : 0);
}

/* Takes from the first module what C needs of Python. 0, or -1 with an exception set. */
static int adopt(PyObject *module) {
  pw_interpreter.field_names = py.PyObject_GetAttrString(module, "field_names");
  if (!pw_interpreter.field_names) return -1;
  pw_interpreter.as_list = py.PyObject_GetAttrString(module, "as_list");
  /* Without it, sequences of other classes cross as handles. */
  if (!pw_interpreter.as_list) py.PyErr_Clear();
  pw_interpreter.add_place = py.PyObject_GetAttrString(module, "add_place");
  if (!pw_interpreter.add_place) py.PyErr_Clear();
  pw_interpreter.find_conversion = py.PyObject_GetAttrString(module, "find_conversion");
  if (!pw_interpreter.find_conversion) py.PyErr_Clear();
  pw_interpreter.conversion_functions = py.PyObject_GetAttrString(module, "conversion_functions");
  if (!pw_interpreter.conversion_functions) py.PyErr_Clear();
  PyObject *position = py.PyObject_GetAttrString(module, "NO_SITE_POSITION");
  /* Without it, site stays out. */
  if (!position) py.PyErr_Clear();
  else if (pw_type(position) == py.PyLong_Type) pw_interpreter_admit_site(position);
  if (position) py.Py_DecRef(position);
  return 0;
}

int32_t pw_run_module(const char *name, const char *source, const char *file) {
  if (!pw_interpreter.started) return refuse(&not_started);
  static const pw_node object = {.kind = PW_KIND_OBJECT};
  pw_engine *engine = pw_js_engine();
  if (!engine) return refuse(&no_memory);
  pw_result result = {0};
  pw_attach(&pw_js.thread);
  PyObject *code = py.Py_CompileString(source, file, PW_FILE_INPUT);
  PyObject *module = code ? py.PyImport_ExecCodeModule(name, code) : NULL;
  if (code) py.Py_DecRef(code);
  if (module && !pw_interpreter.field_names && adopt(module)) {
    py.Py_DecRef(module);
    module = NULL;
  }
  pw_deliver(engine, &object, module, &result);
  pw_detach(&pw_js.thread);
  pw_js_publish(&result, &engine->writer);
  return result.status;
}

int32_t pw_pool_start(int32_t threads, int32_t queue_limit) {
  return pw_interpreter.started ? pw_pool_open(threads, queue_limit) : -1;
}

double pw_submit(void) {
  pw_operation *operation = pw_interpreter.started ? pw_operation_peek(pw_js.page->operation[0]) : NULL;
  /* A definition changes the table, which this thread reads without a lock: it is made in place. */
  if (!operation || operation->kind == PW_OPERATION_DEFINE) return 0;
  pw_operation_use(pw_js.page->operation[0]);
  pw_arguments arguments = arguments_on_page();
  double ticket = pw_pool_submit(operation, &arguments);
  /* The table holds a use of its own, so this cannot be the last. */
  if (!ticket) atomic_fetch_sub(&operation->users, 1);
  return ticket;
}

int32_t pw_next_finished(void) {
  /* The frame of the job that was taken last: JavaScript has read it by now. */
  static pw_job *last;
  if (last) pw_job_free(last);
  last = pw_pool_next_finished();
  if (!last) return -1;
  pw_js.page->ticket[0] = last->ticket;
  pw_js_publish(&last->result, &last->outcome);
  return last->result.status;
}

void pw_release(double handle) {
  pw_handle_release_later(handle);
}

int32_t pw_class_number(double handle, uint32_t number) {
  if (!pw_interpreter.started) return -1;
  pw_attach(&pw_js.thread);
  PyObject *type = pw_handle_find(handle);
  int failed = type ? pw_class_set(type, number) : -1;
  if (type) py.Py_DecRef(type);
  pw_detach(&pw_js.thread);
  return failed;
}

void pw_operation_free(uint32_t operation) {
  if (!pw_interpreter.started) return;
  pw_attach(&pw_js.thread);
  /* Inside of a call, it may be the one that runs. */
  if (pw_js.level) pw_operation_abandon(operation);
  else pw_operation_remove(operation);
  pw_detach(&pw_js.thread);
}

void pw_set_entry(void *entry) {
  pw_js.entry = (pw_js_entry)entry;
}

uint32_t pw_next_dropped(void) {
  return pw_js_next_dropped();
}

void pw_conversions_forget_all(void) {
  if (!pw_interpreter.started) return;
  pw_attach(&pw_js.thread);
  pw_conversions_forget();
  pw_detach(&pw_js.thread);
}

void pw_stats(void) {
  if (!pw_js.page) return;
  if (pw_interpreter.started) {
    pw_attach(&pw_js.thread); /* gives back what waits, so that the counts are exact */
    pw_detach(&pw_js.thread);
  }
  double counts[] = {
      (double)pw_handle_count(),  (double)pw_operation_count(),  (double)pw_pool_queued(),
      (double)pw_pool_running(),  (double)pw_handle_waiting(),   (double)pw_interpreter.stack_bytes,
      (double)pw_js_count(),
  };
  memcpy(pw_js.page->values, counts, sizeof counts);
}
