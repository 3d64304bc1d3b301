/** Brings Python to its end when the process ends: exit handlers, threads, output. */
import { UsageError } from "../errors/pyweld-error.js";
import { supportFunction } from "../object/support.js";
import type { Runtime } from "../runtime/runtime.js";
import { t } from "../schema/py-type.js";

/** Longer than anybody wants to wait for the end of a process. */
const MOST_MILLISECONDS = 3_600_000;

const finish = supportFunction<[number], boolean>("start.finish", [t.float], t.bool);
let grace = 500;

/** From now on, Python ends with the process: whatever Python does, that is gone half a second after the grace at the latest. */
export function endAtExit(runtime: Runtime): void {
  process.once("exit", (code) => {
    const { backend } = runtime;
    runtime.ended = "Python has ended with this process: calls must be made in place now";
    backend.beginExit(code);
    let threadsRun = true;
    try {
      threadsRun = finish(grace / 1000);
    } catch {
      // Ctrl-C while it ended: what is left of it is not waited for.
    } finally {
      backend.finishExit(threadsRun);
    }
  });
}

/**
 * Milliseconds that Python's own threads and processes have at the end, all together.
 *
 * @throws `UsageError` when it is no such number.
 */
export function setExitGrace(runtime: Runtime, milliseconds: number): void {
  if (typeof milliseconds !== "number" || !(milliseconds >= 0 && milliseconds <= MOST_MILLISECONDS)) {
    throw new UsageError(
      `\`exitGrace\` must be a number of milliseconds from 0 to ${MOST_MILLISECONDS}, got ${String(milliseconds)}`,
    );
  }
  grace = milliseconds;
  runtime.backend.setExitGrace(Math.round(milliseconds));
}
