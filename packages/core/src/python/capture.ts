/** Captures what Python writes while something runs. */
import { AsyncLocalStorage } from "node:async_hooks";
import { types } from "node:util";

import { UsageError } from "../errors/pyweld-error.js";
import { supportFunction } from "../object/support.js";
import { t } from "../schema/py-type.js";

/** Options of `py.capture`. */
export interface CaptureOptions {
  /** Bytes of each stream that are kept; 64 MiB by default. What comes after them is dropped. */
  readonly limit?: number | undefined;
  /**
   * Whether what C code, child processes and JavaScript write to descriptors 1 and 2 is captured as well. Only for what
   * runs in place: the descriptors are the whole process's.
   */
  readonly descriptors?: boolean | undefined;
  /** Whether the output is given as bytes, as it was written, instead of text. */
  readonly bytes?: boolean | undefined;
}

/** What `py.capture` gives. */
export interface Captured<T, Text = string> {
  /** What was run has given this. */
  readonly value: T;
  readonly stdout: Text;
  readonly stderr: Text;
  /** Whether one of them is longer than the limit, and ends there. */
  readonly truncated: boolean;
}

/** The same for something that gives `T`: a promise, when that is one. What is `any` counts as none. */
export type CapturedOf<T, Text> = 0 extends 1 & T
  ? Captured<T, Text>
  : [T] extends [Promise<infer V>]
    ? Promise<Captured<V, Text>>
    : Captured<T, Text>;

const DEFAULT_LIMIT = 64 << 20;

const begin = supportFunction<[parent: number, limit: number, descriptors: boolean], number>(
  "output.begin_capture",
  [t.int, t.int, t.bool],
  t.int,
);
type Output = [stdout: string | Uint8Array, stderr: string | Uint8Array, truncated: boolean];
const end = supportFunction<[capture: number, bytes: boolean], Output>("output.end_capture", [t.int, t.bool], t.any);

/** The capture in which the running code stands: only so can others begin and end between its parts. */
let around: AsyncLocalStorage<number> | undefined;

/** Runs something with its output captured; a promise is waited for. */
export function capture(run: () => unknown, options: CaptureOptions): unknown {
  const { limit = DEFAULT_LIMIT, descriptors = false, bytes = false } = options;
  if (!Number.isSafeInteger(limit) || limit < 0) {
    throw new UsageError(`\`limit\` must be a whole number of bytes, got ${String(limit)}`);
  }
  around ??= new AsyncLocalStorage();
  const number = begin(around.getStore() ?? 0, limit, descriptors);
  const finish = (value: unknown): Captured<unknown, unknown> => {
    const [stdout, stderr, truncated] = end(number, bytes);
    return { value, stdout, stderr, truncated };
  };
  const fail = (error: unknown): never => {
    end(number, true);
    throw error;
  };
  let result: unknown;
  try {
    result = around.run(number, run);
    if (descriptors && types.isPromise(result)) {
      result.catch(() => undefined);
      throw new UsageError(
        "descriptors can be captured only while something runs in place, not until a promise is settled",
      );
    }
  } catch (error) {
    return fail(error);
  }
  return types.isPromise(result) ? result.then(finish, fail) : finish(result);
}
