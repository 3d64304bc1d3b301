/** Calls on worker threads that are under way: their promises, what ends them early, and who waits for room. */
import { FATE, PAGE, STATUS, STATUS_DROPPED } from "@pyweld/native";

import type { Backend, Finished } from "../backend/backend.js";
import { ConversionError, UsageError } from "../errors/pyweld-error.js";
import { isPythonError, type JavascriptStack } from "../errors/python-error.js";
import { unwatchAbort, watchAbort, type Abortable } from "./abort-watch.js";
import { abortError, closeError, timeoutError, type CallControl, type Stage } from "./call-control.js";

/**
 * Of calls that are made at once, the first so many know where they were made, for the stack of an error: to find out
 * takes longer than all the rest of a small call.
 */
const CALLS_WITH_ORIGIN = 4;

/** Milliseconds beyond which timers do not wait, but come at once. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** Milliseconds in which what was interrupted comes to its end, as a rule; the helper gives it 250. */
const INTERRUPTION_TIME = 400;

const noOrigin: JavascriptStack = {};

/** What the jobs need of their runtime; `Shape` says how a result is read. */
export interface JobHost<Shape> {
  readonly backend: Backend;
  readonly pool: { readonly threads: number; readonly queueLimit: number };
  /** Why no asynchronous calls are made any more; undefined as long as they are. */
  readonly ended: string | undefined;
  readonly references: { drop(id: number): void };
  listen(): void;
  /** Makes a value of what is on the page, or throws what is there instead. */
  finish(status: number, shape: Shape, origin: JavascriptStack): unknown;
  dropReferences(): void;
}

interface Waiter {
  readonly count: number;
  readonly resolve: () => void;
}

/** What a job has to know when it is done. */
interface JobInit<Shape> {
  readonly shape: Shape;
  /** Keeps the handles among the arguments alive. */
  readonly keep: unknown;
  readonly ids: readonly number[];
  readonly control: CallControl | undefined;
  /** Whether it is the event loop's. */
  readonly awaits: boolean;
}

class Job<Shape> implements Abortable {
  readonly init: JobInit<Shape>;
  readonly ticket: number;
  readonly origin: JavascriptStack;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly #cancel: (ticket: number) => void;
  #isClosed = false;

  constructor(
    init: JobInit<Shape>,
    ticket: number,
    origin: JavascriptStack,
    settle: readonly [resolve: (value: unknown) => void, reject: (error: unknown) => void],
    cancel: (ticket: number) => void,
  ) {
    this.init = init;
    this.ticket = ticket;
    this.origin = origin;
    [this.resolve, this.reject] = settle;
    this.#cancel = cancel;
    if (init.control?.signal !== undefined) watchAbort(init.control.signal, this);
  }

  abort(): void {
    this.#cancel(this.ticket);
  }

  /** Ends it with all others. */
  close(): void {
    this.#isClosed = true;
    this.abort();
  }

  /** Nobody waits for it any more. */
  leave(): void {
    const { control } = this.init;
    if (control?.signal !== undefined) unwatchAbort(control.signal, this);
  }

  /** What it fails with that was told to end. */
  failure(stage: Stage, interrupted?: unknown): Error {
    const { control } = this.init;
    const python = [interrupted, (interrupted as Partial<Error> | undefined)?.cause].find(isPythonError);
    if (control?.signal?.aborted === true) return abortError(control.signal, stage, python);
    if (this.#isClosed) return closeError(stage, python);
    return timeoutError(control?.timeout, stage, python);
  }
}

/** The jobs of one runtime. */
export class Jobs<Shape> {
  readonly #runtime: JobHost<Shape>;
  readonly #open = new Map<number, Job<Shape>>();
  /** Whose promises are rejected already; they run on. */
  readonly #abandoned = new Map<number, Job<Shape>>();
  readonly #waiters: Waiter[] = [];
  readonly #cancel: (ticket: number) => void;
  /** Who waits until no call is under way. */
  readonly #drained: (() => void)[] = [];
  #origins = 0;
  /** Places in the queue that were promised to callers of {@link room}. */
  #promised = 0;

  constructor(runtime: JobHost<Shape>) {
    this.#runtime = runtime;
    this.#cancel = (ticket) => runtime.backend.cancel(ticket);
  }

  /** Hands what is on the page to a worker, or to the event loop. */
  submit(init: JobInit<Shape>): Promise<unknown> {
    if (this.#runtime.ended !== undefined) return this.#refuse(init, this.#runtime.ended);
    const ticket = init.awaits ? this.#submitToLoop(init) : this.#submitToPool(init);
    if (ticket === 0) {
      if (init.awaits) return this.#refuse(init, "Python's event loop has been stopped");
      return this.#refuse(
        init,
        `${this.#runtime.pool.queueLimit} calls wait for a Python thread already: await some of them before making more ` +
          "(`await py.room()` waits until there is room), or raise `queueLimit` in the options of python()",
      );
    }
    if (this.#promised > 1) this.#promised--;
    const origin = this.#origins++ < CALLS_WITH_ORIGIN ? {} : noOrigin;
    if (origin !== noOrigin) Error.captureStackTrace(origin);
    return new Promise((resolve, reject) => {
      this.#open.set(ticket, new Job(init, ticket, origin, [resolve, reject], this.#cancel));
      if (this.#open.size === 1) this.#keepAlive();
    });
  }

  #submitToPool({ control }: JobInit<Shape>): number {
    const { backend } = this.#runtime;
    this.#listen();
    if (control === undefined) return backend.submit();
    return backend.submitWith(control.queue ?? null, control.timeout ?? 0, 1);
  }

  #submitToLoop({ control }: JobInit<Shape>): number {
    const { backend } = this.#runtime;
    this.#runtime.listen();
    backend.openLoop();
    return backend.submitToLoop(control?.queue ?? null, control?.timeout ?? 0, control?.signal === undefined ? 0 : 1);
  }

