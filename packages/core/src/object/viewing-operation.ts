/** An operation whose result may be more than a handle: an iterator of items of a known type, for instance. */
import type { FindClass } from "../convert/type-compiler.js";
import type { CallControl } from "../runtime/call-control.js";
import { Operation, type Action, type Prepared } from "../runtime/operation.js";
import type { Runtime } from "../runtime/runtime.js";
import type { FullSignature } from "../runtime/signature.js";
import { viewOf, type View } from "./typed-views.js";

/** Gives results the form that their type asks for. */
export class ViewingOperation extends Operation {
  #view: View | undefined;
  #withView: Prepared | undefined;

  constructor(runtime: () => Runtime, action: Action, signature: () => FullSignature, findClass: FindClass) {
    const viewed = (): FullSignature => {
      const full = signature();
      this.#view = viewOf(full.returns);
      return full;
    };
    super(runtime, action, viewed, findClass);
  }

  override call(args: ArrayLike<unknown>, control?: CallControl): unknown {
    const result = super.call(args, control);
    return this.#view === undefined ? result : this.#view(result);
  }

  override submit(args: ArrayLike<unknown>, control?: CallControl): Promise<unknown> {
    const result = super.submit(args, control);
    return this.#view === undefined ? result : result.then(this.#view);
  }

  override get ready(): Prepared {
    const prepared = super.ready;
    if (this.#view === undefined) return prepared;
    // The shortest way ends in a handle: results that become something else go through `call`.
    return (this.#withView ??= { ...prepared, direct: undefined });
  }
}
