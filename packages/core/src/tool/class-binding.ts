/** Makes the JavaScript class that stands for a Python class of a tool. */
import { UsageError } from "../errors/pyweld-error.js";
import { handleAddress } from "../frame/handle.js";
import { PyObject } from "../object/py-object.js";
import { asCallable, makeCallable, type Callable } from "../runtime/callable.js";
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
  /** The generated class of the first base; a function, since it may stand further down. */
  readonly base?: () => unknown;
}

type AnyClass = new (...args: unknown[]) => object;

/** Which Python class a generated class stands for: static methods that are inherited work on the class they are called on. */
const identities = new WeakMap<object, Identity>();

interface Identity {
  readonly tool: BindingHost;
  readonly name: string;
}

/** The class itself, or the generated one that a user's class extends. */
function generatedClass(made: object): object {
  return identities.has(made) ? made : generatedClass(Object.getPrototypeOf(made) as object);
}

/** The class. */
export function bindClass(tool: BindingHost, name: string, spec: ClassSpec): unknown {
  const construct = constructor(tool, name, spec);
  const made = {
    [name]: class extends (PyObject as unknown as AnyClass) {
      // @ts-expect-error no super(): a constructor that returns an object needs no `this`
      constructor(...args: unknown[]) {
        const instance = construct(args);
        if (new.target !== made) Object.setPrototypeOf(instance, new.target.prototype as object);
        return instance as never;
      }
    },
  }[name] as AnyClass;
  for (const [key, method] of Object.entries(spec.methods ?? {}))
    defineMethod(made.prototype as object, tool, name, key, method);
  for (const [key, property] of Object.entries(spec.properties ?? {})) {
    defineProperty(made.prototype as object, tool, key, property);
  }
  for (const [key, method] of Object.entries(spec.statics ?? {})) defineStatic(made, key, method);
  identities.set(made, { tool, name });
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

function constructor(tool: BindingHost, name: string, spec: ClassSpec): (args: unknown[]) => object {
  if (spec.init === undefined) {
    return () => {
      throw new UsageError(`${name} cannot be constructed`);
    };
  }
  const { init } = spec;
  const target = (): unknown => tool.resolve(name);
  const operation = tool.operation({ kind: "call", target }, () => {
    const [params, more] = typeof init === "function" ? init() : init;
    return { ...fullSignature(name, params, t.object, more), label: `${tool.module}.${name}` };
  });
  return (args) => operation.call(args) as object;
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
      const bound = bind(unbound, this);
      // Kept on the instance, unless it was reached through `super`: then it would hide the method that overrides it.
      if (handleAddress(this) !== undefined && ownerOf(this, key) === prototype) {
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

function defineProperty(
  prototype: object,
  tool: BindingHost,
  key: string,
  [python, type, access]: readonly [python: string, type: PyTypeLike, access?: "readonly"],
): void {
  const getter = tool.operation({ kind: "get", name: python }, () => fullSignature(python, [t.object], type));
  const setter = tool.operation({ kind: "set", name: python }, () => withSelf(fullSignature(python, [type], t.none)));
  Object.defineProperty(prototype, key, {
    configurable: true,
    enumerable: true,
    get(this: object) {
      return getter.call([this]);
    },
    ...(access === "readonly"
      ? {}
      : {
          set(this: object, value: unknown) {
            // An assignment always gives a value.
            setter.call([this, value ?? null]);
          },
        }),
  });
}
