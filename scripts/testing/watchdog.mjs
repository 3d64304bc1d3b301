/**
 * Ends a test process whose JavaScript thread hangs, as in a deadlock inside a native call: vitest's own time limit is a
 * timer on that thread and never fires there. Loaded into every test process; watches from another thread.
 */
import { Worker } from "node:worker_threads";

import { beforeEach } from "vitest";

/** More than any test may take by vitest's limit, so that it is the one to speak where it can. */
const patience = 90_000;

const watch = `
  const { parentPort, workerData } = require("node:worker_threads");
  const { writeSync } = require("node:fs");
  let test = "no test yet";
  let last = Date.now();
  parentPort.on("message", (message) => {
    last = Date.now();
    if (message !== "alive") test = message;
  });
  setInterval(() => {
    if (Date.now() - last < workerData) return;
    writeSync(2, "\\nThe test process hangs and is ended; it was running: " + test + "\\n");
    process.kill(process.pid, "SIGKILL");
  }, 1_000);
`;

const worker = new Worker(watch, { eval: true, workerData: patience, execArgv: [] });
worker.unref();
setInterval(() => worker.postMessage("alive"), 1_000).unref();
beforeEach(({ task }) => worker.postMessage(`${task.file.name} > ${task.name}`));
