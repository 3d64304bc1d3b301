/** Gives an example that has a requirements.txt its own virtual environment, in .venv beside it. */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";

import { Missing } from "./missing.mjs";
import { executableIn } from "./python.mjs";
import { step } from "./step.mjs";
import { makeEnvironment, nameOf, readRequirements, recordOf, requirePip } from "./wheel-environment.mjs";
import { NoIndex } from "./wheel-installer.mjs";

/**
 * Installs what the example's requirements.txt names when that is not there for this Python. Returns environment
 * variables: pyweld takes the Python that PYWELD_PYTHON names.
 *
 * @throws `Missing` with the cure.
 */
export async function requireExampleEnvironment(example, python) {
  const file = join(example, "requirements.txt");
  if (!existsSync(file)) return {};
  const requirements = readRequirements(file);
  const folder = join(example, ".venv");
  const env = { PYWELD_PYTHON: executableIn(folder) };
  const known = recordOf(folder, { python, requirements });
  if (known && Object.keys(known.missing).length === 0) return env;

  const place = `examples/${basename(example)}`;
  const names = requirements.map(nameOf).join(", ");
  const fetcher = await requirePip(python);
  const { missing } = await step(`installing ${names} for Python ${python.name} into ${place}/.venv`, () =>
    makeEnvironment(folder, { python, fetcher, requirements }).catch((error) => {
      throw error instanceof NoIndex ? new Missing(unreachable(place, error)) : error;
    }),
  );
  const left = Object.entries(missing).map(([name, why]) => `${name}: ${why}`);
  if (left.length === 0) return env;
  throw new Missing(
    `${place} cannot run on Python ${python.name} (\`${python.executable}\`) (${left.join("; ")}): ` +
      "name another Python in PYWELD_PYTHON.",
  );
}

function unreachable(place, { message }) {
  return (
    `The packages of ${place}/requirements.txt could not be installed, which the first run needs the network for: ` +
    `${message}\nConnect to the network, or tell pip of a proxy or of another index (HTTPS_PROXY, PIP_INDEX_URL), and ` +
    "run this again."
  );
}
