/** All suites of the repository, one after the other: vitest, then the Python checks of the examples. */
import { main, prepare } from "../bootstrap/prepare.mjs";
import { add, summary } from "./counts.mjs";
import { runPythonChecks } from "./python-checks.mjs";
import { runVitest } from "./run-vitest.mjs";
import { scienceEnvironment, whatIsMissing } from "./science-environment.mjs";
import { requireTestPython } from "./test-python.mjs";

await main(async () => {
  const python = await prepare();
  const interpreter = await requireTestPython(python);
  const science = await scienceEnvironment(python, { fetcher: interpreter });
  const missing = whatIsMissing(science);
  // Said at the start, where it is waited for, and at the end, where it is read.
  const sayWhatIsMissing = () => missing && process.stderr.write(`scientific packages not available: ${missing}\n`);
  sayWhatIsMissing();
  const counts = add(
    await runVitest(process.argv.slice(2), { env: { PYWELD_TEST_PYTHON: interpreter, ...science.env } }),
    await runPythonChecks(interpreter),
  );
  sayWhatIsMissing();
  if (missing && process.env.PYWELD_REQUIRE_SCIENCE === "1") counts.failed += 1;
  process.stdout.write(`\n${summary(counts)}\n`);
  return counts.failed > 0 ? 1 : 0;
});
