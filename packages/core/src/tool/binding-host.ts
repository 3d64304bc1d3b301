/** What the binding of a class or an exception needs of its tool. */
import type { Action, Operation } from "../runtime/operation.js";
import type { Runtime } from "../runtime/runtime.js";
import type { FullSignature, LazyTypes } from "../runtime/signature.js";
import type { TypeOwner } from "../schema/py-type.js";

/** What is to be done once the tool is loaded. */
export type Registration = (runtime: Runtime) => void;

/** A tool, as its parts see it. */
export interface BindingHost extends TypeOwner {
  /** Something of the tool by its qualified name, a handle; loads the tool. */
  resolve(name: string): object;
  /** An operation whose types may name the tool's classes. */
  operation(action: Action, signature: () => FullSignature): Operation;
  /** A function by its qualified name. */
  function(name: string, ...types: LazyTypes): unknown;
  /** Does something when the tool is loaded, or with its next use. */
  whenLoaded(register: Registration): void;
}
