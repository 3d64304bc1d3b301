/** Pythons of the machine besides the one that tests run on; suites that need one say so when it is missing. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** `3.8` to its executable, as pyenv has installed it; undefined when it has not. */
export function pyenvPython(version: string): string | undefined {
  const versions = join(process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv"), "versions");
  if (!existsSync(versions)) return undefined;
  const folder = readdirSync(versions).find((name) => name.startsWith(`${version}.`));
  const path = folder && join(versions, folder, "bin", "python");
  return path && existsSync(path) ? path : undefined;
}

/** What a plain interpreter prints for an expression. */
export function plain(executable: string, expression: string, env: NodeJS.ProcessEnv = process.env): string {
  return execFileSync(executable, ["-c", `print(${expression})`], { encoding: "utf8", env }).trim();
}
