/** What Python raises, as JavaScript sees it. */
import { inspect } from "node:util";

import { PyObject, PyweldError, python, PythonError } from "@pyweld/core";
import { beforeAll, describe, expect, test } from "vitest";

import { caught, failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { writeSource } from "../support/python-source.js";

const py = python();
const path = writeSource(
  "errors_tool.py",
  `class Failed(Exception):
    pass

class Outer:
    class Inner(Failed):
        def __init__(self, code):
            super().__init__('inner %s' % code)
            self.code = code

def deepest(x):
    raise ValueError('bad ' + x)

def middle(x):
    return deepest(x)  # the line that is shown

def chained():
    try:
        middle('é😀')
    except ValueError as error:
        raise Failed('chained') from error

def nested(): raise Outer.Inner(7)
def noted():
    error = ValueError('noted')
    error.add_note('first note')
    error.add_note('zweite Notiz: ü')
    raise error
class Mute(Exception):
    def __str__(self): raise RuntimeError('no text')
class Wrong(Exception):
    def __str__(self): return 5
def mute(): raise Mute
def wrong(): raise Wrong
def text(value): raise Failed(value)
def local_class():
    class Local(Exception): pass
    raise Local('x')
def recurse(n): return recurse(n + 1)
def bare(kind): raise eval(kind)
`,
);
const tool = py.load(path);
const raised = (name: string, ...args: unknown[]): PythonError => caught<PythonError>(() => tool.call(name, args));
leavesNoHandles();
let version: [number, number];
beforeAll(() => {
  version = py.eval("__import__('sys').version_info[:2]");
});

describe("PythonError", () => {
  // A13
  test("is an Error with Python's type and message", () => {
    const error = raised("middle", "x");
    expect(error).toBeInstanceOf(PythonError);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(PyweldError);
    expect([error.name, error.pythonType, error.message]).toStrictEqual(["PythonError", "ValueError", "bad x"]);
  });

  test.each([
    ["ValueError('a')", "ValueError", "a"],
    ["ValueError()", "ValueError", ""],
    ["ValueError", "ValueError", ""],
    ["KeyError('k')", "KeyError", "'k'"],
    ["OSError(2, 'gone', 'f')", "FileNotFoundError", "[Errno 2] gone: 'f'"],
    ["SystemExit(3)", "SystemExit", "3"],
    ["KeyboardInterrupt", "KeyboardInterrupt", ""],
    ["GeneratorExit", "GeneratorExit", ""],
    ["StopIteration(5)", "StopIteration", "5"],
    ["BaseException('base')", "BaseException", "base"],
    ["MemoryError", "MemoryError", ""],
    [
      "UnicodeDecodeError('utf-8', b'\\xff', 0, 1, 'bad')",
      "UnicodeDecodeError",
      "'utf-8' codec can't decode byte 0xff in position 0: bad",
    ],
    ["Outer.Inner(7)", "errors_tool.Outer.Inner", "inner 7"],
    ["5", "TypeError", "exceptions must derive from BaseException"],
  ])("of %s is an error like others", (source, type, message) => {
    expect(failure(() => tool.call("bare", [source]))).toBe(`PythonError: ${type}: ${message}`);
    expect(py.eval("1 + 1")).toBe(2);
  });

  test("has any text as its message", () => {
    for (const text of ["", "é", "日本 😀", "a\0b", "\ud800", "line\nline", "x".repeat(100_000)]) {
      expect(raised("text", text).message === text).toBe(true);
    }
    // A pair that Python holds as two characters cannot be shown as they are.
    expect(failure(() => py.eval(String.raw`(_ for _ in ()).throw(ValueError('\ud83d\ude00'))`))).toMatch(
      /^PythonError: ValueError: .+/,
    );
  });

  test("whose __str__ fails says so", () => {
    for (const name of ["mute", "wrong"]) {
      expect(raised(name).message).toBe("<the exception's message cannot be shown>");
      expect(raised(name).stack).toContain(name);
    }
    expect(py.eval("1")).toBe(1);
  });

  test("has Python's frames, outermost first, with the source lines", () => {
    const { traceback } = raised("middle", "x");
    expect(traceback.map((frame) => [frame.file, frame.line, frame.function, frame.source])).toStrictEqual([
      [path, 14, "middle", "return deepest(x)  # the line that is shown"],
      [path, 11, "deepest", "raise ValueError('bad ' + x)"],
    ]);
  });

  test("has the cause that `raise from` names, with its own frames", () => {
    const error = raised("chained");
    expect([error.pythonType, error.message]).toStrictEqual(["errors_tool.Failed", "chained"]);
    const { cause } = error;
    expect(cause).toBeInstanceOf(PythonError);
    expect([cause?.pythonType, cause?.message]).toStrictEqual(["ValueError", "bad é😀"]);
    expect(cause?.traceback.map((frame) => frame.function)).toStrictEqual(["chained", "middle", "deepest"]);
    expect(cause?.cause).toBeUndefined();
  });

  test("has its notes", () => {
    if (version[1] < 11) {
      expect(failure(() => tool.call("noted"))).toMatch(/AttributeError: .*add_note/);
      return;
    }
    const error = raised("noted");
    expect(error.notes).toStrictEqual(["first note", "zweite Notiz: ü"]);
    expect(error.stack).toContain("noted\nfirst note\nzweite Notiz: ü\n");
    expect(raised("middle", "x").notes).toStrictEqual([]);
  });

  test("has the exception itself, with its attributes", () => {
    const exception = raised("nested").exception as PyObject & { code: number };
    expect(exception).toBeInstanceOf(PyObject);
    expect([exception.$type, exception.code, exception.$get("args")]).toStrictEqual(["Outer.Inner", 7, ["inner 7"]]);
    expect(py.eval("lambda e: isinstance(e, Exception)")(exception)).toBe(true);
  });

  test("is shown with Python's frames on top of JavaScript's", () => {
    function caller(): unknown {
      return tool.call("middle", ["x"]);
    }
    const { stack } = caught<PythonError>(caller);
    const lines = (stack as string).split("\n");
    expect(lines.slice(0, 3)).toStrictEqual([
      "PythonError: ValueError: bad x",
      `    at deepest (${path}:11)`,
      `    at middle (${path}:14)`,
    ]);
    expect(lines[3]).toMatch(/^ {4}at .*caller .*python-error\.test\.ts:\d+:\d+\)?$/);
    expect(stack).not.toMatch(/core\/(src|dist)\//);
    expect(inspect(caught(caller))).toContain("at deepest");
  });

  test("of code that was evaluated names it", () => {
    expect(caught<PythonError>(() => py.eval("1 / 0")).traceback.at(-1)).toMatchObject({
      file: "<eval>",
      line: 1,
      function: "<module>",
    });
    const error = caught<PythonError>(() => py.exec("a = 1\ndef f():\n    return a / 0\nf()"));
    expect(error.traceback.map((frame) => [frame.line, frame.function, frame.source])).toStrictEqual([
      [4, "<module>", "f()"],
      [3, "f", "return a / 0"],
    ]);
  });

  test("of a SyntaxError says where", () => {
    expect(failure(() => py.eval("1 +"))).toMatch(/^PythonError: SyntaxError: .*\(<eval>, line 1\)$/);
    expect(failure(() => py.exec("def f(:\n  pass"))).toMatch(/^PythonError: SyntaxError: .*line 1/);
    expect(failure(() => py.exec("if True:\nx = 1"))).toMatch(/^PythonError: IndentationError/);
    expect(failure(() => py.eval(""))).toMatch(/^PythonError: SyntaxError/);
    expect(failure(() => py.eval("1\0"))).toMatch(
      /^PythonError: (SyntaxError|ValueError): source code string cannot contain null bytes/,
    );
  });

  test("of endless recursion is RecursionError, and the traceback is whole", () => {
    const error = raised("recurse", 0);
    expect(error.pythonType).toBe("RecursionError");
    expect(error.traceback.length).toBeGreaterThan(500);
    expect(py.eval("1")).toBe(1);
  });

  test("of a class made in a function names the function", () => {
    expect(raised("local_class").pythonType).toBe("errors_tool.local_class.<locals>.Local");
  });

  test("leaves nothing set in Python", () => {
    for (let i = 0; i < 100; i++) failure(() => tool.call("middle", ["x"]));
    expect(py.eval("__import__('sys').exc_info()")).toStrictEqual([null, null, null]);
  });
});
