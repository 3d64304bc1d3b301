/** Prints what a solar roof yields, and draws it; says on stderr what it is doing. */
import { readOptions, usage } from "./options.js";
import { report } from "./report.js";
import { study, type Step } from "./study.js";

const step: Step = (title, run) => {
  const start = performance.now();
  process.stderr.write(`${title} … `);
  let outcome = "failed after ";
  try {
    const result = run();
    outcome = "";
    return result;
  } finally {
    process.stderr.write(`${outcome}${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  }
};

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    console.log(usage);
  } else {
    const result = study(options, step);
    console.log(options.json ? JSON.stringify(result, undefined, 2) : `\n${report(result)}`);
  }
} catch (error) {
  // A negative consumption is the user's mistake, not a crash: the message of Python's exception names it.
  console.error(process.env["DEBUG"] ? error : (error as Error).message);
  process.exitCode = 1;
}
