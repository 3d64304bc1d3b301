/** Lets a signal end an asynchronous generator from outside, as leaving the loop over it does from inside. */

/**
 * The items of a generator until the signal is aborted: then the generator is closed, in the middle of its waiting if need
 * be, and the loop ends without an error.
 */
export async function* stoppable<T>(items: AsyncGenerator<T>, signal: AbortSignal): AsyncGenerator<T, void, void> {
  let closed: Promise<unknown> | undefined;
  const close = (): void => {
    closed = items.return(undefined);
    // Whoever reads the items is told below; until then it must not count as unhandled.
    closed.catch(() => undefined);
  };
  signal.addEventListener("abort", close, { once: true });
  try {
    if (!signal.aborted) yield* items;
    await closed;
  } finally {
    signal.removeEventListener("abort", close);
  }
}
