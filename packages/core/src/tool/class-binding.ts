/** Makes the JavaScript class that stands for a Python class of a tool. */
import { UsageError } from "../errors/pyweld-error.js";
import { addressKey, handleAddress } from "../frame/handle.js";
import { isInstance } from "../object/facts.js";
import { batchReader, openSource, type BatchReader } from "../object/item-source.js";
import { PyIterator } from "../object/py-iterator.js";
import { PyObject } from "../object/py-object.js";
import { typeAttribute, typeItems } from "../object/typed-members.js";
import { asCallable, makeCallable, type Callable } from "../runtime/callable.js";
import type { CallOptions } from "../runtime/call-options.js";
import {
  fullSignature,
  signatureOf,
  withSelf,
  type FullSignature,
  type LazyTypes,
  type Signature,
  type Types,
} from "../runtime/signature.js";
import { t, type PyTypeLike } from "../schema/py-type.js";
import type { BindingHost } from "./binding-host.js";
import { aboveOverrides, derivedClass, setAboveOverrides, type GeneratedClass } from "./derived-class.js";

/** A method as generated code writes it. */
export type MethodSpec = readonly [python: string, ...types: Types] | readonly [python: string, ...types: LazyTypes];

/** Parameters of a constructor. */
export type InitSpec = readonly [params: readonly PyTypeLike[], more?: Signature];

/** A class as generated code writes it: names in TypeScript, to what they are in Python. */
export interface ClassSpec {
  /** Parameters of the constructor; absent when the class cannot be constructed. */
  readonly init?: InitSpec | (() => InitSpec);
  readonly methods?: Readonly<Record<string, MethodSpec>>;
  /** Static and class methods. */
  readonly statics?: Readonly<Record<string, MethodSpec>>;
  readonly properties?: Readonly<Record<string, readonly [python: string, type: PyTypeLike, access?: "readonly"]>>;
  /** Getters that call a method without arguments: `length` calls `__len__`. */
  readonly getters?: Readonly<Record<string, readonly [python: string, type: PyTypeLike]>>;
  /** Type of the items that iterating over an instance gives; a function, since it may stand further down. */
  readonly items?: () => PyTypeLike;
  /** The generated class of the first base; a function, since it may stand further down. */
  readonly base?: () => unknown;
}

type AnyClass = new (...args: unknown[]) => object;

/** Which Python class a generated class stands for: static methods that are inherited work on the class they are called on. */
const identities = new WeakMap<object, Identity>();

interface Identity {
  readonly tool: BindingHost;
  readonly name: string;
  readonly spec: ClassSpec;
}

