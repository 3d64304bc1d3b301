/** Keeps a virtual environment in .tools with the Python packages that the tests compare with. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { executableIn } from "../bootstrap/python.mjs";
import { root, tools } from "../bootstrap/root.mjs";
import { run } from "../bootstrap/run.mjs";
import { step } from "../bootstrap/step.mjs";
import { makeEnvironmentWithPip } from "../bootstrap/wheel-environment.mjs";

const folder = join(tools, "test-python");
const stamp = join(folder, "pyweld-installed");
const requirements = join(root, "examples", "observatory", "check", "requirements.txt");

/** Makes the environment, of this Python, when there is none or it is stale. Returns its interpreter. */
export async function requireTestPython(python) {
  const wanted = fingerprint(python);
  const interpreter = executableIn(folder);
  if (existsSync(interpreter) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return interpreter;
  await step("setting up the Python for the tests in .tools", async () => {
    await makeEnvironmentWithPip(folder, python);
    const { status, output } = await run(
      interpreter,
      ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements],
      { capture: true },
    );
    if (status !== 0)
      throw new Error(`pip could not install examples/observatory/check/requirements.txt; it said:\n${output.trim()}`);
    writeFileSync(stamp, wanted);
  });
  return interpreter;
}

function fingerprint(python) {
  const hash = createHash("sha256").update(`${python.realExecutable} ${python.name}\n`);
  return hash.update(readFileSync(requirements)).digest("hex");
}
