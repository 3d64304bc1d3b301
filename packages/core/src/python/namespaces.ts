/** Where expressions and statements find their names. */
import { UsageError } from "../errors/pyweld-error.js";
import { handleAddress } from "../frame/handle.js";
import type { PyObject } from "../object/py-object.js";
import { supportFunction } from "../object/support.js";
import { t } from "../schema/py-type.js";
import type { LoadedTool } from "../tool/loaded-tool.js";

const fetchMain = supportFunction<[], object>("expressions.main_namespace", [], t.object);
const fetchNamespace = supportFunction<[object], object>("expressions.namespace_of", [t.object], t.object);
const make = supportFunction<[Readonly<Record<string, unknown>>], PyObject>(
  "expressions.new_namespace",
  [t.dict(t.any)],
  t.object,
);

let main: object | undefined;

/** The dict behind a tool, a module or another object; without one, that of `__main__`. */
export function namespaceOf(owner: PyObject | LoadedTool | undefined): object {
  if (owner === undefined) return (main ??= fetchMain());
  // A tool may be of another copy of this package.
  const module = isHandle(owner) ? owner : (owner as LoadedTool | null)?.module;
  if (isHandle(module)) return fetchNamespace(module);
  throw new UsageError("a namespace is a tool, a module or what py.namespace() gives; py.namespace({ … }) makes one");
}

function isHandle(value: unknown): value is PyObject {
  return handleAddress(value) !== undefined;
}

/** A namespace with these variables. */
export function newNamespace(initial: Readonly<Record<string, unknown>>): PyObject {
  return make(initial);
}
