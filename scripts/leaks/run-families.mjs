/** Runs families of calls, each in a process of its own, and prints a line for each kind as it is done. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { families } from "../../packages/core/test/leaks/kinds/all.mjs";
import { nodeOptions, settings } from "../../packages/core/test/leaks/settings.mjs";
import { childEnvironment } from "../bootstrap/run.mjs";
import { root } from "../bootstrap/root.mjs";
import { add, zero } from "../testing/counts.mjs";

const program = join(root, "packages", "core", "test", "leaks", "run-kinds.mjs");

/** `selected` are names of families or FAMILY/KIND; all by default. Returns how many kinds were flat, and how many not. */
export async function runFamilies(selected, { calls, env }) {
  let counts = zero;
  for (const family of selected.length > 0 ? selected : Object.keys(families)) {
    counts = add(counts, await runFamily(family, { calls, env }));
  }
  return counts;
}

async function runFamily(family, { calls, env }) {
  process.stdout.write(`\n${family}\n`);
  const child = spawn(process.execPath, [...nodeOptions, program, String(calls), family], {
    env: childEnvironment({ ...env, ...settings }),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("close", (code, signal) => resolve(signal ?? code)));
  const counts = { ...zero };
  for await (const line of createInterface({ input: child.stdout })) {
    const result = JSON.parse(line);
    counts[result.missing ? "skipped" : result.isFlat ? "passed" : "failed"] += 1;
    process.stdout.write(`  ${described(result)}\n`);
  }
  const status = await ended;
  const nothingRan = counts.passed + counts.failed + counts.skipped === 0;
  if (status === 0 && !nothingRan) return counts;
  process.stdout.write(`  FAILED: the process ended with ${status}${nothingRan ? " before the first kind" : ""}\n`);
  return add(counts, { ...zero, failed: 1 });
}

function described({ missing, kind, calls, seconds, isFlat, growth, error, rounds }) {
  if (missing) return `left out: without ${missing.join(", ")}`;
  const what = `${kind}: ${calls.toLocaleString("en")} calls, ${seconds.toFixed(1)} s`;
  if (error) return `FAILED ${what}: ${error}`;
  return isFlat ? what : `FAILED ${what}: grew in each of ${rounds} rounds, in the last by ${JSON.stringify(growth)}`;
}
