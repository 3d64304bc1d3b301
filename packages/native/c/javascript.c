/* See javascript.h. */
#include "javascript.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "interrupt.h"
#include "js_request.h"

/* Where the bytes are to be seen. */
static double show(uint8_t *place, const pw_buffer *bytes, int stays) {
  if (stays || bytes->size > PW_SHOWN_BYTES) return pw_address(bytes->data);
  if (bytes->size) memcpy(place, bytes->data, bytes->size);
  return pw_address(place);
}

void pw_js_publish(const pw_result *result, const pw_writer *writer, int stays) {
  pw_page *page = pw_js->page;
  stays = stays && pw_js->is_main;
  if (result->status == PW_STATUS_ERROR) {
    page->error[0] = result->error;
    page->name_units[0] = result->name_units;
    page->references[0] = result->references;
  }
  page->values[0] = result->values[0];
  page->values[1] = result->values[1];
  page->values[2] = result->values[2];
  if (result->status == PW_STATUS_FRAME) {
    page->body[0] = show(pw_js->shown_body, &writer->body, stays);
    page->body_bytes[0] = (double)writer->body.size;
    page->tagged[0] = (uint32_t)writer->tagged;
    page->depth[0] = writer->deepest;
  }
  if (result->status == PW_STATUS_FRAME || result->status == PW_STATUS_ASCII || result->status == PW_STATUS_ERROR) {
    page->text[0] = show(pw_js->shown_text, &writer->text, stays);
    page->text_bytes[0] = (double)writer->text.size;
    page->encoding[0] = (uint32_t)writer->encoding;
  }
}

/* ---- arguments of a JavaScript function ---- */

/* A scalar goes to the page as a tag and a double. 0 when `item` is none that can. */
static int put_direct(pw_page *page, size_t i, PyObject *item) {
  PyTypeObject *type = pw_type(item);
  uint8_t *tag = &page->direct_text[i];
  if (type == py.PyFloat_Type) {
    *tag = PW_TAG_FLOAT;
    page->values[i] = py.PyFloat_AsDouble(item);
  } else if (type == py.PyLong_Type) {
    int overflow;
    long long value = py.PyLong_AsLongLongAndOverflow(item, &overflow);
    if (overflow || value > 9007199254740991 || value < -9007199254740991) return 0;
    *tag = PW_TAG_INT;
    page->values[i] = (double)value;
  } else if (item == py.None) {
    *tag = PW_TAG_NONE;
  } else if (type == py.PyBool_Type) {
    *tag = item == py.True ? PW_TAG_TRUE : PW_TAG_FALSE;
  } else {
    return 0;
  }
  return 1;
}

static int put_all_direct(pw_page *page, PyObject *const *items, size_t count, PyObject *names) {
  if (names || count > PW_PAGE_VALUES) return 0;
  for (size_t i = 0; i < count; i++)
    if (!put_direct(page, i, items[i])) return 0;
  return 1;
}

PyObject *pw_js_gather(PyObject *const *items, size_t count, PyObject *names) {
  Py_ssize_t named = names ? py.PyTuple_Size(names) : 0;
  PyObject *all = py.PyTuple_New((Py_ssize_t)count + (named > 0));
  for (size_t i = 0; all && i < count; i++) py.PyTuple_SetItem(all, (Py_ssize_t)i, pw_new_ref(items[i]));
  if (!all || !named) return all;
  PyObject *dict = py.PyDict_New();
  int failed = !dict;
  for (Py_ssize_t i = 0; !failed && i < named; i++)
    failed = py.PyDict_SetItem(dict, py.PyTuple_GetItem(names, i), items[count + (size_t)i]);
  if (failed) {
    if (dict) py.Py_DecRef(dict);
    py.Py_DecRef(all);
    return NULL;
  }
  py.PyTuple_SetItem(all, (Py_ssize_t)count, dict);
  return all;
}

