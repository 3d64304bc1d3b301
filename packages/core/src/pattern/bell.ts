/** Lets one asynchronous function wait until another says that something has changed. */

/** One waits, and looks again when it rings; ringing while nobody waits is forgotten. */
export class Bell {
  #ring: (() => void) | undefined;

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#ring = resolve;
    });
  }

  ring(): void {
    this.#ring?.();
    this.#ring = undefined;
  }
}
