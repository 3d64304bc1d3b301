/** One run for the tests of all packages and examples. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts"],
    // One process per file: there is one Python per process, and a segmentation fault must cost one file, not the run.
    pool: "forks",
    maxWorkers: 2,
    // Tests of native behaviour collect garbage and look at what is still alive.
    execArgv: ["--expose-gc"],
    setupFiles: ["./scripts/testing/watchdog.mjs"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "./scripts/testing/counting-reporter.mjs"],
  },
});
