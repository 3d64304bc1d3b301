/** Help texts, made from the table of commands. */
import type { Command, OptionSpec } from "./command.js";

/** What `pyweld --help` prints. */
export function generalHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    "pyweld: Python tools, welded into TypeScript",
    "",
    "usage: pyweld COMMAND [options]",
    "",
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    "",
    "`pyweld COMMAND --help` tells more; `pyweld --version` tells the version.",
  ].join("\n");
}

/** What `pyweld COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  const options = Object.entries({
    ...command.options,
    help: { type: "boolean", short: "h", help: "show this" } as OptionSpec,
  });
  const left = options.map(([name, option]) => {
    const short = option.short === undefined ? "    " : `-${option.short}, `;
    return `${short}--${name}${option.value === undefined ? "" : ` ${option.value}`}`;
  });
  const width = Math.max(...left.map((each) => each.length));
  return [
    `usage: pyweld ${command.name} ${command.usage === "" ? "" : `${command.usage} `}[options]`,
    "",
    `${command.summary}`,
    ...(command.details === undefined ? [] : ["", ...command.details]),
    "",
    "options:",
    ...options.map(([, option], i) => `  ${(left[i] as string).padEnd(width)}  ${option.help}`),
  ].join("\n");
}
