/** What still works while a process ends, and how long Python may take for it. */
// A18, H2, H3
import { python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { failure } from "../support/failure.js";

describe("calls at the end", () => {
  test("work in place after Python's exit handlers, and are refused when they are asynchronous", async () => {
    const { stdout, code } = await runChild(`
      const { inspect } = await import("node:util");
      const py = python();
      const abs = py.load("builtins").function("abs");
      await abs.async(-1);
      py.exec("import atexit; atexit.register(print, 'at exit', flush=True)");
      process.on("exit", () => {
        console.log(py.eval("1 + 1"));
        const refused = abs.async(-1);
        console.log(inspect(refused).split("\\n")[1].trim());
        refused.catch(() => {});
      });
      process.exitCode = 6;
    `);
    expect(stdout.startsWith("at exit\n2\n")).toBe(true);
    expect(stdout).toContain("UsageError: Python has ended with this process: calls must be made in place now");
    expect(code).toBe(6);
  });

  test("may come from exit handlers, whose JavaScript functions may end the process once more", async () => {
    const { stdout, code } = await runChild(`
      const py = python();
      py.eval("lambda f: __import__('atexit').register(f)")(() => { console.log("handler"); process.exit(8); });
      py.exec("import atexit; atexit.register(print, 'at exit', flush=True)");
      setTimeout(() => process.exit(7), 20);
    `);
    expect({ stdout, code }).toStrictEqual({ stdout: "at exit\nhandler\n", code: 8 });
  });
});

describe("exitGrace", () => {
  test("is how long threads and processes are waited for, and can be set later", async () => {
    const script = (grace: string): string => `
      const py = python(${grace});
      py.exec(\`
import atexit, threading, time
def slow():
    time.sleep(0.8)
    print("thread", flush=True)
threading.Thread(target=slow).start()
atexit.register(print, "at exit", flush=True)
\`);`;
    expect((await runChild(script("{ exitGrace: 8000 }"))).stdout).toBe("thread\nat exit\n");
    expect((await runChild(script("{ exitGrace: 0 }"))).stdout).toBe("at exit\n");
    expect((await runChild(`python(); ${script("{ exitGrace: 8000 }")}`)).stdout).toBe("thread\nat exit\n");
  });

  test("must be a number of milliseconds", () => {
    for (const exitGrace of [-1, Number.NaN, Infinity, "5" as never]) {
      expect(failure(() => python({ exitGrace }))).toBe(
        `UsageError: \`exitGrace\` must be a number of milliseconds from 0 to 3600000, got ${String(exitGrace)}`,
      );
    }
  });
});

describe("threads that compute when the process ends", () => {
  test("do not fall over libraries that are taken down", async () => {
    for (let round = 0; round < 6; round++) {
      const ended = await runChild(`
        const py = python({ threads: 3 });
        py.exec(\`
import hashlib, json, re, sqlite3, threading, zlib
def work():
    data = bytes(range(256)) * 4000
    while True:
        zlib.compress(data, 1), hashlib.sha256(data).digest(), json.dumps(list(data[:1000])), sqlite3.connect(":memory:").execute("select 1").fetchall()
threading.Thread(target=work, daemon=True).start()
\`);
        for (let i = 0; i < 3; i++) void py.import("__main__").$handle("work").$callAsync();
        setTimeout(() => process.exit(3), 60);
      `);
      expect(ended).toStrictEqual({ code: 3, signal: null, stdout: "", stderr: "" });
    }
  });
});
