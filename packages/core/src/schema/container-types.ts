/** Builders of containers with a class of their own, which cross as the list or dict of what they hold. Part of `t`. */
import type { ConversionName, PyType, PyTypeLike } from "./type-description.js";

const converted = (name: ConversionName, plain: PyTypeLike): PyType => ({ kind: "converted", name, plain });

/** A dict whose keys are known to be str is a plain object, any other a `Map`. */
function dictOf(key: PyTypeLike, value: PyTypeLike): PyType {
  const isText = typeof key !== "function" && key.kind === "str";
  return isText ? { kind: "dict", value } : { kind: "map", key, value };
}

/** By the names that they have in `t`. */
export const containerTypes = {
  /** `collections.deque[item]`, an array. */
  deque: (item: PyTypeLike): PyType => converted("deque", { kind: "list", item }),
  /** `collections.OrderedDict[key, value]`, an object, or a `Map` unless keys are `t.str`. */
  orderedDict: (key: PyTypeLike, value: PyTypeLike): PyType => converted("OrderedDict", dictOf(key, value)),
  /**
   * `collections.defaultdict[key, value]`, as {@link orderedDict}. What is missing is made by the class of the values,
   * where that is `list`, `dict`, `set`, `int`, `float` or `str`; else nothing is.
   */
  defaultDict: (key: PyTypeLike, value: PyTypeLike): PyType => converted("defaultdict", dictOf(key, value)),
  /** `collections.Counter[key]`, as {@link orderedDict}, of numbers. */
  counter: (key: PyTypeLike): PyType => converted("Counter", dictOf(key, { kind: "int" })),
  /** `Mapping[key, value]` of any class, as {@link orderedDict}; a dict in Python. */
  mapping: (key: PyTypeLike, value: PyTypeLike): PyType => converted("Mapping", dictOf(key, value)),
  /** `AbstractSet[item]`, a view of a dict for example: a `Set`. */
  abstractSet: (item: PyTypeLike): PyType => converted("AbstractSet", { kind: "list", item }),
  /** `Collection[item]`: any iterable makes a list. What comes is an array, or the `Set` that it is. */
  collection: (item: PyTypeLike): PyType =>
    converted("Collection", {
      kind: "union",
      members: (["list", "sequence", "set", "frozenset"] as const).map((kind) => ({ kind, item })),
    }),
} as const;