static void raise_error(const pw_error *error) {
  if (error->code) py.PyErr_SetString(error->code == PW_ERROR_MEMORY ? py.PyExc_MemoryError : py.PyExc_ValueError, error->message);
}

/* Writes the gathered arguments into a frame of the inner engine and tells the page. 0, or -1 with an exception set. */
static int put_frame(pw_engine *inner, PyObject *all) {
  inner->writer.root = "args";
  int failed = pw_write(&inner->writer, &pw_any, all);
  inner->writer.root = NULL;
  if (failed) {
    raise_error(&inner->writer.error);
    return -1;
  }
  pw_result frame = {.status = PW_STATUS_FRAME};
  pw_js_publish(&frame, &inner->writer, 1);
  return 0;
}

/* ---- its result ---- */

/*
 * Queues the ids in a frame with tags but for the first `taken`: JavaScript has counted all of them. Items follow their
 * containers, so that the frame reads as one row of slots with tags; 0 stands before a key.
 */
static void give_back(const pw_frame *frame, uint32_t taken) {
  size_t slots = frame->body_bytes / 8;
  for (size_t i = 0; i < slots; i++) {
    uint32_t words[2];
    memcpy(words, frame->body + 8 * i, 8);
    switch (words[0]) {
      case PW_TAG_FLOAT:
      case PW_TAG_INT:
      case PW_TAG_BIGINT:
      case PW_TAG_OBJECT: i++; break;
      case PW_TAG_BYTES: i += ((size_t)words[1] + 7) / 8; break;
      case PW_TAG_MEMORY: i += 3; /* fall through */
      case PW_TAG_FUNCTION:
        if (taken) taken--;
        else pw_js_drop(&pw_js->dropped, words[1] & ~PW_JS_ASYNC);
        break;
      default:
        if (words[0] > PW_TAG_CONVERTED) return; /* broken here */
    }
  }
}

static PyObject *read_copied(pw_engine *inner, const pw_frame *frame) {
  static const pw_operation untyped = {.result = &pw_any};
  pw_reader_begin(&inner->reader, &untyped, frame);
  PyObject *value = pw_read(&inner->reader, NULL);
  if (value) return value;
  if (!py.PyErr_Occurred()) raise_error(&inner->reader.error);
  give_back(frame, inner->reader.references);
  return NULL;
}

/* Reading may run Python, and so further JavaScript, which writes where the frame lies: it is read from a copy. */
static PyObject *read_frame(pw_engine *inner) {
  const pw_page *page = inner->writer.owner->page;
  pw_frame frame = {
      .body = (const uint8_t *)(uintptr_t)page->body[0],
      .body_bytes = (size_t)page->body_bytes[0],
      .text = (const uint8_t *)(uintptr_t)page->text[0],
      .text_bytes = (size_t)page->text_bytes[0],
      .encoding = (int)page->encoding[0],
  };
  uint8_t *copy = malloc(frame.body_bytes + frame.text_bytes + 8);
  if (!copy) {
    give_back(&frame, 0);
    py.PyErr_SetString(py.PyExc_MemoryError, "out of memory");
    return NULL;
  }
  if (frame.body_bytes) memcpy(copy, frame.body, frame.body_bytes);
  if (frame.text_bytes) memcpy(copy + frame.body_bytes, frame.text, frame.text_bytes);
  frame.body = copy;
  frame.text = copy + frame.body_bytes;
  PyObject *value = read_copied(inner, &frame);
  free(copy);
  return value;
}

static PyObject *raise_given(double address) {
  PyObject *exception = pw_handle_find(&pw_js->handles, address);
  if (!exception) {
    py.PyErr_SetString(py.PyExc_RuntimeError, "a JavaScript function failed, and its error could not be passed on");
    return NULL;
  }
  py.PyErr_SetObject((PyObject *)pw_type(exception), exception);
  py.Py_DecRef(exception);
  return NULL;
}

