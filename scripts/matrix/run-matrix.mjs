/** Runs the same test files once per row and prints a line for each. Knows nothing of what a row stands for. */
import { seconds } from "../bootstrap/step.mjs";
import { add, summary, zero } from "../testing/counts.mjs";
import { runVitest } from "../testing/run-vitest.mjs";

/**
 * Less than in `npm test`, which runs on one Python and one Node: a tenth of the random values of each type, and a sample of
 * what has many combinations or compares Pythons.
 */
const LESS = { PYWELD_TEST_VALUES: "1000", PYWELD_TEST_SAMPLE: "1" };

/**
 * A row has a `label` and either a `reason` why it cannot run, or `options` for vitest; with these it may have a `note` to
 * be printed, and a number of things that `failed` before its tests began. Returns the exit code: a row that cannot run is
 * listed and counts as one skipped test, but a matrix without any row that ran is a failure.
 */
export async function runMatrix(rows, tests) {
  let total = zero;
  for (const { label, reason, options, note, failed = 0 } of rows) {
    if (reason) {
      process.stdout.write(`${label}: not run, ${reason}\n`);
      total = add(total, { ...zero, skipped: 1 });
      continue;
    }
    const start = performance.now();
    const settings = { ...options, env: { ...LESS, ...options.env, NO_COLOR: "1" }, capture: true };
    const { output, ...counts } = await runVitest([...tests, "--reporter=dot"], settings);
    if (counts.failed > 0) process.stdout.write(`${output.trim()}\n`);
    process.stdout.write(`${label}: ${summary(counts)} (${seconds(start)})${note ? `; ${note}` : ""}\n`);
    total = add(total, { ...counts, failed: counts.failed + failed });
  }
  if (rows.every(({ reason }) => reason)) total = add(total, { ...zero, failed: 1 });
  process.stdout.write(`${summary(total)}\n`);
  return total.failed > 0 ? 1 : 0;
}
