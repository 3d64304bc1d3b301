/** Dicts with a class of their own, and what is like one: the dict of their items. */
import { resolveType, type PyTypeKind, type PyTypeOf } from "../../schema/py-type.js";
import type { Converter } from "../converter.js";
import { isMap, isPlainObject } from "../values.js";

/** Takes what a dict with these keys takes. */
function mappingConverter(number: number, python: string): Converter {
  return {
    number,
    python,
    fromPlain: (plain) => plain,
    toPlain(value, type) {
      const takesPairs = type?.plain !== undefined && resolveType(type.plain).kind === "map";
      const fits = isMap(value) || (takesPairs ? Array.isArray(value) : isPlainObject(value));
      return fits ? [value] : undefined;
    },
  };
}

/** `collections.OrderedDict`. */
export const orderedDictConverter: Converter = mappingConverter(20, "OrderedDict");
/** `collections.Counter`. */
export const counterConverter: Converter = mappingConverter(21, "Counter");
/** `collections.abc.Mapping`. */
export const mappingsConverter: Converter = mappingConverter(22, "Mapping");

/** In the order of FACTORIES in python/_pyweld/converters/containers.py. */
const factories: readonly (readonly PyTypeKind[])[] = [
  [],
  ["list"],
  ["dict", "map"],
  ["set"],
  ["int", "integer", "bigint"],
  ["float"],
  ["str"],
];

/** `collections.defaultdict`: one conversion for each class that makes what is missing. */
export const defaultDictConverter: Converter = {
  ...mappingConverter(32, "defaultdict"),
  variants: factories.length,
  variant(type) {
    const { value } = type.plain as PyTypeOf<"dict" | "map">;
    const { kind } = resolveType(value);
    return Math.max(
      0,
      factories.findIndex((kinds) => kinds.includes(kind)),
    );
  },
};
