/**
 * Runs the core tests once per line of Node: the running one, and 22, 24 and 26 from npm's platform packages, which are
 * kept in .tools: `node scripts/node-matrix.mjs [22 …]`; with `--science`, only those that need scientific packages.
 */
import "./bootstrap/require-node.mjs";

import { parseArgs } from "node:util";

import { main, prepare } from "./bootstrap/prepare.mjs";
import { findNode } from "./matrix/find-node.mjs";
import { runMatrix } from "./matrix/run-matrix.mjs";
import { scienceEnvironment } from "./testing/science-environment.mjs";
import { requireTestPython } from "./testing/test-python.mjs";

const lines = ["22", "24", "26"];
const tests = ["packages/native/test/", "packages/core/test/"];
const ofScience = [
  ...["arrays", "science", "tables"].map((folder) => `packages/core/test/${folder}/`),
  ...["conversions/models", "conversions/stand-ins", "conversions/truth-table", "leaks/memory", "objects/callers"].map(
    (name) => `packages/core/test/${name}.test.ts`,
  ),
];

await main(async () => {
  const python = await prepare();
  const { env } = await scienceEnvironment(python, { fetcher: await requireTestPython(python) });
  const { values, positionals: asked } = parseArgs({
    allowPositionals: true,
    options: { science: { type: "boolean", default: false } },
  });
  const rows = asked.length > 0 ? [] : [{ label: `Node ${process.versions.node}`, options: { env } }];
  for (const line of asked.length > 0 ? asked : lines) {
    const { executable, version, reason } = await findNode(line);
    rows.push({ label: `Node ${version ?? line}`, reason, options: { node: executable, env } });
  }
  return runMatrix(rows, values.science ? ofScience : tests);
});
