/**
 * `node --expose-gc run.mjs SECONDS SEED`: operations at random, in the main thread and in workers that come, end and are
 * terminated, each with a check of its result; in the end everything must be as it was. Prints a line of JSON.
 */
import { Worker } from "node:worker_threads";
import { setTimeout as sleep } from "node:timers/promises";

import { act, actOnce, makeContext } from "./actor.mjs";
import { Chance } from "./random.mjs";

const [seconds, seed] = process.argv.slice(2).map(Number);
const context = makeContext();
const { py, tool } = context;
// Where it would find Node's OpenSSL (scripts/stress/without-deepbind.c).
if (process.env.PYWELD_STRESS_WITHOUT_SSL) py.exec("import sys; sys.modules['ssl'] = None");
const chance = new Chance(seed);
const terminated = { count: 0 };

await actOnce({ seed, context });
await act({ seed, end: performance.now() + 300, context });
const before = await settled();
const end = performance.now() + 1000 * seconds;
const [mine, ...theirs] = await Promise.all([act({ seed, end, context }), workers(1), workers(2)]);
const after = await settled();

const operations = {};
for (const done of [mine, ...theirs.flat()]) {
  for (const [name, times] of Object.entries(done)) operations[name] = (operations[name] ?? 0) + times;
}
const left = Object.entries(after).filter(([name, count]) => count > before[name]);
process.stdout.write(`${JSON.stringify({ seed, operations, terminated: terminated.count, left, before, after })}\n`);
if (left.length > 0) process.exitCode = 1;

/** One worker after another until the end; every third is terminated in the midst of what it does. */
async function workers(number) {
  const results = [];
  for (let round = 0; performance.now() < end; round++) {
    const isTerminated = chance.upTo(2) === 0;
    const milliseconds = Math.min(200 + chance.upTo(1500), end - performance.now());
    const data = { seed: seed + 7919 * number + round, lanes: 3, milliseconds, withFunctions: !isTerminated };
    const worker = new Worker(new URL("worker.mjs", import.meta.url), { workerData: data });
    // A worker that is terminated while it loads koffi takes the process with it, and now and then one in whose midst
    // Python calls JavaScript: koffi then throws where nothing can be thrown any more.
    await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    const message = new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", () => resolve({ done: {} }));
    });
    if (isTerminated) {
      await sleep(milliseconds * chance.next());
      terminated.count++;
      await worker.terminate();
    }
    const { done, error } = await message;
    if (error !== undefined) throw new Error(error);
    results.push(done);
    await worker.terminate();
  }
  return results;
}

/** What is held when everything has been collected. */
async function settled() {
  let counts;
  for (let round = 0, quiet = 0; round < 100 && quiet < 4; round++) {
    globalThis.gc();
    await sleep(5);
    const [things, threads] = tool.call("counts");
    const { handles, queued, running } = py.stats();
    const now = { things, threads, handles, queued, running };
    quiet = JSON.stringify(now) === JSON.stringify(counts) ? quiet + 1 : 0;
    counts = now;
  }
  return counts;
}
