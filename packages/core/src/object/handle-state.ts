/** What a handle carries: its state, and the way from the Proxy of a dynamic handle to what is behind it. */
import type { HandleState } from "../runtime/handles.js";

/** Under this key a handle has its state. */
export const stateKey: unique symbol = Symbol("pyweld.state");

/** Under this key a handle gives itself, without the Proxy that is around a dynamic one. */
export const targetKey: unique symbol = Symbol("pyweld.target");

/** The handle without its Proxy: what is kept for a handle is kept with that. */
export function targetOf(handle: object): object {
  return (handle as { readonly [targetKey]?: object })[targetKey] ?? handle;
}

/** Makes a handle of `object`. */
export function withState<T extends object>(object: T, state: HandleState): T {
  // Configurable: else a Proxy around it would have to show it.
  return Object.defineProperty(object, stateKey, { value: state, configurable: true });
}
