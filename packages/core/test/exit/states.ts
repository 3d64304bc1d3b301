/** What a process may be in the middle of when it ends, and the ways to end it: scripts for children. */

/** How a process is to end. */
export interface Way {
  /** JavaScript that brings the end about. */
  readonly end: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** JavaScript that is run first. */
  readonly before?: string;
}

const kill = (signal: NodeJS.Signals): Way => ({
  end: `process.kill(process.pid, "${signal}")`,
  code: null,
  signal,
});

/** By name. */
export const ways = {
  "process.exit": { end: "process.exit(3)", code: 3, signal: null },
  "an uncaught exception": { end: 'throw new Error("on purpose")', code: 1, signal: null },
  "an unhandled rejection": { end: 'void Promise.reject(new Error("on purpose"))', code: 1, signal: null },
  "process.exit in a listener": {
    before: 'process.on("SIGTERM", () => process.exit(4));',
    end: 'process.kill(process.pid, "SIGTERM")',
    code: 4,
    signal: null,
  },
  SIGTERM: kill("SIGTERM"),
  SIGINT: kill("SIGINT"),
  SIGHUP: kill("SIGHUP"),
} as const satisfies Record<string, Way>;

/** The end of the loop: for states that do not keep it going. */
export const ofItself: Way = { end: "clearTimeout(stay)", code: 0, signal: null };

/** What the process is doing. `END` is where the end is brought about. */
export interface State {
  readonly script: string;
  /** Whether Python can be asked to do anything at the end; it can unless something holds it, or hangs. */
  readonly handlers?: boolean;
  /** Likewise, but only where there is a GIL. */
  readonly holdsGil?: boolean;
  /** Milliseconds; little where the whole of it passes. */
  readonly grace?: number;
  readonly keepsLoop?: boolean;
  /** JavaScript does not run: what it would do to end the process cannot be done. */
  readonly onlySignals?: boolean;
  /** A call of Python is under way in place: Ctrl-C is Python's. */
  readonly inCall?: boolean;
  /** What else is to be on stdout, and in the file that OUT names. */
  readonly stdout?: string;
  readonly file?: string;
}

const soon = "setTimeout(() => { END }, 30);";
const python = (source: string): string => `py.exec(${JSON.stringify(source)});`;
/** Runs a function of Python's on a worker thread, and ends once it is under way. */
const onWorker = (name: string): string => `
  void py.import("__main__").$handle("${name}").$callAsync().catch(() => {});
  const wait = setInterval(() => { if (existsSync(OUT)) { clearInterval(wait); setTimeout(() => { END }, 30); } }, 5);`;
const fromTimer = (call: string): string => `
  py.import("__main__").kill_soon(SIGNAL);
  ${call}
  setInterval(() => {}, 1000);`;

/** By name. */
export const states = {
  "with nothing under way": { script: soon },
  "with idle threads": { script: `await py.eval("abs").$callAsync([-1]); ${soon}` },
  "while a thread computes": { script: onWorker("compute"), keepsLoop: true },
  "while a thread sleeps": { script: onWorker("sleep"), keepsLoop: true },
  "while a thread keeps Python to itself": { script: onWorker("hold"), keepsLoop: true, holdsGil: true, grace: 100 },
  "while Python computes in place": {
    script: fromTimer('py.import("__main__").compute();'),
    onlySignals: true,
    inCall: true,
  },
  "while Python sleeps in place": {
    script: fromTimer('py.import("__main__").sleep();'),
    onlySignals: true,
    inCall: true,
  },
  "in a callback": { script: `setTimeout(() => py.import("__main__").call(() => { END }), 30);`, inCall: true },
  "in a callback of a callback": {
    script: `const { call } = py.import("__main__");
      setTimeout(() => call(() => call(() => call(() => { END }))), 30);`,
    inCall: true,
  },
  "in the sort of a list": {
    script: `setTimeout(() => py.eval("lambda f: sorted([2, 1], key=lambda x: (f(), x)[1])")(() => { END }), 30);`,
    inCall: true,
  },
  "with a thread that does not end": {
    script: `${python("import threading\nthreading.Thread(target=compute).start()")} ${soon}`,
    grace: 100,
  },
  "with a daemon thread": {
    script: `${python("import threading\nthreading.Thread(target=compute, daemon=True).start()")} ${soon}`,
  },
  "with a thread that ends soon": {
    script: `${python("import threading\ndef ends():\n    time.sleep(0.2)\n    os.write(1, b'thread done\\n')\nthreading.Thread(target=ends).start()")} ${soon}`,
    grace: 5000,
    stdout: "thread done\n",
  },
  "with an idle executor": {
    script: `${python("from concurrent.futures import ThreadPoolExecutor\nexecutor = ThreadPoolExecutor(2)\nexecutor.submit(abs, 1).result()")} ${soon}`,
    grace: 5000,
  },
  "while output is captured": {
    script: `void py.capture(() => new Promise(() => {})); ${python("print('captured')")} ${soon}`,
  },
  "while output is redirected": {
    script: `py.output.redirect(OUT); ${python("print('redirected', end='')")} ${soon}`,
    file: "redirected",
  },
  "with exit handlers that raise": {
    script: `${python("atexit.register(lambda: 1 / 0)\natexit.register(sys.exit, 9)\natexit.register(exec, 'raise KeyboardInterrupt')")} ${soon}`,
  },
  "with an exit handler that hangs": {
    script: `${python("print('not lost', end='')\natexit.register(time.sleep, 60)")} ${soon}`,
    handlers: false,
    grace: 100,
    stdout: "not lost",
  },
  "with files that are not flushed": {
    script: `${python("file = open(OUT, 'w')\nfile.write('written')")} ${soon}`,
    file: "written",
  },
  "with a log that is not flushed": {
    script: `${python("import logging, logging.handlers\nmemory = logging.handlers.MemoryHandler(100, target=logging.FileHandler(OUT))\nlogging.getLogger().addHandler(memory)\nlogging.warning('logged')\natexit.register(time.sleep, 60)")} ${soon}`,
    handlers: false,
    grace: 100,
    file: "logged\n",
  },
} as const satisfies Record<string, State>;

/** The script of a child. */
export function scriptOf(state: State, way: Way, out: string): string {
  return `
import { existsSync } from "node:fs";
const OUT = ${JSON.stringify(out)};
const SIGNAL = ${JSON.stringify(way.signal ?? "")};
const py = python({ exitGrace: ${state.grace ?? 500} });
py.exec(\`
import atexit, os, re, signal, sys, threading, time
OUT = \${JSON.stringify(OUT)}
atexit.register(lambda: os.write(1, b"at exit\\\\n"))
def begun(): open(OUT, "w").close()
def compute():
    begun()
    while True: pass
def sleep():
    begun()
    time.sleep(60)
def hold():
    begun()
    re.match("(a+)+b", "a" * 60)
def call(f): return f()
def kill_soon(name):
    threading.Thread(target=lambda: (time.sleep(0.1), os.kill(os.getpid(), getattr(signal, name))), daemon=True).start()
\`);
// Nothing else may keep the process going, or end it.
const stay = setTimeout(() => process.exit(99), 60_000);
${way.before ?? ""}
${state.script.replaceAll("END", way.end)}
`;
}
