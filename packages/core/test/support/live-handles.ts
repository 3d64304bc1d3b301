/** Watches what JavaScript holds of Python: every suite leaves as many handles as it found. */
import { setTimeout as sleep } from "node:timers/promises";

import { python } from "@pyweld/core";
import { afterAll, beforeAll, expect } from "vitest";

/** Rounds without an effect, after which there is nothing to be had: what one side lets go of, the other frees later. */
const QUIET_ROUNDS = 3;

/** Collects garbage here and in Python until nothing more is freed. */
export async function settle(): Promise<void> {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (collect === undefined) throw new Error("run node with --expose-gc");
  let before = -1;
  for (let rounds = 0, quiet = 0; rounds < 40; rounds++) {
    collect();
    // Finalizers run in tasks of their own.
    await sleep(2);
    python().exec("import gc; gc.collect()");
    const { handles } = python().stats();
    quiet = handles === before ? quiet + 1 : 0;
    if (quiet === QUIET_ROUNDS) return;
    before = handles;
  }
}

/** Collects garbage until something has happened on account of it; on a busy machine the collector takes its time. */
export async function settleUntil(happened: () => boolean): Promise<void> {
  for (let rounds = 0; rounds < 50; rounds++) {
    await settle();
    if (happened()) return;
    await sleep(20);
  }
}

/** Handles that are alive when everything has been collected. */
export async function liveHandles(): Promise<number> {
  await settle();
  return python().stats().handles;
}

/**
 * Asserts that the tests of a file leave no handle behind. `warm` uses once what is made on first use: the runtime
 * keeps some handles for itself, and tools keep their modules and classes.
 */
export function leavesNoHandles(warm: () => unknown = () => undefined): void {
  let before = 0;
  beforeAll(async () => {
    python().exec("pass");
    await warm();
    const error = attempt(() => python().eval("1 / 0")) as { stack?: string };
    void error.stack;
    before = await liveHandles();
  });
  afterAll(async () => {
    // On a busy machine the collector takes its time; what has leaked is there after any number of rounds.
    let left = await liveHandles();
    for (let rounds = 0; left > before && rounds < 20; rounds++) {
      await sleep(50);
      left = await liveHandles();
    }
    expect(left, "live handles").toBeLessThanOrEqual(before);
  });
}

function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
