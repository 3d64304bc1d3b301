/** Keeps a virtual environment per Python in .venv-test, with the scientific packages that tests import inside Node. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { executableIn } from "../bootstrap/python.mjs";
import { root } from "../bootstrap/root.mjs";
import { run } from "../bootstrap/run.mjs";
import { step } from "../bootstrap/step.mjs";
import { wheelInstaller } from "./wheel-installer.mjs";

const requirements = readFileSync(join(import.meta.dirname, "science-requirements.txt"), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"));
const nameOf = (requirement) => requirement.match(/^[\w.-]+/)[0];
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
      complete(folder, python, wanted) ??
      (await step(`installing scientific packages for Python ${label} into .venv-test`, () =>
        make(folder, { python, fetcher, wanted }),
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

/** The record of an environment that holds all that is wanted. It is written last, so that what was cut short has none. */
function complete(folder, python, wanted) {
  try {
    const record = JSON.parse(readFileSync(recordIn(folder), "utf8"));
    const holds = wanted.every((requirement) => record.requirements.includes(requirement));
    return record.python === python.realExecutable && holds ? record : undefined;
  } catch {
    return undefined;
  }
}

async function make(folder, { python, fetcher, wanted }) {
  rmSync(folder, { recursive: true, force: true });
  const made = await run(python.executable, ["-m", "venv", "--without-pip", folder], { capture: true });
  if (made.status !== 0) throw new Error(`python -m venv failed; it said: ${made.output.trim()}`);
  const interpreter = executableIn(folder);
  const version = python.version.slice(0, 2).join(".");
  const installer = await wheelInstaller(interpreter, { fetcher, version, folder: join(folder, "pip") });
  const left = Object.entries(await installer.install(wanted));
  const missing = Object.fromEntries(left.map(([requirement, why]) => [nameOf(requirement), why]));
  mkdirSync(join(folder, "matplotlib"), { recursive: true });
  for (const name of wanted.map(nameOf)) {
    if (!(name in missing)) Object.assign(missing, await importError(name, interpreter, folder));
  }
  const installed = wanted.map(nameOf).filter((name) => !(name in missing));
  const record = { python: python.realExecutable, requirements: wanted, installed, missing };
  writeFileSync(recordIn(folder), `${JSON.stringify(record, undefined, 2)}\n`);
  return record;
}

/** Importing once, outside Node, tells a broken package from a broken pyweld; it writes bytecode and font caches as well. */
async function importError(name, interpreter, folder) {
  const statement = `import ${modules[name] ?? name}`;
  const result = await run(interpreter, ["-c", statement], { capture: true, env: environmentOf(folder) });
  if (result.status === 0) return {};
  const why = result.signal ?? result.output.trim().split("\n").at(-1);
  return { [name]: `\`${statement}\` fails in plain Python too: ${why}` };
}

function recordIn(folder) {
  return join(folder, "science.json");
}

/** Matplotlib writes where no other program of the user's looks, and never opens a window. */
function environmentOf(folder) {
  return {
    PYWELD_SCIENCE_PYTHON: executableIn(folder),
    MPLCONFIGDIR: join(folder, "matplotlib"),
    MPLBACKEND: "Agg",
  };
}
