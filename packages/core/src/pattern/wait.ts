/** Waits for a time, or until a signal ends the wait; nothing stays behind that would keep the process alive. */

/** The longest time that a timer takes; one that is longer would go off at once. */
const LONGEST = 2 ** 31 - 1;

/** Resolves after that many milliseconds; rejects with the signal's reason as soon as it is aborted. */
export function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      },
      Math.min(milliseconds, LONGEST),
    );
    signal?.addEventListener("abort", abort, { once: true });
  });
}
