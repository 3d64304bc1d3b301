/** Watches abort signals for calls: one listener per signal, however many calls have it, and none when they have ended. */

/** Something that a signal ends. */
export interface Abortable {
  abort(): void;
}

interface Watch {
  readonly calls: Set<Abortable>;
  readonly listener: () => void;
}

const watches = new WeakMap<AbortSignal, Watch>();

/** From now on, the signal's abort is told to the call. */
export function watchAbort(signal: AbortSignal, call: Abortable): void {
  let watch = watches.get(signal);
  if (watch === undefined) {
    const calls = new Set<Abortable>();
    const listener = (): void => {
      watches.delete(signal);
      for (const each of calls) each.abort();
    };
    watch = { calls, listener };
    watches.set(signal, watch);
    signal.addEventListener("abort", listener, { once: true });
  }
  watch.calls.add(call);
}

/** The call has ended. */
export function unwatchAbort(signal: AbortSignal, call: Abortable): void {
  const watch = watches.get(signal);
  if (watch === undefined || !watch.calls.delete(call) || watch.calls.size > 0) return;
  watches.delete(signal);
  signal.removeEventListener("abort", watch.listener);
}
