/** Finds the Python interpreters that tests run on: by the environment, PATH and pyenv, never by a fixed path. */

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

export interface Python {
  readonly executable: string;
  readonly version: readonly [major: number, minor: number];
  readonly label: string;
}

/** The interpreter for tests that need any one. */
export const python: Python = describePython(process.env["PYWELD_PYTHON"] ?? "python3") ?? fail();

/** Set in the rows of a matrix, which need not all do what one of them does. */
const isRow = process.env["PYWELD_TEST_SAMPLE"] === "1";

/** Interpreters whose bindings are to be the same: the default one and others that the machine has. */
export const compared: readonly Python[] = everyPython(isRow ? ["3.11"] : ["3.9", "3.11", "3.13"]);

/** Those that a test is run on: in a matrix, the row's own one. */
export const pythons: readonly Python[] = isRow ? [python] : compared;

function everyPython(wanted: readonly string[]): Python[] {
  const found = new Map([[python.label, python]]);
  for (const version of wanted) {
    if (found.has(version)) continue;
    for (const executable of [...pyenvPythons(version), `python${version}`]) {
      const described = describePython(executable);
      if (described?.label === version) {
        found.set(version, described);
        break;
      }
    }
  }
  return [...found.values()];
}

function pyenvPythons(version: string): string[] {
  const root = process.env["PYENV_ROOT"] ?? ask("pyenv", ["root"]);
  if (root === null || !existsSync(join(root, "versions"))) return [];
  const names = readdirSync(join(root, "versions")).filter(
    (name) => name === version || name.startsWith(`${version}.`),
  );
  return names.map((name) => join(root, "versions", name, "bin", "python"));
}

function describePython(command: string): Python | null {
  const said = ask(command, ["-c", "import sys; print(sys.executable, *sys.version_info[:2], sep='\\n')"]);
  const [executable, major, minor] = said?.split(/\r?\n/) ?? [];
  if (executable === undefined || major === undefined || minor === undefined) return null;
  return { executable, version: [Number(major), Number(minor)], label: `${major}.${minor}` };
}

function ask(command: string, args: readonly string[]): string | null {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}

function fail(): never {
  throw new Error("These tests need Python 3.9 or later: put python3 on PATH, or name it in PYWELD_PYTHON.");
}
