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
  #plain: Prepared | undefined;
  #withView: Prepared | undefined;

  constructor(runtime: () => Runtime, action: Action, signature: () => FullSignature, findClass: FindClass) {
    const viewed = (): FullSignature => {
      const full = signature();
      this.#view = viewOf(full.returns);
      return full;
    };
    super(runtime, action, viewed, findClass);
  }

  override get hasView(): boolean {
    return this.#view !== undefined;
  }

  override view(result: unknown): unknown {
    return this.#view === undefined ? result : this.#view(result);
  }

  override call(args: ArrayLike<unknown>, control?: CallControl): unknown {
    const result = super.call(args, control);
    // An asynchronous call's is seen to by `submit`.
    return super.ready.shape.awaits === true ? result : this.view(result);
  }

  override submit(args: ArrayLike<unknown>, control?: CallControl): Promise<unknown> {
    const result = super.submit(args, control);
    return this.#view === undefined ? result : result.then(this.#view);
  }

  override get ready(): Prepared {
    const prepared = super.ready;
    if (this.#view === undefined) return prepared;
    // The shortest way ends in a handle: results that become something else go through `call`.
    if (this.#withView === undefined || this.#plain !== prepared) {
      this.#plain = prepared;
      this.#withView = { ...prepared, short: undefined };
    }
    return this.#withView;
  }
}