static PyObject *take_int(double number) {
  if (number >= -9007199254740991.0 && number <= 9007199254740991.0 && number == (double)(long long)number)
    return py.PyLong_FromLongLong((long long)number);
  py.PyErr_SetString(py.PyExc_ValueError, "a JavaScript function gives an int that is no whole number");
  return NULL;
}

/* Worker.terminate() ends JavaScript in the midst; what it answers then is no answer. */
static PyObject *refuse_unanswered(void) {
  py.PyErr_SetString(py.PyExc_RuntimeError, "the JavaScript thread was ended while it ran this function");
  return NULL;
}

static PyObject *take_result(pw_engine *inner, int32_t status) {
  const pw_page *page = inner->writer.owner->page;
  switch (status) {
    case PW_STATUS_NONE: return pw_new_ref(py.None);
    case PW_STATUS_TRUE: return pw_new_ref(py.True);
    case PW_STATUS_FALSE: return pw_new_ref(py.False);
    case PW_STATUS_FLOAT: return py.PyFloat_FromDouble(page->values[0]);
    case PW_STATUS_INT: return take_int(page->values[0]);
    case PW_STATUS_FRAME: return read_frame(inner);
    default: return raise_given(page->values[0]);
  }
}

PyObject *pw_js_take_result(int32_t status) {
  pw_engine *inner = pw_js_engine(pw_js);
  if (inner) return take_result(inner, status);
  py.PyErr_SetString(py.PyExc_MemoryError, "out of memory");
  return NULL;
}

/* ---- the call ---- */

pw_js_detached pw_js_detach(void) {
  pw_js_detached detached = {NULL, 0};
  if (pw_js) {
    detached.depth = atomic_load_explicit(&pw_js->thread.attached, memory_order_relaxed);
    atomic_store_explicit(&pw_js->thread.attached, 0, memory_order_relaxed);
  }
  detached.state = py.PyEval_SaveThread();
  return detached;
}

void pw_js_attach(pw_js_detached detached) {
  py.PyEval_RestoreThread(detached.state);
  if (pw_js) atomic_store_explicit(&pw_js->thread.attached, detached.depth, memory_order_relaxed);
}

/* Runs JavaScript without the interpreter, which other threads may have meanwhile. */
static int32_t enter(pw_js_thread *js) {
  int depth = atomic_load_explicit(&js->thread.attached, memory_order_relaxed);
  atomic_store_explicit(&js->thread.attached, 0, memory_order_relaxed);
  py.PyEval_SaveThread();
  js->context_is_old = 1;
  int32_t status = js->entry();
  py.PyEval_RestoreThread(js->thread.state);
  atomic_store_explicit(&js->thread.attached, depth, memory_order_relaxed);
  return status;
}

/* ---- one level deeper ---- */

typedef struct {
  pw_page *saved;
  int collecting;
} outer;

/* 0, or -1 with an exception set. */
static int begin_level(pw_js_thread *js, outer *around) {
  *around = (outer){NULL, js->collecting};
  if (!js->entry) {
    py.PyErr_SetString(py.PyExc_RuntimeError, "there is nothing that runs JavaScript functions");
    return -1;
  }
  if (pw_interrupt_is_fork()) {
    py.PyErr_SetString(py.PyExc_RuntimeError, "a process made by os.fork() cannot call JavaScript functions");
    return -1;
  }
  if (js->level >= PW_JS_DEEPEST) {
    py.PyErr_SetString(py.PyExc_RecursionError, "JavaScript and Python call each other more than 512 levels deep");
    return -1;
  }
  if (js->collecting) {
    if (!(around->saved = malloc(sizeof *around->saved))) {
      py.PyErr_SetString(py.PyExc_MemoryError, "out of memory");
      return -1;
    }
    *around->saved = *js->page;
  }
  js->collecting = 0;
  js->level++;
  if (pw_js_engine(js)) return 0;
  py.PyErr_SetString(py.PyExc_MemoryError, "out of memory");
  js->level--;
  js->collecting = around->collecting;
  free(around->saved);
  return -1;
}

