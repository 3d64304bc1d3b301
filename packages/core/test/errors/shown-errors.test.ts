/** How errors are shown: to people by format() and console.log, to programs by frames and JSON. */
import { inspect } from "node:util";

import { isPythonError, isPyweldError, python, type PythonError, PyweldError, UsageError } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { caught } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { writeSource } from "../support/python-source.js";

const py = python();
const path = writeSource(
  "shown_errors_tool.py",
  `
class Sky(Exception):
    def __init__(self, message, **more):
        super().__init__(message)
        self.__dict__.update(more)
def index(d):
    return d["a"] + d["😀"] + \\
        d["k"]
def caused():
    try: index({"a": 1, "😀": 2})
    except KeyError as error: raise Sky("cloudy", degree=3) from error
def during():
    try: caused()
    except Sky: open("/nowhere")
def group():
    try: caused()
    except Sky as error:
        raise ExceptionGroup("several", [error, ExceptionGroup("inner", [ValueError(1), OSError(2, "gone", "f")])])
def several():
    import builtins
    if hasattr(builtins, 'ExceptionGroup'): group()
    raise ValueError('no groups')
def syntax(): compile("a = (1,\\nb = 2", "file.py", "exec")
def noted():
    error = ValueError("noted")
    if hasattr(error, "add_note"): error.add_note("a note")
    raise error
def recurse(n=0): return recurse(n + 1)
def hidden():
    try: index({})
    except KeyError: raise Sky("hidden") from None
def as_python_prints(name):
    import traceback
    try: globals()[name]()
    except BaseException as error:
        # Without the frame of this function.
        return "".join(traceback.format_exception(type(error), error, error.__traceback__.tb_next))
def limited(name, limit, chain):
    import traceback
    try: globals()[name]()
    except BaseException as error:
        return "".join(traceback.format_exception(type(error), error, error.__traceback__.tb_next, limit, chain))
`,
);
const tool = py.load(path);
const raised = (name: string, ...args: unknown[]): PythonError => caught<PythonError>(() => tool.call(name, args));
const [, minor] = py.eval("__import__('sys').version_info[:2]") as [number, number];
leavesNoHandles(() => [inspect(raised("during")), JSON.stringify(raised("several")), raised("noted").format()]);

describe("format", () => {
  // A13
  test.each(["caused", "during", "several", "syntax", "noted", "recurse", "hidden"])(
    "gives what Python prints of %s",
    (name) => {
      // How deep a recursion comes depends on how many frames were there already.
      const text = (printed: string): string => printed.replace(/repeated \d+/, "repeated");
      expect(text(raised(name).format())).toBe(text(tool.call("as_python_prints", [name])));
      expect(raised(name).format()).toMatch(/^(Traceback| {2}\+ Exception Group Traceback)/);
    },
  );

  test("takes Python's own options", () => {
    expect(raised("during").format({ limit: 1 })).toBe(tool.call("limited", ["during", 1, true]));
    expect(raised("during").format({ limit: -1, chain: false })).toBe(tool.call("limited", ["during", -1, false]));
    expect(raised("during").format({ chain: false })).not.toContain("KeyError");
  });

  test("leaves out the runtime's own frames, and those of an import", () => {
    const error = caught<PythonError>(() => py.exec("def f():\n    return 1 / 0\nf()"));
    expect(error.format()).not.toContain("_pyweld");
    expect(error.format()).toMatch(/^Traceback .*\n {2}File "<exec \d+>", line 3, in <module>\n {4}f\(\)\n/);
    const failing = writeSource("failing_import.py", "import no_such_module_at_all\n");
    const loading = caught<PythonError>(() => py.load(failing));
    expect(loading.traceback.map((frame) => frame.file)).toStrictEqual([failing]);
    expect(loading.format()).not.toMatch(/importlib|_pyweld/);
  });
});

