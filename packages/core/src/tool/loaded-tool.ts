/** A tool that is used by hand, without generated bindings. */
import type { PyObject } from "../object/py-object.js";
import { plainOperation } from "../object/support.js";
import { makeCallable } from "../runtime/callable.js";
import { t } from "../schema/py-type.js";
import type { PyFunction } from "./types.js";

/**
 * A function whose types are not known: values cross by their own.
 *
 * `any`, since only the caller knows what the Python function takes and gives.
 */
// oxlint-disable-next-line typescript/no-explicit-any
export type UntypedFunction = PyFunction<(...args: any[]) => any>;

/** What `py.load` gives. */
export class LoadedTool {
  /** The name that it goes by here. */
  readonly alias: string;
  /** The Python module. */
  readonly module: PyObject;

  constructor(alias: string, module: PyObject) {
    this.alias = alias;
    this.module = module;
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
    return this.module.$handle(name).$call(args, kwargs);
  }

  /** The function of that name, to be called many times. */
  function(name: string): UntypedFunction {
    const found = this.module.$handle(name);
    const operation = plainOperation({ kind: "call", target: () => found }, name, [], t.any, { rest: t.any });
    return makeCallable(operation, name) as unknown as UntypedFunction;
  }
}
