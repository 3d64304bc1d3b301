/** Makes Python exceptions of what JavaScript throws, so that it passes through Python and comes back as the same value. */
import type { PythonError } from "../errors/python-error.js";
import { handleAddress } from "../frame/handle.js";
import { HeldValue } from "../frame/held-value.js";
import type { MakeException } from "../runtime/callbacks.js";
import { currentRuntime } from "../runtime/current.js";
import { t } from "../schema/py-type.js";
import { supportFunction } from "./support.js";

const makeError = supportFunction<[string, string, HeldValue], object>(
  "callbacks.make_error",
  [t.str, t.str, t.any],
  t.object,
);
const thrownBy = supportFunction<[object], unknown>("callbacks.thrown", [t.object], t.any);
const javascriptError = supportFunction<[], object>("callbacks.javascript_error", [], t.object);

/** Only objects can be held, and anything can be thrown. */
interface Thrown {
  readonly thrown: unknown;
}

/**
 * The exception for what JavaScript throws: Python's own where it came from there, as an error or as a handle. Any other
 * value comes back as it is when Python lets the exception through.
 */
export const makeException: MakeException = (thrown) => {
  if (handleAddress(thrown) !== undefined) return thrown as object;
  // By shape, not by class: another copy of this package has a class of its own.
  if (isPythonError(thrown) && handleAddress(thrown.exception)) return thrown.exception as object;
  const runtime = currentRuntime();
  if (!registered.has(runtime)) {
    registered.add(runtime);
    runtime.registerClass(javascriptError(), {
      kind: "javascript",
      thrown: (error) => (thrownBy(error) as Thrown).thrown,
    });
  }
  const { name, message } = describe(thrown);
  return makeError(message, name, new HeldValue({ thrown } satisfies Thrown));
};

const registered = new WeakSet<object>();

function isPythonError(thrown: unknown): thrown is PythonError {
  return thrown instanceof Error && "pythonType" in thrown && "exception" in thrown;
}

function describe(thrown: unknown): { readonly name: string; readonly message: string } {
  try {
    if (thrown instanceof Error) return { name: String(thrown.name), message: String(thrown.message) };
    return { name: "", message: String(thrown) };
  } catch {
    return { name: "", message: "a JavaScript value that cannot be shown" };
  }
}
