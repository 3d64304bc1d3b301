/** Where in a result it was that a value could not be made. */
import { ConversionError } from "../errors/pyweld-error.js";
import { spellPath, type PathSegment } from "./path.js";

/** What failed first, and what stands in the value where that was to be. */
export interface ReadFailure {
  readonly error: unknown;
  readonly at: object;
}

/** The error to throw: a ConversionError that names the place. */
export function placedFailure({ error, at }: ReadFailure, value: unknown, root: string): ConversionError {
  const path: PathSegment[] = [{ text: root }, ...(findObject(value, at) ?? [])];
  const message = error instanceof Error ? error.message : String(error);
  const cause = error instanceof ConversionError ? error.cause : error;
  return new ConversionError(`${message} at ${spellPath(path)}`, cause === undefined ? {} : { cause });
}

/** The steps to an object in a value that a frame has brought; undefined when it is not there. Takes no stack for depth. */
function findObject(root: unknown, wanted: object): PathSegment[] | undefined {
  interface Place {
    readonly value: unknown;
    readonly from: Place | undefined;
    readonly step: PathSegment;
  }
  const seen = new Set<unknown>();
  const places: Place[] = [{ value: root, from: undefined, step: { text: "" } }];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { value } = place;
    if (value === wanted) {
      const path: PathSegment[] = [];
      for (let at = place; at.from !== undefined; at = at.from) path.unshift(at.step);
      return path;
    }
    if (seen.has(value)) continue;
    seen.add(value);
    for (const [step, inner] of partsOf(value)) places.push({ value: inner, from: place, step });
  }
  return undefined;
}

function partsOf(value: unknown): (readonly [PathSegment, unknown])[] {
  if (Array.isArray(value)) return value.map((item, i) => [i, item] as const);
  if (value instanceof Set) return [...value].map((item, i) => [{ text: `{item ${i}}` }, item] as const);
  if (value instanceof Map) {
    return [...value].flatMap(([key, item], i) => {
      const step = typeof key === "string" ? key : { text: `{item ${i}}` };
      return [[step, key] as const, [step, item] as const];
    });
  }
  // Only what frames bring: a handle, or what a conversion has made, is nothing to look into.
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return [];
  return Object.entries(value);
}
