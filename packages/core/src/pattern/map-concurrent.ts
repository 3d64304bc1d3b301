/** Works on many items, so many at once: all results as an array, or one by one. */
import { checkCount } from "./check-number.js";
import { ConcurrentRun, type ConcurrentOptions, type Work } from "./concurrent-run.js";
import type { Items } from "./item-iterator.js";

/** How items are worked on whose results come one by one. */
export interface StreamOptions extends ConcurrentOptions {
  /**
   * How many items may have been begun whose results nobody has taken yet; twice the concurrency by default. More of
   * them keep a slow item from holding up the others, and take memory.
   */
  readonly ahead?: number | undefined;
}

/**
 * Works on each item, so many at once, and gives the results in the order of the items.
 *
 * The first error ends it: nothing new is begun, the signal of the others is aborted, and when those under way are done,
 * the promise is rejected with that error as it is. With `settle: true`, errors are results like others.
 *
 * @param work - Called with an item, and with `{ signal, index, attempt }`.
 * @param items - An iterable, or an async one; the next item is asked for when there is room for it.
 * @throws The first error of the work or of the items; the reason of `options.signal` once that is aborted;
 * `UsageError` for options that make no sense.
 * @example
 * ```ts
 * import { mapConcurrent, t, tool } from "@pyweld/core";
 * const isqrt = tool("math").function<(n: number) => number>("isqrt", [t.int], t.int);
 * await mapConcurrent((n) => isqrt.async(n), [16, 25, 36], { concurrency: 2 }); // [4, 5, 6]
 * ```
 */
export function mapConcurrent<T, R>(
  work: Work<T, R>,
  items: Items<T>,
  options: ConcurrentOptions & { readonly settle: true },
): Promise<PromiseSettledResult<Awaited<R>>[]>;
export function mapConcurrent<T, R>(
  work: Work<T, R>,
  items: Items<T>,
  options?: ConcurrentOptions & { readonly settle?: false | undefined },
): Promise<Awaited<R>[]>;
export async function mapConcurrent<T, R>(
  work: Work<T, R>,
  items: Items<T>,
  options: ConcurrentOptions = {},
): Promise<unknown[]> {
  const results: unknown[] = [];
  for await (const result of resultsOf(new ConcurrentRun(work, items, options, Infinity), options))
    results.push(result);
  return results;
}

/**
 * The same with results one by one, in the order of the items, as soon as each is there. Nothing is begun before the first
 * one is asked for, and work does not run ahead of whoever takes the results by more than `ahead` items.
 *
 * Leaving the loop ends it as an error does. After an error, results that were there in front of it are given first.
 *
 * @throws As {@link mapConcurrent}.
 * @example
 * ```ts
 * import { streamConcurrent, t, tool } from "@pyweld/core";
 * const isqrt = tool("math").function<(n: number) => number>("isqrt", [t.int], t.int);
 * for await (const root of streamConcurrent((n) => isqrt.async(n), [16, 25, 36])) console.log(root);
 * ```
 */
export function streamConcurrent<T, R>(
  work: Work<T, R>,
  items: Items<T>,
  options: StreamOptions & { readonly settle: true },
): AsyncGenerator<PromiseSettledResult<Awaited<R>>, void, void>;
export function streamConcurrent<T, R>(
  work: Work<T, R>,
  items: Items<T>,
  options?: StreamOptions & { readonly settle?: false | undefined },
): AsyncGenerator<Awaited<R>, void, void>;
export function streamConcurrent<T, R>(
  work: Work<T, R>,
  items: Items<T>,
  options: StreamOptions = {},
): AsyncGenerator<unknown, void, void> {
  const { ahead = 2 * (options.concurrency ?? 4) } = options;
  if (options.ahead !== undefined) checkCount("ahead", ahead);
  return resultsOf(new ConcurrentRun(work, items, options, ahead), options);
}

async function* resultsOf<T, R>(
  run: ConcurrentRun<T, R>,
  { settle }: ConcurrentOptions,
): AsyncGenerator<unknown, void, void> {
  try {
    for (let outcome = await run.take(); outcome !== undefined; outcome = await run.take()) {
      yield settle === true ? outcome : (outcome as PromiseFulfilledResult<Awaited<R>>).value;
    }
  } finally {
    await run.close();
  }
}
