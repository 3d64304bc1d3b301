/** What can be said about how a function is called, beside its arguments: `fn.with({ … })`. */
import { UsageError } from "../errors/pyweld-error.js";
import { checkQueue, checkSignal, checkTimeout, type CallControl } from "./call-control.js";
import { checkStrategy, type InsteadOf, type OnError } from "./failure-strategy.js";

/** Options of `fn.with`. */
export interface CallOptions extends CallControl {
  /** What happens when Python raises; `"throw"` by default. */
  readonly onError?: OnError | undefined;
}

/** What a call with these options gives in the place of a result. */
export type Instead<O> = O extends { readonly onError: infer S } ? InsteadOf<S> : never;

const checks: { readonly [K in keyof Required<CallOptions>]: (value: unknown) => void } = {
  onError: checkStrategy,
  signal: checkSignal,
  timeout: checkTimeout,
  queue: checkQueue,
};

/** Options of a single call, as they are passed to it. */
export function checkOptions(options: CallOptions | undefined): CallOptions {
  return options === undefined ? {} : addOptions({}, options);
}

/**
 * The options with others added; what is given later wins, and `undefined` says nothing.
 *
 * @throws `UsageError` for an option that does not exist, or a value that it cannot have.
 */
export function addOptions(options: CallOptions, added: CallOptions): CallOptions {
  if (typeof added !== "object" || added === null) {
    throw new UsageError(`with() takes an object of options, got ${added === null ? "null" : typeof added}`);
  }
  const given = Object.entries(added).filter(([, value]) => value !== undefined);
  for (const [key, value] of given) {
    if (!Object.hasOwn(checks, key)) {
      throw new UsageError(`with() has no option "${key}"; it takes ${Object.keys(checks).join(", ")}`);
    }
    checks[key as keyof CallOptions](value);
  }
  return { ...options, ...Object.fromEntries(given) };
}
