/* The handshake, what each entry does before Python runs, starts that fail, and the start. */
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "law.h"
#include "runner.h"

static void agrees_about_the_page(void) {
  EQUAL(pw_abi_version(), PW_ABI_VERSION);
  EQUAL(pw_page_bytes(), sizeof(pw_page));
  EQUAL(sizeof(pw_page) % 8, 0);
  EQUAL(offsetof(pw_page, values) % 8, 0);
  EQUAL(sizeof(pw_error), 2048);
}

static void refuses_everything_before_the_start(void) {
  CHECK(pw_page_address() == NULL);
  EQUAL(pw_call(), PW_STATUS_ERROR);
  EQUAL(pw_run_module("m", "", "m.py"), PW_STATUS_ERROR);
  EQUAL(pw_pool_start(1, 1), -1);
  EQUAL(pw_submit(), 0);
  EQUAL(pw_next_finished(), -1);
  EQUAL(pw_class_number(0, 1), -1);
  pw_operation_free(0);
  pw_operation_free(7);
  pw_release(0);
  pw_conversions_forget_all();
  EQUAL(pw_next_dropped(), 0);
  EQUAL(pw_signals_start(0, 0), -1);
  pw_signals_changed(2, 0);
  pw_exit_grace(500);
  pw_exit_begin(0);
  pw_exit_finished(0);
  pw_stats();
}

static void says_why_it_cannot_load(void) {
  pw_error error = {0};
  EQUAL(pw_start("/nowhere/libpython.so", options.executable, &error), -1);
  EQUAL(error.code, PW_ERROR_SETUP);
  CHECK(strstr(error.message, "cannot load /nowhere/libpython.so: ") == error.message);
  EQUAL(pw_start("libm.so.6", options.executable, &error), -1);
  EQUAL(error.code, PW_ERROR_SETUP);
  SAME(error.message, "libm.so.6 is not a libpython: it has no Py_GetVersion");
  EQUAL(pw_start("/nowhere/libpython.so", options.executable, NULL), -1);
  /* There is a page now, so a refusal has a text. */
  page()->values[0] = page()->references[0] = 5;
  SAME(call(3), "ERROR USAGE Python has not been started");
  EQUAL(page()->values[0], 0);
  EQUAL(page()->references[0], 0);
}

static void starts(void) {
  pw_error error = {0};
  if (pw_start(options.libpython, options.executable, &error)) {
    test_fail(__FILE__, __LINE__, "Python does not start: %s", error.message);
    exit(2);
  }
  law_install();
  EQUAL(pw_start(options.libpython, options.executable, &error), -1);
  EQUAL(error.code, PW_ERROR_USAGE);
  SAME(error.message, "Python has been started in this process");
}

static void wants_field_names_of_the_first_module(void) {
  SAME(outcome(pw_run_module("first", "x = 1", "first.py"), &pw_any),
       "ERROR EXCEPTION AttributeError: module 'first' has no attribute 'field_names'");
  if (host_open()) {
    test_fail(__FILE__, __LINE__, "the subjects do not run");
    exit(2);
  }
}

static void runs_further_modules(void) {
  SAME(outcome(pw_run_module("further", "x = 1", "further.py"), &pw_any), "OBJECT 0");
  SAME(value_of("__import__('further').x"), "INT 1");
  SAME(outcome(pw_run_module("syntax", "x = (", "syntax.py"), &pw_any),
       value_of("sys.version_info >= (3, 10)")[0] == 'T'
           ? "ERROR EXCEPTION SyntaxError: '(' was never closed (syntax.py, line 1)"
           : "ERROR EXCEPTION SyntaxError: unexpected EOF while parsing (syntax.py, line 1)");
  SAME(outcome(pw_run_module("raises", "1 / 0", "raises.py"), &pw_any),
       "ERROR EXCEPTION ZeroDivisionError: division by zero");
  SAME(value_of("'raises' in sys.modules"), "FALSE");
}

static void tells_python_who_it_is(void) {
  SAME(value_of("sys.flags.utf8_mode"), "INT 1");
  SAME(value_of("sys.getfilesystemencoding()"), "ASCII utf-8");
  SAME(value_of("threading.current_thread() is threading.main_thread()"), "TRUE");
}

static void counts(void) {
  drain();
  pw_stats();
  EQUAL(page()->values[2], 0);
  EQUAL(page()->values[3], 0);
  EQUAL(page()->values[4], 0);
  pw_release(1e300);
  pw_stats(); /* gives back what waits first */
  EQUAL(page()->values[4], 0);
  CHECK(page()->values[5] >= 0);
}

const test start_tests[] = {
    {"both sides agree about the page", agrees_about_the_page, 1},
    {"every entry refuses before the start", refuses_everything_before_the_start, 1},
    {"a library that is no libpython is named", says_why_it_cannot_load, 1},
    {"Python starts, once", starts, 1},
    {"the first module brings field_names", wants_field_names_of_the_first_module, 1},
    /* Once: PyImport_ExecCodeModule makes names anew each time, and the cache of type attributes keeps them. */
    {"further modules run, or say why not", runs_further_modules, 1},
    {"Python is in UTF-8 mode, on its main thread", tells_python_who_it_is, 0},
    {"statistics count", counts, 0},
    {0},
};
