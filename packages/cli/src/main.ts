/** Reads a command line, runs the command, and says what went wrong. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { PyweldError, UsageError } from "@pyweld/core/environment";

import type { Command, OptionValues } from "./commands/command.js";
import { commandHelp, generalHelp } from "./commands/help.js";
import { commands } from "./commands/table.js";
import { processTerminal, type Terminal } from "./terminal/terminal.js";

/** Exit codes: 0 done; 1 it did not work out; 2 the command line or the set-up is wrong. */
export async function main(
  args: readonly string[],
  terminal: Terminal = processTerminal,
  cwd: string = process.cwd(),
): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    terminal.out(generalHelp(commands));
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "-v") {
    terminal.out(version());
    return 0;
  }
  try {
    const command = commands.find((each) => each.name === name);
    if (command === undefined) {
      throw new UsageError(`there is no command "${name}"; there are ${commands.map((each) => each.name).join(", ")}`);
    }
    return await run(command, rest, terminal, cwd);
  } catch (error) {
    if (!(error instanceof PyweldError)) throw error;
    terminal.note(`pyweld: ${error.message}`);
    return 2;
  }
}

async function run(command: Command, args: readonly string[], terminal: Terminal, cwd: string): Promise<number> {
  const { values, positionals } = parse(command, args);
  if (values["help"] === true) {
    terminal.out(commandHelp(command));
    return 0;
  }
  return await command.run({ positionals, options: values, terminal, cwd });
}

function parse(command: Command, args: readonly string[]): { values: OptionValues; positionals: string[] } {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([key, { type, short }]) => [
      key,
      short === undefined ? { type } : { type, short },
    ]),
  );
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...options, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message} (see \`pyweld ${command.name} --help\`)`, { cause: error });
  }
}

function version(): string {
  const file = new URL("../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
