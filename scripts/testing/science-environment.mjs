/** Keeps a virtual environment per Python in .venv-test, with the scientific packages that tests import inside Node. */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { executableIn } from "../bootstrap/python.mjs";
import { root } from "../bootstrap/root.mjs";
import { run } from "../bootstrap/run.mjs";
import { step } from "../bootstrap/step.mjs";
import { makeEnvironment, nameOf, readRequirements, recordOf } from "../bootstrap/wheel-environment.mjs";

const requirements = allRequirements();
/** Where a package is not imported by its own name. */
const modules = { matplotlib: "matplotlib.pyplot" };

/**
 * Makes the environment of this Python when there is none, it is stale, or it was not finished. `fetcher` is an
 * interpreter with pip; `only` names some of the packages. Returns `env`, which tells tests of it, and `missing`, which
 * says by package why it is not there; or, without any environment, the `reason`.
 */
export async function scienceEnvironment(python, { fetcher, only }) {
  const label = python.name + (python.freeThreaded ? "t" : "");
  const folder = join(root, ".venv-test", label);
  const wanted = requirements.filter((requirement) => !only || only.includes(nameOf(requirement)));
  try {
    const { missing } =
      recordOf(folder, { python, requirements: wanted }) ??
      (await step(`installing scientific packages for Python ${label} into .venv-test`, () =>
        makeEnvironment(folder, {
          python,
          fetcher,
          requirements: wanted,
          check: (names) => importErrors(names, folder),
        }),
      ));
    return { env: environmentOf(folder), missing };
  } catch (error) {
    return { env: {}, missing: {}, reason: error.message };
  }
}

/** `numpy: there is no wheel of numpy>=2,<3; …`, or undefined when nothing is missing. */
export function whatIsMissing({ missing, reason }) {
  const parts = Object.entries(missing).map(([name, why]) => `${name}: ${why}`);
  return reason ?? (parts.length > 0 ? parts.join("; ") : undefined);
}

/** What tests import, and with it what the examples need that have a requirements.txt. */
function allRequirements() {
  const own = readRequirements(join(import.meta.dirname, "science-requirements.txt"));
  const examples = join(root, "examples");
  const theirs = readdirSync(examples)
    .map((name) => join(examples, name, "requirements.txt"))
    .filter(existsSync)
    .flatMap(readRequirements);
  const known = new Set(own.map(nameOf));
  return [...own, ...theirs.filter((requirement) => !known.has(nameOf(requirement)))];
}

async function importErrors(names, folder) {
  mkdirSync(join(folder, "matplotlib"), { recursive: true });
  const errors = {};
  for (const name of names) Object.assign(errors, await importError(name, executableIn(folder), folder));
  return errors;
}

/** Importing once, outside Node, tells a broken package from a broken pyweld; it writes bytecode and font caches as well. */
async function importError(name, interpreter, folder) {
  const statement = `import ${modules[name] ?? name}`;
  const result = await run(interpreter, ["-c", statement], { capture: true, env: environmentOf(folder) });
  if (result.status === 0) return {};
  const why = result.signal ?? result.output.trim().split("\n").at(-1);
  return { [name]: `\`${statement}\` fails in plain Python too: ${why}` };
}

/** Matplotlib writes where no other program of the user's looks, and never opens a window. */
function environmentOf(folder) {
  return {
    PYWELD_SCIENCE_PYTHON: executableIn(folder),
    MPLCONFIGDIR: join(folder, "matplotlib"),
    MPLBACKEND: "Agg",
  };
}
