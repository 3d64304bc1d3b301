/** Runs a script in a Node process of its own: for what ends a process, and for what may crash one. */
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

import { findPython } from "@pyweld/core/environment";

import { temporaryFolder, writeSource } from "./python-source.js";

const core = pathToFileURL(resolve(import.meta.dirname, "../../dist/index.js")).href;

/** How the process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a child is started with. */
export interface ChildOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly node?: readonly string[];
  readonly args?: readonly string[];
  /** Milliseconds. */
  readonly timeout?: number;
}

let python: string | undefined;
let count = 0;

/** The executable that this run's Python is, so that children need not search. */
export function executable(): string {
  return (python ??= findPython().executable);
}

/** Runs `script`, a module in which `python`, `t`, `tool`, `core` are at hand, to its end. */
export function runChild(script: string, options: ChildOptions = {}): Promise<Ended> {
  const path = writeSource(
    `child-${count++}.mjs`,
    `import * as core from ${JSON.stringify(core)};\nconst { python, t, tool } = core;\n${script}\n`,
  );
  return runNode([...(options.node ?? []), path, ...(options.args ?? [])], options);
}

/** Runs node with these arguments to its end; one that takes too long is killed. */
export function runNode(args: readonly string[], options: ChildOptions = {}): Promise<Ended> {
  // A variable that is undefined is not passed on.
  const env = {
    ...process.env,
    PYWELD_PYTHON: executable(),
    VITEST: undefined,
    NODE_OPTIONS: undefined,
    ...options.env,
  };
  const child = spawn(process.execPath, args, {
    env,
    cwd: options.cwd ?? temporaryFolder(),
    timeout: options.timeout ?? 30_000,
    killSignal: "SIGKILL",
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code, signal) => done({ code, signal, stdout, stderr }));
  });
}
