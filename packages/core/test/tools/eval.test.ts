/** py.eval and py.exec: expressions and statements, and where their names live. */
import { python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { writeSource } from "../support/python-source.js";

const py = python();
leavesNoHandles();

describe("py.eval and py.exec", () => {
  // A10
  test("share the namespace of __main__", () => {
    expect(py.exec("first = 20\ndef double(x): return x * 2")).toBeUndefined();
    expect(py.eval("double(first) + 2")).toBe(42);
    expect(py.eval("__name__")).toBe("__main__");
    expect(py.import("__main__").first).toBe(20);
    py.import("__main__").second = [1];
    expect(py.eval("second")).toStrictEqual([1]);
    py.exec("del first, second, double");
    expect(failure(() => py.eval("first"))).toBe("PythonError: NameError: name 'first' is not defined");
  });

  test("work in a module's namespace, or in one of their own", () => {
    const module = py.load(writeSource("spaced.py", "value = 1\ndef get(): return value\n")).module;
    py.exec("value += 1", module);
    expect(py.eval("get() + value", module)).toBe(4);
    const fresh = py.import("types").ModuleType("fresh");
    py.exec("value = 5\ndef get(): return value", fresh);
    expect([py.eval("get()", fresh), fresh.value]).toStrictEqual([5, 5]);
    expect(failure(() => py.eval("value"))).toMatch(/NameError/);
    const namespace = py.import("__main__").$handle("__builtins__.dict").$call([], {}) as unknown;
    expect(namespace).toStrictEqual({});
  });

  test("take expressions of any shape, and statements of any length", () => {
    expect(py.eval("  1 + 1")).toBe(2);
    expect(py.eval("(\n1,\n2)")).toStrictEqual([1, 2]);
    expect(py.eval("[x for x in range(3) if x]")).toStrictEqual([1, 2]);
    expect(py.eval("'日本 😀 ' + \"'\"")).toBe("日本 😀 '");
    expect(failure(() => py.eval("x = 1"))).toMatch(/^PythonError: SyntaxError/);
    py.exec(Array.from({ length: 5000 }, (_, i) => `v${i} = ${i}`).join("\n"));
    expect(py.eval("v4999")).toBe(4999);
    py.exec("for name in [n for n in globals() if n[0] == 'v' and n[1:].isdigit()]: del globals()[name]\ndel name");
    py.exec("");
    py.exec("# nothing\n");
    py.exec("if True:\r\n  crlf = 1\r\n");
    expect(py.eval("crlf")).toBe(1);
  });

  test("refuse what is no text", () => {
    expect(failure(() => py.eval(5 as never))).toBe("ConversionError: expected str, got int 5 at args[0]");
    expect(failure(() => py.exec(null as never))).toBe("ConversionError: expected str, got None at args[0]");
    expect(failure(() => py.eval("1", {} as never))).toBe("ConversionError: expected object, got dict at args[0]");
    expect(failure(() => py.eval("'\ud800'"))).toMatch(/^PythonError: UnicodeEncodeError/);
  });

  test("run threads, generators and coroutines as Python does", () => {
    py.exec(
      "import threading\nresult = []\nthread = threading.Thread(target=lambda: result.append(threading.current_thread() is not threading.main_thread()))\nthread.start()\nthread.join()",
    );
    expect(py.eval("result")).toStrictEqual([true]);
    expect(py.eval("list(x * x for x in range(4))")).toStrictEqual([0, 1, 4, 9]);
    py.exec("import asyncio\nasync def later(): \n    await asyncio.sleep(0)\n    return 'later'");
    expect(py.eval("asyncio.run(later())")).toBe("later");
    expect(py.eval("later().close()")).toBeNull();
    expect(py.eval("threading.main_thread() is threading.current_thread()")).toBe(true);
  });

  test("do not keep the text of everything that was ever run", () => {
    const entries = (): number =>
      py.eval("sum(1 for name in __import__('linecache').cache if name.startswith('<exec'))");
    for (let i = 0; i < 2500; i++) py.exec(`unused = ${i}`);
    expect(entries()).toBeLessThanOrEqual(1000);
  });
});
