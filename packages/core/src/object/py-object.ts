/** Handles to Python objects: those with a generated class, and dynamic ones that show Python's attributes. */
import { inspect } from "node:util";

import { UsageError } from "../errors/pyweld-error.js";
import { addressKey } from "../frame/handle.js";
import { currentRuntime } from "../runtime/current.js";
import type { HandleState, MakeHandle } from "../runtime/handles.js";
import { t } from "../schema/py-type.js";
import { getOrMissing, listAttributes, plainOperation, supportFunction } from "./support.js";

const stateKey: unique symbol = Symbol("pyweld.state");

const apply = plainOperation({ kind: "apply" }, "call", [t.object], t.any, { rest: t.any }, 1);
const applyWithKeywords = plainOperation(
  { kind: "apply" },
  "call",
  [t.object],
  t.any,
  { rest: t.any, extra: t.any },
  1,
);
const builtin = (name: string) => () =>
  (getOrMissing(currentRuntime().support, "builtins")[0] as PyObject).$handle(name);
const setAttribute = plainOperation(
  { kind: "call", target: builtin("setattr") },
  "setattr",
  [t.object, t.str, t.any],
  t.none,
  {},
  1,
);
const deleteAttribute = plainOperation(
  { kind: "call", target: builtin("delattr") },
  "delattr",
  [t.object, t.str],
  t.none,
  {},
  1,
);
const representation = plainOperation({ kind: "call", target: builtin("repr") }, "repr", [t.object], t.str);
const asText = plainOperation({ kind: "call", target: builtin("str") }, "str", [t.object], t.str);
const attribute = supportFunction<[unknown, string], unknown>("objects.attribute", [t.object, t.str], t.any);
const attributeHandle = supportFunction<[unknown, string], PyObject>("objects.attribute", [t.object, t.str], t.object);
const typeName = supportFunction<[unknown], string>("objects.type_name", [t.object], t.str);

/** Keyword arguments of a dynamic call. */
export type Keywords = Readonly<Record<string, unknown>>;

/**
 * A Python object that stays in Python. Its own members begin with `$`, which no Python name can; on a dynamic handle
 * every other name is an attribute of the Python object.
 *
 * The object lives as long as the handle: until `$release()`, the end of a `using`, or garbage collection.
 */
export class PyObject {
  /** Handles are told apart by what they are, not by their shape. */
  readonly #brand = true;
  declare private readonly [stateKey]: HandleState;

  /** Made by the runtime only. */
  protected constructor() {
    void this.#brand;
    throw new UsageError("a PyObject stands for a Python object; it cannot be made by hand");
  }

  /** The address of the Python object; 0 when released. A prototype has none. */
  get [addressKey](): number | undefined {
    return (this[stateKey] as HandleState | undefined)?.address;
  }

  /**
   * An attribute, converted.
   *
   * @throws `PythonError` (`AttributeError`) when there is none.
   */
  $get(name: string): unknown {
    return attribute(this, name);
  }

  /** An attribute as a handle, whatever it is. */
  $handle(name: string): PyObject {
    return attributeHandle(this, name);
  }

  /** Sets an attribute. */
  $set(name: string, value: unknown): void {
    // An argument that is undefined counts as not given; a value that is undefined is None.
    setAttribute.call([this, name, value === undefined ? null : value]);
  }

  /** Deletes an attribute. */
  $delete(name: string): void {
    deleteAttribute.call([this, name]);
  }

  /** Calls the object. Keywords are a parameter of their own: an object among `args` is a dict. */
  $call(args: readonly unknown[] = [], keywords: Keywords = {}): unknown {
    return applyWithKeywords.call([this, ...args, keywords]);
  }

  /** The same on a Python worker thread. */
  $callAsync(args: readonly unknown[] = [], keywords: Keywords = {}): Promise<unknown> {
    try {
      return applyWithKeywords.submit([this, ...args, keywords]);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Name of the Python class: `Fraction`, `datetime`. */
  get $type(): string {
    return typeName(this);
  }

  /** Names of the attributes, as `dir()` lists them. */
  $attributes(): string[] {
    return listAttributes(this);
  }

  /** `repr()` of the object. */
  $repr(): string {
    return representation.call([this]) as string;
  }

  /** Whether the handle has been released. */
  get $released(): boolean {
    return this[stateKey].address === 0;
  }

  /** Lets go of the Python object now. Using the handle afterwards is an error; releasing it again is harmless. */
  $release(): void {
    currentRuntime().handles.release(this[stateKey]);
  }

  [Symbol.dispose](): void {
    this.$release();
  }

  /** `str()` of the object. */
  toString(): string {
    return asText.call([this]) as string;
  }

  /** What `console.log` shows. */
  [inspect.custom](): string {
    return this.$released ? "<released Python object>" : this.$repr();
  }
}

/** Makes the handle for a Python object that has none. */
export const makeHandle: MakeHandle = (state, callable) => {
  const entry = state.classNumber === 0 ? undefined : currentRuntime().classes[state.classNumber];
  if (entry?.kind === "instance") return withState(Object.create(entry.prototype) as object, state);
  // An arrow function has no `prototype` of its own that would have to be told apart from Python's.
  const target = callable
    ? Object.setPrototypeOf(() => undefined, PyObject.prototype)
    : Object.create(PyObject.prototype);
  return new Proxy(withState(target as object, state), dynamic);
};

/** The number of the object's class, as it crossed; 0 for a class that JavaScript does not know. */
export function classNumberOf(handle: object): number {
  return (handle as { readonly [stateKey]?: HandleState })[stateKey]?.classNumber ?? 0;
}

function withState(object: object, state: HandleState): object {
  // Configurable: else the traps below would have to show it.
  return Object.defineProperty(object, stateKey, { value: state, configurable: true });
}

/** `then` would make every handle look like a promise to `await`. */
const ownNames = new Set<string>(["then", "constructor", "toString"]);

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
    (target as PyObject).$set(key as string, value);
    return true;
  },
  has(target, key) {
    return isOwn(key) ? Reflect.has(target, key) : getOrMissing(target, key as string).length > 0;
  },
  deleteProperty(target, key) {
    if (isOwn(key)) return false;
    (target as PyObject).$delete(key as string);
    return true;
  },
  ownKeys: () => [],
  getOwnPropertyDescriptor: () => undefined,
  preventExtensions: () => false,
  apply(target, _this, args: unknown[]) {
    return apply.call([target, ...args]);
  },
};
