/** What a command is: declared once, as data, from which help and parsing come. */
import type { Terminal } from "../terminal/terminal.js";

/** An option of a command. */
export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly short?: string;
  /** What stands for the value in help: `DIR`. */
  readonly value?: string;
  readonly help: string;
}

/** Options as they were given. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** What a command gets. */
export interface Invocation {
  readonly positionals: readonly string[];
  readonly options: OptionValues;
  readonly terminal: Terminal;
  /** Folder that relative paths start from. */
  readonly cwd: string;
}

/** A command of `pyweld`. */
export interface Command {
  readonly name: string;
  /** Positional arguments as help shows them. */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  /** More lines for `pyweld COMMAND --help`. */
  readonly details?: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** The exit code. */
  run(invocation: Invocation): Promise<number>;
}

/** Options that several commands share. */
export const shared = {
  json: { type: "boolean", help: "write the result as JSON" },
  config: { type: "string", value: "FILE", help: "config file (default: pyweld.config.ts here)" },
  python: { type: "string", value: "PYTHON", help: "Python executable, a path or a name on PATH" },
  venv: { type: "string", value: "DIR", help: "virtual environment to use" },
} as const satisfies Record<string, OptionSpec>;

/** A string option. */
export function text(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}
