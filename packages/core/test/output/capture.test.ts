/** py.capture: what Python writes while something runs. */
import { setTimeout as sleep } from "node:timers/promises";

import { python, type Captured } from "@pyweld/core";
import { describe, expect, expectTypeOf, test } from "vitest";

import { runChild } from "../support/child.js";
import { failure, rejection } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
const run = (code: string): Captured<void> => py.capture(() => py.exec(code));
const streams = (): unknown =>
  py.eval("[id(sys.stdout), id(sys.stderr), id(sys.__stdout__), id(sys.__stderr__), sys.stdout.closed]");
py.exec(`
import io, logging, os, subprocess, sys, threading, time
kept = sys.stderr
handler = logging.StreamHandler()
logger = logging.getLogger('captured')
logger.addHandler(handler)
logger.propagate = False
`);
leavesNoHandles(async () => {
  run("print(1)");
  await py.capture(async () => py.eval("print").$callAsync([1]));
});

describe("py.capture", () => {
  // A18
  test("gives the value and what was written", () => {
    expect(py.capture(() => py.eval("[print('é 😀'), sys.stderr.write('warned'), 5][2]"))).toStrictEqual({
      value: 5,
      stdout: "é 😀\n",
      stderr: "warned",
      truncated: false,
    });
    expect(py.capture(() => 1)).toStrictEqual({ value: 1, stdout: "", stderr: "", truncated: false });
    expectTypeOf(py.capture(() => 1)).toEqualTypeOf<Captured<number>>();
    expectTypeOf(py.capture(async () => 1)).toEqualTypeOf<Promise<Captured<number>>>();
    expectTypeOf(py.capture(() => 1, { bytes: true }).stdout).toEqualTypeOf<Uint8Array>();
  });

  test("takes it from whoever writes", () => {
    const { stdout, stderr } = run(`
print('a', end='')
sys.stdout.buffer.write(b' bytes')
sys.stdout.buffer.raw.write(b' raw ')
sys.__stdout__.write('own')
sys.stdout.writelines([' one', ' two'])
print(' kept', file=kept)
logger.warning('logged')
thread = threading.Thread(target=lambda: print(' thread'))
thread.start(); thread.join()
`);
    // What is written past a buffer comes before what that still holds.
    for (const part of ["a", " bytes", " raw ", "own", " one", " two", " thread\n"]) expect(stdout).toContain(part);
    expect(stdout).toHaveLength("a bytes raw own one two thread\n".length);
    expect(stderr).toBe(" kept\nlogged\n");
  });

  test("leaves streams as they were, and what comes before and after where it belongs", () => {
    const before = streams();
    py.exec("sys.stdout.write('')");
    expect([run("print('first', end='')").stdout, run("print('second')").stdout]).toStrictEqual(["first", "second\n"]);
    expect(streams()).toStrictEqual(before);
    expect(py.capture(() => py.capture(() => undefined)).stdout).toBe("");
  });

  test("is restored after errors of every kind", async () => {
    const before = streams();
    for (const code of ["print(1); 1 / 0", "print(1); sys.exit(3)", "print(1); raise KeyboardInterrupt", "print(1"]) {
      expect(failure(() => run(code))).toMatch(/^PythonError/);
    }
    expect(failure(() => py.capture(() => JSON.parse("{")))).toMatch(/^SyntaxError/);
    expect(await rejection(py.capture(async () => py.exec("print(1); 1 / 0")))).toMatch(/ZeroDivisionError/);
    expect(await rejection(py.capture(async () => py.eval("sys.exit").$callAsync([1])))).toMatch(/SystemExit/);
    expect(streams()).toStrictEqual(before);
    expect(run("print('works')").stdout).toBe("works\n");
    const both = py.capture(() =>
      py.attempt(
        () => py.exec("print('before'); 1 / 0"),
        (error) => error,
      ),
    );
    expect([both.stdout, (both.value as Error | undefined)?.message]).toStrictEqual(["before\n", "division by zero"]);
  });

  test.each([
    ["sys.stdout = io.StringIO(); print('elsewhere')", ""],
    ["sys.stdout = None", ""],
    ["del sys.stdout", ""],
    ["print('a'); sys.stdout.close(); print('b')", "a\nb\n"],
    ["sys.stdout = io.TextIOWrapper(sys.stdout.buffer, 'utf-8'); print('wrapped')", "wrapped\n"],
    ["sys.stdout = io.TextIOWrapper(sys.stdout.detach(), 'latin-1'); print('detached')", "detached\n"],
    ["sys.stdout = sys.__stdout__ = None", ""],
    ["sys.stdout = type('W', (), {'write': lambda s, t: None, 'flush': lambda s: sys.exit(9)})()", ""],
    ["sys.stdout = type('W', (), {'__getattr__': lambda s, n: sys.exit(9)})()", ""],
    ["sys.stdout = open(os.devnull, 'w'); print('nowhere')", ""],
  ])("survives a tool that runs: %s", (code, expected) => {
    const own = py.eval("sys.__stdout__");
    const before = py.eval("id(sys.stdout)");
    for (let i = 0; i < 3; i++) expect(run(code).stdout).toBe(expected);
    py.exec("import gc; gc.collect()");
    expect(run("print('after')").stdout).toBe("after\n");
    if (!code.includes("detach")) expect(py.eval("id(sys.stdout)")).toBe(before);
    if (code.includes("__stdout__ = None")) py.import("sys").$set("__stdout__", own);
    py.exec("print(end='')");
    expect(py.eval("[sys.stdout.closed, sys.stdout.encoding, sys.stdout.fileno()]")).toStrictEqual([false, "utf-8", 1]);
  });

  test("takes output also where a tool had put its own stream before", () => {
    py.exec("mine = sys.stdout = io.StringIO()");
    const { stdout } = run("print('captured')");
    py.exec("print('mine again')");
    expect([stdout, py.eval("[sys.stdout is mine, mine.getvalue()]")]).toStrictEqual([
      "captured\n",
      [true, "mine again\n"],
    ]);
    py.exec("sys.stdout = sys.__stdout__");
    expect(run("print('own')").stdout).toBe("own\n");
  });

  test("goes on writing for those who have kept a stream of a capture", () => {
    py.exec("sys.stderr = None; saved = sys.__stderr__; sys.__stderr__ = None");
    run("sys.stdout.write('x'); late = logging.StreamHandler(sys.stdout)");
    py.exec("sys.stderr, sys.__stderr__ = saved, saved");
    expect(run("late.emit(logging.LogRecord('n', 30, 'p', 1, 'later', None, None))").stdout).toBe("later\n");
  });

  test("keeps nested captures apart", () => {
    const outer = py.capture(() => {
      py.exec("print('before')");
      const inner = run("print('inner'); print('quiet', file=sys.stderr)");
      py.exec("print('after')");
      return inner;
    });
    expect([outer.stdout, outer.stderr, outer.value.stdout, outer.value.stderr]).toStrictEqual([
      "before\nafter\n",
      "",
      "inner\n",
      "quiet\n",
    ]);
  });

  test("gives all output to captures that overlap", async () => {
    const steps: string[] = [];
    const one = py.capture(async () => {
      py.exec("print('one begins')");
      await sleep(20);
      const inner = await py.capture(async () => {
        await sleep(5);
        py.exec("print('within one')");
      });
      steps.push(inner.stdout);
      py.exec("print('one ends')");
      return 1;
    });
    const two = py.capture(async () => {
      py.exec("print('two')");
      await sleep(1);
      return 2;
    });
    const [first, second] = await Promise.all([one, two]);
    expect([first.value, second.value, steps]).toStrictEqual([1, 2, ["within one\n"]]);
    expect([first.stdout, second.stdout]).toStrictEqual(["one begins\ntwo\none ends\n", "two\n"]);
    expect(run("print('alone')").stdout).toBe("alone\n");
  });

  test("captures what worker threads write", async () => {
    const print = py.eval("lambda i: print('job %d ' % i + 'x' * 2000)");
    const { stdout, value } = await py.capture(() =>
      Promise.all(Array.from({ length: 50 }, (_, i) => print.$callAsync([i]))),
    );
    expect(value).toHaveLength(50);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => line.replace(/ x{2000}$/, "")).sort()).toStrictEqual(
      Array.from({ length: 50 }, (_, i) => `job ${i}`).sort(),
    );
  });

  test("loses nothing, and waits for nobody, while threads write without end", () => {
    py.exec(`
stop = False
counts = [0, 0, 0]
def chatter(i):
    stream = (sys.stdout, sys.stderr, sys.stdout)[i]
    while not stop:
        stream.write('%d %d\\n' % (i, counts[i])); counts[i] += 1
        if counts[i] % 50 == 0: time.sleep(0.0001)
chatterers = [threading.Thread(target=chatter, args=(i,), daemon=True) for i in range(3)]
`);
    const outer = py.capture(() => {
      py.exec("for thread in chatterers: thread.start()");
      const parts: string[] = [];
      for (let i = 0; i < 200; i++) {
        const { stdout, stderr } = run("time.sleep(0.0005)");
        parts.push(stdout, stderr);
      }
      py.exec("stop = True\nfor thread in chatterers: thread.join()");
      return parts;
    });
    const lines = [...outer.value, outer.stdout, outer.stderr].join("").split("\n");
    const counts = py.eval("counts") as number[];
    expect(counts.every((count) => count > 0)).toBe(true);
    for (const i of [0, 1, 2]) {
      // Text streams are no safer than Python makes them: threads that share one may lose a line between them.
      if (i === 1) expect(lines.filter((line) => line.startsWith(`${i} `))).toHaveLength(counts[i] as number);
      else expect(lines.filter((line) => line.startsWith(`${i} `)).length).toBeGreaterThan(0);
    }
  });

  test("gives bytes as they are, and shows those that are no text as replaced", () => {
    const bytes = py.capture(() => py.exec("sys.stdout.buffer.write(bytes(range(256)))"), { bytes: true });
    expect(bytes.stdout).toStrictEqual(Uint8Array.from({ length: 256 }, (_, i) => i));
    expect(run("sys.stdout.buffer.write(b'a\\xffb\\xf0\\x9f\\x98')").stdout).toBe("a\ufffdb\ufffd");
    expect(run("sys.stderr.write('half \\ud83d')").stderr).toBe(String.raw`half \ud83d`);
    expect(run("sys.stdout.write('nul \\0 end\\r\\n')").stdout).toBe("nul \0 end\r\n");
  });

  test("drops what is beyond the limit, and says so", () => {
    const { stdout, stderr, truncated } = py.capture(
      () => py.exec("print('é' * 10); print('short', file=sys.stderr)"),
      {
        limit: 7,
      },
    );
    expect([stdout, stderr, truncated]).toStrictEqual(["ééé", "short\n", true]);
    expect(py.capture(() => py.exec("print('x' * 6)"), { limit: 7 })).toMatchObject({
      stdout: "xxxxxx\n",
      truncated: false,
    });
    expect(py.capture(() => py.exec("print(1)"), { limit: 0 })).toMatchObject({ stdout: "", truncated: true });
    for (const limit of [-1, 1.5, NaN, "5", 2 ** 60]) {
      expect(failure(() => py.capture(() => 1, { limit: limit as number }))).toMatch(/^UsageError: `limit` must be/);
    }
    const large = run("print('x' * 20_000_000)");
    expect([large.stdout.length, large.truncated]).toStrictEqual([20_000_001, false]);
  });
});

