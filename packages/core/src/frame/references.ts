/** JavaScript's values that Python holds: each has an id for as long as any Python object stands for it. */

interface Held {
  readonly value: object;
  /** Python objects that stand for it. */
  count: number;
}

/** The values, by id and back. Ids begin at 1; one that is given back is used again. */
export class References {
  readonly #held: (Held | undefined)[] = [undefined];
  /** Weak for its speed: a Map takes ever longer to add and delete the same key while it has others (V8 11 to 14). */
  readonly #ids = new WeakMap<object, number>();
  readonly #free: number[] = [];
  readonly #onFirst: () => void;

  /** `onFirst` is called when Python is about to hold a value for the first time. */
  constructor(onFirst: () => void = () => undefined) {
    this.#onFirst = onFirst;
  }

  /** Counts one more Python object that will stand for `value`; its id. */
  hold(value: object): number {
    const known = this.#ids.get(value);
    if (known !== undefined) {
      (this.#held[known] as Held).count++;
      return known;
    }
    if (this.#held.length === 1) this.#onFirst();
    const id = this.#free.pop() ?? this.#held.length;
    this.#held[id] = { value, count: 1 };
    this.#ids.set(value, id);
    return id;
  }

  /** The value that an id stands for; undefined when Python has let go of it. */
  get(id: number): object | undefined {
    return this.#held[id]?.value;
  }

  /** One Python object less stands for the value. */
  drop(id: number): void {
    const held = this.#held[id];
    if (held === undefined || --held.count > 0) return;
    this.#held[id] = undefined;
    this.#ids.delete(held.value);
    this.#free.push(id);
  }

  /** Values that Python holds. */
  get size(): number {
    return this.#held.length - 1 - this.#free.length;
  }
}
