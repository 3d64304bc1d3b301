/** Runs the Python checks of the examples with unittest, and reads their counts from what unittest prints. */
import { run } from "../bootstrap/run.mjs";

const folder = "examples/observatory/check";

/** One run by this interpreter. */
export async function runPythonChecks(interpreter) {
  process.stdout.write(`\npython -m unittest discover -s ${folder}\n`);
  const { status, output } = await run(interpreter, ["-m", "unittest", "discover", "-s", folder], { capture: true });
  process.stdout.write(`${output.trim()}\n`);
  return countsOf(output, status);
}

/**
 * The counts in unittest's last lines: `Ran 7 tests in 0.1s`, then `OK (skipped=1)` or `FAILED (failures=1, errors=2)`.
 * Each failed subtest is one failure there, so what passed can be less than what unittest would call passed, never more.
 */
export function countsOf(output, status) {
  const number = (name) =>
    Number(output.match(new RegExp(`^(?:OK|FAILED|NO TESTS RAN) \\(.*\\b${name}=(\\d+)`, "m"))?.[1] ?? 0);
  const ran = Number(output.match(/^Ran (\d+) tests? in /m)?.[1] ?? 0);
  const skipped = number("skipped");
  const failed = number("(?<!expected )failures") + number("errors") + number("unexpected successes");
  // No test at all, or an exit code that the counts do not explain, is a failure too.
  const unexplained = failed === 0 && (ran === 0 || status !== 0) ? 1 : 0;
  return { passed: Math.max(0, ran - failed - skipped), failed: failed + unexplained, skipped };
}
