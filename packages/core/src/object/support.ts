/** The functions of the Python half of the runtime (python/_pyweld), typed. */
import { currentRuntime } from "../runtime/current.js";
import { Operation } from "../runtime/operation.js";
import { fullSignature, type FullSignature } from "../runtime/signature.js";
import { t, type PyTypeLike } from "../schema/py-type.js";

/** Types name classes by their tools, which find them. */
export const findClass = (owner: unknown, name: string): unknown =>
  (owner as { resolve(name: string): unknown }).resolve(name);
/** For operations whose types name no class of a tool. */
export const noClasses = (): never => {
  throw new Error("these types name no class of a tool");
};

/** An operation that belongs to no tool. */
export function plainOperation(
  action: ConstructorParameters<typeof Operation>[1],
  name: string,
  params: readonly PyTypeLike[],
  returns: PyTypeLike,
  more?: Parameters<typeof fullSignature>[3],
  skipped = 0,
): Operation {
  const signature = (): FullSignature => ({ ...fullSignature(name, params, returns, more), skipped });
  return new Operation(currentRuntime, action, signature, findClass);
}

/**
 * An operation that calls a function of the Python half of the runtime, as `module.function`; the module is loaded on
 * first use. `skipped` leading arguments are not the user's own, and messages do not count them.
 */
export function supportOperation(
  name: `${string}.${string}`,
  params: readonly PyTypeLike[],
  returns: PyTypeLike,
  skipped = 0,
): Operation {
  const [module, own] = name.split(".") as [string, string];
  return functionOperation(`_pyweld.${module}`, own, params, returns, {}, skipped);
}

/** The same, run on the event loop, which awaits what it gives. */
export function awaitingOperation(
  name: `${string}.${string}`,
  params: readonly PyTypeLike[],
  returns: PyTypeLike,
  skipped = 0,
): Operation {
  const [module, own] = name.split(".") as [string, string];
  return functionOperation(`_pyweld.${module}`, own, params, returns, { async: true }, skipped);
}

/** The same of a module of Python's own: `operator`, `builtins`. */
export function functionOperation(
  module: string,
  name: string,
  params: readonly PyTypeLike[],
  returns: PyTypeLike,
  more?: Parameters<typeof fullSignature>[3],
  skipped = 0,
): Operation {
  return plainOperation(
    { kind: "call", target: () => findFunction(module, name) },
    name,
    params,
    returns,
    more,
    skipped,
  );
}

/** A function of a module, as a handle. */
export function findFunction(module: string, name: string): unknown {
  return plainOperation({ kind: "get", name }, name, [t.object], t.object).call([importOwn.call([module])]);
}

/** A function of the Python half of the runtime. */
export function supportFunction<A extends readonly unknown[], R>(
  name: `${string}.${string}`,
  params: readonly PyTypeLike[],
  returns: PyTypeLike,
  skipped = 0,
): (...args: A) => R {
  const operation = supportOperation(name, params, returns, skipped);
  return (...args) => operation.call(args) as R;
}

const importOwn = plainOperation(
  {
    kind: "call",
    target: () =>
      plainOperation({ kind: "get", name: "import_module" }, "import_module", [t.object], t.object).call([
        currentRuntime().support,
      ]),
  },
  "import_module",
  [t.str],
  t.object,
);

/** `getattr` along a dotted name, always a handle. */
export const attributeHandle: (owner: unknown, name: string) => object = supportFunction(
  "objects.attribute",
  [t.object, t.str],
  t.object,
);

/** The attribute in an array, or an empty one. */
export const getOrMissing: (owner: unknown, name: string) => [unknown?] = supportFunction(
  "objects.get_or_missing",
  [t.object, t.str],
  t.any,
);

/** Loads a file or package; the module and its name. */
export const loadFile: (path: string) => [module: object, name: string] = supportFunction(
  "modules.load_file",
  [t.str],
  t.tuple([t.object, t.str]),
);

/** Loads a tool by its dotted name; the module and the name. */
export const loadModule: (name: string) => [module: object, name: string] = supportFunction(
  "modules.load_module",
  [t.str],
  t.tuple([t.object, t.str]),
);

/** Imports by dotted name. */
export const importModule = (name: string): object => importOwn.call([name]) as object;

/** Names that `dir()` gives. */
export const listAttributes: (owner: unknown) => string[] = supportFunction(
  "objects.list_attributes",
  [t.object],
  t.list(t.str),
);

/** The class that a conversion is for. */
export const conversionClass: (conversion: number) => object = supportFunction(
  "conversions.conversion_class",
  [t.int],
  t.object,
);
