/** Tries something again when it fails, after waits that grow. */
import { CancelledError, ConversionError, UsageError } from "../errors/pyweld-error.js";
import { isPythonError } from "../errors/python-error.js";
import { checkCount, checkLeast } from "./check-number.js";
import { wait } from "./wait.js";

/** How often, and after which waits. */
export interface RetryOptions {
  /** How often it is tried, with the first time; 3 by default. */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second attempt; 100 by default. */
  readonly delay?: number | undefined;
  /** By how much each wait is longer than the one before; 2 by default. */
  readonly factor?: number | undefined;
  /** Milliseconds that no wait exceeds; 30,000 by default. */
  readonly maxDelay?: number | undefined;
  /**
   * Whether each wait is a random part of its time, from nothing to all of it, so that many that have failed together do
   * not come back together. True by default.
   */
  readonly jitter?: boolean | undefined;
  /** Ends a wait at once, and keeps further attempts from being made. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether an error is one that may pass. By default every one but those that a further attempt meets again, or that
   * somebody has asked for: `UsageError`, `ConversionError`, `CancelledError`, an `AbortError` of the platform's, and
   * Python's `KeyboardInterrupt` and `SystemExit`.
   */
  readonly when?: ((error: unknown, attempt: number) => boolean | PromiseLike<boolean>) | undefined;
}

/** What an attempt is told. */
export interface Attempt {
  /** 1 for the first one. */
  readonly attempt: number;
  /** The signal of the options. */
  readonly signal: AbortSignal | undefined;
}

/** The options with every default filled in. */
type RetryPlan = { readonly [K in Exclude<keyof RetryOptions, "signal">]-?: NonNullable<RetryOptions[K]> };

/**
 * Runs something, and again when it fails, with exponential back-off and full jitter.
 *
 * @returns What the first attempt gives that succeeds.
 * @throws The error of the last attempt as it is, or of one that is not worth another. The signal's reason once that is
 * aborted: an attempt under way is not left behind, so give it the signal. `UsageError` for options that make no sense.
 * @example
 * ```ts
 * import { python, retry } from "@pyweld/core";
 * const fetchPage = python().import("urllib.request").$handle("urlopen");
 * const page = await retry(() => fetchPage.$callAsync(["https://example.org"]), { attempts: 5, delay: 200 });
 * ```
 */
export async function retry<R>(run: (attempt: Attempt) => R, options: RetryOptions = {}): Promise<Awaited<R>> {
  const plan = retryPlan(options);
  const { signal } = options;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await run({ attempt, signal });
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt >= plan.attempts || !(await plan.when(error, attempt))) throw error;
      await wait(waitBefore(attempt + 1, plan), signal);
    }
  }
}

/** The options with their defaults. Refuses what makes no sense. */
function retryPlan(options: RetryOptions): RetryPlan {
  const { attempts = 3, delay = 100, factor = 2, maxDelay = 30_000, jitter = true, when = mayPass } = options;
  checkCount("attempts", attempts);
  checkLeast("delay", delay, 0);
  checkLeast("factor", factor, 1);
  checkLeast("maxDelay", maxDelay, 0);
  if (typeof when !== "function") throw new UsageError(`when must be a function of the error, got ${typeof when}`);
  return { attempts, delay, factor, maxDelay, jitter, when };
}

/**
 * Milliseconds before an attempt. "Full jitter" of Marc Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog,
 * 2015): `sleep = random_between(0, min(cap, base * 2 ** attempt))`, with the factor in the place of the 2.
 */
function waitBefore(attempt: number, { delay, factor, maxDelay, jitter }: RetryPlan): number {
  // Without a delay there is nothing to grow; 0 times an infinite power would be no number.
  const longest = delay === 0 ? 0 : Math.min(maxDelay, delay * factor ** (attempt - 2));
  return jitter ? Math.random() * longest : longest;
}

function mayPass(error: unknown): boolean {
  if (error instanceof UsageError || error instanceof ConversionError || error instanceof CancelledError) return false;
  if (error instanceof DOMException && error.name === "AbortError") return false;
  return !(isPythonError(error) && (error.pythonType === "KeyboardInterrupt" || error.pythonType === "SystemExit"));
}

/** What to do with each of many: a number says how often one that has failed is tried again. */
export function retryOptionsOf(retries: number | Omit<RetryOptions, "signal">): RetryOptions {
  if (typeof retries === "object" && retries !== null) {
    retryPlan(retries);
    return retries;
  }
  checkCount("retries", retries, 0);
  return { attempts: retries + 1 };
}
