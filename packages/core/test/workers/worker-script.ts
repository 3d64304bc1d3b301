/** Runs code in a worker of Node's, in which `core`, `python`, `t`, `tool` and `parentPort` are at hand. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

import { writeSource } from "../support/python-source.js";

const core = pathToFileURL(resolve(import.meta.dirname, "../../dist/index.js")).href;
let count = 0;

/** What a worker has sent, and how it ended. */
export interface WorkerRun {
  readonly worker: Worker;
  /** Everything that it has posted, once it has ended. */
  readonly messages: Promise<unknown[]>;
  /** What it posts next. */
  next(): Promise<unknown>;
}

/** Starts `script`, a module, in a worker. Errors in it reject `messages`. */
export function startWorker(script: string, workerData: unknown = undefined): WorkerRun {
  const path = writeSource(
    `worker-${count++}.mjs`,
    `import * as core from ${JSON.stringify(core)};
     import { parentPort, workerData } from "node:worker_threads";
     const { python, t, tool } = core;\n${script}\n`,
  );
  const worker = new Worker(path, { workerData });
  const messages: unknown[] = [];
  worker.on("message", (message: unknown) => messages.push(message));
  return {
    worker,
    messages: new Promise((done, fail) => {
      worker.once("error", fail);
      worker.once("exit", () => done(messages));
    }),
    next: () => new Promise((done) => worker.once("message", done)),
  };
}

/** Everything that a worker posts. */
export function inWorker(script: string, workerData?: unknown): Promise<unknown[]> {
  return startWorker(script, workerData).messages;
}
