/**
 * Runs the tests that embed or introspect Python once per CPython on this machine: `node scripts/python-matrix.mjs
 * [3.12 …]`. Looks in pyenv's versions, on PATH, and at the executables in PYWELD_MATRIX_PYTHONS (separated as in PATH).
 * A Python that needs another Node, because it was built for a newer C library, is run by starting this script with it.
 */
import "./bootstrap/require-node.mjs";

import { main, prepare } from "./bootstrap/prepare.mjs";
import { findPythons } from "./matrix/find-pythons.mjs";
import { runMatrix } from "./matrix/run-matrix.mjs";

const supported = ["3.9", "3.10", "3.11", "3.12", "3.13", "3.13t", "3.14", "3.15"];
const tests = ["packages/core/test/", "packages/codegen/test/"];

await main(async () => {
  await prepare();
  const asked = process.argv.slice(2);
  const rows = findPythons(asked.length > 0 ? asked : supported).map(({ label, python, reason }) => ({
    label,
    reason,
    options: { env: { PYWELD_PYTHON: python?.executable } },
  }));
  return runMatrix(rows, tests);
});
