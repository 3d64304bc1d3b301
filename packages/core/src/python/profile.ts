/** Profiles what runs in place: `py.profile`. */
import { UsageError } from "../errors/pyweld-error.js";
import { supportFunction } from "../object/support.js";
import { t } from "../schema/py-type.js";
import { between, inPlace, wholeNumber } from "./in-place.js";

/** Options of `py.profile`. */
export interface ProfileOptions {
  /**
   * What comes first: the longest with all it calls (`"total"`, the default), the longest in its own code (`"own"`), what
   * is called most (`"calls"`), or the first by name.
   */
  readonly sort?: "total" | "own" | "calls" | "name" | undefined;
  /** How many functions are shown; all by default. */
  readonly top?: number | undefined;
}

/** A function in a profile. */
export interface ProfilePlace {
  /** "" for functions that are written in C. */
  readonly file: string;
  readonly line: number;
  readonly function: string;
}

/** What a profile says of a function. */
export interface ProfileRow extends ProfilePlace {
  readonly calls: number;
  /** Calls that did not come from the function itself. */
  readonly primitiveCalls: number;
  /** Time in its own code. */
  readonly ownSeconds: number;
  /** Time in it and in all that it calls. */
  readonly totalSeconds: number;
  readonly callers: readonly (ProfilePlace & { readonly calls: number })[];
}

/** What `py.profile` gives. */
export interface Profile<T> {
  /** What was run has given this. */
  readonly value: T;
  readonly rows: readonly ProfileRow[];
  /** Of all functions, also those that are not shown. */
  readonly calls: number;
  readonly seconds: number;
  /** The same as `pstats` prints it. */
  readonly text: string;
}

type Ended = [rows: ProfileRow[], calls: number, seconds: number, text: string];
const control = supportFunction<[begin: boolean, sort: string, top: number | null], string | null | Ended>(
  "profile.control",
  [t.bool, t.str, t.optional(t.int)],
  t.any,
);

const sorts: ReadonlySet<unknown> = new Set(["total", "own", "calls", "name"]);

/** Runs something and profiles it. */
export function profile<T>(run: () => T, { sort = "total", top }: ProfileOptions): Profile<T> {
  if (!sorts.has(sort)) {
    throw new UsageError(`\`sort\` must be one of ${[...sorts].join(", ")}, got ${JSON.stringify(sort)}`);
  }
  if (top !== undefined) wholeNumber("top", top, 1);
  const refusal = control(true, sort, null);
  if (refusal !== null) throw new UsageError(refusal as string);
  const end = (): Ended => control(false, sort, top ?? null) as Ended;
  const [value, [rows, calls, seconds, text]] = between(inPlace(run, "py.profile"), end);
  return { value, rows, calls, seconds, text };
}
