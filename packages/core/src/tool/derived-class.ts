/** Python classes for JavaScript classes that extend a generated one: Python calls what they override. */
import { types } from "node:util";

import { pinInstancesOf } from "../object/pinned.js";
import { currentRuntime } from "../runtime/current.js";
import type { FullSignature } from "../runtime/signature.js";
import { fullSignature } from "../runtime/signature.js";
import { t } from "../schema/py-type.js";
import { attributeHandle, importModule, supportFunction } from "../object/support.js";
import type { BindingHost } from "./binding-host.js";

type AnyFunction = (...args: unknown[]) => unknown;
type TypedMethod = (self: object, args: object, keywords: Readonly<Record<string, unknown>>) => unknown;
type Accessors = [getter: (self: object) => unknown, setter: ((self: object, value: unknown) => unknown) | null];

const deriveTyped = supportFunction<
  [object, string, ReadonlyMap<string, TypedMethod>, ReadonlyMap<string, Accessors>, string],
  object
>("subclasses.derive_typed", [t.object, t.str, t.any, t.any, t.str], t.object);

/** A generated class, as classes that extend it need to know it. */
export interface GeneratedClass {
  readonly tool: BindingHost;
  readonly prototype: object;
  /** The Python class. */
  readonly handle: () => object;
  /** Python's name of a method, and its types; undefined for what the class does not have. */
  readonly method: (key: string) => { readonly python: string; readonly signature: FullSignature } | undefined;
  /** Python's name of a property. */
  readonly property: (key: string) => string | undefined;
}

/**
 * The Python class, a handle, whose methods are those that `extending` overrides; the generated one's own when it
 * overrides nothing. Names that Python's class does not have are passed as they are (`__len__`, `_hook`).
 */
export function derivedClass(
  extending: { readonly prototype: object; readonly name: string },
  base: GeneratedClass,
): object {
  const methods = new Map<string, TypedMethod>();
  const properties = new Map<string, Accessors>();
  for (const [key, descriptor] of overrides(extending.prototype, base.prototype)) {
    if (typeof descriptor.value === "function") {
      const known = base.method(key);
      methods.set(known?.python ?? key, typedMethod(base.tool, key, known?.signature));
      continue;
    }
    // Accessors of its own are JavaScript's alone: in Python they could stand in the way of an attribute.
    const python = base.property(key);
    if (python !== undefined && descriptor.get !== undefined) properties.set(python, accessors(key, descriptor));
  }
  if (methods.size === 0 && properties.size === 0) return base.handle();
  const derived = deriveTyped(base.handle(), extending.name || "Subclass", methods, properties, base.tool.module);
  derivedClasses.set(extending.prototype, { handle: derived, properties: new Set(properties.keys()) });
  pinInstancesOf(extending.prototype);
  currentRuntime().registerClass(derived, { kind: "instance", prototype: extending.prototype });
  return derived;
}

/** By prototype, the Python classes that override something in JavaScript. */
const derivedClasses = new WeakMap<object, DerivedClass>();

interface DerivedClass {
  readonly handle: object;
  /** Python's names of the properties that are overridden. */
  readonly properties: ReadonlySet<string>;
}

const superObject = supportFunction<[object, object], object>("subclasses.Above", [t.object, t.object], t.object);
const setAbove = supportFunction<[object, object, string, unknown], void>(
  "subclasses.set_above",
  [t.object, t.object, t.str, t.any],
  t.none,
);

/**
 * What generated members work on: the object itself; of an object whose class is written in JavaScript, what Python's
 * `super()` gives, since whatever is overridden has been found already, and would be found again.
 */
export function aboveOverrides(self: object, property?: string): object {
  const derived = derivedClasses.get(Object.getPrototypeOf(self) as object);
  if (derived === undefined || (property !== undefined && !derived.properties.has(property))) return self;
  return superObject(derived.handle, self);
}

/** Sets a property that is overridden as the classes above do; false for any other. */
export function setAboveOverrides(self: object, name: string, value: unknown): boolean {
  const derived = derivedClasses.get(Object.getPrototypeOf(self) as object);
  if (derived === undefined || !derived.properties.has(name)) return false;
  setAbove(derived.handle, self, name, value);
  return true;
}

/** What the classes below `end` define, the lowest first. */
function overrides(start: object, end: object): Map<string, PropertyDescriptor> {
  const found = new Map<string, PropertyDescriptor>();
  for (let owner = start; owner !== end; owner = Object.getPrototypeOf(owner) as object) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (key !== "constructor" && !found.has(key)) found.set(key, descriptor);
    }
  }
  return found;
}

function typedMethod(tool: BindingHost, key: string, signature: FullSignature | undefined): TypedMethod {
  const read = argumentReader(tool, signature);
  const write = resultWriter(tool, signature);
  return (self, args, keywords) => {
    const method = (self as Record<string, AnyFunction>)[key] as AnyFunction;
    return write(Reflect.apply(method, self, read(args, keywords)));
  };
}

/** Converts the arguments by their hints; those that Python passed by name go to the place of the parameter. */
function argumentReader(
  tool: BindingHost,
  signature: FullSignature | undefined,
): (args: object, keywords: Readonly<Record<string, unknown>>) => unknown[] {
  const length = tool.operation({ kind: "call", target: () => builtin("len") }, () =>
    fullSignature("len", [t.object], t.int),
  );
  const readers = new Map<number, (args: object) => unknown>();
  const reader = (count: number): ((args: object) => unknown) => {
    const paramTypes = Array.from({ length: count }, (_, i) => signature?.params[i] ?? signature?.rest ?? t.any);
    const target = (): unknown => attributeHandle(importModule("_pyweld.subclasses"), "positional");
    const operation = tool.operation({ kind: "call", target }, () =>
      fullSignature("positional", [t.object], t.tuple(paramTypes)),
    );
    return (args) => operation.call([args]);
  };
  return (handle, keywords) => {
    const count = length.call([handle]) as number;
    const read = readers.get(count) ?? reader(count);
    readers.set(count, read);
    const args = read(handle) as unknown[];
    const rest: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(keywords)) {
      const at = signature?.names.indexOf(name) ?? -1;
      if (at >= 0) args[at] = value;
      else rest[name] = value;
    }
    return Object.keys(rest).length > 0 ? [...args, rest] : args;
  };
}

/** Converts the result by its hint: 2 where a float is promised is 2.0. */
function resultWriter(tool: BindingHost, signature: FullSignature | undefined): (result: unknown) => unknown {
  if (signature === undefined) return (result) => result;
  const target = (): unknown => attributeHandle(importModule("_pyweld.subclasses"), "Result");
  const operation = tool.operation({ kind: "call", target }, () =>
    fullSignature("the result", [signature.returns], t.object),
  );
  const convert = (result: unknown): unknown => operation.call([result]);
  // Of an `async def`: Python awaits the promise.
  if (signature.async) return (result) => (types.isPromise(result) ? result.then(convert) : convert(result));
  return convert;
}

function accessors(key: string, { set }: PropertyDescriptor): Accessors {
  const getter = (self: object): unknown => (self as Record<string, unknown>)[key];
  const setter = (self: object, value: unknown): void => {
    (self as Record<string, unknown>)[key] = value;
  };
  return [getter, set === undefined ? null : setter];
}

function builtin(name: string): object {
  return attributeHandle(importModule("builtins"), name);
}
