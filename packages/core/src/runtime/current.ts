/** The one runtime of this thread, shared by every copy of this package that the process has loaded. */
import { UsageError } from "../errors/pyweld-error.js";
import type { Runtime } from "./runtime.js";

const key = Symbol.for("pyweld.runtime.1");
const shared = globalThis as { [key]?: Runtime };

/** The runtime, if Python has been started. */
export function startedRuntime(): Runtime | undefined {
  return shared[key];
}

/** The runtime; objects that exist prove that there is one. */
export function currentRuntime(): Runtime {
  const runtime = shared[key];
  if (runtime === undefined) throw new UsageError("Python has not been started: call python() first");
  return runtime;
}

/** Makes `runtime` the one. */
export function setRuntime(runtime: Runtime): void {
  shared[key] = runtime;
}
