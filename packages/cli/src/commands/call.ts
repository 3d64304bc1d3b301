/** `pyweld call`: one function of a tool, from the command line. */
import { resolve } from "node:path";

import { PythonError, python } from "@pyweld/core";
import { UsageError } from "@pyweld/core/environment";

import { toJson } from "../terminal/json.js";
import { shared, type Command } from "./command.js";
import { readSettings } from "./settings.js";

/** Calls a function and prints what it gives. */
export const callCommand: Command = {
  name: "call",
  usage: "SOURCE FUNCTION [ARGS…]",
  summary: "call a function of a tool and print its result as JSON",
  details: [
    'ARGS are JSON values (12, true, "text", [1, 2]); what is no JSON is taken as text. NAME=ARG passes by keyword.',
    "SOURCE is a Python file, a package folder, or a module name. An argument that begins with - goes behind --.",
    "Exit code 1 when the function raises.",
  ],
  options: { config: shared.config, python: shared.python, venv: shared.venv, json: shared.json },
  async run(invocation) {
    const [source, name, ...rest] = invocation.positionals;
    if (source === undefined || name === undefined)
      throw new UsageError("call takes a source and a function: pyweld call tools/tool.py area 2 3");
    const settings = await readSettings(invocation);
    const py = python(settings.choice);
    const { args, kwargs } = readArguments(rest);
    try {
      // A path has a separator or an ending; anything else is a module's name.
      const target = /[/\\]|\.py$/.test(source) ? py.load(resolve(invocation.cwd, source)).module : py.import(source);
      const result: unknown = target.$handle(name).$call(args, kwargs);
      invocation.terminal.out(toJson(result));
      return 0;
    } catch (error) {
      if (!(error instanceof PythonError)) throw error;
      if (invocation.options["json"] === true) {
        const { pythonType, message, traceback, notes } = error;
        invocation.terminal.out(toJson({ error: { pythonType, message, notes, traceback } }));
      } else {
        invocation.terminal.note(`${error.pythonType}: ${error.message}`);
        for (const frame of error.traceback)
          invocation.terminal.note(`  ${frame.file}:${frame.line} in ${frame.function}`);
      }
      return 1;
    }
  },
};

function readArguments(rest: readonly string[]): { args: unknown[]; kwargs: Record<string, unknown> } {
  const args: unknown[] = [];
  const kwargs: Record<string, unknown> = {};
  for (const argument of rest) {
    const [, keyword, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(argument) ?? [];
    if (keyword !== undefined && value !== undefined) kwargs[keyword] = readValue(value);
    else args.push(readValue(argument));
  }
  return { args, kwargs };
}

/** JSON where it is, with whole numbers of any size; else the text itself. */
function readValue(text: string): unknown {
  if (/^-?\d+$/.test(text)) {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
