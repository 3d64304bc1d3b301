/** Ctrl-C: Python's while a call of it runs in place, Node's otherwise, and never nobody's. */
// A18, H2, H3
import { describe, expect, test } from "vitest";

import { runChild, type Ended } from "../support/child.js";

/**
 * `soon()` sends Ctrl-C, or another signal, from another process; `inCall()` does so once Python has called `ready()`.
 * `outcome` says what a call came to.
 */
const prelude = `
import { spawn } from "node:child_process";
const py = python();
py.exec(\`
import asyncio, collections, itertools, os, queue, select, signal, subprocess, sys, threading, time
READY = os.path.abspath("ready-%d" % os.getpid())
def ready(): open(READY, "w").close()
def run(f): return f()
def busy():
    while True: pass
def ones(*count): return itertools.chain(map(lambda _: ready(), [1]), itertools.repeat(1, *count))
def deaf(): collections.deque(ones(), maxlen=0)
def locked():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
def joins(): threading.Thread(target=time.sleep, args=(60,), daemon=True).start() or threading.enumerate()[-1].join()
\`);
const main = py.import("__main__");
const shell = (command) => spawn("sh", ["-c", command], { stdio: "inherit" });
const soon = (signal = "INT") => shell("sleep 0.15; kill -" + signal + " " + process.pid);
const inCall = (times = 1, after = 0.1) => shell("while ! rm " + main.READY + " 2> /dev/null; do sleep 0.02; done; " +
  "for i in $(seq " + times + "); do sleep " + after + "; kill -INT " + process.pid + "; done");
const outcome = (run) => { try { return run() ?? "done"; } catch (error) { return error.pythonType ?? String(error); } };
// Called from C, and so without a look for signals on the way out.
const deque = tool("collections").function("deque", [t.object, t.int], t.object);
const turn = (ms = 50) => new Promise((done) => setTimeout(done, ms));
`;
const run = (script: string): Promise<Ended> => runChild(prelude + script, { timeout: 25_000 });

describe("Ctrl-C while Python runs in place", () => {
  test("raises KeyboardInterrupt at once, whatever Python waits for", async () => {
    const waits = [
      "time.sleep(60)",
      "busy()",
      "locked()",
      "joins()",
      "queue.Queue().get()",
      "queue.SimpleQueue().get()",
      "threading.Event().wait()",
      "threading.Condition().__enter__() and None or time.sleep(60)",
      "select.select([], [], [], 60)",
      "subprocess.Popen(['sleep', '5']).wait()",
      "asyncio.run(asyncio.sleep(60))",
      "os.read(os.pipe()[0], 1)",
    ];
    const { stdout, code } = await run(`
      for (const wait of ${JSON.stringify(waits)}) { inCall(); console.log(wait, outcome(() => py.eval("ready() or (" + wait + ")"))); }
      console.log(py.eval("1 + 1"));
    `);
    expect(stdout).toBe(`${waits.map((wait) => `${wait} KeyboardInterrupt\n`).join("")}2\n`);
    expect(code).toBe(0);
  });

  test("is not lost when it comes in the midst of a finaliser, which cannot raise it", async () => {
    const { stdout, stderr } = await run(`
      py.exec(\`
class Slow:
    def __del__(self):
        ready()
        time.sleep(60)
def drop():
    Slow()
    busy()
\`);
      inCall();
      console.log(outcome(() => main.drop()));
    `);
    expect({ stdout, stderr }).toStrictEqual({ stdout: "KeyboardInterrupt\n", stderr: "" });
  });

  test("can be caught by Python, again and again", async () => {
    const { stdout } = await run(`
      py.exec(\`
def patient():
    ready()
    for i in range(3):
        try: time.sleep(60)
        except KeyboardInterrupt: print("caught", i, flush=True)
    return "patient"
\`);
      inCall(3, 0.5);
      console.log(outcome(() => main.patient()));
    `);
    expect(stdout).toBe("caught 0\ncaught 1\ncaught 2\npatient\n");
  });

  test("does not tear a JavaScript function apart that Python has called", async () => {
    const { stdout } = await run(`
      let whole = false;
      console.log(outcome(() => main.run(() => {
        process.kill(process.pid, "SIGINT");
        for (let i = 0; i < 1e6; i++) Math.sqrt(i);
        whole = true;
      })), whole);
      console.log(outcome(() => main.run(() => { inCall(); return outcome(() => py.eval("ready() or time.sleep(60)")); })));
    `);
    expect(stdout).toBe("KeyboardInterrupt true\nKeyboardInterrupt\n");
  });

  test("is seen by Python and by a listener, and the listener alone when Python has ended", async () => {
    const { stdout, code } = await run(`
      let heard = 0;
      process.on("SIGINT", () => { heard++; console.log("listener"); });
      inCall();
      console.log(outcome(() => py.eval("ready() or time.sleep(60)")));
      await turn();
      // Nothing in there looks for signals: it comes too late for Python.
      inCall();
      console.log(outcome(() => deque(py.eval("ones(40_000_000)"), 0) && "whole"));
      console.log(outcome(() => py.eval("sum(range(100000))")));
      while (heard < 2) await turn();
      console.log(outcome(() => py.eval("sum(range(100000))")));
    `);
    // Without the GIL, Python may come by a place where it looks for signals.
    expect({ stdout: stdout.replace("listener\nKeyboardInterrupt\n", "listener\nwhole\n"), code }).toStrictEqual({
      stdout: "KeyboardInterrupt\nlistener\nwhole\n4999950000\nlistener\n4999950000\n",
      code: 0,
    });
  });

  test("goes to Node when it comes twice and Python does not react", async () => {
    const deaf = await run(`inCall(2); main.deaf();`);
    expect(deaf).toMatchObject({ code: null, signal: "SIGINT" });
  });

  test("goes to Node when Python ends before it has noticed", async () => {
    const late = await run(`
      py.exec("import atexit; atexit.register(print, 'at exit', flush=True)");
      const ones = py.eval("ones(40_000_000)");
      deque(py.eval("iter([])"), 0);
      inCall();
      deque(ones, 0);
      setInterval(() => {}, 1000);
    `);
    // Nothing in there looks for signals.
    expect(late).toMatchObject({ code: null, signal: "SIGINT", stdout: "at exit\n" });
  });
});