static void end_level(pw_js_thread *js, const outer *around) {
  js->level--;
  js->collecting = around->collecting;
  if (around->saved) *js->page = *around->saved;
  free(around->saved);
}

/* Non-zero when JavaScript has answered, with `status`. */
static int run_entry(pw_js_thread *js, uint32_t id, double ticket, uint32_t count, int keywords, int32_t *status) {
  pw_page *page = js->page;
  page->operation[0] = id;
  page->ticket[0] = ticket;
  page->count[0] = count;
  page->keywords[0] = (uint32_t)keywords;
  *status = enter(js);
  return page->operation[0] == PW_ANSWERED;
}

static PyObject *call_here(pw_js_thread *js, uint32_t id, PyObject *const *items, size_t count, PyObject *names) {
  pw_engine *inner = pw_js_engine(js);
  int direct = put_all_direct(js->page, items, count, names);
  if (!direct) {
    PyObject *all = pw_js_gather(items, count, names);
    int failed = !all || put_frame(inner, all);
    if (all) py.Py_DecRef(all);
    if (failed) return NULL;
  }
  int keywords = names && py.PyTuple_Size(names) > 0;
  int32_t status;
  if (!run_entry(js, id, 0, direct ? (uint32_t)count : PW_ARGUMENTS_IN_FRAME, keywords, &status)) return refuse_unanswered();
  return take_result(inner, status);
}

static PyObject *call_inside(pw_js_thread *js, uint32_t id, PyObject *const *items, size_t count, PyObject *names) {
  outer around;
  if (begin_level(js, &around)) return NULL;
  PyObject *result = call_here(js, id, items, count, names);
  end_level(js, &around);
  return result;
}

/* What is to interrupt Python does so before it leaves for JavaScript, or when it is back. */
static PyObject *call_within_limits(pw_js_thread *js, uint32_t id, PyObject *const *items, size_t count, PyObject *names) {
  if (pw_window_pause()) return NULL;
  PyObject *result = call_inside(js, id, items, count, names), *type, *value, *traceback;
  if (!result) py.PyErr_Fetch(&type, &value, &traceback);
  int due = pw_window_open();
  if (result) {
    if (!due) return result;
    py.Py_DecRef(result);
    return NULL;
  }
  if (!due) {
    py.PyErr_Restore(type, value, traceback);
    return NULL;
  }
  if (type) py.Py_DecRef(type);
  if (value) py.Py_DecRef(value);
  if (traceback) py.Py_DecRef(traceback);
  return NULL;
}

PyObject *pw_js_call(pw_js_thread *owner, uint32_t id, int is_async, PyObject *const *items, size_t count,
                     PyObject *names) {
  pw_js_thread *js = pw_js; /* once: to look it up is a call */
  if (owner != js) return pw_js_request(owner, id, is_async, items, count, names);
  return js->limits ? call_within_limits(js, id, items, count, names) : call_inside(js, id, items, count, names);
}

PyObject *pw_js_answer(uint32_t id, double ticket, PyObject *gathered, int keywords, int *is_promised) {
  pw_js_thread *js = pw_js;
  outer around;
  if (begin_level(js, &around)) return NULL;
  pw_engine *inner = pw_js_engine(js);
  PyObject *result = NULL;
  if (!put_frame(inner, gathered)) {
    int32_t status;
    int has_answered = run_entry(js, id, ticket, PW_ARGUMENTS_IN_FRAME, keywords, &status);
    *is_promised = has_answered && status == PW_STATUS_PROMISE;
    if (!has_answered) result = refuse_unanswered();
    else if (!*is_promised) result = take_result(inner, status);
  }
  end_level(js, &around);
  return result;
}
