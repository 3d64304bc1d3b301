/** A collection that keeps nothing alive. */

/** Things that are found again as long as somebody else holds them. */
export class WeakCollection<T extends object> {
  readonly #references = new Set<WeakRef<T>>();
  readonly #collected = new FinalizationRegistry<WeakRef<T>>((reference) => this.#references.delete(reference));

  add(item: T): void {
    const reference = new WeakRef(item);
    this.#references.add(reference);
    this.#collected.register(item, reference);
  }

  /** What is alive. */
  *[Symbol.iterator](): Generator<T> {
    for (const reference of this.#references) {
      const item = reference.deref();
      if (item !== undefined) yield item;
    }
  }

  /** What is alive; the collection is empty afterwards. */
  takeAll(): T[] {
    const all = [...this];
    this.#references.clear();
    return all;
  }
}
