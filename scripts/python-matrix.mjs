/**
 * Runs the tests that embed or introspect Python once per CPython: `node scripts/python-matrix.mjs [3.12 …]`; with
 * `--others`, without the line of Python that `npm test` runs on. `--node 22 --node 24` deals these lines of Node out among
 * the rows, one to each, so that all of them see every test; rows that have a Node of their own (see newer-pythons.mjs)
 * keep it.
 *
 * Looks in pyenv's versions, on PATH, and at the executables in PYWELD_MATRIX_PYTHONS (separated as in PATH). Of what is
 * not there, 3.14 and 3.15 are fetched, and the free-threaded 3.13 is built when it is named, or when
 * PYWELD_BUILD_PYTHONS is 1. What cannot be had is listed with the reason and counted as skipped.
 */
import "./bootstrap/require-node.mjs";

import { parseArgs } from "node:util";

import { main, prepare } from "./bootstrap/prepare.mjs";
import { findNode } from "./matrix/find-node.mjs";
import { findPythons, lineOf } from "./matrix/find-pythons.mjs";
import { freeThreadedPython } from "./matrix/free-threaded-python.mjs";
import { newerPython, newerVersions } from "./matrix/newer-pythons.mjs";
import { runMatrix } from "./matrix/run-matrix.mjs";
import { scienceEnvironment, whatIsMissing } from "./testing/science-environment.mjs";
import { requireTestPython } from "./testing/test-python.mjs";

const supported = ["3.9", "3.10", "3.11", "3.12", "3.13", "3.13t", "3.14", "3.15"];
const tests = ["packages/native/test/", "packages/core/test/", "packages/codegen/test/"];
/** Lines with all scientific packages, half a gigabyte each, besides the one that `npm test` runs on; the others get a few. */
const withAllPackages = new Set(["3.13"]);
const smallPackages = ["numpy", "pydantic", "attrs"];

await main(async () => {
  const python = await prepare();
  const fetcher = await requireTestPython(python);
  const { values, positionals: asked } = parseArgs({
    allowPositionals: true,
    options: { others: { type: "boolean", default: false }, node: { type: "string", multiple: true, default: [] } },
  });
  const nodes = [];
  const rows = [];
  for (const line of values.node) {
    const { executable, version, reason } = await findNode(line);
    if (reason) rows.push({ label: `Node ${line}`, reason });
    else nodes.push({ executable, version });
  }
  for (const version of asked.length > 0 ? asked : supported) {
    for (const row of await pythonsOf(version, { fetcher, build: asked.includes(version) })) {
      if (values.others && row.python && lineOf(row.python) === lineOf(python)) continue;
      rows.push(row.reason ? row : { ...row, ...(await optionsOf(version, row, fetcher)) });
    }
  }
  return runMatrix(dealOut(nodes, rows), tests);
});

/** One of these to each row that can run and has none, in turn. */
function dealOut(nodes, rows) {
  if (nodes.length === 0) return rows;
  let next = 0;
  return rows.map((row) => {
    if (row.reason || row.options.node) return row;
    const { executable, version } = nodes[next++ % nodes.length];
    return { ...row, label: `${row.label}, Node ${version}`, options: { ...row.options, node: executable } };
  });
}

/** What the machine has of a version, or else what can be brought to it. */
async function pythonsOf(version, { fetcher, build }) {
  const found = findPythons([version]);
  if (found.some(({ python }) => python)) return found;
  if (newerVersions.includes(version)) return [labelled(version, await newerPython(version, fetcher))];
  if (version !== "3.13t") return found;
  return [labelled(version, await freeThreadedPython({ build: build || process.env.PYWELD_BUILD_PYTHONS === "1" }))];
}

function labelled(version, found) {
  const suffix = version.endsWith("t") ? "t" : "";
  return { label: found.python ? found.python.name + suffix : version, ...found };
}

async function optionsOf(version, { python, node }, fetcher) {
  const only = withAllPackages.has(version) ? undefined : smallPackages;
  const science = await scienceEnvironment(python, { fetcher, only });
  const missing = whatIsMissing(science);
  return {
    options: { node, env: { PYWELD_PYTHON: python.executable, ...science.env } },
    note: missing && `without scientific packages: ${missing}`,
    // A package that has no wheel for a Python is nobody's fault; an index that is out of reach is ours.
    failed: science.reason && process.env.PYWELD_REQUIRE_SCIENCE === "1" ? 1 : 0,
  };
}
