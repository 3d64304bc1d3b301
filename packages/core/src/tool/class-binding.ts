/** Makes the JavaScript class that stands for a Python class of a tool. */
import { UsageError } from "../errors/pyweld-error.js";
import { PyObject } from "../object/py-object.js";
import { makeCallable, type Callable } from "../runtime/callable.js";
import { fullSignature, withSelf, type Signature } from "../runtime/signature.js";
import { t, type PyType } from "../schema/py-type.js";
import type { ToolBinding } from "./tool-binding.js";

/** A method as generated code writes it. */
export type MethodSpec = readonly [python: string, params: readonly PyType[], returns: PyType, more?: Signature];

/** A class as generated code writes it: names in TypeScript, to what they are in Python. */
export interface ClassSpec {
  /** Parameters of the constructor; absent when the class cannot be constructed. */
  readonly init?: readonly [params: readonly PyType[], more?: Signature];
  readonly methods?: Readonly<Record<string, MethodSpec>>;
  /** Static and class methods. */
  readonly statics?: Readonly<Record<string, MethodSpec>>;
  readonly properties?: Readonly<Record<string, readonly [python: string, type: PyType, access?: "readonly"]>>;
  /** The generated class of the first base; a function, since it may stand further down. */
  readonly base?: () => unknown;
}

type AnyClass = new (...args: unknown[]) => object;

/** The class. Its prototype chain is joined to that of its base when the tool is loaded. */
export function bindClass(tool: ToolBinding, name: string, spec: ClassSpec): unknown {
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
  for (const [key, method] of Object.entries(spec.methods ?? {})) defineMethod(made.prototype as object, tool, key, method);
  for (const [key, property] of Object.entries(spec.properties ?? {})) {
    defineProperty(made.prototype as object, tool, key, property);
  }
  for (const [key, method] of Object.entries(spec.statics ?? {})) {
    const [python, params, returns, more] = method;
    Object.defineProperty(made, key, { value: tool.function(`${name}.${python}`, params, returns, more) });
  }
  tool.whenLoaded((runtime) => {
    const base = spec.base?.() as AnyClass | undefined;
    if (base) {
      Object.setPrototypeOf(made.prototype, base.prototype as object);
      Object.setPrototypeOf(made, base);
    }
    runtime.registerClass(tool.resolve(name), { kind: "instance", prototype: made.prototype as object });
  });
  return made;
}

function constructor(tool: ToolBinding, name: string, spec: ClassSpec): (args: unknown[]) => object {
  if (spec.init === undefined) {
    return () => {
      throw new UsageError(`${name} cannot be constructed`);
    };
  }
  const [params, more] = spec.init;
  const target = (): unknown => tool.resolve(name);
  const operation = tool.operation({ kind: "call", target }, fullSignature(name, params, t.object, more));
  return (args) => operation.call(args) as object;
}

/** A getter that binds on first access: `observer.altitude` is a function of its own, with `.async`. */
function defineMethod(prototype: object, tool: ToolBinding, key: string, spec: MethodSpec): void {
  const [python, params, returns, more] = spec;
  const signature = withSelf(fullSignature(python, params, returns, more));
  const unbound = makeCallable(tool.operation({ kind: "method", name: python }, signature), python);
  Object.defineProperty(prototype, key, {
    configurable: true,
    get(this: object) {
      const bound = bind(unbound, this, params.length);
      Object.defineProperty(this, key, { value: bound, configurable: true });
      return bound;
    },
  });
}

/** Functions of fixed arity, so that no array of arguments is made on the common path. */
function bind(call: Callable, self: object, arity: number): Callable {
  const bound = shortWay(call, self, arity) as Callable;
  Object.defineProperty(bound, "name", { value: call.name });
  Object.defineProperty(bound, "async", { value: (...args: unknown[]) => call.async(self, ...args) });
  return bound;
}

function shortWay(call: Callable, self: object, arity: number): (...args: never[]) => unknown {
  switch (arity) {
    case 0:
      return function (...args: unknown[]) {
        return args.length === 0 ? call(self) : call(self, ...args);
      };
    case 1:
      return function (a: unknown, ...more: unknown[]) {
        return more.length === 0 ? call(self, a) : call(self, a, ...more);
      };
    case 2:
      return function (a: unknown, b: unknown, ...more: unknown[]) {
        return more.length === 0 ? call(self, a, b) : call(self, a, b, ...more);
      };
    default:
      return (...args: unknown[]) => call(self, ...args);
  }
}

function defineProperty(
  prototype: object,
  tool: ToolBinding,
  key: string,
  [python, type, access]: readonly [python: string, type: PyType, access?: "readonly"],
): void {
  const getter = tool.operation({ kind: "get", name: python }, fullSignature(python, [t.object], type));
  const setter = tool.operation({ kind: "set", name: python }, withSelf(fullSignature(python, [type], t.none)));
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
            setter.call([this, value]);
          },
        }),
  });
}
