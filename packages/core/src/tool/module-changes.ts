/** Tells whoever uses a Python module that it has been executed anew, or forgotten. */
import { WeakCollection } from "./weak-collection.js";

/** What has happened to modules. */
export type ModuleChange = "reloaded" | "unloaded";

/** Something that holds on to what it has found in a module. */
export interface ModuleUser {
  /** The module's name in Python; undefined while nothing is held. */
  readonly moduleName: string | undefined;
  moduleChanged(change: ModuleChange): void;
}

// Of the process, since several copies of this package share one Python.
const key = Symbol.for("pyweld.module-users.1");
const shared = globalThis as { [key]?: WeakCollection<ModuleUser> };

/** From now on, the user is told. */
export function watchModules(user: ModuleUser): void {
  (shared[key] ??= new WeakCollection()).add(user);
}

/** Tells the users of these modules. */
export function modulesChanged(names: Iterable<string>, change: ModuleChange): void {
  const changed = new Set(names);
  for (const user of shared[key] ?? []) {
    if (user.moduleName !== undefined && changed.has(user.moduleName)) user.moduleChanged(change);
  }
}
