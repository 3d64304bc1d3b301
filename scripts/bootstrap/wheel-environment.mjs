/**
 * Virtual environments whose packages come from wheels, each with a record that is written last, so that what was cut
 * short has none. Knows nothing of which packages, or what for.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Missing, installWith } from "./missing.mjs";
import { executableIn } from "./python.mjs";
import { tools } from "./root.mjs";
import { run } from "./run.mjs";
import { step } from "./step.mjs";
import { wheelInstaller } from "./wheel-installer.mjs";

const recordIn = (folder) => join(folder, "pyweld-packages.json");

/** The lines of a requirements file that name packages. */
export function readRequirements(file) {
  return readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith("#"));
}

/** `pandas`, of `pandas>=2.2,<4`. */
export function nameOf(requirement) {
  return requirement.match(/^[\w.-]+/)[0];
}

/** The record of an environment of this Python that holds all that is wanted, or undefined. */
export function recordOf(folder, { python, requirements }) {
  try {
    const record = JSON.parse(readFileSync(recordIn(folder), "utf8"));
    const holds = requirements.every((requirement) => record.requirements.includes(requirement));
    return record.python === python.realExecutable && holds ? record : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes the environment anew and installs what has wheels; `fetcher` is an interpreter that has pip. `check` is given the
 * names that were installed, and says by name what cannot be used. The record says in `missing`, by name, why something
 * is not there.
 *
 * @throws `NoIndex`
 */
export async function makeEnvironment(folder, options) {
  const wheels = mkdtempSync(join(tmpdir(), "pyweld-pip-"));
  try {
    return await makeWithPip(wheels, folder, options);
  } finally {
    rmSync(wheels, { recursive: true, force: true });
  }
}

async function makeWithPip(wheels, folder, { python, fetcher, requirements, check = async () => ({}) }) {
  const version = python.version.slice(0, 2).join(".");
  // Before anything is deleted: an environment of another Python is worth more than none when there is no network.
  const installer = await wheelInstaller(executableIn(folder), { fetcher, version, folder: wheels });
  rmSync(folder, { recursive: true, force: true });
  const made = await run(python.executable, ["-m", "venv", "--without-pip", folder], { capture: true });
  if (made.status !== 0) throw new Error(`python -m venv failed; it said: ${made.output.trim()}`);
  const left = Object.entries(await installer.install(requirements));
  const missing = Object.fromEntries(left.map(([requirement, why]) => [nameOf(requirement), why]));
  const isThere = (name) => !(name in missing);
  const names = requirements.map(nameOf);
  Object.assign(missing, await check(names.filter(isThere)));
  const record = { python: python.realExecutable, requirements, installed: names.filter(isThere), missing };
  writeFileSync(recordIn(folder), `${JSON.stringify(record, undefined, 2)}\n`);
  return record;
}

/**
 * An interpreter that has pip: this Python, or an environment of it in .tools.
 *
 * @throws `Missing` when it comes without both pip and ensurepip.
 */
export async function requirePip(python) {
  const folder = join(tools, "pip");
  for (const executable of [python.executable, executableIn(folder)]) {
    if (await hasPip(executable)) return executable;
  }
  await step("setting up pip in .tools", () => makeEnvironmentWithPip(folder, python));
  return executableIn(folder);
}

/**
 * Makes an environment anew with the pip that comes with Python.
 *
 * @throws `Missing` when that has been left out.
 */
export async function makeEnvironmentWithPip(folder, python) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(tools, { recursive: true });
  const { status, output } = await run(python.executable, ["-m", "venv", folder], { capture: true });
  if (status === 0) return;
  rmSync(folder, { recursive: true, force: true });
  if (!/ensurepip|No module named '?venv/.test(output))
    throw new Error(`python -m venv failed; it said:\n${output.trim()}`);
  const version = python.version.slice(0, 2).join(".");
  const install = {
    debian: `sudo apt-get install python${version}-venv`,
    fedora: "sudo dnf install python3",
    macos: "brew install python",
  };
  throw new Missing(
    `Python ${python.name} (\`${python.executable}\`) has no ensurepip, which \`python -m venv\` needs: ${installWith(install)}.`,
  );
}

async function hasPip(executable) {
  try {
    return (await run(executable, ["-m", "pip", "--version"], { capture: true })).status === 0;
  } catch {
    // There is no such file.
    return false;
  }
}
