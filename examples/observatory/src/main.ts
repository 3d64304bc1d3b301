/** Prints tonight's observing plan for the place and time that the command line names. */
import { PythonError } from "@pyweld/core";

import { readOptions, usage } from "./options.js";
import { tonight } from "./plan.js";

try {
  const options = readOptions(process.argv.slice(2), new Date());
  if (options === undefined) {
    console.log(usage);
  } else {
    for await (const part of tonight(options)) console.log(`${part}\n`);
  }
} catch (error) {
  // A latitude of 99 is the user's mistake, not a crash: the tool's own message names it.
  console.error(error instanceof PythonError ? error.message : (error as Error).message);
  process.exitCode = 1;
}
