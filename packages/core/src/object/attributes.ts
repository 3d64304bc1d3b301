/** Attributes by name, and calls. A name with dots leads through attributes of attributes. */
import type { Operation } from "../runtime/operation.js";
import { t, type PyTypeLike } from "../schema/py-type.js";
import { findFunction, plainOperation, supportFunction } from "./support.js";

/** Names come from programs, so there are few; one that makes them up must not fill memory. */
const MOST_METHODS = 1000;

/** Some functions look for their caller's frame, and JavaScript has none. */
const from = (): unknown => findFunction("_pyweld.calls", "call");
const call = (returns: PyTypeLike): Operation =>
  plainOperation({ kind: "apply", from }, "call", [t.object], returns, { rest: t.any, extra: t.any }, 1);
/** Calls an object with positional arguments and keywords. */
export const callOperation: Operation = call(t.any);
/** The same; the result is a handle where it can be one. */
export const constructOperation: Operation = call(t.object);
const methods = new Map<string, Operation>();

/** Calls an object with positional arguments only. */
export const applyObject: Operation = plainOperation(
  { kind: "apply", from },
  "call",
  [t.object],
  t.any,
  { rest: t.any },
  1,
);
/** The attribute, callOperation. */
export const getAttribute = supportFunction<[object, string], unknown>("objects.attribute", [t.object, t.str], t.any);
const set = supportFunction<[object, string, unknown], void>(
  "objects.set_attribute",
  [t.object, t.str, t.any],
  t.none,
  1,
);
/** Deletes an attribute. */
export const deleteAttribute = supportFunction<[object, string], void>(
  "objects.delete_attribute",
  [t.object, t.str],
  t.none,
);

/** Sets an attribute. */
export function setAttribute(object: object, name: string, value: unknown): void {
  // An argument that is undefined counts as not given; a value that is undefined is None.
  set(object, name, value ?? null);
}

/** Calls an object; the result is callOperation. */
export function callObject(object: object, args: readonly unknown[], keywords: object): unknown {
  return callOperation.call([object, ...args, keywords]);
}

/** Calls an object; the result is a handle where it can be one. */
export function constructObject(object: object, args: readonly unknown[], keywords: object): unknown {
  return constructOperation.call([object, ...args, keywords]);
}

/** Calls a method, which takes no second crossing to look it up. */
export function callMethod(object: object, name: string, args: readonly unknown[], keywords: object): unknown {
  return methodOperation(name).call([object, ...args, keywords]);
}

/** What calls the method of that name. */
export function methodOperation(name: string): Operation {
  let operation = methods.get(name);
  if (operation === undefined) {
    if (methods.size >= MOST_METHODS) methods.clear();
    operation = plainOperation(
      { kind: "method", name, from },
      name,
      [t.object],
      t.any,
      { rest: t.any, extra: t.any },
      1,
    );
    methods.set(name, operation);
  }
  return operation;
}
