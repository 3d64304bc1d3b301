/** py.debug: traces of calls, and debuggers that attach themselves. */
import { createConnection, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

import { python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { executable, runChild } from "../support/child.js";
import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { temporaryFolder, writeSource } from "../support/python-source.js";

const py = python();
const path = writeSource(
  "traced.py",
  `
import json
def double(x):
    return x * 2
def outer(a, *rest, key=None, **more):
    try: fail()
    except ValueError: pass
    return [double(x) for x in rest] + list(numbers(2))
def fail(): raise ValueError('failed')
def numbers(n):
    for i in range(n): yield double(i)
def deep(n): return 0 if n == 0 else deep(n - 1)
def library(): return json.dumps({'a': [1]}, indent=1)
class Odd:
    def __repr__(self): raise SystemExit(3)
def odd(x): return x
`,
);
const tool = py.load(path);
leavesNoHandles(() => py.debug.trace(() => tool.call("double", [1])));

describe("py.debug.trace", () => {
  // A21
  test("notes calls, results and exceptions, with their depth", () => {
    const { value, events, omitted } = py.debug.trace(() => tool.call("outer", [1, 2]), { files: [path] });
    expect([value, omitted]).toStrictEqual([[4, 0, 2], 0]);
    const shown = events
      .filter((event) => event.function !== "<listcomp>")
      .map(
        (event) => `${"  ".repeat(event.depth)}${event.event} ${event.function}${event.text ? ` ${event.text}` : ""}`,
      );
    // Before 3.12 the comprehension is a function of its own, one deeper.
    expect(shown.map((line) => line.trim())).toStrictEqual([
      "call outer",
      "call fail",
      "exception fail ValueError",
      "return fail",
      "exception outer ValueError",
      "call double",
      "return double",
      ...["call numbers", "call double", "return double", "return numbers"],
      ...["call numbers", "call double", "return double", "return numbers"],
      "call numbers",
      "return numbers",
      "return outer",
    ]);
    expect(shown.slice(0, 4)).toStrictEqual([
      "call outer",
      "  call fail",
      "    exception fail ValueError",
      "  return fail",
    ]);
    expect(events[0]).toMatchObject({ file: path, line: 5, depth: 0 });
    const times = events.map((event) => event.seconds);
    expect(times).toStrictEqual([...times].sort((a, b) => a - b));
  });

  test("shows values, shortened, also those that cannot be shown", () => {
    const { events } = py.debug.trace(
      () => {
        tool.call("outer", ["a".repeat(1000), 2], { key: { k: 1 }, other: null });
        tool.call("odd", [tool.call("Odd")]);
      },
      { values: true, files: [path] },
    );
    expect(events[0]?.text).toMatch(/^a='a+\.\.\.a+', key=\{'k': 1\}, rest=\(2,\), more=\{'other': None\}$/);
    expect(events.find((event) => event.function === "double" && event.event === "return")?.text).toBe("4");
    expect(events.find((event) => event.function === "odd")?.text).toMatch(
      /^x=<Odd (instance at|that cannot be shown)/,
    );
  });

  test("leaves out other files, when files are named, and the runtime's own always", () => {
    const all = py.debug.trace(() => tool.call("library"));
    expect(all.events.some((event) => event.file.includes("json"))).toBe(true);
    expect(all.events.some((event) => event.file.includes("_pyweld"))).toBe(false);
    const own = py.debug.trace(() => tool.call("library"), { files: [path] });
    expect(own.events.map((event) => event.function)).toStrictEqual(["library", "library"]);
  });

  test("keeps no more events than it may", () => {
    const { events, omitted } = py.debug.trace(() => tool.call("deep", [50]), { limit: 10 });
    expect([events.length, omitted]).toStrictEqual([10, 92]);
    expect(py.debug.trace(() => tool.call("deep", [5]), { limit: 0 })).toMatchObject({ events: [], omitted: 12 });
    for (const limit of [-1, 1.5, "1"]) {
      expect(failure(() => py.debug.trace(() => 1, { limit: limit as never }))).toMatch(/^UsageError: `limit` must be/);
    }
  });

  test("ends with errors, is not nested, and gives way to no other and to others no way", () => {
    expect(failure(() => py.debug.trace(() => tool.call("fail")))).toBe("PythonError: ValueError: failed");
    expect(failure(() => py.debug.trace(() => py.exec("raise KeyboardInterrupt")))).toMatch(/KeyboardInterrupt/);
    expect(py.eval("__import__('sys').gettrace()")).toBeNull();
    expect(failure(() => py.debug.trace(() => py.debug.trace(() => 1)))).toBe(
      "UsageError: a trace is being taken already: py.debug.trace cannot be nested",
    );
    py.exec("import sys\ndef mine(frame, event, arg): return None\nsys.settrace(mine)");
    expect(failure(() => py.debug.trace(() => 1))).toBe(
      "UsageError: a debugger or a coverage tool (mine) traces Python already",
    );
    py.exec("sys.settrace(None)");
    py.debug.trace(() => py.exec("sys.settrace(mine)"));
    expect(py.eval("sys.gettrace() is mine")).toBe(true);
    py.exec("sys.settrace(None)");
    expect(failure(() => py.debug.trace(async () => 1))).toMatch(
      /^UsageError: py\.debug\.trace sees only what runs in place/,
    );
    expect(py.eval("sys.gettrace()")).toBeNull();
  });
});

describe("py.debug.listen", () => {
  // A21
  const folder = process.env["PYWELD_DEBUGPY"];

  test("says how debugpy is installed where it is not", async () => {
    const { stdout } = await runChild(
      `try { python().debug.listen(); } catch (error) { console.log(error.name + ": " + error.message); }`,
    );
    if (stdout === "") return; // It is installed here.
    expect(stdout).toBe(
      `SetupError: debugpy is not installed in this Python; install it with: ${JSON.stringify(executable())} -m pip install debugpy\n`,
    );
    for (const port of [-1, 65_536, 1.5, "80"]) {
      expect(failure(() => py.debug.listen({ port: port as never }))).toMatch(/^UsageError: `port` must be/);
    }
  });

  test("passes on what importing or starting debugpy raises", async () => {
    writeSource("fake/debugpy.py", "import no_such_dependency\n");
    const fake = JSON.stringify(temporaryFolder() + "/fake");
    const { stdout } = await runChild(
      `const py = python(); py.addPath(${fake}, "front"); try { py.debug.listen(); } catch (error) { console.log(error.pythonType, error.message); }`,
    );
    expect(stdout).toBe("ModuleNotFoundError No module named 'no_such_dependency'\n");
  });

  // Skipped unless PYWELD_DEBUGPY names a folder in which debugpy is installed for this Python.
  test.skipIf(folder === undefined)(
    "lets a debugger attach itself and stop at a breakpoint (skipped without PYWELD_DEBUGPY)",
    async () => {
      const core = pathToFileURL(resolve(import.meta.dirname, "../../dist/index.js")).href;
      const script = writeSource(
        "debugged.mjs",
        `import { python } from ${JSON.stringify(core)};
       const py = python();
       py.addPath(${JSON.stringify(folder)});
       const where = py.debug.listen();
       console.log(JSON.stringify(where));
       console.log(py.debug.listen().port === where.port);
       py.debug.listen({ wait: true });
       console.log(py.load(${JSON.stringify(path)}).call("double", [21]));
       process.exit(0);`,
      );
      const child = spawn(process.execPath, [script], {
        env: { ...process.env, PYWELD_PYTHON: executable(), VITEST: undefined },
      });
      const lines: string[] = [];
      const ended = new Promise((done) => child.once("close", done));
      const first = new Promise<{ port: number }>((done, fail) => {
        child.once("error", fail);
        createInterface(child.stdout).on("line", (line) => {
          lines.push(line);
          if (lines.length === 1) done(JSON.parse(line) as { port: number });
        });
      });
      const stopped = await debugSession((await first).port, path, 4);
      await ended;
      expect(stopped).toMatchObject({ name: "double", line: 4 });
      expect(lines.slice(1)).toStrictEqual(["true", "42"]);
    },
  );
});

interface Message {
  type: string;
  event?: string;
  command?: string;
  body?: { threadId?: number; stackFrames?: { name: string; line: number }[] };
}

/** Speaks the debug adapter protocol: sets a breakpoint, waits for it, goes on. The frame it has stopped in. */
function debugSession(port: number, file: string, line: number): Promise<{ name: string; line: number } | undefined> {
  const socket: Socket = createConnection(port, "127.0.0.1");
  let sequence = 0;
  const send = (command: string, args: object = {}): void => {
    const text = JSON.stringify({ seq: ++sequence, type: "request", command, arguments: args });
    socket.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  return new Promise((done, fail) => {
    let frame: { name: string; line: number } | undefined;
    let thread = 0;
    const handle = (message: Message): void => {
      if (message.type === "response" && message.command === "initialize") {
        send("attach", { justMyCode: false });
      } else if (message.event === "initialized") {
        send("setBreakpoints", { source: { path: file }, breakpoints: [{ line }] });
        send("configurationDone");
      } else if (message.event === "stopped") {
        thread = message.body?.threadId ?? 0;
        send("stackTrace", { threadId: thread });
      } else if (message.command === "stackTrace") {
        frame = message.body?.stackFrames?.[0];
        send("continue", { threadId: thread });
      } else if (message.event === "terminated") {
        socket.end();
      }
    };
    let received = Buffer.alloc(0);
    socket.on("data", (data) => {
      received = Buffer.concat([received, data]);
      for (;;) {
        const head = /Content-Length: (\d+)\r\n\r\n/.exec(received.toString("latin1"));
        if (!head || received.length < head.index + head[0].length + Number(head[1])) return;
        const start = head.index + head[0].length;
        handle(JSON.parse(received.toString("utf8", start, start + Number(head[1]))) as Message);
        received = received.subarray(start + Number(head[1]));
      }
    });
    socket.once("close", () => done(frame));
    socket.once("error", fail);
    send("initialize", { adapterID: "test" });
  });
}
