/** Makes the JavaScript class that stands for an exception class of a tool. */
import { PythonError } from "../errors/python-error.js";
import { fullSignature } from "../runtime/signature.js";
import { t, type PyTypeLike } from "../schema/py-type.js";
import type { BindingHost } from "./binding-host.js";

/** An exception class as generated code writes it. */
export interface ExceptionSpec {
  /** Attributes of the exception: name in TypeScript, to name in Python and type. */
  readonly attributes?: Readonly<Record<string, readonly [python: string, type: PyTypeLike]>>;
  /** The generated class of the base, when that is one of the tool's too. */
  readonly base?: () => unknown;
}

/** The class. Python's exceptions of it, and of its subclasses, are thrown as its instances. */
export function bindException(tool: BindingHost, name: string, spec: ExceptionSpec): unknown {
  const made = { [name]: class extends PythonError {} }[name] as typeof PythonError;
  for (const [key, [python, type]] of Object.entries(spec.attributes ?? {})) {
    const getter = tool.operation({ kind: "get", name: python }, () => fullSignature(python, [t.object], type));
    Object.defineProperty(made.prototype, key, {
      configurable: true,
      enumerable: true,
      get(this: PythonError) {
        return getter.call([this.exception]);
      },
    });
  }
  tool.whenLoaded((runtime) => {
    const base = spec.base?.() as typeof PythonError | undefined;
    if (base) Object.setPrototypeOf(made.prototype, base.prototype);
    runtime.registerClass(tool.resolve(name), { kind: "exception", construct: made });
  });
  return made;
}
