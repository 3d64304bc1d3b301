/** Tools for tests: Python source in a temporary file that is gone when the test file is done. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { tool } from "@pyweld/core/bindings/v1";
import type { ToolBinding } from "@pyweld/core";
import { afterAll } from "vitest";

let made: string | undefined;

// Not when the process ends: vitest ends it by a signal.
afterAll(() => {
  if (made !== undefined) rmSync(made, { recursive: true, force: true, maxRetries: 3 });
});

/** The folder of this test file. */
export function temporaryFolder(): string {
  return (made ??= mkdtempSync(join(tmpdir(), "pyweld-core-")));
}

/** Writes a file below the temporary folder; its path. */
export function writeSource(name: string, source: string): string {
  const path = join(temporaryFolder(), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, source);
  return path;
}

/** A tool of that source, bound as generated code binds it. */
export function toolOf(module: string, source: string): ToolBinding {
  return tool(module, { source: writeSource(`${module}.py`, source) });
}
