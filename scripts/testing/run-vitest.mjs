/** Runs vitest once and returns its counts. Knows nothing of what is tested. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { root } from "../bootstrap/root.mjs";
import { run } from "../bootstrap/run.mjs";

const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const reporter = join(root, "scripts", "testing", "counting-reporter.mjs");

/**
 * One run with these arguments, by `node` (an executable; the running one by default). With `capture`, the output comes
 * back with the counts instead of going to the terminal.
 */
export async function runVitest(args, { node = process.execPath, env = {}, capture = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "pyweld-test-"));
  const file = join(folder, "counts.json");
  try {
    // A reporter on the command line takes the place of the configured ones, so ours has to be named there as well.
    const reporters = args.some((arg) => arg.startsWith("--reporter")) ? [] : ["--reporter=default"];
    const { status, signal, output } = await run(
      node,
      [vitest, "run", ...args, ...reporters, `--reporter=${reporter}`],
      { env: { ...env, PYWELD_TEST_COUNTS: file }, capture },
    );
    const counts = read(file);
    if (status === 0 || counts.failed > 0) return { ...counts, output };
    const reason = `vitest ended with ${signal ?? `exit code ${status}`}, though no test is known to have failed\n`;
    if (!capture) process.stderr.write(reason);
    return { ...counts, failed: 1, output: output + reason };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
