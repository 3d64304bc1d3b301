/** Which Python executables to try, and in which order. Looks at names and files only; starts nothing. */
import { existsSync, statSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";

import { SetupError } from "../errors/pyweld-error.js";

/** What a user can say about which Python to use. */
export interface PythonChoice {
  /** An executable: a path, or a name on PATH. */
  readonly python?: string | undefined;
  /** A virtual environment's folder. */
  readonly venv?: string | undefined;
  /** Where the search for `.venv` begins, and what relative paths are relative to; the working directory by default. */
  readonly cwd?: string | undefined;
}

/** One place where a Python may be. */
export interface Candidate {
  /** Who named it: `option python`, `PYWELD_PYTHON`, `VIRTUAL_ENV`, `.venv`, `PATH`, … */
  readonly source: string;
  /** The executable, or what was looked for. */
  readonly executable: string;
  /** Whether there is such a file. */
  readonly exists: boolean;
  /** Named on purpose: if it does not work, that is an error, and nothing else is tried. */
  readonly explicit: boolean;
}

const windows = process.platform === "win32";

/**
 * Candidates in order: the options `python` and `venv`, `PYWELD_PYTHON`, `VIRTUAL_ENV`, a `.venv` in the working
 * directory or above, `python3` and `python` on PATH. An explicit one (the first three) ends the list.
 *
 * @throws `SetupError` when both options are given.
 */
export function candidates(choice: PythonChoice = {}, env: NodeJS.ProcessEnv = process.env): Candidate[] {
  const cwd = resolve(choice.cwd ?? ".");
  if (choice.python !== undefined && choice.venv !== undefined) {
    throw new SetupError("both `python` and `venv` are given: a venv has its own python, so name one of them");
  }
  if (choice.python !== undefined) return [named("option `python`", choice.python, cwd, env)];
  if (choice.venv !== undefined) {
    return [candidate("option `venv`", executableIn(resolve(cwd, choice.venv)), true)];
  }
  if (env["PYWELD_PYTHON"]) return [named("PYWELD_PYTHON", env["PYWELD_PYTHON"], cwd, env)];
  const found: Candidate[] = [];
  if (env["VIRTUAL_ENV"]) found.push(candidate("VIRTUAL_ENV", executableIn(env["VIRTUAL_ENV"]), false));
  const local = upwards(cwd);
  if (local) found.push(candidate(".venv", executableIn(local), false));
  for (const name of windows ? ["python", "python3", "py"] : ["python3", "python"]) {
    const path = onPath(name, env);
    found.push({ source: "PATH", executable: path ?? name, exists: path !== undefined, explicit: false });
  }
  return found;
}

function candidate(source: string, executable: string, explicit: boolean): Candidate {
  return { source, executable, exists: isFile(executable), explicit };
}

function named(source: string, python: string, cwd: string, env: NodeJS.ProcessEnv): Candidate {
  if (!/[/\\]/.test(python)) {
    const path = onPath(python, env);
    return { source, executable: path ?? python, exists: path !== undefined, explicit: true };
  }
  return candidate(source, resolve(cwd, python), true);
}

function executableIn(environment: string): string {
  return windows ? join(environment, "Scripts", "python.exe") : join(environment, "bin", "python");
}

function upwards(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const venv = join(folder, ".venv");
    if (existsSync(join(venv, "pyvenv.cfg"))) return venv;
    if (dirname(folder) === folder) return undefined;
  }
}

function onPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const endings = windows ? [".exe", ""] : [""];
  for (const folder of (env["PATH"] ?? env["Path"] ?? "").split(delimiter)) {
    for (const ending of endings) {
      const path = join(folder || ".", name + ending);
      if (isFile(path)) return resolve(path);
    }
  }
  return undefined;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
