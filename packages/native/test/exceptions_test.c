/* What a raised exception turns into. */
#include <string.h>

#include "builder.h"
#include "host.h"
#include "runner.h"

static void tells_type_and_message(void) {
  SAME(value_of("fail(ValueError, 'wrong')"), "ERROR EXCEPTION ValueError: wrong");
  SAME(value_of("fail(ValueError)"), "ERROR EXCEPTION ValueError: ");
  SAME(value_of("fail(KeyError, 'k')"), "ERROR EXCEPTION KeyError: 'k'");
  SAME(value_of("fail(OddModule, 1)"), "ERROR EXCEPTION OddModule: 1");
  SAME(value_of("fail(type('Own', (Exception,), {}), 1)"), "ERROR EXCEPTION subjects.Own: 1");
  SAME(value_of("fail(ValueError, '\\xe9\\U0001f600\\0')"), "ERROR EXCEPTION ValueError: \\u00e9\\ud83d\\ude00\\u0000");
  SAME(value_of("fail(type('N\\xe9e', (Exception,), {}), 'plain')"), "ERROR EXCEPTION subjects.N\\u00e9e: plain");
  SAME(value_of("fail_deep(50)"), "ERROR EXCEPTION ValueError: bottom");
  SAME(value_of("chain()"), "ERROR EXCEPTION ValueError: outer");
  SAME(value_of("fail(SystemExit, 3)"), "ERROR EXCEPTION SystemExit: 3");
  SAME(value_of("fail(KeyboardInterrupt)"), "ERROR EXCEPTION KeyboardInterrupt: ");
  SAME(value_of("fail(RecursionError, 'deep')"), "ERROR EXCEPTION RecursionError: deep");
  SAME(value_of("fail(MemoryError)"), "ERROR EXCEPTION MemoryError: ");
}

static void survives_failing_descriptions(void) {
  SAME(value_of("fail(FailingStr)"),
       "ERROR EXCEPTION subjects.FailingStr: <the exception's message cannot be shown>");
  SAME(value_of("fail(Surrogates)"),
       "ERROR EXCEPTION subjects.Surrogates: <the exception's message cannot be shown>");
  SAME(value_of("fail(ValueError, '\\ud83d\\ude00')"),
       "ERROR EXCEPTION ValueError: <the exception's message cannot be shown>");
  SAME(value_of("fail(ValueError, '\\ud800')"), "ERROR EXCEPTION ValueError: \\ud800");
  SAME(value_of("fail(Nameless, 'm')"), "ERROR EXCEPTION BaseException: m");
  SAME(value_of("fail(type('\\ud83d' + '\\ude00', (Exception,), {'__module__': 'builtins'}), 'm')")[0] == 'E' ? "" : "no error",
       "");
}

static void gives_the_exception_itself(void) {
  uint32_t op = define("CALL(lambda: chain(), [], INT)");
  page()->operation[0] = op;
  page()->count[0] = 0;
  EQUAL(pw_call(), PW_STATUS_ERROR);
  EQUAL(page()->error[0], PW_ERROR_EXCEPTION);
  double exception = page()->values[0];
  uint32_t describe = define(
      "CALL(lambda e: [type(e).__name__, type(e.__cause__).__name__, e.__traceback__.tb_frame.f_code.co_name], [OBJECT], "
      "LIST(STR))");
  arguments(1, 0);
  number(exception);
  SAME(call_with_frame(describe), "FRAME [\"ValueError\", \"KeyError\", \"<lambda>\"]");
  let_go(exception);
  drain();
  arguments(1, 0);
  number(exception);
  SAME(call_with_frame(describe), "ERROR USAGE this Python object has been released");
  undefine(describe);
  undefine(op);
}

static void leaves_nothing_set(void) {
  value_of("fail(ValueError)");
  SAME(value_of("sys.exc_info()[0]"), "NONE");
  SAME(value_of("1"), "INT 1");
}

/* Objects that go while an exception is on its way run their finalisers, and the exception still arrives. */
static void survives_finalisers(void) {
  SAME(value_of("setattr(Loud, 'gone', 0)"), "NONE");
  SAME(value_of("(lambda loud: fail(ValueError, 'v'))(Loud())"), "ERROR EXCEPTION ValueError: v");
  SAME(result_of("LIST(REACHING)", "[Reaching((lambda loud: lambda: fail(KeyError, 'k'))(Loud()))]"), "ERROR EXCEPTION KeyError: 'k'");
  SAME(value_of("[settle(), Loud.gone][1]"), "INT 2");
}

static void survives_recursion(void) {
  CHECK(!strncmp(value_of("(lambda f: f(f))(lambda f: f(f))"), "ERROR EXCEPTION RecursionError", 30));
  SAME(value_of("1"), "INT 1");
}

const test exception_tests[] = {
    {"type and message arrive", tells_type_and_message, 0},
    {"an exception that cannot describe itself arrives", survives_failing_descriptions, 0},
    {"the exception itself arrives", gives_the_exception_itself, 0},
    {"nothing is left set", leaves_nothing_set, 0},
    {"finalisers on the way do no harm", survives_finalisers, 0},
    {"endless recursion is an exception", survives_recursion, 0},
    {0},
};
