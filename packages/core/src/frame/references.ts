/** JavaScript's values that Python holds: each has an id for as long as any Python object stands for it. */

/** The values, by id and back. */
export class References {
  readonly #values = new Map<number, object>();
  readonly #ids = new Map<object, number>();
  readonly #counts = new Map<number, number>();
  #last = 0;

  /** Counts one more Python object that will stand for `value`; its id. */
  hold(value: object): number {
    const known = this.#ids.get(value);
    const id = known ?? this.#next();
    if (known === undefined) {
      this.#ids.set(value, id);
      this.#values.set(id, value);
    }
    this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
    return id;
  }

  /** The value that an id stands for; undefined when Python has let go of it. */
  get(id: number): object | undefined {
    return this.#values.get(id);
  }

  /** One Python object less stands for the value. */
  drop(id: number): void {
    const left = (this.#counts.get(id) ?? 0) - 1;
    if (left > 0) {
      this.#counts.set(id, left);
      return;
    }
    const value = this.#values.get(id);
    this.#counts.delete(id);
    this.#values.delete(id);
    if (value !== undefined) this.#ids.delete(value);
  }

  /** Values that Python holds. */
  get size(): number {
    return this.#values.size;
  }

  /** Ids are 32 bits wide and not 0; one comes back only when all others have been used. */
  #next(): number {
    do this.#last = this.#last === 0xffffffff ? 1 : this.#last + 1;
    while (this.#values.has(this.#last));
    return this.#last;
  }
}
