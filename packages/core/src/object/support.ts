/** The functions of the Python half of the runtime (python/_pyweld), typed. */
import { currentRuntime } from "../runtime/current.js";
import { Operation } from "../runtime/operation.js";
import { fullSignature, type FullSignature } from "../runtime/signature.js";
import { t, type PyTypeLike } from "../schema/py-type.js";

/** For operations whose types name no class of a tool. */
export const noClasses = (): never => {
  throw new Error("these types name no class of a tool");
};

/** An operation on plain types. */
export function plainOperation(
  action: ConstructorParameters<typeof Operation>[1],
  name: string,
  params: readonly PyTypeLike[],
  returns: PyTypeLike,
  more?: Parameters<typeof fullSignature>[3],
  skipped = 0,
): Operation {
  const signature = (): FullSignature => ({ ...fullSignature(name, params, returns, more), skipped });
  return new Operation(currentRuntime, action, signature, noClasses);
}

/** A function of the Python half of the runtime, as `module.function`; the module is loaded on first use. */
export function supportFunction<A extends readonly unknown[], R>(
  name: `${string}.${string}`,
  params: readonly PyTypeLike[],
  returns: PyTypeLike,
): (...args: A) => R {
  const [module, own] = name.split(".") as [string, string];
  const target = (): unknown => {
    const loaded = importOwn.call([`_pyweld.${module}`]);
    return plainOperation({ kind: "get", name: own }, own, [t.object], t.object).call([loaded]);
  };
  const operation = plainOperation({ kind: "call", target }, own, params, returns);
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
