/** Measures what many calls leave behind: in Python, in JavaScript and in the process. Needs `--expose-gc`. */
import { setImmediate as nextTask, setTimeout as sleep } from "node:timers/promises";

/**
 * The most that may be there afterwards, whatever the number of calls. Python and JavaScript keep some memory for later
 * (free lists, compiled code, feedback of the optimiser), and allocators keep pages.
 */
export const tolerances = {
  /** Blocks that Python has allocated. */
  blocks: 200,
  /** Handles of JavaScript's on Python objects. */
  handles: 0,
  /** References to one of a few Python objects that live for ever. */
  references: 1,
  /** Bytes on JavaScript's heap, and outside for it. */
  heap: 256 * 1024,
  /** Bytes of the process. */
  resident: 8 * 2 ** 20,
};

/** Rounds after which a kind is given up: what leaks does so in every one, what is busy or kept for later does not. */
const ROUNDS = 4;

export class Meter {
  #py;
  #fixture;
  /** As it was after the last kind; undefined when something else has run since. */
  #last;

  constructor(py, fixture) {
    this.#py = py;
    this.#fixture = fixture;
  }

  /** Calls `run` that often without measuring: buffers, caches and free lists reach their size. */
  async warm(run, count) {
    this.#last = undefined;
    await repeat(run, count);
  }

  /**
   * Calls `run` that often: what has grown (in the last round), and whether that is within the tolerances, or within
   * what the kind says is `kept` on purpose.
   */
  async measure(run, count, kept = {}) {
    const allowed = Object.entries({ ...tolerances, ...kept });
    for (let round = 1; ; round++) {
      const before = this.#last ?? (await this.#settled());
      await repeat(run, count);
      const after = (this.#last = await this.#settled());
      const growth = difference(before, after);
      const isFlat = allowed.every(([what, most]) => growth[what] <= most);
      if (isFlat || round === ROUNDS) return { growth, isFlat, rounds: round };
    }
  }

  /** Collects garbage on both sides until nothing more is freed. */
  async #settled() {
    let last = await this.#collected();
    for (let still = 0, rounds = 0; still < 1 && rounds < 20; rounds++) {
      const next = await this.#collected();
      const isStill = next.handles === last.handles && next.blocks >= last.blocks && next.heap >= last.heap - 4096;
      still = isStill ? still + 1 : 0;
      last = next;
    }
    return last;
  }

  async #collected() {
    globalThis.gc();
    // Finalizers run in tasks of their own.
    await sleep(1);
    this.#fixture.call("collect");
    const [blocks, references] = this.#fixture.call("probe");
    const { heapUsed, external, rss } = process.memoryUsage();
    return { blocks, references, handles: this.#py.stats().handles, heap: heapUsed + external, resident: rss };
  }
}

function difference(before, after) {
  const growth = { references: Math.max(...after.references.map((count, i) => count - before.references[i])) };
  for (const what of ["blocks", "handles", "heap", "resident"]) growth[what] = after[what] - before[what];
  return growth;
}

/** Finalizers run between tasks only, so there are some; promises are waited for together. */
async function repeat(run, count) {
  let pending = [];
  for (let i = 0; i < count; i++) {
    const result = run(i);
    if (result instanceof Promise) pending.push(result.then(dropped));
    if (i % 500 === 499 || pending.length === 100) {
      await Promise.all(pending);
      pending = [];
      await nextTask();
    }
  }
  await Promise.all(pending);
}

function dropped() {}
