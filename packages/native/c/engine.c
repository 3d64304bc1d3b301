/* See engine.h. */
#include "engine.h"

#include <string.h>

#include "awaitable.h"
#include "error.h"
#include "frame.h"
#include "js_thread.h"
#include "writer_text.h"

/* ---- failure ---- */

static void begin_text(pw_writer *w) {
  w->body.size = w->text.size = w->units = 0;
  w->encoding = PW_TEXT_ASCII;
  w->tagged = 0;
}

static void deliver_error(pw_engine *engine, const pw_error *error, pw_result *result) {
  pw_writer *w = &engine->writer;
  pw_error copy = *error; /* it may lie in the writer */
  begin_text(w);
  uint32_t units;
  PyObject *message = py.PyUnicode_FromString(copy.message);
  if (!message || pw_write_text(w, message, &units)) py.PyErr_Clear();
  if (message) py.Py_DecRef(message);
  *result = (pw_result){.status = PW_STATUS_ERROR, .error = (uint32_t)copy.code};
}

/* Appends str(object), or `otherwise` when there is no such thing. The number of units. */
static uint32_t write_str(pw_writer *w, PyObject *object, const char *otherwise) {
  uint32_t units = 0;
  PyObject *text = object ? py.PyObject_Str(object) : NULL;
  if (!text) {
    py.PyErr_Clear();
    text = py.PyUnicode_FromString(otherwise);
  }
  if (text && pw_write_text(w, text, &units)) {
    /* Text that JavaScript cannot hold. */
    py.PyErr_Clear();
    py.Py_DecRef(text);
    text = py.PyUnicode_FromString(otherwise);
    if (text && pw_write_text(w, text, &units)) units = 0;
  }
  py.PyErr_Clear();
  if (text) py.Py_DecRef(text);
  return units;
}

/* The type's name as Python prints it: qualified by its module unless that is builtins. */
static uint32_t write_type_name(pw_writer *w, PyObject *type) {
  PyObject *module = py.PyObject_GetAttr(type, py.str___module__);
  if (!module) py.PyErr_Clear();
  const char *name = module && pw_is_a(module, py.PyUnicode_Type) ? py.PyUnicode_AsUTF8AndSize(module, NULL) : NULL;
  if (!name) py.PyErr_Clear();
  uint32_t units = 0;
  if (name && strcmp(name, "builtins")) {
    units = write_str(w, module, "");
    PyObject *dot = py.PyUnicode_FromString(".");
    units += write_str(w, dot, "");
    if (dot) py.Py_DecRef(dot);
  }
  if (module) py.Py_DecRef(module);
  PyObject *qualified = py.PyObject_GetAttr(type, py.str___qualname__);
  units += write_str(w, qualified, "BaseException");
  if (qualified) py.Py_DecRef(qualified);
  return units;
}

static void deliver_exception(pw_engine *engine, pw_result *result) {
  PyObject *exception = pw_exception_take();
  if (!exception || pw_handle_give(&engine->writer.owner->handles, exception)) {
    pw_error lost = {.code = PW_ERROR_MEMORY, .message = "out of memory"};
    if (exception) py.Py_DecRef(exception);
    deliver_error(engine, &lost, result);
    return;
  }
  pw_writer *w = &engine->writer;
  PyObject *type = (PyObject *)pw_type(exception);
  begin_text(w);
  *result = (pw_result){.status = PW_STATUS_ERROR, .error = PW_ERROR_EXCEPTION};
  result->values[0] = pw_address(exception);
  result->values[1] = pw_class_of(&engine->writer.owner->classes, exception);
  result->name_units = write_type_name(w, type);
  write_str(w, exception, "<the exception's message cannot be shown>");
  py.Py_DecRef(exception);
}

static void deliver_failure(pw_engine *engine, const pw_error *error, pw_result *result) {
  if (error->code) {
    pw_error copy = *error;
    py.PyErr_Clear();
    deliver_error(engine, &copy, result);
  } else {
    deliver_exception(engine, result);
  }
}

/* ---- results ---- */

