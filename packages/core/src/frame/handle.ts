/** How the runtime recognises a handle, also through a Proxy. Knows nothing else of objects. */

/** Under this key a handle gives the address of its Python object; 0 when it has been released. */
export const addressKey: unique symbol = Symbol.for("pyweld.address");

/** The address that a value stands for; undefined when it is no handle. */
export function handleAddress(value: unknown): number | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  return (value as { readonly [addressKey]?: number })[addressKey];
}
