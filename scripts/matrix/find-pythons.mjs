/** Which CPythons the machine has, of the versions asked for, and why the others are not run. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

import { describePython } from "../bootstrap/describe-python.mjs";

/**
 * One row per Python found, and one with a `reason` per version without any. A version is `3.12`, or `3.13t` for a
 * free-threaded build; two builds of one version are two rows, as long as their full versions differ.
 */
export function findPythons(versions, env = process.env) {
  const pythons = distinct(versions.flatMap((version) => executables(version, env)).map(describePython));
  return versions.flatMap((version) => {
    const builds = pythons.filter((python) => lineOf(python) === version && python.implementation === "CPython");
    const usable = builds.filter((python) => python.libpython);
    if (usable.length > 0) return usable.map((python) => ({ label: labelOf(python), python }));
    const [lacking] = builds;
    const where = "among pyenv's versions, on PATH or in PYWELD_MATRIX_PYTHONS";
    const reason = lacking ? `${lacking.executable} has no shared libpython` : `there is none ${where}`;
    return [{ label: version, reason }];
  });
}

function executables(version, env) {
  const named = (env.PYWELD_MATRIX_PYTHONS ?? "").split(delimiter).filter(Boolean);
  const pyenv = pyenvVersions(env)
    .filter((name) => name.startsWith(`${version.replace(/t$/, "")}.`))
    .map((name) => join(pyenvRoot(env), "versions", name, "bin", "python"));
  const path = (env.PATH ?? "").split(delimiter).map((folder) => join(folder, `python${version}`));
  return [...named, ...pyenv, ...path].filter((file) => existsSync(file));
}

function pyenvVersions(env) {
  const folder = join(pyenvRoot(env), "versions");
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function pyenvRoot(env) {
  if (env.PYENV_ROOT) return env.PYENV_ROOT;
  const asked = spawnSync("pyenv", ["root"], { encoding: "utf8", env });
  return asked.status === 0 ? asked.stdout.trim() : join(env.HOME ?? "", ".pyenv");
}

/** pyenv's shims, links and several names lead to the same Python; a shim of a version that is not active leads nowhere. */
function distinct(pythons) {
  return [...new Map(pythons.filter(Boolean).map((python) => [labelOf(python), python])).values()];
}

function labelOf(python) {
  return python.name + (python.freeThreaded ? "t" : "");
}

/** `3.13`, or `3.13t` for a free-threaded one. */
export function lineOf(python) {
  return python.version.slice(0, 2).join(".") + (python.freeThreaded ? "t" : "");
}