/* A scalar needs no frame. 0 when `value` is none, or does not fit its type. */
static int deliver_scalar(pw_engine *engine, const pw_node *node, PyObject *value, pw_result *result) {
  PyTypeObject *type = pw_type(value);
  while (node->kind == PW_KIND_OPTIONAL) node = node->items[0];
  if (node->kind == PW_KIND_CONVERTED) return value == py.None ? (result->status = PW_STATUS_NONE) : 0;
  if (type == py.PyFloat_Type) {
    result->status = PW_STATUS_FLOAT;
    result->values[0] = py.PyFloat_AsDouble(value);
  } else if (value == py.None) {
    result->status = PW_STATUS_NONE;
  } else if (type == py.PyBool_Type) {
    result->status = value == py.True ? PW_STATUS_TRUE : PW_STATUS_FALSE;
  } else if (type == py.PyLong_Type && node->kind != PW_KIND_BIGINT && node->kind != PW_KIND_UNION) {
    int overflow;
    long long number = py.PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow || number > 9007199254740991 || number < -9007199254740991) return 0;
    result->status = PW_STATUS_INT;
    result->values[0] = (double)number;
  } else if (type == py.PyUnicode_Type) {
    Py_ssize_t bytes;
    const char *text = py.PyUnicode_AsUTF8AndSize(value, &bytes);
    if (!text) py.PyErr_Clear();
    if (!text || bytes != py.PyUnicode_GetLength(value) || (size_t)bytes > PW_LONGEST_TEXT) return 0;
    begin_text(&engine->writer);
    if (pw_buffer_reserve(&engine->writer.text, (size_t)bytes + 1)) return 0;
    memcpy(engine->writer.text.data, text, (size_t)bytes);
    engine->writer.text.size = (size_t)bytes;
    result->status = PW_STATUS_ASCII;
  } else if (node->kind == PW_KIND_OBJECT && type != py.PyBytes_Type) {
    if (pw_handle_give(&engine->writer.owner->handles, value)) return 0;
    result->status = PW_STATUS_OBJECT;
    result->values[0] = pw_address(value);
    result->values[1] = pw_class_of(&engine->writer.owner->classes, value);
    result->values[2] = py.PyCallable_Check(value);
  } else {
    return 0;
  }
  return 1;
}

void pw_deliver(pw_engine *engine, const pw_node *node, PyObject *value, pw_result *result) {
  if (!value) {
    deliver_exception(engine, result);
    return;
  }
  if (!deliver_scalar(engine, node, value, result)) {
    if (pw_write(&engine->writer, node, value)) deliver_failure(engine, &engine->writer.error, result);
    else result->status = PW_STATUS_FRAME;
  }
  py.Py_DecRef(value);
}

/* ---- arguments ---- */

typedef struct {
  PyObject **items;      /* items[-1] is free for the callee to use */
  size_t positional, total;
  PyObject *names;       /* tuple of str, or NULL */
} collected;

static PyObject *direct(pw_engine *engine, const pw_node *node, double value, const uint8_t **text, const uint8_t *end) {
  pw_error *error = &engine->reader.error;
  while (node->kind == PW_KIND_OPTIONAL) node = node->items[0];
  switch (node->kind) {
    case PW_KIND_FLOAT: return py.PyFloat_FromDouble(value);
    case PW_KIND_BOOL: return pw_new_ref(value != 0 ? py.True : py.False);
    case PW_KIND_INT:
      if (!(value >= -9007199254740991.0 && value <= 9007199254740991.0) || value != (double)(long long)value) break;
      return py.PyLong_FromLongLong((long long)value);
    case PW_KIND_STR: {
      if (!(value >= 0 && value <= (double)(end - *text))) break;
      const uint8_t *start = *text;
      *text += (size_t)value;
      return py.PyUnicode_DecodeLatin1((const char *)start, (Py_ssize_t)value, NULL);
    }
    case PW_KIND_OBJECT: {
      PyObject *object = pw_handle_find(&engine->reader.owner->handles, value);
      if (object) return object;
      pw_error_set(error, PW_ERROR_USAGE, "this Python object has been released");
      return NULL;
    }
    default: break;
  }
  pw_error_set(error, PW_ERROR_USAGE, "an argument cannot be passed directly");
  return NULL;
}

