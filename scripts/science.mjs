/**
 * `node scripts/science.mjs`: makes the environment of scientific packages that tests use, as `npm test` does, and prints
 * its interpreter: `PYWELD_SCIENCE_PYTHON=$(node scripts/science.mjs) node_modules/.bin/vitest run FILE`.
 */
import "./bootstrap/require-node.mjs";

import { main } from "./bootstrap/prepare.mjs";
import { requirePython } from "./bootstrap/python.mjs";
import { scienceEnvironment, whatIsMissing } from "./testing/science-environment.mjs";
import { requireTestPython } from "./testing/test-python.mjs";

await main(async () => {
  const python = requirePython();
  const science = await scienceEnvironment(python, { fetcher: await requireTestPython(python) });
  const missing = whatIsMissing(science);
  if (missing) process.stderr.write(`not available: ${missing}\n`);
  if (science.reason) return 1;
  process.stdout.write(`${science.env.PYWELD_SCIENCE_PYTHON}\n`);
  return 0;
});
