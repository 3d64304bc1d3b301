/** A tool that is used by hand, without generated bindings. */
import { UsageError } from "../errors/pyweld-error.js";
import { batchOf } from "../object/batch.js";
import type { PyObject } from "../object/py-object.js";
import { noClasses, supportFunction } from "../object/support.js";
import { makeCallable } from "../runtime/callable.js";
import { currentRuntime } from "../runtime/current.js";
import { Operation } from "../runtime/operation.js";
import { fullSignature, type FullSignature } from "../runtime/signature.js";
import { t } from "../schema/py-type.js";
import { modulesChanged, watchModules, type ModuleChange, type ModuleUser } from "./module-changes.js";
import type { PyFunction } from "./types.js";
import { WeakCollection } from "./weak-collection.js";

/**
 * A function whose types are not known: values cross by their own.
 *
 * `any`, since only the caller knows what the Python function takes and gives.
 */
// oxlint-disable-next-line typescript/no-explicit-any
export type UntypedFunction = PyFunction<(...args: any[]) => any>;

const findLoaded = supportFunction<[string], [module: PyObject, file: string | null]>(
  "modules.loaded",
  [t.str],
  t.tuple([t.object, t.optional(t.str)]),
);
const executeAnew = supportFunction<[string], string[]>("reload.reload", [t.str], t.list(t.str));

/** What `py.load` gives. */
export class LoadedTool implements ModuleUser {
  /** The name that it goes by here. */
  readonly alias: string;
  /** The module's name in Python. */
  readonly moduleName: string;
  #found: [module: PyObject, file: string | null] | undefined;
  #unloaded = false;
  readonly #operations = new WeakCollection<Operation>();

  constructor(alias: string, moduleName: string) {
    this.alias = alias;
    this.moduleName = moduleName;
    watchModules(this);
  }

  /**
   * The Python module.
   *
   * @throws `UsageError` when the tool has been unloaded.
   */
  get module(): PyObject {
    return this.#find()[0];
  }

  /** Path of the module's file; undefined when it has none. */
  get file(): string | undefined {
    return this.#find()[1] ?? undefined;
  }

  /** Whether the tool can be used; false after `py.unload`. */
  get loaded(): boolean {
    return !this.#unloaded;
  }

  /**
   * Calls a function, or any other callable, by its qualified name: `calculate_altitude`, `Observer.from_city`.
   *
   * @param args - Positional arguments.
   * @param kwargs - Keyword arguments.
   * @throws `PythonError` when it raises, or when there is no such name (`AttributeError`).
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- only the caller knows what the function gives
  call(name: string, args: readonly unknown[] = [], kwargs: Readonly<Record<string, unknown>> = {}): any {
    const run = (): unknown => this.module.$handle(name).$call(args, kwargs);
    const { counter } = currentRuntime();
    return counter === undefined ? run() : counter.measure(`${this.moduleName}.${name}`, run);
  }

  /** The function of that name, to be called many times; after a reload, the new one. */
  function(name: string): UntypedFunction {
    // A name that does not exist fails here.
    this.module.$handle(name);
    const target = (): PyObject => {
      this.#operations.add(operation);
      return this.module.$handle(name);
    };
    const label = `${this.moduleName}.${name}`;
    const signature = (): FullSignature => ({ ...fullSignature(name, [], t.any, { rest: t.any }), label });
    const operation = new Operation(currentRuntime, { kind: "call", target }, signature, noClasses);
    return makeCallable(operation, name, batchOf) as unknown as UntypedFunction;
  }

  /**
   * Executes the tool and its submodules anew. Functions from {@link function}, generated bindings and modules that
   * have imported it by its name use the new code from then on; objects that exist stay what they are.
   *
   * @throws `PythonError` with what executing it raises: then the old code stays in place, and goes on working.
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * const json = python().load("json.tool");
   * json.reload();
   * ```
   */
  reload(): this {
    this.#check();
    modulesChanged(executeAnew(this.moduleName), "reloaded");
    return this;
  }

  /** Called when the module has been executed anew, or forgotten. */
  moduleChanged(change: ModuleChange): void {
    this.#found = undefined;
    this.#unloaded ||= change === "unloaded";
    for (const operation of this.#operations.takeAll()) operation.invalidate();
  }

  #find(): [module: PyObject, file: string | null] {
    this.#check();
    return (this.#found ??= findLoaded(this.moduleName));
  }

  #check(): void {
    if (this.#unloaded) {
      throw new UsageError(`the tool "${this.alias}" has been unloaded: load it again with py.load`);
    }
  }
}
