/** A Python tool as generated code sees it: loaded on first use, its functions, classes and exceptions by name. */
import { fileURLToPath } from "node:url";

import { PythonError } from "../errors/python-error.js";
import { batchOf } from "../object/batch.js";
import { attributeHandle, importModule, loadFile } from "../object/support.js";
import { ViewingOperation } from "../object/viewing-operation.js";
import { makeCallable, type Callable } from "../runtime/callable.js";
import type { Action, Operation } from "../runtime/operation.js";
import type { Runtime } from "../runtime/runtime.js";
import { fullSignature, signatureOf, type FullSignature, type LazyTypes, type Types } from "../runtime/signature.js";
import { t, type PyTypeLike } from "../schema/py-type.js";
import { ensureRuntime } from "../start/start-python.js";
import type { BindingHost, Registration } from "./binding-host.js";
import { bindClass, type ClassSpec } from "./class-binding.js";
import { bindException, type ExceptionSpec } from "./exception-binding.js";
import { watchModules, type ModuleUser } from "./module-changes.js";
import type { PyFunction, PyVariable } from "./types.js";
import { WeakCollection } from "./weak-collection.js";

/** Where a tool comes from. */
export interface ToolOptions {
  /** Path of its file or package, relative to `base`; without it, `module` is imported by name. */
  readonly source?: string;
  /** URL that `source` is relative to: the `import.meta.url` of the generated file. */
  readonly base?: string;
  /** Hash of the model that the bindings were generated from. */
  readonly model?: string;
}

/** A tool. Making one is pure: nothing is loaded until something of it is used. */
export class ToolBinding implements BindingHost, ModuleUser {
  readonly module: string;
  /** The module's name in Python, once it is loaded. */
  moduleName: string | undefined;
  readonly #options: ToolOptions | (() => ToolOptions);
  #loaded: object | undefined;
  readonly #registrations: Registration[] = [];
  /** How many of them are done. */
  #registered = 0;
  #operations: WeakCollection<Operation> | undefined;

  constructor(module: string, options: ToolOptions | (() => ToolOptions)) {
    this.module = module;
    this.#options = options;
  }

  /** The module, a handle. */
  load(): object {
    const runtime = ensureRuntime();
    const loaded = (this.#loaded ??= this.#load());
    while (this.#registered < this.#registrations.length) {
      this.#register(this.#registrations[this.#registered++] as Registration, runtime);
    }
    return loaded;
  }

  /** Called when the module has been executed anew, or forgotten: it is looked up again when something of it is used. */
  moduleChanged(): void {
    this.#loaded = undefined;
    this.#registered = 0;
    for (const operation of this.#operations?.takeAll() ?? []) operation.invalidate();
  }

  /** A class that the tool no longer has fails when it is used, and costs nothing else. */
  #register(register: Registration, runtime: Runtime): void {
    try {
      register(runtime);
    } catch (error) {
      if (!(error instanceof PythonError && error.pythonType === "AttributeError")) throw error;
    }
  }

  #load(): object {
    const { source, base } = typeof this.#options === "function" ? this.#options() : this.#options;
    const path = base === undefined || source === undefined ? source : fileURLToPath(new URL(source, base));
    const [loaded, name] = path === undefined ? [importModule(this.module), this.module] : loadFile(path);
    if (this.moduleName === undefined) watchModules(this);
    this.moduleName = name;
    return loaded;
  }

  /** What is to be done when the tool is loaded; done with the next use of the tool. */
  whenLoaded(register: Registration): void {
    this.#registrations.push(register);
  }

  /** Something of the tool by its qualified name, a handle. */
  resolve(name: string): object {
    return attributeHandle(this.load(), name);
  }

  /** An operation whose types may name this tool's classes. */
  operation(action: Action, signature: () => FullSignature): Operation {
    const made: Operation = new ViewingOperation(
      () => {
        this.load();
        (this.#operations ??= new WeakCollection()).add(made);
        return ensureRuntime();
      },
      action,
      signature,
      (owner, name) => (owner as ToolBinding).resolve(name),
    );
    return made;
  }

  /**
   * A function by its qualified name. Generated code passes its types as a function, so that nothing is made of them
   * before the first call.
   */
  function<F extends (...args: never[]) => unknown>(name: string, ...types: LazyTypes): PyFunction<F>;
  function<F extends (...args: never[]) => unknown>(name: string, ...types: Types): PyFunction<F>;
  function<F extends (...args: never[]) => unknown>(name: string, ...types: Types | LazyTypes): PyFunction<F> {
    const target = (): unknown => this.resolve(name);
    const label = `${this.module}.${name}`;
    const operation = this.operation({ kind: "call", target }, () => ({ ...signatureOf(name, types), label }));
    return makeCallable(operation, name, batchOf) as unknown as PyFunction<F>;
  }

  /** A variable of the module, read anew each time. */
  variable<T>(name: string, type: PyTypeLike): PyVariable<T> {
    const operation = this.operation({ kind: "get", name }, () => fullSignature(name, [t.object], type));
    return variableOf(makeCallable(operation, name, batchOf), () => this.load());
  }

  /** A class whose instances stay in Python. */
  class<C>(name: string, spec: ClassSpec): C {
    return bindClass(this, name, spec) as C;
  }

  /** An exception class, for `instanceof`. */
  exception<C>(name: string, spec: ExceptionSpec = {}): C {
    return bindException(this, name, spec) as C;
  }
}

function variableOf<T>(read: Callable, module: () => object): PyVariable<T> {
  return {
    get value() {
      return read(module()) as T;
    },
    async: async () => read.async(module()) as Promise<T>,
    with: (options) => variableOf(read.with(options), module),
  };
}

/**
 * A tool for generated code: a file or package when `source` is given, else an importable module.
 *
 * @example
 * ```ts
 * import { t, tool, type PyFunction } from "@pyweld/core/bindings/v1";
 * const math = tool("math", {});
 * export const hypot: PyFunction<(x: number, y: number) => number> = math.function("hypot", [t.float, t.float], t.float);
 * ```
 */
export function tool(module: string, options: ToolOptions | (() => ToolOptions) = {}): ToolBinding {
  return new ToolBinding(module, options);
}
