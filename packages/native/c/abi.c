/* The exported functions: the page on one side, engine and pool on the other. */
#include "abi.h"

#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "engine.h"
#include "error.h"
#include "frame.h"
#include "handles.h"
#include "interpreter.h"
#include "pool.h"

/* Of the JavaScript thread that started Python. */
static pw_thread thread;
static pw_engine engine;
static pw_page *page;

uint32_t pw_abi_version(void) {
  return PW_ABI_VERSION;
}

uint32_t pw_page_bytes(void) {
  return sizeof(pw_page);
}

int32_t pw_start(const char *libpython, const char *executable, void *error) {
  if (!page && !(page = calloc(1, sizeof *page))) return pw_error_set(error, PW_ERROR_MEMORY, "out of memory");
  if (pw_interpreter_start(libpython, executable, &thread, error)) return -1;
  pw_attach(&thread);
  int64_t define = pw_operation_define(NULL, error);
  pw_detach(&thread);
  return define < 0 ? -1 : 0;
}

void *pw_page_address(void) {
  return page;
}

static void publish(const pw_result *result, const pw_writer *writer) {
  if (result->status == PW_STATUS_ERROR) {
    page->error[0] = result->error;
    page->name_units[0] = result->name_units;
  }
  page->values[0] = result->values[0];
  page->values[1] = result->values[1];
  page->values[2] = result->values[2];
  if (result->status == PW_STATUS_FRAME) {
    page->body[0] = pw_address(writer->body.data);
    page->body_bytes[0] = (double)writer->body.size;
    page->tagged[0] = (uint32_t)writer->tagged;
    page->depth[0] = writer->deepest;
  }
  if (result->status == PW_STATUS_FRAME || result->status == PW_STATUS_ASCII || result->status == PW_STATUS_ERROR) {
    page->text[0] = pw_address(writer->text.data);
    page->text_bytes[0] = (double)writer->text.size;
    page->encoding[0] = (uint32_t)writer->encoding;
  }
}

static pw_arguments arguments_on_page(void) {
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
static const pw_error not_started = {PW_ERROR_USAGE, "Python has not been started"};

/* A failure that needs no interpreter to be told. */
static int32_t refuse(const pw_error *error) {
  static char text[sizeof error->message];
  if (!page) return PW_STATUS_ERROR;
  strcpy(text, error->message);
  page->error[0] = (uint32_t)error->code;
  page->name_units[0] = 0;
  page->values[0] = 0; /* no exception */
  page->text[0] = pw_address(text);
  page->text_bytes[0] = (double)strlen(text);
  page->encoding[0] = PW_TEXT_ASCII;
  return PW_STATUS_ERROR;
}

int32_t pw_call(void) {
  if (!pw_interpreter.started) return refuse(&not_started);
  pw_operation *operation = pw_operation_peek(page->operation[0]);
  if (!operation) return refuse(&no_operation);
  pw_arguments arguments = arguments_on_page();
  pw_result result;
  pw_attach(&thread);
  pw_execute(&engine, operation, &arguments, &result);
  pw_detach(&thread);
  publish(&result, &engine.writer);
  return result.status;
}

/* Takes from the first module what C needs of Python. 0, or -1 with an exception set. */
static int adopt(PyObject *module) {
  pw_interpreter.field_names = py.PyObject_GetAttrString(module, "field_names");
  if (!pw_interpreter.field_names) return -1;
  pw_interpreter.as_list = py.PyObject_GetAttrString(module, "as_list");
  /* Without it, sequences of other classes cross as handles. */
  if (!pw_interpreter.as_list) py.PyErr_Clear();
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
  pw_result result = {0};
  pw_attach(&thread);
  PyObject *code = py.Py_CompileString(source, file, PW_FILE_INPUT);
  PyObject *module = code ? py.PyImport_ExecCodeModule(name, code) : NULL;
  if (code) py.Py_DecRef(code);
  if (module && !pw_interpreter.field_names && adopt(module)) {
    py.Py_DecRef(module);
    module = NULL;
  }
  pw_deliver(&engine, &object, module, &result);
  pw_detach(&thread);
  publish(&result, &engine.writer);
  return result.status;
}

int32_t pw_pool_start(int32_t threads, int32_t queue_limit) {
  return pw_interpreter.started ? pw_pool_open(threads, queue_limit) : -1;
}

double pw_submit(void) {
  pw_operation *operation = pw_interpreter.started ? pw_operation_peek(page->operation[0]) : NULL;
  /* A definition changes the table, which this thread reads without a lock: it is made in place. */
  if (!operation || operation->kind == PW_OPERATION_DEFINE) return 0;
  pw_operation_use(page->operation[0]);
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
  page->ticket[0] = last->ticket;
  publish(&last->result, &last->outcome);
  return last->result.status;
}

void pw_release(double handle) {
  pw_handle_release_later(handle);
}

int32_t pw_class_number(double handle, uint32_t number) {
  if (!pw_interpreter.started) return -1;
  pw_attach(&thread);
  PyObject *type = pw_handle_find(handle);
  int failed = type ? pw_class_set(type, number) : -1;
  if (type) py.Py_DecRef(type);
  pw_detach(&thread);
  return failed;
}

void pw_operation_free(uint32_t operation) {
  if (!pw_interpreter.started) return;
  pw_attach(&thread);
  pw_operation_remove(operation);
  pw_detach(&thread);
}

void pw_stats(void) {
  if (!page) return;
  if (pw_interpreter.started) {
    pw_attach(&thread); /* gives back what waits, so that the counts are exact */
    pw_detach(&thread);
  }
  double counts[] = {
      (double)pw_handle_count(),  (double)pw_operation_count(),  (double)pw_pool_queued(),
      (double)pw_pool_running(),  (double)pw_handle_waiting(),   (double)pw_interpreter.stack_bytes,
  };
  memcpy(page->values, counts, sizeof counts);
}
