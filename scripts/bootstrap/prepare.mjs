/** From a fresh clone to built packages: checks the machine, then fetches, installs and builds what is not there yet. */
import { buildPackages } from "./built-packages.mjs";
import { requireCompiler } from "./c-compiler.mjs";
import { requirePnpm } from "./fetched-pnpm.mjs";
import { requirePackages } from "./installed-packages.mjs";
import { Missing } from "./missing.mjs";
import { requirePython } from "./python.mjs";
import { step } from "./step.mjs";

/** Does all of it; `filter` narrows the build. Returns the Python that was found. */
export async function prepare({ filter } = {}) {
  const python = await step("checking the C compiler and Python", checkMachine);
  await requirePnpm();
  await requirePackages();
  await buildPackages(filter);
  return python;
}

/** Everything that is missing is said at once, one sentence each: nobody wants to learn of it in two runs. */
function checkMachine() {
  const sentences = [];
  let python;
  for (const check of [requireCompiler, () => (python = requirePython())]) {
    try {
      check();
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      sentences.push(error.message);
    }
  }
  if (sentences.length > 0) throw new Missing(sentences.join("\n"));
  return python;
}

/** Runs a script's main function: a failure is its message on stderr and exit code 1, with no stack for the user to read past. */
export async function main(action) {
  try {
    process.exitCode = (await action()) ?? 0;
  } catch (error) {
    console.error(process.env.DEBUG ? error : error.message);
    process.exitCode = 1;
  }
}
