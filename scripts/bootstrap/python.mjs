/** Finds the Python that the tests and examples will embed, in the order that pyweld itself uses. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

import { describePython, isSupported } from "./describe-python.mjs";
import { Missing, installWith } from "./missing.mjs";
import { root } from "./root.mjs";

/**
 * PYWELD_PYTHON alone if it is set; otherwise VIRTUAL_ENV, a `.venv` here or above, `python3` and `python` on PATH.
 *
 * @throws `Missing` when none is a CPython 3.9 or later with a shared libpython.
 */
export function requirePython(env = process.env) {
  const named = env.PYWELD_PYTHON;
  const executables = named ? [named] : candidates(env);
  const pythons = executables.map(describePython).filter((python) => python && isSupported(python));
  const usable = pythons.find((python) => python.libpython);
  if (usable) return usable;
  const [lacking] = pythons;
  if (lacking) throw new Missing(noLibrary(lacking));
  const reason = named
    ? `PYWELD_PYTHON names \`${named}\`, which is no CPython 3.9 or later`
    : `There is no CPython 3.9 or later (tried ${executables.map((path) => `\`${path}\``).join(", ")})`;
  const install = {
    debian: "sudo apt-get install python3 libpython3-dev",
    fedora: "sudo dnf install python3",
    macos: "brew install python",
  };
  throw new Missing(`${reason}: ${installWith(install)}, or name one in PYWELD_PYTHON.`);
}

function noLibrary(python) {
  const version = python.version.slice(0, 2).join(".");
  const install = {
    debian: `sudo apt-get install libpython${version}`,
    fedora: "sudo dnf install python3-libs",
    macos: "brew install python",
  };
  return (
    `Python ${python.name} (\`${python.executable}\`) has no shared libpython: ${installWith(install)}, ` +
    "or name a Python that has one in PYWELD_PYTHON."
  );
}

function candidates(env) {
  const found = [];
  if (env.VIRTUAL_ENV) found.push(executableIn(env.VIRTUAL_ENV));
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".venv", "pyvenv.cfg"))) {
      found.push(executableIn(join(folder, ".venv")));
      break;
    }
    if (dirname(folder) === folder) break;
  }
  return [...found, "python3", "python"];
}

/** The interpreter of a virtual environment. */
export function executableIn(environment) {
  return process.platform === "win32" ? join(environment, "Scripts", "python.exe") : join(environment, "bin", "python");
}
