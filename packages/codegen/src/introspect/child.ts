/** Runs one introspection in a child interpreter and tells how it ended. Knows the wire, not the model. */

import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { introspectionScript } from "../python-folder.js";

/** What the child is asked; `import: false` reads the source text only. */
export interface ChildRequest {
  readonly kind: "file" | "package" | "module";
  readonly path: string;
  readonly module: string;
  readonly import: boolean;
}

export interface ChildOptions {
  readonly python: string;
  readonly cwd: string;
  /** Milliseconds before the child is killed. */
  readonly timeout: number;
}

/** How the child ended; `result` is the text it sent, when it sent all of it. */
export interface ChildOutcome {
  readonly result: string | null;
  readonly ending: "finished" | "exited" | "signalled" | "timeout" | "not-started";
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why the executable could not be started. */
  readonly error: Error | null;
}

/** The result travels on its own descriptor: stdout and stderr belong to the tool. */
const DESCRIPTOR = 3;
/** How much of what a tool prints is kept. */
const OUTPUT_LIMIT = 64 * 1024;
/** How long, in milliseconds, output pipes may stay open after the child is gone: its own children may hold them. */
const DRAIN_TIME = 200;
/** The same for the result, which may be large and still be under way. */
const RESULT_DRAIN_TIME = 5_000;

/** Starts the child, waits for its result, and never leaves it running. */
export function runChild(request: ChildRequest, options: ChildOptions): Promise<ChildOutcome> {
  const argument = JSON.stringify({ ...request, descriptor: DESCRIPTOR });
  const child = spawn(options.python, ["-B", introspectionScript, argument], {
    cwd: options.cwd,
    // Nothing may be written beside the user's files, by the tool's own child interpreters either.
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  return new Promise((resolve) => {
    const channel = child.stdio[DESCRIPTOR] as Readable;
    const result = collect(channel, Number.POSITIVE_INFINITY);
    const stdout = collect(child.stdout as Readable, OUTPUT_LIMIT);
    const stderr = collect(child.stderr as Readable, OUTPUT_LIMIT);
    let timedOut = false;
    let settled = false;
    const timers = [
      setTimeout(() => {
        timedOut = true;
        child.kill("SIGKILL");
      }, options.timeout),
    ];
    const settle = (
      ending: ChildOutcome["ending"],
      code: number | null,
      signal: string | null,
      error: Error | null,
    ): void => {
      if (settled) return;
      settled = true;
      for (const pending of timers) clearTimeout(pending);
      destroyPipes(child);
      const text = result.text();
      const complete = ending === "finished" && text !== "";
      resolve({
        result: complete ? text : null,
        ending,
        code,
        signal,
        stdout: stdout.text(),
        stderr: stderr.text(),
        error,
      });
    };
    child.once("error", (error) => settle("not-started", null, null, error));
    child.once("exit", (code, signal) => {
      const ending = timedOut ? "timeout" : signal !== null ? "signalled" : code === 0 ? "finished" : "exited";
      const finish = (): void => settle(ending, code, signal, null);
      child.once("close", finish);
      if (channel.readableEnded) timers.push(setTimeout(finish, DRAIN_TIME));
      else channel.once("end", () => timers.push(setTimeout(finish, DRAIN_TIME)));
      timers.push(setTimeout(finish, RESULT_DRAIN_TIME));
    });
  });
}

function collect(stream: Readable, limit: number): { text: () => string } {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    if (size >= limit) return;
    chunks.push(chunk);
    size += chunk.length;
  });
  stream.on("error", () => undefined);
  return { text: () => Buffer.concat(chunks).toString("utf8") };
}

function destroyPipes(child: ChildProcess): void {
  for (const stream of child.stdio) stream?.destroy();
}
