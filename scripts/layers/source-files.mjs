/** Walks a folder for TypeScript and JavaScript, past what is built, installed, or input for tests. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

const passed = new Set(["node_modules", "dist", "prebuilt", "fixtures", ".turbo", ".venv"]);

/** The source files under `folder`, in the order of their paths. */
export function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return passed.has(entry.name) ? [] : sourceFiles(path);
      return /\.[cm]?[jt]sx?$/.test(entry.name) ? [path] : [];
    });
}
