/** Spells Python names in TypeScript and keeps them apart. Every name in a generated file comes from here. */

/** How Python's names are spelled: `camelCase` for what is called or read, or exactly as in Python. */
export type Naming = "camelCase" | "preserve";

/** Why a name is not the one that was wanted. */
export interface Rename {
  readonly from: string;
  readonly to: string;
  readonly reason: "reserved" | "taken";
}

/**
 * `calculate_altitude` as `calculateAltitude`. Leading and trailing underscores stay, and so do constants (`MAX_SIZE`).
 *
 * @example
 * ```ts
 * camelCase("get_http_url"); // "getHttpUrl"
 * ```
 */
export function camelCase(name: string): string {
  const [, before = "", middle = "", after = ""] = /^(_*)(.*?)(_*)$/u.exec(name) ?? [];
  if (!middle.includes("_") || middle === middle.toUpperCase()) return name;
  const [first = "", ...rest] = middle.split(/_+/u);
  return before + first + rest.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("") + after;
}

/** `Observation` as `observation`: for constants named after a type. */
export function lowerFirst(name: string): string {
  return /^[A-Z]+$/u.test(name) ? name.toLowerCase() : name.charAt(0).toLowerCase() + name.slice(1);
}

/** One namespace: gives each name out once. */
export class NameTable {
  readonly #taken: Set<string>;
  readonly #reserved: readonly ReadonlySet<string>[];
  readonly #written: ReadonlySet<string>;

  /**
   * @param reserved - Names that are never given out.
   * @param written - All Python names that will be asked for: one that is spelled exactly so keeps its spelling.
   * @param taken - Names that are given out already.
   */
  constructor(reserved: readonly ReadonlySet<string>[], written: Iterable<string> = [], taken: Iterable<string> = []) {
    this.#reserved = reserved;
    this.#written = new Set(written);
    this.#taken = new Set(taken);
  }

  /**
   * Takes the first free spelling: the wanted one, then `fallback` (Python's own), then the wanted one with `$`.
   * A rename is reported when the result is not the wanted name.
   */
  take(wanted: string, fallback: string, onRename: (rename: Rename) => void): string {
    const isReserved = this.#isReserved(wanted);
    const isOther = wanted !== fallback && this.#written.has(wanted);
    let name = isReserved ? `${wanted}$` : isOther || !this.#isFree(wanted) ? fallback : wanted;
    while (!this.#isFree(name)) name += "$";
    this.#taken.add(name);
    if (name !== wanted) onRename({ from: wanted, to: name, reason: isReserved ? "reserved" : "taken" });
    return name;
  }

  /** Takes a name that no user writes: renames need not be told. */
  takeQuietly(wanted: string): string {
    return this.take(wanted, wanted, () => undefined);
  }

  #isReserved(name: string): boolean {
    return this.#reserved.some((names) => names.has(name));
  }

  #isFree(name: string): boolean {
    return !this.#taken.has(name) && !this.#isReserved(name);
  }
}

/** The spelling a naming style wants for something that is called or read. */
export function spell(name: string, naming: Naming): string {
  return naming === "camelCase" ? camelCase(name) : name;
}
