/* See interpreter.h. */
#include "interpreter.h"

#include <stdlib.h>

#include "error.h"
#include "handles.h"
#include "platform.h"

pw_interpreter_state pw_interpreter;

/* 3.9 to 3.13: the program's name leads Python to its prefix, and to the environment's site-packages. */
static int initialize(const char *executable, pw_error *error) {
  /* Without it, LC_ALL=C gives an ASCII file system encoding; Py_DecodeLocale heeds it too. */
  if (!py.Py_UTF8Mode || !py.Py_NoSiteFlag)
    return pw_error_set(error, PW_ERROR_SETUP, "this Python has no Py_UTF8Mode or no Py_NoSiteFlag");
  *py.Py_UTF8Mode = 1;
  *py.Py_NoSiteFlag = 1; /* see pw_interpreter_admit_site */
  wchar_t *program = py.Py_DecodeLocale(executable, NULL);
  if (!program) return pw_error_set(error, PW_ERROR_MEMORY, "out of memory");
  if (!py.Py_SetProgramName) return pw_error_set(error, PW_ERROR_SETUP, "this Python has no Py_SetProgramName");
  py.Py_SetProgramName(program); /* keeps the string */
  py.Py_InitializeEx(0);
  *py.Py_NoSiteFlag = 0;
  return py.Py_IsInitialized() ? 0 : pw_error_set(error, PW_ERROR_SETUP, "Python did not start");
}

static int initialize_from_config(const char *executable, pw_error *error) {
  PyInitConfig *config = py.PyInitConfig_Create();
  if (!config) return pw_error_set(error, PW_ERROR_MEMORY, "out of memory");
  int failed = py.PyInitConfig_SetStr(config, "program_name", executable) ||
               py.PyInitConfig_SetStr(config, "executable", executable) ||
               py.PyInitConfig_SetInt(config, "utf8_mode", 1) ||
               /* A new config is isolated; the older way of starting is not. */
               py.PyInitConfig_SetInt(config, "isolated", 0) ||
               py.PyInitConfig_SetInt(config, "use_environment", 1) ||
               py.PyInitConfig_SetInt(config, "user_site_directory", 1) ||
               py.PyInitConfig_SetInt(config, "safe_path", 0) ||
               py.PyInitConfig_SetInt(config, "site_import", 0) ||
               py.PyInitConfig_SetInt(config, "install_signal_handlers", 0) || py.Py_InitializeFromInitConfig(config);
  if (failed) {
    const char *message = NULL;
    py.PyInitConfig_GetError(config, &message);
    pw_error_set(error, PW_ERROR_SETUP, "Python did not start: %s", message ? message : "no reason given");
  }
  py.PyInitConfig_Free(config);
  return failed ? -1 : 0;
}

void pw_protect_stack(pw_thread *thread) {
  void *start = NULL;
  size_t bytes = 0;
  if (pw_stack_region(&bytes, &start, &bytes)) return;
  pw_interpreter.stack_bytes = bytes;
  if (py.PyUnstable_ThreadState_SetStackProtection)
    py.PyUnstable_ThreadState_SetStackProtection(thread->state, start, bytes);
}

int pw_interpreter_start(const char *libpython, const char *executable, pw_thread *thread, pw_error *error) {
  if (pw_interpreter.started) return pw_error_set(error, PW_ERROR_USAGE, "Python has been started in this process");
  if (pw_python_load(libpython, error)) return -1;
  if (py.Py_IsInitialized())
    return pw_error_set(error, PW_ERROR_USAGE, "another library has started Python in this process");
  int failed = py.version >= 0x030e ? initialize_from_config(executable, error) : initialize(executable, error);
  if (failed || pw_python_probe(error)) return -1;
  pw_interpreter.interpreter = py.PyInterpreterState_Get();
  thread->state = py.PyThreadState_Get();
  pw_protect_stack(thread);
  pw_interpreter.started = 1;
  thread->state = py.PyEval_SaveThread();
  return 0;
}

void pw_interpreter_admit_site(PyObject *position) {
  int overflow;
  long long index = py.PyLong_AsLongLongAndOverflow(position, &overflow);
  PyObject *flags = py.PySys_GetObject("flags"); /* borrowed */
  PyObject *zero = flags && index >= 0 && !overflow ? py.PyLong_FromLongLong(0) : NULL;
  if (zero) py.PyStructSequence_SetItem(flags, (Py_ssize_t)index, zero); /* takes over zero */
  py.PyErr_Clear();
}

int pw_interpreter_is_ready(void) {
  return atomic_load(&pw_interpreter.started);
}

int pw_thread_join_interpreter(pw_thread *thread) {
  thread->state = py.PyThreadState_New(pw_interpreter.interpreter);
  return thread->state ? 0 : -1;
}

void pw_thread_leave_interpreter(pw_thread *thread) {
  py.PyThreadState_Clear(thread->state);
  py.PyEval_SaveThread();
  py.PyThreadState_Delete(thread->state);
  thread->state = NULL;
}

static int depth_of(pw_thread *thread) {
  return atomic_load_explicit(&thread->attached, memory_order_relaxed);
}

static void set_depth(pw_thread *thread, int depth) {
  atomic_store_explicit(&thread->attached, depth, memory_order_relaxed);
}

void pw_attach(pw_thread *thread) {
  int depth = depth_of(thread);
  set_depth(thread, depth + 1);
  if (depth) return;
  py.PyEval_RestoreThread(thread->state);
  if (pw_handle_has_waiting()) pw_handle_drain();
}

void pw_detach(pw_thread *thread) {
  int depth = depth_of(thread) - 1;
  set_depth(thread, depth);
  /* The state is the same as ever; other threads compare theirs with it, so it is not written again. */
  if (!depth) py.PyEval_SaveThread();
}
