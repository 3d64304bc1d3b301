/** Named tuples: arrays whose items have names as well. */
import type { Converter } from "../converter.js";

/**
 * Gives the items of an array names: read-only properties that no loop and no comparison sees. A name that arrays have a
 * meaning for (`length`, `map`) is left to that.
 */
export function withNames(names: readonly string[]): <A extends unknown[]>(array: A) => A {
  const properties: PropertyDescriptorMap = {};
  names.forEach((name, i) => {
    if (name in Array.prototype) return;
    properties[name] = {
      get(this: unknown[]) {
        return this[i];
      },
    };
  });
  return (array) => Object.defineProperties(array, properties);
}

/** What carries tags comes as the dict of its fields. The other way, tuples are built by their own class. */
export const namedTupleConverter: Converter = {
  number: 18,
  python: "NamedTuple",
  fromPlain(plain) {
    const fields = plain as Record<string, unknown>;
    return withNames(Object.keys(fields))(Object.values(fields));
  },
  toPlain: () => undefined,
};
