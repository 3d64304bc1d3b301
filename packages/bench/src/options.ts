/** What the command line asks for. */
import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface Options {
  readonly help: boolean;
  readonly json: boolean;
  readonly write: boolean;
  readonly peers: boolean;
  /** Rows to measure; all by default. */
  readonly only: RegExp | undefined;
  readonly rounds: number;
}

/** What --help prints. */
export const help: string = `usage: node packages/bench/dist/main.js [options]

Measures what crossing between JavaScript and Python costs, in one run: pyweld, the floor below it, the same values as
JSON, and with --peers the other systems that do this job, each in a process of its own. Exits with 1 when pyweld gives
a wrong value.

  --peers         measure the other systems, too; they are installed into packages/bench/.peers on the first run
  --only=PATTERN  measure the rows whose name or group matches this regular expression
  --rounds=N      samples of each row and system, 60 by default
  --json          print data, with all samples, instead of the table
  --write         put the table into README.md, between <!-- bench --> and <!-- /bench -->
  --help          show this

Rows with numpy run on the Python that PYWELD_SCIENCE_PYTHON names. Ratios are made of the best samples; a median that is
far from the best is marked with "!", and says that something else was running.`;

/**
 * Reads the arguments.
 *
 * @throws An error that says what is wrong with them.
 */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ help: { type: "boolean", short: "h" }, json: { type: "boolean" }, write: { type: "boolean" } },
      ...{ peers: { type: "boolean" }, only: { type: "string" }, rounds: { type: "string" } },
    },
  });
  const rounds = Number(values.rounds ?? 60);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds must be a whole number from 1 on, got ${values.rounds}`);
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    write: values.write ?? false,
    peers: values.peers ?? false,
    only: values.only === undefined ? undefined : new RegExp(values.only, "i"),
    rounds,
  };
}
