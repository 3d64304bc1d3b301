/** How a process ends: exit handlers run, output arrives, nothing hangs. */
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";

/** What Python leaves behind: text without a line's end, and an exit handler. */
const leftovers = `python().exec("import atexit, sys\\natexit.register(lambda: print('at exit', file=sys.stderr))\\nprint('line')\\nprint('partial', end='')");`;

describe("the end of a process", () => {
  test("by itself flushes output and runs exit handlers", async () => {
    expect(await runChild(leftovers)).toStrictEqual({
      code: 0,
      signal: null,
      stdout: "line\npartial",
      stderr: "at exit\n",
    });
  });

  test("by process.exit does so too", async () => {
    expect(await runChild(`${leftovers}\nprocess.exit(3);`)).toStrictEqual({
      code: 3,
      signal: null,
      stdout: "line\npartial",
      stderr: "at exit\n",
    });
  });

  test("by an uncaught exception does so too", async () => {
    const { code, stdout, stderr } = await runChild(`${leftovers}\nthrow new Error("boom");`);
    expect([code, stdout]).toStrictEqual([1, "line\npartial"]);
    expect(stderr).toContain("Error: boom");
    expect(stderr).toContain("at exit\n");
  });

  test("by an uncaught Python exception shows its frames", async () => {
    const { code, stdout, stderr } = await runChild(
      `${leftovers}\npython().exec("def f():\\n    raise KeyError('k')\\nf()");`,
    );
    expect([code, stdout]).toStrictEqual([1, "line\npartial"]);
    expect(stderr).toMatch(
      /PythonError: KeyError: 'k'\n {4}at f \(<exec 2>:2\)\n {4}at <module> \(<exec 2>:3\)\n {4}at file:/,
    );
  });

  test("by an unhandled rejection does so too", async () => {
    const { code, stdout, stderr } = await runChild(`${leftovers}\nvoid Promise.reject(new Error("lost"));`);
    expect([code, stdout]).toStrictEqual([1, "line\npartial"]);
    expect(stderr).toContain("at exit\n");
  });

  test("runs exit handlers once, last first, and survives what they raise", async () => {
    const { code, stdout, stderr } = await runChild(`
      python().exec(\`
import atexit, sys
atexit.register(lambda: print('first registered'))
atexit.register(lambda: 1 / 0)
atexit.register(lambda: sys.exit(9))
atexit.register(lambda: print('last registered'))
sys.stdout.reconfigure(line_buffering=False)
print('unflushed')
\`);
      process.on("exit", () => console.log("still", python().eval("1 + 1")));
    `);
    expect(code).toBe(0);
    expect(stdout).toContain("unflushed\n");
    expect(stdout.indexOf("last registered")).toBeLessThan(stdout.indexOf("first registered"));
    expect(stdout.match(/registered/g)).toHaveLength(2);
    expect(stdout).toContain("still 2\n");
    expect(stderr).toContain("ZeroDivisionError");
  });

  test("survives streams that were closed, replaced or taken away", async () => {
    for (const statement of [
      "sys.stdout = sys.stderr = None",
      "sys.stdout.close()",
      "del sys.stdout",
      "sys.stdout = type('W', (), {'write': lambda s, t: None, 'flush': lambda s: sys.exit(9)})()",
    ]) {
      const { code, signal, stderr } = await runChild(
        `python().exec(${JSON.stringify(`import sys; ${statement}`)}); process.exitCode = 5;`,
      );
      expect({ statement, code, signal, stderr }).toStrictEqual({ statement, code: 5, signal: null, stderr: "" });
    }
  });

  test("does not come from Python's sys.exit, in a call or in a job", async () => {
    const { code, stdout } = await runChild(`
      const py = python();
      try { py.exec("raise SystemExit(4)"); } catch (error) { console.log(error.pythonType); }
      try { await py.eval("__import__('sys').exit").$callAsync([4]); } catch (error) { console.log(error.pythonType, error.message); }
      console.log(py.eval("1 + 1"));
    `);
    expect({ code, stdout }).toStrictEqual({ code: 0, stdout: "SystemExit\nSystemExit 4\n2\n" });
  });
});

describe("Python's output", () => {
  test("arrives line by line, in order with the host's", async () => {
    const { stdout } = await runChild(`
      const { writeSync } = await import("node:fs");
      const py = python();
      for (let i = 0; i < 5; i++) { py.exec("print('python', " + i + ")"); writeSync(1, "node " + i + "\\n"); }
    `);
    expect(stdout).toBe([0, 1, 2, 3, 4].map((i) => `python ${i}\nnode ${i}\n`).join(""));
  });

  test("is whole when the host has made the descriptor non-blocking and the reader is slow", async () => {
    const { stdout, stderr, code } = await runChild(`
      process.stdout.write("host\\n");
      const py = python();
      py.exec("for i in range(20): print('y' * 500000)");
      py.exec("import sys; sys.stdout.buffer.write(b'z' * 3000000); sys.stdout.flush(); print(); print('é' * 10, file=sys.stderr)");
    `);
    expect(code).toBe(0);
    expect(stdout.length).toBe("host\n".length + 20 * 500_001 + 3_000_001);
    expect(stdout.endsWith("z\n")).toBe(true);
    expect(stderr).toBe(`${"é".repeat(10)}\n`);
  });

  test("keeps what a stream is: encoding, descriptor, name, errors", async () => {
    const { stdout } = await runChild(`
      console.log(JSON.stringify(python().eval("[[s.encoding, s.errors, s.fileno(), s.name, s.mode, s.writable(), s.line_buffering] for s in (__import__('sys').stdout, __import__('sys').stderr)]")),
        python().eval("__import__('sys').stdout is __import__('sys').__stdout__"));
      python().exec("print('\\\\ud800'.encode('utf-8', 'surrogateescape') if False else 'ü')");
    `);
    expect(stdout).toMatch(
      /^\[\["utf-8","(strict|surrogateescape)",1,"<stdout>","w",true,true\],\["utf-8","backslashreplace",2,"<stderr>","w",true,true\]\] true\nü\n$/,
    );
  });

  test("of logging and warnings arrives too", async () => {
    const { stderr } = await runChild(
      `python().exec("import logging, warnings; logging.warning('logged'); warnings.warn('warned')");`,
    );
    expect(stderr).toContain("WARNING:root:logged\n");
    expect(stderr).toContain("UserWarning: warned");
  });
});

describe("signals", () => {
  // H3
  test("stay the host's: Python installs no handlers", async () => {
    const { code, signal, stdout } = await runChild(`
      const py = python();
      console.log(py.eval("[str(__import__('signal').getsignal(s)) for s in (2, 15)]").join(" "));
      process.on("SIGINT", () => { console.log("host"); process.exit(0); });
      setTimeout(() => {}, 5000);
      process.kill(process.pid, "SIGINT");
    `);
    expect({ code, signal }).toStrictEqual({ code: 0, signal: null });
    expect(stdout).toMatch(/\nhost\n$/);
    expect((await runChild(`python(); process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 5000);`)).signal).toBe(
      "SIGTERM",
    );
  });
});