describe("traceback", () => {
  test("has the place in the line, in JavaScript's units", () => {
    const frame = raised("index", {}).traceback.at(-1);
    if (minor < 11) {
      expect(frame).toMatchObject({ column: 0, endLine: 0, endColumn: 0 });
      return;
    }
    expect(frame).toStrictEqual({
      file: path,
      line: 7,
      function: "index",
      source: 'return d["a"] + d["😀"] + \\',
      column: 12,
      endLine: 7,
      endColumn: 18,
    });
    const last = raised("index", { a: 1, "😀": 2 }).traceback.at(-1);
    expect(last).toMatchObject({ line: 8, column: 9, endLine: 8, endColumn: 15 });
    const middle = raised("index", { a: 1 }).traceback.at(-1);
    expect(middle).toMatchObject({ line: 7, column: 21, endColumn: 28 });
    expect('    return d["a"] + d["😀"] + \\'.slice(20, 27)).toBe('d["😀"]');
  });

  test("shortens what is too long, and says by how much", async () => {
    const { stdout, code, signal } = await runChild(
      `
      const py = python();
      py.exec("import sys, threading\\nsys.setrecursionlimit(200000)\\ndef down(n):\\n    if n == 0: raise ValueError('deep')\\n    down(n - 1)\\n" +
        "def build(n):\\n    import types\\n    try: down(0)\\n    except ValueError as error:\\n        entry = error.__traceback__\\n" +
        "        for _ in range(n): entry = types.TracebackType(entry, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)\\n" +
        "        raise error.with_traceback(entry) from None");
      try { py.eval("build(100000)"); } catch (error) {
        const text = error.format();
        console.log(JSON.stringify([error.traceback.length, error.omittedFrames > 89_000, /\\[\\d+ frames are left out here\\]/.test(text),
          text.length < 5_000_000, error.toJSON().traceback.length, error.toJSON().omittedFrames > 99_000, error.stack.length > 1000]));
      }
    `,
    );
    expect({ code, signal, stdout }).toStrictEqual({
      code: 0,
      signal: null,
      stdout: "[10000,true,true,true,100,true,true]\n",
    });
  });

  test("survives places that no file has", () => {
    py.exec(`
import types
def place(line, lasti):
    try: 1 / 0
    except ZeroDivisionError as error:
        frame = error.__traceback__.tb_frame
        raise error.with_traceback(types.TracebackType(None, frame, lasti, line))
`);
    for (const line of [-5, 0, 7, 2 ** 31 - 1]) {
      for (const lasti of [-1, 0, 3, 1_000_000]) {
        const error = caught<PythonError>(() => py.eval(`place(${line}, ${lasti})`));
        expect(error.traceback.some((frame) => frame.line === Math.max(line, 0))).toBe(true);
        expect(error.format()).toContain("ZeroDivisionError: division by zero");
      }
    }
  });
});

describe("console.log", () => {
  test("shows what the exception carries, and its chain", () => {
    const lines = inspect(raised("during")).split("\n");
    const [start, end] = [lines.indexOf("  errno: 2,"), lines.length];
    expect(lines.slice(0, 2)).toStrictEqual([
      "PythonError: FileNotFoundError: [Errno 2] No such file or directory: '/nowhere'",
      `    at during (${path}:14)`,
    ]);
    expect(lines.slice(start, end)).toStrictEqual([
      "  errno: 2,",
      "  strerror: 'No such file or directory',",
      "  filename: '/nowhere',",
      "  [context]: PythonError: shown_errors_tool.Sky: cloudy",
      `      at caused (${path}:11)`,
      `      at during (${path}:13) {`,
      "    degree: 3,",
      "    [cause]: PythonError: KeyError: 'k'",
      `        at index (${path}:8)`,
      `        at caused (${path}:10)`,
      "  }",
      "}",
    ]);
    expect(inspect(raised("hidden"))).not.toContain("KeyError");
  });

  test.skipIf(minor < 11)("shows the errors of a group", () => {
    const text = inspect(raised("group"));
    expect(text.slice(text.indexOf("  [errors]"))).toBe(
      `  [errors]: [
    [PythonError: shown_errors_tool.Sky: cloudy],
    PythonError: ExceptionGroup: inner (2 sub-exceptions) {
      [errors]: [
        PythonError: ValueError: 1,
        PythonError: FileNotFoundError: [Errno 2] gone: 'f' {
          errno: 2,
          strerror: 'gone',
          filename: 'f'
        }
      ]
    }
  ]
}`,
    );
  });

  test("shows what was added to it, is short in deep places, and without a chain is the stack alone", () => {
    const error = Object.assign(raised("index", {}), { request: 7 });
    expect(inspect(error)).toBe(`${error.stack} {\n  request: 7\n}`);
    const plain = raised("index", {});
    expect(inspect(plain)).toBe(plain.stack);
    expect(inspect({ a: { b: { c: { d: plain } } } }, { depth: 2 })).not.toContain(" at ");
    expect(inspect([plain])).toContain("at index");
  });
});