describe("Ctrl-C otherwise", () => {
  test("is Node's: it ends the process, or goes to the listeners", async () => {
    const script = (more: string): string => `
      const tick = setInterval(() => {}, 1000);
      ${more}
      soon();`;
    expect(await run(script(""))).toMatchObject({ code: null, signal: "SIGINT" });
    expect(await run(script(`process.once("SIGINT", () => { console.log("once"); soon(); });`))).toMatchObject({
      code: null,
      signal: "SIGINT",
      stdout: "once\n",
    });
    expect(
      await run(script(`const listener = () => {}; process.on("SIGINT", listener); process.off("SIGINT", listener);`)),
    ).toMatchObject({ code: null, signal: "SIGINT" });
    expect(await run(script(`process.on("SIGINT", () => process.exit(5));`))).toMatchObject({ code: 5, signal: null });
  });

  test("ends Python first, and a second one of another kind does not wait for that", async () => {
    const script = (seconds: number): string => `
      py.exec("import atexit\\ndef last():\\n    print('begun', flush=True)\\n    time.sleep(${seconds})\\n    print('done')\\natexit.register(last)");
      setInterval(() => {}, 1000);
      soon("TERM");`;
    expect(await run(script(0.3))).toMatchObject({ signal: "SIGTERM", stdout: "begun\ndone\n" });
    expect(await run(`${script(0.8)}; setTimeout(() => soon("HUP"), 300);`)).toMatchObject({
      signal: "SIGHUP",
      stdout: "begun\n",
    });
  });
});

describe("signal handlers of Python's", () => {
  // H3
  test("are called for Ctrl-C while Python runs, and never installed for the host's signals", async () => {
    const { stdout, stderr, signal } = await run(`
      py.exec(\`
def handler(number, frame): print("handler", number, frame is not None, flush=True)
before = signal.signal(signal.SIGINT, handler)
assert before is signal.default_int_handler, before
assert signal.getsignal(signal.SIGINT) is handler
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
signal.signal(signal.SIGTERM, handler)
try: signal.signal(signal.SIGTERM, "x")
except TypeError as error: print(error)
\`);
      inCall();
      console.log(outcome(() => py.eval("ready() or time.sleep(1)")));
      py.exec("signal.signal(signal.SIGINT, signal.SIG_IGN)");
      inCall();
      console.log(outcome(() => py.eval("ready() or time.sleep(1)")));
      console.log(outcome(() => py.eval("os.write(os.pipe()[1], b'')")), outcome(() => py.eval("[os.close(r) or w for r, w in [os.pipe()]][0]") && "open"));
      console.log(outcome(() => py.eval("[(os.close(r), os.write(w, b'x')) for r, w in [os.pipe()]]")));
      setInterval(() => {}, 1000);
      process.kill(process.pid, "SIGTERM");
    `);
    expect(stdout.split("\n").slice(0, 4)).toStrictEqual([
      "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object",
      "handler 2 True",
      "done",
      "done",
    ]);
    expect(stdout).toContain("BrokenPipeError\n");
    expect(stderr).toContain(
      'RuntimeWarning: Node handles SIGTERM in this process: the handler is not called. Use process.on("SIGTERM"',
    );
    expect(signal).toBe("SIGTERM");
  });

  test("work for other signals, for asyncio, and for interrupt_main", async () => {
    const { stdout } = await run(`
      py.exec(\`
import _thread
def alarm(number, frame): raise TimeoutError("alarm")
signal.signal(signal.SIGALRM, alarm)
signal.setitimer(signal.ITIMER_REAL, 0.1)
async def until_signal():
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGINT, done.set)
    ready()
    await done.wait()
    loop.remove_signal_handler(signal.SIGINT)
    return "set"
def later():
    time.sleep(0.2)
    _thread.interrupt_main()
\`);
      console.log(outcome(() => py.eval("time.sleep(60)")));
      inCall();
      console.log(outcome(() => py.eval("asyncio.run(until_signal())")));
      console.log(outcome(() => py.eval("threading.Thread(target=later).start() or time.sleep(60)")));
      py.exec("threading.Thread(target=later).start()");
      await turn(400);
      console.log(outcome(() => py.eval("sum(range(1000))")));
      inCall();
      console.log(outcome(() => py.eval("ready() or time.sleep(60)")));
    `);
    expect(stdout).toBe("TimeoutError\nset\nKeyboardInterrupt\n499500\nKeyboardInterrupt\n");
  });
});
