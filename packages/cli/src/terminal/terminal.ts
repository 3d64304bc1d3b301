/** Where commands write: results on standard output, everything else on standard error. */

/** Output of a command; tests pass their own. */
export interface Terminal {
  /** The result, whole lines. */
  out(line: string): void;
  /** What is said besides: progress, warnings. */
  note(line: string): void;
}

/** The process's own streams. */
export const processTerminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
};
