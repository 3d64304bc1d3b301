/** Python classes that are written in JavaScript: subclasses of Python's, and JavaScript objects that stand for themselves. */
import { UsageError } from "../errors/pyweld-error.js";
import { HeldValue } from "../frame/held-value.js";
import { currentRuntime } from "../runtime/current.js";
import { t } from "../schema/py-type.js";
import type { PyObject } from "./py-object.js";
import { plainOperation, supportFunction } from "./support.js";

/** What a Python class is made of: functions become methods, accessors become properties, the rest class attributes. */
export type ClassMembers = Readonly<Record<string, unknown>>;

type Method = (self: object, ...args: unknown[]) => unknown;
type Accessors = [getter: Method, setter: Method | null];

const derive = supportFunction<
  [readonly unknown[], string, ReadonlyMap<string, Method>, ReadonlyMap<string, Accessors>, string],
  PyObject
>("subclasses.derive", [t.any, t.str, t.any, t.any, t.str], t.object);
const makeImplemented = supportFunction<[PyObject, HeldValue], PyObject>(
  "subclasses.implement",
  [t.object, t.any],
  t.object,
);
const implementedBase = supportFunction<[], PyObject>("subclasses.implemented", [], t.object);

/**
 * A Python class with methods in JavaScript. In them, `this` is the Python object, as a handle; {@link superOf} leads to
 * the methods of the bases. State belongs in Python attributes (`this.count = 1`).
 *
 * @param bases - Handles of the classes above, or of one.
 * @throws `PythonError` when Python refuses such a class.
 * @example
 * ```ts
 * import { python, subclass } from "@pyweld/core";
 * const { Formatter } = python().import("logging");
 * const Short = subclass(Formatter, { format: (record: { msg: string }) => record.msg.slice(0, 10) }, "Short");
 * ```
 */
export function subclass(bases: PyObject | readonly PyObject[], members: ClassMembers, name = "Subclass"): PyObject {
  const methods = new Map<string, Method>();
  const properties = new Map<string, Accessors>();
  const made = new Map<string, unknown>();
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(members))) {
    if (descriptor.get || descriptor.set) properties.set(key, accessors(descriptor));
    else if (typeof descriptor.value === "function") methods.set(key, unbound(descriptor.value as Method));
    else made.set(key, descriptor.value);
  }
  const all = Array.isArray(bases) ? (bases as readonly PyObject[]) : [bases as PyObject];
  const derived = derive(all, name, methods, properties, "pyweld");
  for (const [key, value] of made) derived.$set(key, value);
  return derived;
}

/** A method that has `this` as one that has it as its first argument. */
function unbound(method: Method): Method {
  return (self, ...args) => Reflect.apply(method, self, args) as unknown;
}

function accessors({ get, set }: PropertyDescriptor): Accessors {
  const getter = (self: object): unknown => {
    if (get === undefined) throw new UsageError("this property can be written only");
    return Reflect.apply(get, self, []) as unknown;
  };
  return [getter, set === undefined ? null : (self, value) => Reflect.apply(set, self, [value]) as unknown];
}

const superObject = plainOperation(
  { kind: "call", target: () => (currentRuntime().support as PyObject).$handle("builtins").$handle("super") },
  "super",
  [t.object, t.object],
  t.object,
);

/** What Python's `super(owner, self)` gives: the methods of the classes above `owner`, bound to `self`. */
export function superOf(
  owner: PyObject,
  self: PyObject,
): PyObject & Readonly<Record<string, (...args: unknown[]) => unknown>> {
  return superObject.call([owner, self]) as ReturnType<typeof superOf>;
}

/** Options of {@link implement}. */
export interface ImplementOptions {
  /** Python classes that the object is an instance of: ABCs, Protocols. */
  readonly bases?: readonly PyObject[];
  /** Name of its class in Python. */
  readonly name?: string;
}

/**
 * A Python object that stands for a JavaScript one: its methods and properties are those of the object, whose own class
 * may be any. Python can use it wherever an object with such methods is expected; given back to JavaScript, it is the
 * object itself.
 *
 * `[Symbol.iterator]` becomes `__iter__`, `[Symbol.dispose]` becomes `__exit__`, a `toString` of its own `__str__`.
 *
 * @throws `PythonError` (`TypeError`) when an abstract method of `bases` is missing.
 * @example
 * ```ts
 * import { implement, python } from "@pyweld/core";
 * const written: string[] = [];
 * const file = implement({ write: (text: string) => written.push(text) });
 * python().import("builtins").print.$call(["hello"], { file });
 * ```
 */
export function implement(object: object, options: ImplementOptions = {}): PyObject {
  const kind = implementedClass(object, options);
  return makeImplemented(kind, new HeldValue(object));
}

/** Classes of objects without bases of their own, by prototype and names. */
const known = new WeakMap<object, Map<string, PyObject>>();

function implementedClass(object: object, { bases, name }: ImplementOptions): PyObject {
  const names = memberNames(object);
  const prototype = (Object.getPrototypeOf(object) as object | null) ?? Object.prototype;
  const key = JSON.stringify([name ?? "", ...names.map(([member, kind]) => `${kind}${member}`)]);
  const cached = bases === undefined ? known.get(prototype)?.get(key) : undefined;
  if (cached && !cached.$released) return cached;
  const methods = new Map<string, Method>(wellKnown(object));
  const properties = new Map<string, Accessors>();
  for (const [member, kind] of names) {
    if (kind === "method") methods.set(member, forward(member));
    else properties.set(member, [read(member), kind === "readonly" ? null : write(member)]);
  }
  const own = (object.constructor as { readonly name?: string } | undefined)?.name;
  const title = name ?? (own === undefined || own === "" || own === "Object" ? "JavaScriptObject" : own);
  const made = derive([...(bases ?? []), implementedBase()], title, methods, properties, "pyweld");
  if (bases === undefined) {
    const classes = known.get(prototype) ?? new Map<string, PyObject>();
    known.set(prototype, classes.set(key, made));
  }
  return made;
}

type MemberKind = "method" | "property" | "readonly";

/** Names of an object's members, its own and its class's. */
function memberNames(object: object): (readonly [name: string, kind: MemberKind])[] {
  const found = new Map<string, MemberKind>();
  for (let owner: object | null = object; owner !== null && owner !== Object.prototype;) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (name === "constructor" || found.has(name)) continue;
      if (typeof descriptor.value === "function") found.set(name, "method");
      else found.set(name, descriptor.get !== undefined && descriptor.set === undefined ? "readonly" : "property");
    }
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return [...found];
}

const forward =
  (name: string): Method =>
  (self, ...args) =>
    (self as Record<string, (...args: unknown[]) => unknown>)[name]?.(...args);

const read =
  (name: string): Method =>
  (self) =>
    (self as Record<string, unknown>)[name];

const write =
  (name: string): Method =>
  (self, value) => {
    (self as Record<string, unknown>)[name] = value;
  };

/** Python's names for what JavaScript's own protocols do. */
function wellKnown(object: object): [string, Method][] {
  const methods: [string, Method][] = [];
  if (Symbol.iterator in object) {
    methods.push(["__iter__", (self) => (self as Iterable<unknown>)[Symbol.iterator]()]);
  }
  if (Symbol.dispose !== undefined && Symbol.dispose in object) {
    methods.push(
      ["__enter__", (self) => self],
      ["__exit__", (self) => (self as { [Symbol.dispose](): void })[Symbol.dispose]()],
    );
  }
  if (object.toString !== Object.prototype.toString) methods.push(["__str__", (self) => String(self)]);
  return methods;
}
