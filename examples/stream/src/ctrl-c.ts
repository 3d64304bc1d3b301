/** Ctrl-C as a signal that is aborted. */
import { python } from "@pyweld/core";

/** Aborted by the first Ctrl-C; a later one is nobody's, and so ends the process at once. */
export function untilCtrlC(): AbortSignal {
  // Else a call that runs in place at that moment, such as a tool's import, raises KeyboardInterrupt.
  const { signal, SIGINT, SIG_IGN } = python().import("signal");
  signal(SIGINT, SIG_IGN);
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
    // npm and pnpm pass on what the terminal has sent already: for a moment, it is the same Ctrl-C.
    setTimeout(() => process.off("SIGINT", stop), 300).unref();
  };
  process.on("SIGINT", stop);
  return controller.signal;
}
