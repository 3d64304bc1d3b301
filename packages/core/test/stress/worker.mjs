/** A worker of a stress run; it may be terminated at any moment. */
import { parentPort, workerData } from "node:worker_threads";

import { act } from "./actor.mjs";

parentPort.postMessage("ready");
try {
  parentPort.postMessage({ done: await act({ ...workerData, end: performance.now() + workerData.milliseconds }) });
} catch (error) {
  parentPort.postMessage({ error: `${error.message}: ${String(error.cause?.stack ?? error.cause)}` });
}
