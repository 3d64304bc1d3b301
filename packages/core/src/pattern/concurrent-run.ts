/** Works on items, so many at once; results are taken in the order of the items. */
import { UsageError } from "../errors/pyweld-error.js";
import { Bell } from "./bell.js";
import { checkCount } from "./check-number.js";
import { ItemIterator, type Items } from "./item-iterator.js";
import { retry, retryOptionsOf, type RetryOptions } from "./retry.js";

/** What is known of one piece of work, beside its item. */
export interface WorkContext {
  /** Aborted when the work is of no use any more: another one has failed, or the caller has given up. */
  readonly signal: AbortSignal;
  /** The place of the item, from 0. */
  readonly index: number;
  /** 1 at the first attempt. */
  readonly attempt: number;
}

/** Work on one item; it may give a promise. */
export type Work<T, R> = (item: T, context: WorkContext) => R;

/** How items are worked on. */
export interface ConcurrentOptions {
  /** How many at once; 4 by default, as many as there are Python threads by default. */
  readonly concurrency?: number | undefined;
  /** Ends it: nothing new is begun, and the signal of what is under way is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** How often one that has failed is tried again, or how; not at all by default. */
  readonly retries?: number | Omit<RetryOptions, "signal"> | undefined;
  /** Whether failures are results, as of `Promise.allSettled`, which end nothing. */
  readonly settle?: boolean | undefined;
}

/** One run over items. */
export class ConcurrentRun<T, R> {
  readonly #work: Work<T, R>;
  readonly #source: ItemIterator<T>;
  readonly #concurrency: number;
  readonly #ahead: number;
  readonly #retries: RetryOptions | undefined;
  readonly #settle: boolean;
  readonly #outer: AbortSignal | undefined;
  readonly #controller = new AbortController();
  /** Of the items that have been worked on and not been taken. */
  readonly #outcomes = new Map<number, PromiseSettledResult<Awaited<R>>>();
  /** For the one that begins work; for the one that takes results. */
  readonly #room = new Bell();
  readonly #news = new Bell();
  #started = false;
  #begun = 0;
  #taken = 0;
  #active = 0;
  #ended = false;
  #failure: { readonly reason: unknown; readonly aborted: boolean } | undefined;

  /** `ahead`: how many items may have been begun and not been taken. */
  constructor(work: Work<T, R>, items: Items<T>, options: ConcurrentOptions, ahead: number) {
    const { concurrency = 4, retries, settle = false, signal } = options;
    if (typeof work !== "function") throw new UsageError(`the work must be a function, got ${typeof work}`);
    checkCount("concurrency", concurrency);
    this.#work = work;
    this.#source = new ItemIterator(items);
    this.#concurrency = concurrency;
    this.#ahead = ahead;
    this.#retries = retries === undefined ? undefined : retryOptionsOf(retries);
    this.#settle = settle;
    this.#outer = signal;
  }

  /** The next result; undefined when there are no more. Throws the first failure, once nothing is under way. */
  async take(): Promise<PromiseSettledResult<Awaited<R>> | undefined> {
    if (!this.#started) this.#start();
    for (;;) {
      const outcome = this.#outcomes.get(this.#taken);
      const failure = this.#failure;
      if (outcome !== undefined && failure?.aborted !== true) {
        this.#outcomes.delete(this.#taken++);
        this.#room.ring();
        return outcome;
      }
      if (failure !== undefined && this.#active === 0) throw failure.reason;
      if (this.#ended && this.#taken === this.#begun) return undefined;
      await this.#news.wait();
    }
  }

  /** Begins nothing more, and waits for what is under way. */
  async close(): Promise<void> {
    this.#stop(() => new DOMException("nobody waits for the results any more", "AbortError"));
    while (this.#active > 0) await this.#news.wait();
    await this.#source.close();
    this.#outer?.removeEventListener("abort", this.#abort);
  }

  #start(): void {
    this.#started = true;
    if (this.#outer?.aborted === true) this.#abort();
    this.#outer?.addEventListener("abort", this.#abort, { once: true });
    void this.#begin();
  }

  async #begin(): Promise<void> {
    try {
      while (!this.#ended) {
        if (this.#active >= this.#concurrency || this.#begun - this.#taken >= this.#ahead) {
          await this.#room.wait();
          continue;
        }
        const step = this.#source.next();
        const { done, value } = step instanceof Promise ? await step : step;
        // Meanwhile another one may have failed.
        if (this.#ended) break;
        if (done === true) this.#ended = true;
        else void this.#run(value, this.#begun++);
      }
    } catch (error) {
      this.#fail(error, false);
    }
    this.#news.ring();
  }

  async #run(item: T, index: number): Promise<void> {
    this.#active++;
    const { signal } = this.#controller;
    try {
      const value =
        this.#retries === undefined
          ? await this.#work(item, { signal, index, attempt: 1 })
          : await retry(({ attempt }) => this.#work(item, { signal, index, attempt }), { ...this.#retries, signal });
      this.#outcomes.set(index, { status: "fulfilled", value });
    } catch (reason) {
      if (this.#settle) this.#outcomes.set(index, { status: "rejected", reason });
      else this.#fail(reason, false);
    }
    this.#active--;
    this.#room.ring();
    this.#news.ring();
  }

  readonly #abort = (): void => {
    this.#fail(this.#outer?.reason, true);
  };

  /** The first failure is the one that counts. */
  #fail(reason: unknown, aborted: boolean): void {
    this.#failure ??= { reason, aborted };
    this.#stop(() => reason);
    this.#news.ring();
  }

  #stop(reason: () => unknown): void {
    this.#ended = true;
    if (this.#active > 0) this.#controller.abort(reason());
    this.#room.ring();
  }
}
