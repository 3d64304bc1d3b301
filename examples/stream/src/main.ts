/** Prints what period the detector's frames hide; says on stderr how it goes. Ctrl-C ends it with what there is. */
import { untilCtrlC } from "./ctrl-c.js";
import { observe } from "./observe.js";
import { readOptions, usage, type Options } from "./options.js";
import { Progress } from "./progress.js";
import { report } from "./report.js";

/** Exit code of a program that Ctrl-C has ended. */
const INTERRUPTED = 130;

async function run(options: Options): Promise<void> {
  const signal = untilCtrlC();
  const progress = new Progress(process.stderr, Math.ceil(options.seconds * options.rate), Math.ceil(options.rate));
  try {
    const observation = await observe(options, progress, signal);
    progress.end();
    const interrupted = signal.aborted;
    console.log(options.json ? JSON.stringify({ ...observation, interrupted }, undefined, 2) : report(observation));
    if (interrupted) process.exitCode = INTERRUPTED;
  } finally {
    progress.end();
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(usage);
  else await run(options);
} catch (error) {
  console.error(process.env["DEBUG"] ? error : (error as Error).message);
  process.exitCode = 1;
}
