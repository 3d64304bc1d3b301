/**
 * `node scripts/stress.mjs [--seconds N] [--seed N] [--sanitize]`: calls of every kind at random, from the main thread and
 * from workers that come and go, for a minute (or N seconds); each checks its result, and nothing may be left at the end.
 * With --sanitize the helper is one that AddressSanitizer and UBSan watch. The seed of a failure makes the run again.
 */
import "./bootstrap/require-node.mjs";

import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { main, prepare } from "./bootstrap/prepare.mjs";
import { root } from "./bootstrap/root.mjs";
import { childEnvironment } from "./bootstrap/run.mjs";
import { sanitizedHelper } from "./stress/sanitized-helper.mjs";
import { summary, zero } from "./testing/counts.mjs";

const program = join(root, "packages", "core", "test", "stress", "run.mjs");
/** What ends it may take on a busy machine. */
const GRACE = 120;

await main(async () => {
  const { seconds, seed, sanitize } = options();
  const python = await prepare();
  const helper = sanitize ? sanitizedHelper() : undefined;
  process.stdout.write(`stress: ${seconds} s, seed ${seed}${sanitize ? ", with AddressSanitizer" : ""}\n`);
  try {
    const counts = await run(seconds, seed, { PYWELD_PYTHON: python.executable, ...helper?.env });
    process.stdout.write(`${summary(counts)}\n`);
    return counts.failed > 0 ? 1 : 0;
  } finally {
    if (helper) rmSync(helper.folder, { recursive: true, force: true });
  }
});

function options() {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string", default: "60" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
      sanitize: { type: "boolean", default: false },
    },
  });
  const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
  if (!(seconds > 0)) throw new Error(`--seconds takes a number above 0, got ${values.seconds}`);
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed takes a whole number, got ${values.seed}`);
  return { seconds, seed, sanitize: values.sanitize };
}

/** Each operation that gave what it had to is one that passed; whatever ends the process otherwise is one that failed. */
async function run(seconds, seed, env) {
  const child = spawn(process.execPath, ["--expose-gc", program, String(seconds), String(seed)], {
    env: childEnvironment(env),
    stdio: ["ignore", "pipe", "inherit"],
    timeout: 1000 * (2 * seconds + GRACE),
    killSignal: "SIGKILL",
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  const status = await new Promise((resolve) => child.once("close", (code, signal) => resolve(signal ?? code)));
  const line = output.split("\n").find((each) => each.startsWith("{"));
  if (line === undefined || status !== 0) {
    process.stdout.write(`${output}FAILED: the process ended with ${status}; --seed ${seed} makes this run again\n`);
    return { ...zero, failed: 1 };
  }
  const { operations, terminated } = JSON.parse(line);
  const rows = Object.entries(operations).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, count] of rows) process.stdout.write(`  ${name}: ${count}\n`);
  process.stdout.write(`  workers terminated: ${terminated}\n`);
  return { ...zero, passed: rows.reduce((sum, [, count]) => sum + count, 0) };
}
