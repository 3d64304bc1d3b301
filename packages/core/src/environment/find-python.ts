/** Chooses the Python to use and explains the choice. Starts candidates in child processes; loads nothing. */
import { SetupError } from "../errors/pyweld-error.js";
import { candidates, type Candidate, type PythonChoice } from "./candidates.js";
import { describePython, type PythonDescription } from "./describe-python.js";

/** A Python that can be used. */
export interface FoundPython extends PythonDescription {
  /** Who named it: `option \`venv\``, `VIRTUAL_ENV`, `.venv`, `PATH`, … */
  readonly source: string;
  /** The libpython to load; absent when this Python has none (then it can introspect, but not be embedded). */
  readonly libpython?: string;
}

/** One step of the search, for `pyweld doctor` and for error messages. */
export interface SearchStep extends Candidate {
  /** Why it cannot be used; absent for the one that was chosen. */
  readonly problem?: string;
  readonly python?: FoundPython;
}

/** What must hold of the Python that is looked for. */
export interface FindOptions extends PythonChoice {
  /** Whether it must have a libpython; true by default. */
  readonly embeddable?: boolean | undefined;
}

const oldest = [3, 9] as const;

/** Every step of the search, up to and including the Python that is chosen. */
export function searchPython(options: FindOptions = {}, env: NodeJS.ProcessEnv = process.env): SearchStep[] {
  const steps: SearchStep[] = [];
  for (const candidate of candidates(options, env)) {
    const step = tryCandidate(candidate, options.embeddable ?? true);
    steps.push(step);
    if (step.problem === undefined) break;
  }
  return steps;
}

/**
 * The Python to use.
 *
 * @throws `SetupError` that lists what was tried, and the command that mends it.
 * @example
 * ```ts
 * import { findPython } from "@pyweld/core/environment";
 * findPython({ embeddable: false }).executable;
 * ```
 */
export function findPython(options: FindOptions = {}, env: NodeJS.ProcessEnv = process.env): FoundPython {
  const steps = searchPython(options, env);
  const last = steps.at(-1);
  if (last?.python && last.problem === undefined) return last.python;
  const tried = steps.map((step) => `  ${step.source}: ${step.executable}: ${step.problem}`).join("\n");
  throw new SetupError(`no usable Python was found. Tried:\n${tried}\n${cure(steps)}`);
}

function tryCandidate(candidate: Candidate, embeddable: boolean): SearchStep {
  if (!candidate.exists) return { ...candidate, problem: "there is no such file" };
  let description: PythonDescription;
  try {
    description = describePython(candidate.executable);
  } catch (error) {
    return { ...candidate, problem: `it cannot be asked what it is (${reason(error)})` };
  }
  const [libpython] = description.libraries;
  const python: FoundPython = { ...description, source: candidate.source, ...(libpython ? { libpython } : {}) };
  const problem = unsuited(python, embeddable);
  return { ...candidate, python, ...(problem === undefined ? {} : { problem }) };
}

function unsuited(python: FoundPython, embeddable: boolean): string | undefined {
  const [major, minor] = python.version;
  if (python.implementation !== "CPython") return `it is ${python.implementation}; CPython is needed`;
  if (major !== oldest[0] || minor < oldest[1]) {
    return `it is Python ${python.version.join(".")}; ${oldest.join(".")} or later is needed`;
  }
  if (embeddable && !python.libpython) return `Python ${python.version.join(".")} has no shared libpython`;
  return undefined;
}

function cure(steps: readonly SearchStep[]): string {
  const lacking = steps.find((step) => step.python && !step.python.libpython)?.python;
  if (lacking) {
    const version = lacking.version.slice(0, 2).join(".");
    return (
      `Install the shared library of Python ${version}: \`sudo apt-get install libpython${version}\` (Debian, Ubuntu), ` +
      "`sudo dnf install python3-libs` (Fedora), `brew install python` (macOS)."
    );
  }
  return (
    "Install one: `sudo apt-get install python3 libpython3-dev` (Debian, Ubuntu), `sudo dnf install python3` (Fedora), " +
    "`brew install python` (macOS); or name one by the option `python`, or in PYWELD_PYTHON."
  );
}

function reason(error: unknown): string {
  const { stderr, code, message } = error as { stderr?: string; code?: string; message: string };
  const last = stderr?.trim().split("\n").at(-1);
  return last || code || message.split("\n")[0] || "no reason given";
}
