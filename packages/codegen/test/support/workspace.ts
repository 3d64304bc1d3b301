/** Temporary folders for tests: with tools to introspect, and with the runtime's types to compile against. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = fileURLToPath(new URL("../../../", import.meta.url));

/** The corpus of Python tools that all suites share. */
export const fixtures: string = join(packages, "conformance", "fixtures");

export interface Workspace {
  readonly folder: string;
  /** Writes files, by path relative to the folder. */
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly remove: () => void;
}

/** A folder of its own, in which generated files find `@pyweld/core`. */
export function makeWorkspace(files: Readonly<Record<string, string>> = {}): Workspace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pyweld-codegen-")));
  mkdirSync(join(folder, "node_modules", "@pyweld"), { recursive: true });
  symlinkSync(join(packages, "core"), join(folder, "node_modules", "@pyweld", "core"), "junction");
  const write = (contents: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(contents)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  write({ "package.json": '{ "type": "module" }', ...files });
  return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
