/**
 * A vitest reporter: counts, and prints the line that ends a run. Counts as failed what no test stands for: a file that
 * does not load, a hook that throws, an unhandled error, a process that dies.
 */
import { writeFileSync } from "node:fs";

import { summary } from "./counts.mjs";

export default class CountingReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      counts.failed += brokenParts(module);
      for (const test of module.children.allTests()) counts[outcome(test)] += 1;
      sayWhatIsMissing(module);
    }
    // Whoever runs more than vitest asks for the numbers, and prints the line after the rest.
    const file = process.env.PYWELD_TEST_COUNTS;
    if (file) writeFileSync(file, JSON.stringify(counts));
    else process.stdout.write(`${summary(counts)}\n`);
  }
}

function brokenParts(module) {
  const suites = [...module.children.allSuites()].filter((suite) => suite.errors().length > 0).length;
  return suites + (module.errors().length > 0 ? 1 : 0);
}

/** vitest reports that a process died, but not which file it was running. */
function sayWhatIsMissing(module) {
  const file = module.relativeModuleId;
  const pending = [...module.children.allTests("pending")];
  for (const test of pending) process.stderr.write(`no result: ${file} > ${test.fullName}\n`);
  if (pending.length === 0 && ["queued", "pending"].includes(module.state()))
    process.stderr.write(`no result: ${file}\n`);
}

/** A test without a result was running, or waiting, when its process died. */
function outcome(test) {
  const { state } = test.result();
  return state === "pending" ? "failed" : state;
}
