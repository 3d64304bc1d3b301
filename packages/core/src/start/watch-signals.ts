/**
 * Lets Ctrl-C interrupt Python, and Python end before a signal ends the process; all else about signals stays Node's. The
 * handlers are the helper's (c/signals.h), which is told here when Node has put its own in place of them.
 */
import { constants } from "node:os";

import type { Backend } from "../backend/backend.js";
import { SetupError } from "../errors/pyweld-error.js";
import { handleAddress } from "../frame/handle.js";
import type { PyObject } from "../object/py-object.js";
import { findFunction } from "../object/support.js";

const signals: ReadonlySet<string | symbol> = new Set(["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * @throws `SetupError` when there is no thread left for it.
 */
export function watchSignals(backend: Backend): void {
  if (process.platform === "win32") return;
  const installer = findFunction("_pyweld.interrupts", "install") as PyObject;
  const finish = findFunction("_pyweld.start", "finish") as PyObject;
  if (!backend.watchSignals(handleAddress(installer) ?? 0, handleAddress(finish) ?? 0)) {
    throw new SetupError("signals cannot be watched for Python: no threads or descriptors are left");
  }
  // The helper has references of its own.
  installer.$release();
  finish.$release();
  for (const name of signals) tell(name, process.listenerCount(name) > 0);
  // Node's own listeners for these two came first, so its handler has changed already.
  process.on("newListener", (name: string | symbol) => tell(name, true));
  process.on("removeListener", (name: string | symbol) => tell(name, process.listenerCount(name) > 0));

  function tell(name: string | symbol, listened: boolean): void {
    if (signals.has(name)) backend.signalChanged(constants.signals[name as NodeJS.Signals], listened);
  }
}
