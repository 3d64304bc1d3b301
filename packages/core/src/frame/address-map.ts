/** A map by address, for values that come and go at the same addresses. */

/** Values that have gone and may stay, at least. */
const FEW = 256;

/**
 * Deleting is put off: in V8 (11 to 14), a `Map` to which the same key is added and from which it is deleted again and
 * again takes a time for each that grows with the number of its other keys, 14 µs with 10,000; and Python gives a new
 * object the address of the one that has just gone. An entry that is dropped stays until its address is taken again, or
 * until there are more of them than of the others.
 */
export class AddressMap<T extends object> {
  #values = new Map<number, T | undefined>();
  #gone = 0;

  get(address: number): T | undefined {
    return this.#values.get(address);
  }

  set(address: number, value: T): void {
    // Only what was dropped is undefined.
    if (this.#gone > 0 && this.#values.get(address) === undefined && this.#values.has(address)) this.#gone--;
    this.#values.set(address, value);
  }

  drop(address: number): void {
    if (this.#values.get(address) === undefined) return;
    this.#values.set(address, undefined);
    this.#gone++;
    if (this.#gone > FEW && this.#gone > this.#values.size / 2) this.#sweep();
  }

  *values(): Iterable<T> {
    for (const value of this.#values.values()) if (value !== undefined) yield value;
  }

  #sweep(): void {
    const kept = new Map<number, T>();
    for (const [address, value] of this.#values) if (value !== undefined) kept.set(address, value);
    this.#values = kept;
    this.#gone = 0;
  }
}
