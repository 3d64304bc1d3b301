/** Makes handles: of a generated class where there is one, else dynamic ones, which show Python's attributes as theirs. */
import { UsageError } from "../errors/pyweld-error.js";
import { handleAddress } from "../frame/handle.js";
import { currentRuntime } from "../runtime/current.js";
import type { MakeHandle } from "../runtime/handles.js";
import { t } from "../schema/py-type.js";
import { applyObject, constructObject } from "./attributes.js";
import { withState } from "./handle-state.js";
import { PyObject } from "./py-object.js";
import { functionOperation, getOrMissing } from "./support.js";

// These take the name as it is: a property has no path.
const setExactly = functionOperation("builtins", "setattr", [t.object, t.str, t.any], t.none, {}, 1);
const deleteExactly = functionOperation("builtins", "delattr", [t.object, t.str], t.none, {}, 1);

/** Makes the handle for a Python object that has none. */
export const makeHandle: MakeHandle = (state, callable) => {
  const entry = state.classNumber === 0 ? undefined : currentRuntime().classes[state.classNumber];
  if (entry?.kind === "instance") return withState(Object.create(entry.prototype) as object, state);
  const target = callable
    ? (Object.setPrototypeOf(callableTarget(), PyObject.prototype) as object)
    : (Object.create(PyObject.prototype) as object);
  return new Proxy(withState(target, state), dynamic);
};

/** A function that `new` takes, and that has no `prototype` of its own that would have to be told apart from Python's. */
function callableTarget(): object {
  return Function.prototype.bind.call(nothing, undefined) as object;
}

function nothing(): void {
  // The traps below answer for it.
}

/** `then` would make every handle look like a promise to `await`. */
const ownNames = new Set<string>(["then", "constructor", "toString", "toJSON"]);

function isOwn(key: string | symbol): key is symbol {
  return typeof key === "symbol" || key.startsWith("$") || ownNames.has(key);
}

const dynamic: ProxyHandler<object> = {
  get(target, key) {
    if (isOwn(key)) return Reflect.get(target, key);
    return getOrMissing(target, key as string)[0];
  },
  set(target, key, value) {
    if (isOwn(key)) return false;
    setExactly.call([target, key, value ?? null]);
    return true;
  },
  has(target, key) {
    // There for every handle, and undefined where Python cannot iterate.
    if (key === Symbol.iterator || key === Symbol.asyncIterator) return Reflect.get(target, key) !== undefined;
    return isOwn(key) ? Reflect.has(target, key) : getOrMissing(target, key as string).length > 0;
  },
  deleteProperty(target, key) {
    if (isOwn(key)) return false;
    deleteExactly.call([target, key]);
    return true;
  },
  ownKeys: () => [],
  getOwnPropertyDescriptor: () => undefined,
  preventExtensions: () => false,
  apply(target, _this, args: unknown[]) {
    return applyObject.call([target, ...args]);
  },
  construct(target, args: unknown[]) {
    const made = constructObject(target, args, {});
    if (handleAddress(made) !== undefined) return made as object;
    throw new UsageError(`${(target as PyObject).$repr()} gives a value, which crosses as one; call it without new`);
  },
};