describe("toJSON", () => {
  test("has the chain as plain data", () => {
    const json = JSON.parse(JSON.stringify(raised("during"))) as Record<string, unknown>;
    expect(json).toMatchObject({
      name: "PythonError",
      pythonType: "FileNotFoundError",
      message: "[Errno 2] No such file or directory: '/nowhere'",
      attributes: { errno: 2, strerror: "No such file or directory", filename: "/nowhere" },
      context: {
        pythonType: "shown_errors_tool.Sky",
        attributes: { degree: 3 },
        suppressContext: true,
        cause: { pythonType: "KeyError", message: "'k'" },
      },
    });
    expect(json["stack"]).toContain("at during");
    expect(json["traceback"]).toMatchObject([{ function: "during", line: 14 }]);
    expect(Object.keys((json["context"] as { cause: object }).cause)).toStrictEqual([
      "name",
      "pythonType",
      "message",
      "traceback",
    ]);
  });

  test("shortens attributes that are large or cannot be shown", () => {
    py.exec(`
class Odd:
    def __repr__(self): raise SystemExit
def loaded():
    error = ValueError('loaded')
    loop = []; loop.append(loop)
    nested = 1
    for _ in range(1000): nested = [nested]
    error.__dict__.update(text='x' * 10**6, many=list(range(10**6)), odd=Odd(), loop=loop, big=10**5000, nan=float('nan'),
        nested=nested, wide=[[[0] * 100] * 100] * 100, keys={1: 2}, tuple=(1, 'a', None, True, 0.5), none=None)
    raise error
`);
    const { attributes } = caught<PythonError>(() => py.eval("loaded()")).toJSON();
    expect(attributes).toMatchObject({ tuple: [1, "a", null, true, 0.5], nan: "nan", keys: "{1: 2}" });
    expect(Object.keys(attributes ?? {})).not.toContain("none");
    expect(attributes?.["odd"]).toMatch(/^<Odd (instance at|that cannot be shown)/);
    expect(JSON.stringify(attributes).length).toBeLessThan(100_000);
  });

  test("keeps what was added to it, and can be cloned", () => {
    const error = Object.assign(raised("index", {}), { request: 7 });
    expect(error.toJSON()).toMatchObject({ request: 7, pythonType: "KeyError" });
    expect((structuredClone(error) as Error).message).toBe("'a'");
  });

  test("is still there when the exception has been released", () => {
    const error = raised("during");
    (error.exception as { $release(): void }).$release();
    expect(error.toJSON()).toMatchObject({ pythonType: "FileNotFoundError", traceback: [] });
    expect(inspect(error)).toMatch(/^PythonError: FileNotFoundError/);
    expect(() => error.format()).toThrow("released");
  });
});

describe("an error of another copy of the package", () => {
  test("is recognised by its name", async () => {
    const { stdout } = await runChild(`
      const { createRequire } = await import("node:module");
      const other = createRequire(${JSON.stringify(import.meta.url)})("../../dist/index.cjs");
      const py = python();
      const caught = (run) => { try { run(); } catch (error) { return error; } };
      const theirs = caught(() => other.python().eval("1 / 0"));
      const ours = caught(() => py.eval("1 / 0"));
      const usage = caught(() => py.load(5)) ?? new core.UsageError("x");
      console.log(JSON.stringify([
        other.PythonError !== core.PythonError,
        theirs instanceof core.PythonError, ours instanceof other.PythonError, core.isPythonError(theirs),
        new other.UsageError("x") instanceof core.UsageError, new other.UsageError("x") instanceof core.PyweldError,
        new other.UsageError("x") instanceof core.SetupError, theirs instanceof core.PyweldError,
      ]));
    `);
    expect(stdout).toBe("[true,true,true,true,true,true,false,false]\n");
  });

  test("is told from other errors, and subclasses are told by their prototypes", () => {
    class Mine extends UsageError {}
    expect(new Mine("x")).toBeInstanceOf(Mine);
    expect(new Mine("x")).toBeInstanceOf(UsageError);
    expect(new UsageError("x")).not.toBeInstanceOf(Mine);
    const timeout = new DOMException("late", "TimeoutError");
    for (const other of [timeout, new Error("x"), { name: "PythonError", pythonType: "x" }, null, undefined, "x"]) {
      expect([isPythonError(other), isPyweldError(other)]).toStrictEqual([false, false]);
      expect(other).not.toBeInstanceOf(PyweldError);
    }
  });
});
