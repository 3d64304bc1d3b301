/**
 * `node scripts/leaks.mjs [--calls N] [FAMILY[/KIND] …]`: makes a million calls (or N) of each kind in
 * packages/core/test/leaks/kinds, a process per family, and says what is not as it was before; some kinds get fewer, which
 * is said. It takes the better part of an hour. Packages are those of `npm test`; what cannot be had is left out and said.
 */
import "./bootstrap/require-node.mjs";

import { main, prepare } from "./bootstrap/prepare.mjs";
import { runFamilies } from "./leaks/run-families.mjs";
import { summary } from "./testing/counts.mjs";
import { scienceEnvironment, whatIsMissing } from "./testing/science-environment.mjs";
import { requireTestPython } from "./testing/test-python.mjs";

await main(async () => {
  const [calls, families] = parse(process.argv.slice(2));
  const python = await prepare();
  const science = await scienceEnvironment(python, { fetcher: await requireTestPython(python) });
  const missing = whatIsMissing(science);
  if (missing) process.stderr.write(`scientific packages not available: ${missing}\n`);
  const begun = performance.now();
  const counts = await runFamilies(families, { calls, env: { PYWELD_PYTHON: python.executable, ...science.env } });
  process.stdout.write(`\n${Math.round((performance.now() - begun) / 1000)} s\n${summary(counts)}\n`);
  return counts.failed > 0 ? 1 : 0;
});

function parse([option, number, ...rest]) {
  if (option !== "--calls") return [1_000_000, [option, number, ...rest].filter((name) => name !== undefined)];
  if (!Number.isSafeInteger(Number(number)) || Number(number) < 1) {
    throw new Error(`--calls takes a whole number from 1 on, got ${number}`);
  }
  return [Number(number), rest];
}
