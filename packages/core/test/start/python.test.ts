/** python(): one interpreter per process. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { executable, runChild, runNode } from "../support/child.js";
import { failure } from "../support/failure.js";
import { pyenvPython } from "../support/other-pythons.js";
import { writeSource } from "../support/python-source.js";

const dist = resolve(import.meta.dirname, "../../dist");
const cjs = JSON.stringify(resolve(dist, "index.cjs"));
const esm = JSON.stringify(pathToFileURL(resolve(dist, "index.js")).href);

describe("python", () => {
  // A1
  test("gives the same object each time", () => {
    const py = python();
    expect(python()).toBe(py);
    expect(python({})).toBe(py);
    expect(py.eval("1 + 1")).toBe(2);
  });

  test("takes options that hold already, and names both when they do not", () => {
    const py = python();
    expect(python({ threads: 4 })).toBe(py);
    expect(python({ threads: undefined, queueLimit: 65_536 })).toBe(py);
    const message = (key: string, started: string, asked: string): string =>
      `UsageError: Python runs with ${key}: ${started} in this process and cannot be started again with ${key}: ${asked}. ` +
      `Call python({ ${key}: … }) before anything else uses Python.`;
    expect(failure(() => python({ venv: ".elsewhere" }))).toBe(message("venv", '"(default)"', '".elsewhere"'));
    expect(failure(() => python({ threads: 5 }))).toMatch(
      /^UsageError: Python runs with threads: .* cannot be started again with threads: 5/,
    );
    expect(failure(() => python({ python: "/usr/bin/other" }))).toMatch(/with python: "\/usr\/bin\/other"/);
    expect(py.eval("1")).toBe(1);
  });

  test("says which Python it is, and how it was found", () => {
    const { environment } = python();
    expect(environment.version[0]).toBe(3);
    expect(environment.executable).toBe(python().eval("__import__('sys').executable"));
    expect(environment.source.length).toBeGreaterThan(0);
  });

  test("refuses numbers that make no sense", async () => {
    const { stdout } = await runChild(`
      for (const options of [{ threads: 0 }, { threads: 1.5 }, { threads: NaN }, { queueLimit: -1 }, { threads: "4" }, { threads: 2 ** 31 }]) {
        try { python(options); console.log("started"); } catch (error) { console.log(error.name + ": " + error.message); }
      }
      console.log(python({ threads: 2, queueLimit: 1 }).stats().threads);
    `);
    expect(stdout.split("\n")).toStrictEqual([
      ..."0 1.5 NaN"
        .split(" ")
        .map((value) => `UsageError: \`threads\` must be a whole number from 1 on, got ${value}`),
      "UsageError: `queueLimit` must be a whole number from 1 on, got -1",
      "UsageError: `threads` must be a whole number from 1 on, got 4",
      "UsageError: `threads` must be a whole number from 1 on, got 2147483648",
      "2",
      "",
    ]);
  });

  test("can be asked again after it failed", async () => {
    const { stdout } = await runChild(
      `try { python({ python: "/nowhere" }); } catch (error) { console.log(error.name, error.code); }
       console.log(python({ python: ${JSON.stringify(executable())} }).eval("1 + 1"));`,
    );
    expect(stdout).toBe("SetupError PYWELD_SETUP\n2\n");
  });

  test("fails clearly for an executable that is none", async () => {
    const { stdout } = await runChild(
      `try { python(); } catch (error) { console.log(error.name + ": " + error.message); }`,
      {
        env: { PYWELD_PYTHON: "/nowhere/python" },
      },
    );
    expect(stdout).toMatch(
      /^SetupError: no usable Python was found\. Tried:\n {2}PYWELD_PYTHON: \/nowhere\/python: there is no such file\nInstall one/,
    );
  });

  const old = pyenvPython("3.8");
  // Skipped where pyenv has installed no 3.8.
  test.skipIf(old === undefined)("refuses a Python that is too old (skipped when pyenv has no 3.8)", async () => {
    const { stdout } = await runChild(`try { python(); } catch (error) { console.log(error.message); }`, {
      env: { PYWELD_PYTHON: old },
    });
    expect(stdout).toMatch(/PYWELD_PYTHON: .*: it is Python 3\.8\.\d+; 3\.9 or later is needed/);
  });

  test("is started by the first call of a tool too, and python() is that one", async () => {
    writeSource("first.py", "def f(): return 5\n");
    const { stdout } = await runChild(`
      const f = tool("first", { source: "first.py", base: import.meta.url }).function("f", [], t.int);
      console.log(f(), python().eval("__import__('sys').modules['first'].f()"), python({ threads: 4 }) === python());
    `);
    expect(stdout).toBe("5 5 true\n");
  });
});

describe("several copies of the package in one process", () => {
  test("share one interpreter, its handles and its errors", async () => {
    const { stdout, stderr } = await runChild(`
      const { createRequire } = await import("node:module");
      const other = createRequire(import.meta.url)(${cjs});
      const again = await import(${esm} + "?again");
      const py = python();
      py.exec("x = object()");
      const same = [other, again].map((copy) => copy.python() === py && copy.python().eval("x") === py.eval("x"));
      const identity = other.python().eval("lambda o: o is x")(py.eval("x"));
      let error;
      try { other.python().eval("1 / 0"); } catch (caught) { error = caught; }
      const f = other.tool("math").function("sqrt", [other.t.float], other.t.float);
      console.log(same, identity, error.name, error.pythonType, f(16), py.eval("__import__('sys').version") === again.python().eval("__import__('sys').version"));
    `);
    expect({ stdout, stderr }).toStrictEqual({
      stdout: "[ true, true ] true PythonError ZeroDivisionError 4 true\n",
      stderr: "",
    });
  });

  test("share it also when CommonJS comes first", async () => {
    const script = writeSource(
      "first.cjs",
      `const { python, PythonError } = require(${cjs});
       const py = python();
       function caller() { return py.eval("1 / 0"); }
       try { caller(); } catch (error) { console.log(error instanceof PythonError, error.stack.includes("at caller"), /core.(src|dist)/.test(error.stack)); }
       import(${esm}).then((esm) => console.log(esm.python() === py, esm.python().eval("2 + 2")));`,
    );
    expect(await runNode([script])).toMatchObject({ stdout: "true true false\ntrue 4\n", stderr: "", code: 0 });
  });
});

describe("the first import", () => {
  test("starts nothing, whatever is declared", async () => {
    const { stdout } = await runChild(
      `const mod = tool("nowhere", { source: "/nowhere.py" });
       mod.function("f", [t.int], t.int); mod.class("C", { init: [[]] }); mod.exception("E"); mod.variable("v", t.int);
       console.log(Object.getOwnPropertySymbols(globalThis).filter((key) => String(key).includes("pyweld")).length);`,
      { env: { PYWELD_PYTHON: "/nowhere" } },
    );
    expect(stdout).toBe("0\n");
  });
});
