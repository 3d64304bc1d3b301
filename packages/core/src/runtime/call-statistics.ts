/** Counts and times calls by function. The calls themselves know nothing of it: while it runs, it stands in front of them. */
import { STATUS, STATUS_DROPPED } from "@pyweld/native";

import type { CallCounter, Runtime } from "./runtime.js";

/** What is known of the calls of one function. */
export interface FunctionStatistics {
  /** `tool.function`, `tool.Class.method`. */
  readonly name: string;
  readonly calls: number;
  /** Calls that have thrown. */
  readonly errors: number;
  /** Time of all calls, with what they were waiting for: of asynchronous ones, from submission to completion. */
  readonly seconds: number;
  readonly longestSeconds: number;
}

type Count = { -readonly [K in keyof FunctionStatistics]: FunctionStatistics[K] };

const own = ["runDirect", "runFrame", "submitDirect", "submitFrame"] as const;

/** The statistics of one runtime. */
export class CallStatistics implements CallCounter {
  readonly #runtime: Runtime;
  readonly #counts = new Map<string, Count>();
  #running = false;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  get running(): boolean {
    return this.#running;
  }

  /** What has been counted, longest time first. */
  list(): FunctionStatistics[] {
    return [...this.#counts.values()].map((count) => ({ ...count })).sort((a, b) => b.seconds - a.seconds);
  }

  reset(): void {
    this.#counts.clear();
  }

  /** Puts functions that measure in front of the runtime's own. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    const plain = this.#runtime;
    plain.counter = this;
    const { runDirect, runFrame, submitDirect, submitFrame } = plain;
    Object.assign(plain, {
      runDirect: ((operation, count, shape, timeout) =>
        this.#measureStatus(shape.label, () =>
          runDirect.call(plain, operation, count, shape, timeout),
        )) as Runtime["runDirect"],
      runFrame: ((operation, shape, ids, timeout) =>
        this.measure(shape.label, () => runFrame.call(plain, operation, shape, ids, timeout))) as Runtime["runFrame"],
      submitDirect: ((operation, count, shape, keep, control) =>
        this.#measureAsync(shape.label, () =>
          submitDirect.call(plain, operation, count, shape, keep, control),
        )) as Runtime["submitDirect"],
      submitFrame: ((operation, shape, keep, ids, control) =>
        this.#measureAsync(shape.label, () =>
          submitFrame.call(plain, operation, shape, keep, ids, control),
        )) as Runtime["submitFrame"],
    });
  }

  /** Takes them away again; what was counted stays. */
  stop(): void {
    this.#running = false;
    this.#runtime.counter = undefined;
    for (const name of own) Reflect.deleteProperty(this.#runtime, name);
  }

  /** Runs something and counts it. What has no label is none of the user's calls. */
  measure<T>(label: string | undefined, run: () => T): T {
    if (label === undefined) return run();
    const start = performance.now();
    let failed = true;
    try {
      const result = run();
      failed = false;
      return result;
    } finally {
      this.#note(label, start, failed);
    }
  }

  /** The same for what gives a status instead of throwing. */
  #measureStatus(label: string | undefined, run: () => number): number {
    if (label === undefined) return run();
    const start = performance.now();
    const status = run();
    this.#note(label, start, (status & ~STATUS_DROPPED) === STATUS.ERROR);
    return status;
  }

  #measureAsync(label: string | undefined, run: () => Promise<unknown>): Promise<unknown> {
    if (label === undefined) return run();
    const start = performance.now();
    // The promise that is given is this one, so that nobody counts as having caught what it fails with.
    return run().then(
      (value) => {
        this.#note(label, start, false);
        return value;
      },
      (error: unknown) => {
        this.#note(label, start, true);
        throw error;
      },
    );
  }

  #note(name: string, start: number, failed: boolean): void {
    const seconds = (performance.now() - start) / 1000;
    let count = this.#counts.get(name);
    if (count === undefined) {
      count = { name, calls: 0, errors: 0, seconds: 0, longestSeconds: 0 };
      this.#counts.set(name, count);
    }
    count.calls++;
    if (failed) count.errors++;
    count.seconds += seconds;
    if (seconds > count.longestSeconds) count.longestSeconds = seconds;
  }
}