static int collect_direct(pw_engine *engine, const pw_operation *operation, const pw_arguments *from, collected *into) {
  const uint8_t *text = from->direct_text, *end = text + from->direct_text_bytes;
  if (from->count > PW_PAGE_VALUES || from->count > operation->param_count)
    return pw_error_set(&engine->reader.error, PW_ERROR_USAGE, "too many direct arguments");
  for (uint32_t i = 0; i < from->count; i++) {
    PyObject *item = from->nones >> i & 1 ? pw_new_ref(py.None)
                                          : direct(engine, operation->params[i], from->values[i], &text, end);
    if (!item) return -1;
    into->items[into->total++] = item;
  }
  into->positional = into->total;
  return 0;
}

/* A keyword is a slot (index + 1, 0) for one that the operation knows, or (0, units) for another. */
static int collect_keyword(pw_engine *engine, const pw_operation *operation, uint32_t i, collected *into) {
  pw_reader *r = &engine->reader;
  uint32_t words[2];
  if (pw_read_words(r, words)) return -1;
  const pw_node *node = operation->extra;
  PyObject *name;
  if (words[0] > operation->keyword_count) return pw_error_set(&r->error, PW_ERROR_USAGE, "no such keyword");
  if (words[0]) {
    node = operation->keywords[words[0] - 1];
    name = pw_new_ref(operation->keyword_names[words[0] - 1]);
  } else {
    name = pw_read_text(r, words[1]);
  }
  if (!name || py.PyTuple_SetItem(into->names, i, name)) return -1;
  r->keyword = name; /* the tuple holds it */
  PyObject *item = pw_read(r, node);
  if (!item) return -1;
  into->items[into->total++] = item;
  return 0;
}

static int collect_frame(pw_engine *engine, const pw_operation *operation, const pw_arguments *from, collected *into) {
  pw_reader *r = &engine->reader;
  pw_reader_begin(r, operation, &from->frame);
  for (uint32_t i = 0; i < from->positional; i++) {
    r->argument = i < operation->skipped ? 0 : i - operation->skipped;
    PyObject *item = pw_read(r, i < operation->param_count ? operation->params[i] : operation->rest);
    if (!item) return -1;
    into->items[into->total++] = item;
  }
  into->positional = into->total;
  if (!from->keywords) return 0;
  if (!(into->names = py.PyTuple_New(from->keywords))) return -1;
  for (uint32_t i = 0; i < from->keywords; i++)
    if (collect_keyword(engine, operation, i, into)) return -1;
  return 0;
}

/* ---- the call ---- */

static PyObject *vectorcall(PyObject *callable, PyObject *const *items, size_t positional, PyObject *names) {
  if (py.PyObject_Vectorcall) return py.PyObject_Vectorcall(callable, items, positional | PW_VECTORCALL_OFFSET, names);
  /* 3.9 and 3.10 export only the form that takes a dict. */
  if (!names) return py.PyObject_VectorcallDict(callable, items, positional | PW_VECTORCALL_OFFSET, NULL);
  PyObject *keywords = py.PyDict_New(), *result = NULL;
  int failed = !keywords;
  for (Py_ssize_t i = 0; !failed && i < py.PyTuple_Size(names); i++)
    failed = py.PyDict_SetItem(keywords, py.PyTuple_GetItem(names, i), items[positional + (size_t)i]);
  if (!failed) result = py.PyObject_VectorcallDict(callable, items, positional | PW_VECTORCALL_OFFSET, keywords);
  if (keywords) py.Py_DecRef(keywords);
  return result;
}

/*
 * Calls the first item with the others. Functions of Python's may look for their caller's frame, and JavaScript has none:
 * the operation's target calls them from one. What is written in C does not look, and is spared that.
 */
static PyObject *apply(const pw_operation *operation, PyObject *const *items, size_t positional, PyObject *names) {
  if (operation->target && pw_type(items[0]) != py.PyCFunction_Type)
    return vectorcall(operation->target, items, positional, names);
  return vectorcall(items[0], items + 1, positional - 1, names);
}

static PyObject *call_method(const pw_operation *operation, PyObject **items, size_t positional, PyObject *names) {
  if (!operation->target)
    return py.PyObject_VectorcallMethod(operation->name, items, positional | PW_VECTORCALL_OFFSET, names);
  PyObject *method = py.PyObject_GetAttr(items[0], operation->name);
  if (!method) return NULL;
  py.Py_DecRef(items[0]);
  items[0] = method;
  return apply(operation, items, positional, names);
}

