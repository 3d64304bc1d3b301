/** What can be asked of any object: its class, its length, whether it is the same as another. */
import { t } from "../schema/py-type.js";
import { functionOperation, supportFunction } from "./support.js";

const builtin = <R>(name: string, returns: Parameters<typeof functionOperation>[3]): ((object: object) => R) => {
  const operation = functionOperation("builtins", name, [t.object], returns);
  return (object) => operation.call([object]) as R;
};
const question = (name: `${string}.${string}`): ((left: unknown, right: unknown) => boolean) => {
  const ask = supportFunction<[unknown, unknown], boolean>(name, [t.any, t.any], t.bool, 1);
  // An argument that is undefined would count as missing.
  return (left, right) => ask(left ?? null, right ?? null);
};

/** `repr()`. */
export const representation = builtin<string>("repr", t.str);
/** `str()`. */
export const asText = builtin<string>("str", t.str);
/** `len()`. */
export const lengthOf = builtin<number>("len", t.int);
/** `bool()`. */
export const truthOf = builtin<boolean>("bool", t.bool);
/** `hash()`. */
export const hashOf = builtin<bigint>("hash", t.bigint);
/** `type()`. */
export const classOf = builtin<object>("type", t.object);
/** Name of the class. */
export const typeName = supportFunction<[unknown], string>("objects.type_name", [t.object], t.str);
/** `right in left`. */
export const contains = question("objects.contains");
/** `left is right`. */
export const isSame = question("objects.is_same");
/** `isinstance(left, right)`; several classes may come as a list. */
export const isInstance = question("objects.is_instance");
/** `bool(left == right)`. */
export const isEqual = question("objects.is_equal");
/** `bool(left < right)`. */
export const isLess = question("objects.is_less");
/** `bool(left <= right)`. */
export const isLessOrEqual = question("objects.is_less_or_equal");
/** The object as a number, if that loses nothing. */
export const asNumber = supportFunction<[unknown], number | bigint>("objects.as_number", [t.object], t.any);
/** The object as a number, if that loses nothing, else as text. */
export const asPrimitive = supportFunction<[unknown], string | number | bigint>(
  "objects.as_primitive",
  [t.object],
  t.any,
);
