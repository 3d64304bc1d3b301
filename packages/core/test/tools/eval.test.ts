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
    for (const wrong of [{}, null, 5, "math", { module: 5 }]) {
      expect(failure(() => py.eval("1", wrong as never))).toMatch(/^UsageError: a namespace is a tool, a module or/);
    }
    expect(failure(() => py.eval("1", py.eval("object()")))).toBe(
      "PythonError: TypeError: a namespace is a module or a dict, not object",
    );
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

describe("py.namespace", () => {
  // A10
  test("is a fresh place for names, with its variables as properties", () => {
    const space = py.namespace({ radius: 2, "any text": [1, { a: null }], none: null });
    py.exec("area = 3 * radius ** 2\ndef twice(x): return 2 * x * radius", space);
    expect([space.area, space.twice(5), space.none, py.eval("radius", space)]).toStrictEqual([12, 20, null, 2]);
    expect(py.eval("globals()['any text']", space)).toStrictEqual([1, { a: null }]);
    space.radius = 10;
    expect([space.twice(1), py.eval("radius + area", space)]).toStrictEqual([20, 22]);
    expect("missing" in space).toBe(false);
    for (const elsewhere of [undefined, py.namespace()]) {
      expect(failure(() => py.eval("radius", elsewhere))).toMatch(/NameError/);
    }
    expect(py.eval("__name__", space)).toBe("namespace");
    expect(py.eval("'namespace' in __import__('sys').modules")).toBe(false);
  });

  test("has what Python has built in, and keeps objects alive", () => {
    const space = py.namespace({ handle: py.eval("object") });
    py.exec("class Point:\n    def __init__(self, x): self.x = x\np = Point(sum(range(4)))", space);
    expect([space.p.x, py.eval("isinstance(p, handle)", space)]).toStrictEqual([6, true]);
    py.exec("import math as m\nresult = [m.floor(x) for x in (1.5, 2.5)]", space);
    expect(space.result).toStrictEqual([1, 2]);
  });

  test("refuses what is no object of variables", () => {
    expect(failure(() => py.namespace(5 as never))).toBe(
      "ConversionError: expected dict[str, Any], got int 5 at args[0]",
    );
    expect(failure(() => py.namespace({ f: () => 1 }))).toMatch(/^ConversionError: .*args\[0\]\["f"\]/);
  });

  test("can be a tool's", () => {
    const tool = py.load(writeSource("spaced_tool.py", "value = 1\ndef get(): return value\n"));
    py.exec("value += 4", tool);
    expect([py.eval("value", tool), tool.call("get")]).toStrictEqual([5, 5]);
    py.unload("spaced_tool");
  });
});