static PyObject *define(pw_engine *engine, const collected *arguments) {
  if (arguments->positional != 1) {
    pw_error_set(&engine->reader.error, PW_ERROR_USAGE, "an operation has one description");
    return NULL;
  }
  int64_t number = pw_operation_define(arguments->items[0], &engine->reader.error);
  if (number < 0) return NULL;
  PyObject *result = py.PyLong_FromLongLong(number);
  if (!result) pw_operation_remove((uint32_t)number); /* nobody learns of it */
  return result;
}

static PyObject *invoke(pw_engine *engine, const pw_operation *operation, const collected *arguments) {
  PyObject **items = arguments->items;
  size_t positional = arguments->positional;
  size_t needed = operation->kind == PW_OPERATION_SET ? 2 : operation->kind >= PW_OPERATION_APPLY ? 1 : 0;
  if (positional < needed) {
    pw_error_set(&engine->reader.error, PW_ERROR_USAGE, "the operation needs an object to work on");
    return NULL;
  }
  switch (operation->kind) {
    case PW_OPERATION_DEFINE: return define(engine, arguments);
    case PW_OPERATION_CALL: return vectorcall(operation->target, items, positional, arguments->names);
    case PW_OPERATION_APPLY: return apply(operation, items, positional, arguments->names);
    case PW_OPERATION_METHOD: return call_method(operation, items, positional, arguments->names);
    case PW_OPERATION_GET: return py.PyObject_GetAttr(items[0], operation->name);
    default: return py.PyObject_SetAttr(items[0], operation->name, items[1]) ? NULL : pw_new_ref(py.None);
  }
}

/* Who asks for a handle gets one: it may be awaited later. */
static int is_to_be_awaited(const pw_engine *engine, const pw_node *node, PyObject *value) {
  if (engine->awaits == PW_AWAITS_NONE) return 0;
  while (node->kind == PW_KIND_OPTIONAL) node = node->items[0];
  return (engine->awaits == PW_AWAITS_ALL || node->kind != PW_KIND_OBJECT) && pw_is_awaitable(value);
}

/* What nobody wants any more is not converted. */
static PyObject *invoke_in_window(pw_engine *engine, const pw_operation *operation, const collected *arguments) {
  PyObject *value = pw_window_open() ? NULL : invoke(engine, operation, arguments);
  pw_window_close();
  if (!value || !pw_window_is_unwanted()) return value;
  pw_awaitable_drop(value);
  return pw_new_ref(py.None);
}

void pw_execute(pw_engine *engine, const pw_operation *operation, const pw_arguments *from, pw_result *result) {
  PyObject *few[1 + PW_PAGE_VALUES], **many = NULL;
  collected arguments = {.items = few + 1};
  int in_frame = from->count == PW_ARGUMENTS_IN_FRAME, failed = 0;
  engine->reader.error.code = 0;
  engine->reader.references = 0;
  *result = (pw_result){0};
  if (in_frame) {
    /* Each argument takes a slot at least, so a broken count asks for no more memory than the frame has. */
    size_t count = (size_t)from->positional + from->keywords, most = from->frame.body_bytes / 8;
    if (count > most) {
      failed = pw_error_set(&engine->reader.error, PW_ERROR_USAGE, "broken frame: it holds fewer arguments than it says");
    } else if (count > PW_PAGE_VALUES) {
      many = malloc((count + 1) * sizeof *many);
      if (!many) failed = pw_error_set(&engine->reader.error, PW_ERROR_MEMORY, "out of memory");
      else arguments.items = many + 1;
    }
  }
  if (!failed)
    failed = in_frame ? collect_frame(engine, operation, from, &arguments)
                      : collect_direct(engine, operation, from, &arguments);
  if (from->in_use) *from->in_use = 0;
  uint32_t references = in_frame ? engine->reader.references : 0;
  PyObject *value = failed ? NULL : from->interruptible ? invoke_in_window(engine, operation, &arguments)
                                                        : invoke(engine, operation, &arguments);
  for (size_t i = 0; i < arguments.total; i++) py.Py_DecRef(arguments.items[i]);
  if (arguments.names) py.Py_DecRef(arguments.names);
  free(many);
  if (value && is_to_be_awaited(engine, operation->result, value)) {
    engine->awaitable = value;
    result->status = PW_STATUS_PROMISE;
  } else if (value) pw_deliver(engine, operation->result, value, result);
  else deliver_failure(engine, &engine->reader.error, result);
  result->references = references;
}
