/** All suites of the repository, one after the other: vitest, then the Python checks of the examples. */
import { main, prepare } from "../bootstrap/prepare.mjs";
import { add, summary } from "./counts.mjs";
import { runPythonChecks } from "./python-checks.mjs";
import { runVitest } from "./run-vitest.mjs";
import { requireTestPython } from "./test-python.mjs";

await main(async () => {
  const python = await prepare();
  const interpreter = await requireTestPython(python);
  const counts = add(
    await runVitest(process.argv.slice(2), { env: { PYWELD_TEST_PYTHON: interpreter } }),
    await runPythonChecks(interpreter),
  );
  process.stdout.write(`\n${summary(counts)}\n`);
  return counts.failed > 0 ? 1 : 0;
});
