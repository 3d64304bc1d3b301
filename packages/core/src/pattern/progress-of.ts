/** What a call reports while it runs, as an async iterable. */
import { UsageError } from "../errors/pyweld-error.js";
import { Bell } from "./bell.js";
import { checkCount } from "./check-number.js";
import { Queue } from "./queue.js";

/** One report: the argument of a call with one, else all arguments in an array. */
export type Report<A extends readonly unknown[]> = number extends A["length"]
  ? unknown
  : A["length"] extends 1
    ? A[0]
    : 1 extends A["length"]
      ? A | A[0]
      : A;

/** How reports are kept. */
export interface ProgressOptions {
  /** Which reports are kept that nobody has read yet: all, the latest, or the latest so many; all by default. */
  readonly keep?: "all" | "latest" | number | undefined;
}

/** A call under way: its reports in their order, and its result. */
export interface Progress<P, T> extends AsyncIterable<P, void, void> {
  /** What the call gives, or rejects with. */
  readonly result: Promise<T>;
}

/**
 * Runs something that takes a callback for its progress, and gives what it reports as an async iterable.
 *
 * It runs at once, whether anybody reads the reports or not. There is one sequence of reports, whoever reads them; at its
 * end, the loop throws what the call rejects with. Leaving the loop earlier stops listening, not the call: it aborts the
 * signal that `run` gets as its second parameter, and `result` is settled when the call is done.
 *
 * Reports come when JavaScript gets to run: those of a call in place all come after it.
 *
 * @param run - Called with the callback, and a signal. The type of its first parameter is that of the reports.
 * @throws `UsageError` when `keep` makes no sense.
 * @example
 * ```ts
 * import { progressOf, python } from "@pyweld/core";
 * const py = python();
 * py.exec("def work(report):\n    for step in range(3): report(step)\n    return 'done'");
 * const work = py.import("__main__").$handle("work");
 * const progress = progressOf(async (report: (step: number) => void) => work.$call([report]));
 * for await (const step of progress) console.log(step); // 0, 1, 2
 * await progress.result; // "done"
 * ```
 */
export function progressOf<A extends unknown[], T>(
  run: (report: (...args: A) => void, signal: AbortSignal) => T,
  { keep = "all" }: ProgressOptions = {},
): Progress<Report<A>, Awaited<T>> {
  if (typeof run !== "function") throw new UsageError(`progressOf takes a function, got ${typeof run}`);
  if (keep !== "all" && keep !== "latest") checkCount('keep, when it is not "all" or "latest",', keep);
  return new Reports(run, keep === "all" ? Infinity : keep === "latest" ? 1 : keep);
}

class Reports<A extends unknown[], T> implements Progress<Report<A>, Awaited<T>> {
  readonly result: Promise<Awaited<T>>;
  readonly #most: number;
  readonly #controller = new AbortController();
  readonly #news = new Bell();
  readonly #iterator: AsyncGenerator<Report<A>, void, void>;
  readonly #unread = new Queue<Report<A>>();
  #ended = false;
  #left = false;

  constructor(run: (report: (...args: A) => void, signal: AbortSignal) => T, most: number) {
    this.#most = most;
    this.#iterator = this.#read();
    this.result = this.#run(run);
  }

  [Symbol.asyncIterator](): AsyncGenerator<Report<A>, void, void> {
    // Whoever reads to the end is told there; whoever leaves does not want to know.
    this.result.catch(nothing);
    return this.#iterator;
  }

  async #run(run: (report: (...args: A) => void, signal: AbortSignal) => T): Promise<Awaited<T>> {
    try {
      return await run((...args) => this.#report(args), this.#controller.signal);
    } finally {
      this.#ended = true;
      this.#news.ring();
    }
  }

  #report(args: A): void {
    // Something may go on reporting when the call is over.
    if (this.#ended || this.#left) return;
    if (this.#unread.length >= this.#most) this.#unread.shift();
    this.#unread.push((args.length === 1 ? args[0] : args) as Report<A>);
    this.#news.ring();
  }

  async *#read(): AsyncGenerator<Report<A>, void, void> {
    try {
      for (;;) {
        while (this.#unread.length > 0) yield this.#unread.shift();
        if (this.#ended) break;
        await this.#news.wait();
      }
      await this.result;
    } finally {
      this.#left = true;
      this.#unread.clear();
      if (!this.#ended) this.#controller.abort();
    }
  }
}

function nothing(): void {
  // The error is told elsewhere.
}
