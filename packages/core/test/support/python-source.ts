/** Tools for tests: Python source in a temporary file that is gone when the process ends. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { tool } from "@pyweld/core/bindings/v1";
import type { ToolBinding } from "@pyweld/core";

let made: string | undefined;

/** The folder of this process. */
export function temporaryFolder(): string {
  if (made === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "pyweld-core-"));
    made = folder;
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  }
  return made;
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
