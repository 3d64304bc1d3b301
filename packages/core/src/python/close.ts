/** The end of asynchronous calls: `py.close`. */
import { isMainThread } from "node:worker_threads";

import { UsageError } from "../errors/pyweld-error.js";
import { supportFunction } from "../object/support.js";
import type { Runtime } from "../runtime/runtime.js";
import { t } from "../schema/py-type.js";

/** Options of `py.close`. */
export interface CloseOptions {
  /** Milliseconds that calls have to end by themselves; 5,000 by default, `Infinity` for as long as they take. */
  readonly grace?: number | undefined;
}

/** What `py.close` gives. */
export interface Closed {
  /** Calls that had not ended in time; their promises are rejected. */
  readonly cancelled: number;
}

const DEFAULT_GRACE = 5000;
const stopLoop = supportFunction<[], void>("ending.stop_loop", [], t.none);
const closing = new WeakMap<Runtime, Promise<Closed>>();

/** Ends them once; whoever asks again gets the same promise. */
export function close(runtime: Runtime, { grace = DEFAULT_GRACE }: CloseOptions): Promise<Closed> {
  if (typeof grace !== "number" || !(grace >= 0)) {
    throw new UsageError(`grace must be a number of milliseconds from 0 on, got ${String(grace)}`);
  }
  let closed = closing.get(runtime);
  if (closed === undefined) closing.set(runtime, (closed = end(runtime, grace)));
  return closed;
}

async function end(runtime: Runtime, grace: number): Promise<Closed> {
  const cancelled = await runtime.close(grace);
  // Workers of Node's may go on using it.
  if (isMainThread) stopLoop();
  return { cancelled };
}