/** What a class that extends a generated one has to know of that, and of those above it. */
function generatedClassOf(made: AnyClass): GeneratedClass {
  const { tool, name } = identities.get(made) as Identity;
  const find = <T>(look: (spec: ClassSpec) => T | undefined): T | undefined => {
    for (let each: object | null = made; each !== null; each = Object.getPrototypeOf(each) as object | null) {
      const identity = identities.get(each);
      const found = identity && look(identity.spec);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    tool,
    prototype: made.prototype as object,
    handle: () => tool.resolve(name),
    method(key) {
      const [python, ...types] = find(({ methods }) => own(methods, key)) ?? [];
      return python === undefined ? undefined : { python, signature: signatureOf(python, types as LazyTypes) };
    },
    property: (key) => find(({ properties }) => own(properties, key))?.[0],
  };
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The class itself, or the generated one that a user's class extends. */
function generatedClass(made: object): object {
  return identities.has(made) ? made : generatedClass(Object.getPrototypeOf(made) as object);
}

/** The class. */
export function bindClass(tool: BindingHost, name: string, spec: ClassSpec): unknown {
  const construct = constructor(tool, name, spec, () => tool.resolve(name));
  const derived = new WeakMap<object, (args: unknown[]) => object>();
  const constructDerived = (extending: AnyClass, args: unknown[]): object => {
    let make = derived.get(extending);
    if (make === undefined) {
      const handle = derivedClass(extending, generatedClassOf(made));
      const constructs = constructor(tool, name, spec, () => handle);
      derived.set(extending, (make = (given) => constructs(...given) as object));
    }
    const instance = make(args);
    if (Object.getPrototypeOf(instance) !== extending.prototype) {
      Object.setPrototypeOf(instance, extending.prototype as object);
    }
    return instance;
  };
  const made = {
    [name]: class extends (PyObject as unknown as AnyClass) {
      // @ts-expect-error no super(): a constructor that returns an object needs no `this`
      constructor(...args: unknown[]) {
        return (new.target === made ? construct(...args) : constructDerived(new.target, args)) as never;
      }
    },
  }[name] as AnyClass;
  defineOtherWays(made, construct);
  for (const [key, method] of Object.entries(spec.methods ?? {}))
    defineMethod(made.prototype as object, tool, name, key, method);
  for (const [key, property] of Object.entries(spec.properties ?? {})) {
    defineProperty(made.prototype as object, tool, key, property);
  }
  for (const [key, getter] of Object.entries(spec.getters ?? {})) {
    defineGetter(made.prototype as object, tool, key, getter);
  }
  if (spec.items !== undefined) defineItems(made.prototype as object, spec.items);
  for (const [key, method] of Object.entries(spec.statics ?? {})) defineStatic(made, key, method);
  defineIdentity(made);
  identities.set(made, { tool, name, spec });
  const inherit = (): void => {
    const base = spec.base?.() as AnyClass | undefined;
    if (!base) return;
    Object.setPrototypeOf(made.prototype, base.prototype as object);
    Object.setPrototypeOf(made, base);
  };
  // Now where the base stands above, as it does in generated code; else when all of the module has run.
  if (!succeeds(inherit)) tool.whenLoaded(inherit);
  tool.whenLoaded((runtime) => {
    runtime.registerClass(tool.resolve(name), { kind: "instance", prototype: made.prototype as object });
  });
  return made;
}

/** `Observer.async(…)` constructs on a worker thread, `new (Observer.with(options))(…)` with options. */
function defineOtherWays(made: AnyClass, construct: Callable): void {
  Object.defineProperty(made, "async", {
    configurable: true,
    writable: true,
    value(this: unknown, ...args: unknown[]) {
      if (this !== made && this !== undefined) return refuseDerived(made.name);
      return construct.async(...args);
    },
  });
  Object.defineProperty(made, "with", {
    configurable: true,
    writable: true,
    value: (options: CallOptions) => constructing(made, construct.with(options)),
  });
}

/** A class that stands above has nothing to make its instances on a worker thread: its constructor is JavaScript. */
async function refuseDerived(name: string): Promise<never> {
  throw new UsageError(`instances of a class that extends ${name} are made in place, with new`);
}

/** The class as it is with options: it makes instances of the same class. */
function constructing(made: AnyClass, construct: Callable): unknown {
  const limited = function (...args: unknown[]): unknown {
    const instance = construct(...args);
    if ((typeof instance === "object" && instance !== null) || typeof instance === "function") return instance;
    // `new` would give an empty object in its place.
    throw new UsageError(`new ${made.name} gives an instance only: use .async, or py.attempt around it`);
  };
  return Object.defineProperties(limited, {
    name: { value: made.name },
    prototype: { value: made.prototype },
    async: { value: construct.async },
    with: { value: (options: CallOptions) => constructing(made, construct.with(options)) },
  });
}

/** What makes the class stand for Python's: it is that wherever it goes to Python, and `instanceof` asks Python. */
function defineIdentity(made: object): void {
  const pythonClass = (self: object): object => {
    const { tool, name } = identities.get(generatedClass(self)) as Identity;
    return tool.resolve(name);
  };
  Object.defineProperty(made, addressKey, {
    configurable: true,
    get(this: object) {
      return handleAddress(pythonClass(this));
    },
  });
  Object.defineProperty(made, Symbol.hasInstance, {
    configurable: true,
    value(this: AnyClass, value: unknown) {
      if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
      // A class written on top of a generated one has no Python class of its own.
      if (!identities.has(this) || handleAddress(value) === undefined) return false;
      // Python knows of virtual subclasses, and of classes that have no binding.
      return isInstance(value, pythonClass(this));
    },
  });
}

/** False when the base's constant has not been initialised yet. */
function succeeds(inherit: () => void): boolean {
  try {
    inherit();
    return true;
  } catch (error) {
    if (error instanceof ReferenceError) return false;
    throw error;
  }
}

/** A getter, since a class method gets the class that it is called on, which may be a generated subclass. */
function defineStatic(made: object, key: string, [python, ...types]: MethodSpec): void {
  const functions = new WeakMap<object, unknown>();
  Object.defineProperty(made, key, {
    configurable: true,
    get(this: object) {
      const owner = generatedClass(this);
      let known = functions.get(owner);
      if (known === undefined) {
        const { tool, name } = identities.get(owner) as Identity;
        known = tool.function(`${name}.${python}`, ...(types as LazyTypes));
        functions.set(owner, known);
      }
      return known;
    },
  });
}

function constructor(tool: BindingHost, name: string, spec: ClassSpec, target: () => unknown): Callable {
  const operation = tool.operation({ kind: "call", target }, () => {
    const { init } = spec;
    if (init === undefined) throw new UsageError(`${name} cannot be constructed`);
    const [params, more] = typeof init === "function" ? init() : init;
    return { ...fullSignature(name, params, t.object, more), label: `${tool.module}.${name}` };
  });
  return makeCallable(operation, name);
}

/** A getter that binds on first access: `observer.altitude` is a function of its own, with `.async`. */
function defineMethod(prototype: object, tool: BindingHost, owner: string, key: string, spec: MethodSpec): void {
  const [python, ...types] = spec;
  const label = `${tool.module}.${owner}.${python}`;
  const signature = (): FullSignature => ({ ...withSelf(signatureOf(python, types)), label });
  const unbound = makeCallable(tool.operation({ kind: "method", name: python }, signature), python);
  Object.defineProperty(prototype, key, {
    configurable: true,
    get(this: object) {
      if (handleAddress(this) === undefined) return bind(unbound, this);
      const self = aboveOverrides(this);
      const bound = bind(unbound, self);
      if (self !== this) return bound;
      // Kept on the instance, unless it was reached through `super`: then it would hide the method that overrides it.
      if (ownerOf(this, key) === prototype) {
        Reflect.defineProperty(this, key, { value: bound, configurable: true });
      }
      return bound;
    },
  });
}

/** The object of the prototype chain that an access by name ends at. */
function ownerOf(object: object, key: string): object | null {
  let owner: object | null = object;
  while (owner !== null && !Object.hasOwn(owner, key)) owner = Object.getPrototypeOf(owner) as object | null;
  return owner;
}

function bind(call: Callable, self: object): Callable {
  return asCallable(
    shortWay(call, self),
    call.name,
    (...args) => call.async(self, ...args),
    (options) => bind(call.with(options), self),
  );
}

/** Up to two arguments, the common case, are passed on without an array of them. */
function shortWay(call: Callable, self: object): (...args: never[]) => unknown {
  return function (a: unknown, b: unknown) {
    switch (arguments.length) {
      case 0:
        return call(self);
      case 1:
        return call(self, a);
      case 2:
        return call(self, a, b);
      default:
        return call(self, ...(arguments as unknown as unknown[]));
    }
  };
}

function defineGetter(
  prototype: object,
  tool: BindingHost,
  key: string,
  [python, type]: readonly [python: string, type: PyTypeLike],
): void {
  const operation = tool.operation({ kind: "method", name: python }, () => fullSignature(python, [t.object], type));
  typeAttribute(prototype, key, { get: operation });
  Object.defineProperty(prototype, key, {
    configurable: true,
    enumerable: true,
    get(this: object) {
      return operation.call([this]);
    },
  });
}

/** Iteration over items of a known type. */
function defineItems(prototype: object, items: () => PyTypeLike): void {
  let reader: BatchReader | undefined;
  typeItems(prototype, () => (reader ??= batchReader(items())));
  Object.defineProperty(prototype, Symbol.iterator, {
    configurable: true,
    value(this: object) {
      const source = openSource(this, (reader ??= batchReader(items())));
      return new PyIterator(() => source);
    },
  });
}

function defineProperty(
  prototype: object,
  tool: BindingHost,
  key: string,
  [python, type, access]: readonly [python: string, type: PyTypeLike, access?: "readonly"],
): void {
  const getter = tool.operation({ kind: "get", name: python }, () => fullSignature(python, [t.object], type));
  const setter = tool.operation({ kind: "set", name: python }, () => withSelf(fullSignature(python, [type], t.none)));
  typeAttribute(prototype, key, { get: getter, set: access === "readonly" ? undefined : setter });
  Object.defineProperty(prototype, key, {
    configurable: true,
    enumerable: true,
    get(this: object) {
      return getter.call([aboveOverrides(this, python)]);
    },
    ...(access === "readonly"
      ? {}
      : {
          set(this: object, value: unknown) {
            // An assignment always gives a value.
            if (!setAboveOverrides(this, python, value ?? null)) setter.call([this, value ?? null]);
          },
        }),
  });
}