describe("py.capture of descriptors", () => {
  // A18
  const all = (code: string): Captured<void> => py.capture(() => py.exec(code), { descriptors: true });

  test("takes what C code and child processes write, in order", () => {
    const { stdout, stderr } = all(`
print('python')
os.write(1, b'system call\\n')
subprocess.run([sys.executable, '-c', 'import sys; print("child"); print("its error", file=sys.stderr)'])
print('python again')
try:
    import ctypes
    ctypes.CDLL(None).puts(b'printed by C')
except ImportError: print('printed by C')
`);
    expect([stdout, stderr]).toStrictEqual(["python\nsystem call\nchild\npython again\nprinted by C\n", "its error\n"]);
  });

  test("is restored on every path, and nests with captures of streams", () => {
    const before = py.eval("[os.fstat(1).st_ino, os.fstat(2).st_ino, len(os.listdir('/proc/self/fd'))]");
    expect(failure(() => all("print(1); 1 / 0"))).toMatch(/ZeroDivisionError/);
    const outer = all("print('outer')");
    expect(outer.stdout).toBe("outer\n");
    const nested = py.capture(
      () => {
        writeDirectly("a");
        const plain = run("print('streams'); os.write(1, b'b')");
        const inner = all("print('inner'); os.write(1, b'c')");
        py.exec("print('d')");
        return [plain.stdout, inner.stdout];
      },
      { descriptors: true },
    );
    expect([nested.stdout, nested.value]).toStrictEqual(["abd\n", ["streams\n", "inner\nc"]]);
    expect(py.eval("[os.fstat(1).st_ino, os.fstat(2).st_ino, len(os.listdir('/proc/self/fd'))]")).toStrictEqual(before);
  });

  function writeDirectly(text: string): void {
    py.exec(`os.write(1, b'${text}')`);
  }

  test("takes more than any pipe holds, and cuts at the limit", () => {
    expect(all("os.write(1, b'x' * 3_000_000)").stdout).toHaveLength(3_000_000);
    const cut = py.capture(() => py.exec("os.write(1, b'x' * 100)"), { descriptors: true, limit: 10, bytes: true });
    expect([cut.stdout.length, cut.truncated]).toStrictEqual([10, true]);
  });

  test("is for what runs in place", async () => {
    expect(failure(() => py.capture(() => Promise.reject(new Error("x")), { descriptors: true }))).toBe(
      "UsageError: descriptors can be captured only while something runs in place, not until a promise is settled",
    );
    expect(run("print('still works')").stdout).toBe("still works\n");
    const { stdout, code } = await runChild(`
      const py = python();
      const inner = py.capture(() => { console.log("host within"); py.exec("print('python within')"); }, { descriptors: true });
      console.log("host after", JSON.stringify(inner.stdout));
      py.exec("print('python after')");
    `);
    expect({ stdout, code }).toStrictEqual({
      stdout: 'host after "host within\\npython within\\n"\npython after\n',
      code: 0,
    });
  });

  test("fails cleanly where there is no descriptor", async () => {
    const { stdout, stderr } = await runChild(`
      const { closeSync, writeSync } = await import("node:fs");
      const py = python();
      py.exec("import os; os.close(1)");
      try { py.capture(() => 1, { descriptors: true }); } catch (error) { writeSync(2, error.pythonType + "\\n"); }
      writeSync(2, JSON.stringify(py.capture(() => py.exec("print('streams')")).stdout) + "\\n");
    `);
    expect([stdout, stderr.split("\n").slice(0, 2)]).toStrictEqual(["", ["OSError", '"streams\\n"']]);
  });
});