  #refuse({ ids }: JobInit<Shape>, message: string): Promise<never> {
    for (const id of ids) this.#runtime.references.drop(id);
    return Promise.reject(new UsageError(message));
  }

  #listen(): void {
    this.#runtime.listen();
    const { backend, pool } = this.#runtime;
    backend.openPool(pool.threads, pool.queueLimit);
  }

  #keepAlive(): void {
    if (this.#open.size === 0) for (const resolve of this.#drained.splice(0)) resolve();
    this.#runtime.backend.keepAlive(this.#open.size > 0 || this.#waiters.length > 0);
  }

  /** A job is done, or was given up; what came of it is on the page. */
  complete({ ticket, status, fate }: Finished): void {
    const job = this.#open.get(ticket);
    if (job === undefined) {
      this.#forget(ticket, status);
      return;
    }
    this.#open.delete(ticket);
    job.leave();
    if (this.#open.size === 0) this.#keepAlive();
    if (fate === FATE.ABANDONED) {
      this.#abandoned.set(ticket, job);
      job.reject(job.failure("abandoned"));
      return;
    }
    this.#dropUntaken(status, job);
    this.#settle(job, status, fate);
    this.#runtime.dropReferences();
  }

  #settle(job: Job<Shape>, status: number, fate: number): void {
    if (fate === FATE.NEVER_RAN) {
      job.reject(job.failure("queued"));
      return;
    }
    try {
      const value = this.#runtime.finish(status, job.init.shape, job.origin);
      if (fate === FATE.CANCELLED) job.reject(job.failure("ended"));
      // Handles have no `then`, but a dict may: a promise would call it.
      else if (typeof (value as { then?: unknown } | null | undefined)?.then === "function") {
        throw new ConversionError('a result with a callable "then" cannot be the value of a promise: call it in place');
      } else job.resolve(value);
    } catch (error) {
      job.reject(fate === FATE.CANCELLED ? job.failure("ended", error) : error);
    }
  }

  /** One that was given up has ended after all: what it gave has to be let go of. */
  #forget(ticket: number, status: number): void {
    const job = this.#abandoned.get(ticket);
    if (job === undefined) return;
    this.#abandoned.delete(ticket);
    this.#dropUntaken(status, job);
    try {
      this.#runtime.finish(status, job.init.shape, noOrigin);
    } catch {
      // Nobody waits for it.
    }
    this.#runtime.dropReferences();
  }

  #dropUntaken(status: number, { init }: Job<Shape>): void {
    if (init.ids.length === 0 || (status & ~STATUS_DROPPED) !== STATUS.ERROR) return;
    const taken = this.#runtime.backend.page.u32[PAGE.references];
    for (const id of init.ids.slice(taken)) this.#runtime.references.drop(id);
  }

  /** Calls that are under way. */
  get count(): number {
    return this.#open.size;
  }

  /** Resolves when no call is under way, or after so many milliseconds. */
  async drain(milliseconds: number): Promise<void> {
    if (this.#open.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#drained.push(resolve);
      if (milliseconds <= LONGEST_TIMER) timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
  }

  /** Ends all calls: those that wait, those that can be interrupted, and for the rest the wait for them. How many. */
  async cancelAll(): Promise<number> {
    const all = [...this.#open.values()];
    for (const job of all) job.close();
    await this.drain(INTERRUPTION_TIME);
    for (const job of this.#open.values()) {
      job.leave();
      this.#abandoned.set(job.ticket, job);
      job.reject(job.failure("abandoned"));
    }
    this.#open.clear();
    this.#keepAlive();
    return all.length;
  }

  /** All that were done are settled. */
  rest(): void {
    this.#origins = 0;
    if (this.#waiters.length > 0) this.#admit();
  }

  /** Resolves when so many calls fit into the queue. */
  room(count: number): Promise<void> {
    this.#listen();
    return new Promise((resolve) => {
      this.#waiters.push({ count, resolve });
      if (this.#waiters.length === 1) this.#admit();
    });
  }

  /** First come, first served. What was promised is kept free until those who were told have made their calls. */
  #admit(): void {
    for (let first = this.#waiters[0]; first !== undefined; first = this.#waiters[0]) {
      const wanted = this.#promised + first.count;
      if (this.#runtime.backend.room(wanted) < wanted) break;
      this.#waiters.shift();
      if (this.#promised === 0) setImmediate(this.#breakPromises);
      this.#promised = wanted;
      first.resolve();
    }
    this.#keepAlive();
  }

  /** Whoever has not called by now may never do so. */
  readonly #breakPromises = (): void => {
    this.#promised = 0;
    if (this.#waiters.length > 0) this.#admit();
  };
}
