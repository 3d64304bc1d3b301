/** Gets the model of a tool from a child interpreter, and from its source text alone when the import cannot finish. */

import { SetupError } from "@pyweld/core/environment";
import { inSourceOrder } from "../model/fingerprint.js";
import { type ImportFailure, MODEL_FORMAT, type ToolModel } from "../model/tool-model.js";
import { type ChildOptions, type ChildOutcome, runChild } from "./child.js";
import type { ToolSource } from "./tool-source.js";

/** A tool's model, and what the tool printed while it was imported. */
export interface Introspection {
  readonly source: ToolSource;
  readonly model: ToolModel;
  readonly stdout: string;
  readonly stderr: string;
}

/** Children that run at the same time: imports are heavy, and a build machine has other work. */
const AT_ONCE = 2;

/**
 * Introspects tools, two at a time, in order.
 *
 * @throws `SetupError` when the interpreter cannot be run at all. Whatever a tool does is in its model's `failure`.
 */
export async function introspectAll(
  sources: readonly ToolSource[],
  options: ChildOptions,
  onDone: (introspection: Introspection) => void,
): Promise<Introspection[]> {
  const results: Introspection[] = new Array<Introspection>(sources.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < sources.length; index = next++) {
      const introspection = await introspect(sources[index] as ToolSource, options);
      results[index] = introspection;
      onDone(introspection);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, sources.length) }, worker));
  return results;
}

async function introspect(source: ToolSource, options: ChildOptions): Promise<Introspection> {
  const request = { kind: source.kind, path: source.path, module: source.module };
  const outcome = await runChild({ ...request, import: true }, options);
  const printed = { stdout: outcome.stdout, stderr: outcome.stderr };
  if (outcome.result !== null) return { source, model: read(outcome.result), ...printed };
  if (outcome.ending === "not-started") throw notStarted(options.python, outcome);
  const failure = failureOf(outcome, options.timeout);
  // The tool took its interpreter down. Its text is still there, and reading it runs nothing of the tool's.
  const second = await runChild({ ...request, import: false }, options);
  if (second.ending === "exited") throw cannotIntrospect(options.python, second);
  if (second.result === null) return { source, model: emptyModel(source, failure), ...printed };
  return { source, model: { ...read(second.result), failure }, ...printed };
}

function read(text: string): ToolModel {
  const model = JSON.parse(text) as ToolModel;
  if (model.format !== MODEL_FORMAT) {
    throw new SetupError(
      `The Python part of @pyweld/codegen writes model format ${String(model.format)}, this part reads ${MODEL_FORMAT}: the package is damaged, install it again.`,
    );
  }
  return { ...model, declarations: inSourceOrder(model.declarations, model.module) };
}

/** What is known of a tool whose text could not even be read in time. */
function emptyModel({ module, kind }: ToolSource, failure: ImportFailure): ToolModel {
  const nothing = { doc: null, info: null, supported: null, declarations: [], notes: [] };
  return { format: MODEL_FORMAT, module, source: kind, python: [0, 0], origin: "syntax", failure, ...nothing };
}

function failureOf(outcome: ChildOutcome, timeout: number): ImportFailure {
  const place = { file: null, line: null };
  switch (outcome.ending) {
    case "timeout":
      return { kind: "timeout", message: `it did not finish within ${timeout / 1000} s and was stopped`, ...place };
    case "signalled":
      return { kind: "died", message: `its interpreter was killed by ${outcome.signal}`, ...place };
    default:
      return { kind: "died", message: `it ended its interpreter with exit code ${outcome.code}`, ...place };
  }
}

function notStarted(python: string, outcome: ChildOutcome): SetupError {
  return new SetupError(
    `Python cannot be run: ${JSON.stringify(python)} (${outcome.error?.message ?? "unknown reason"}). Pass the path of a Python 3.9 or later.`,
    { cause: outcome.error },
  );
}

function cannotIntrospect(python: string, outcome: ChildOutcome): SetupError {
  const said = outcome.stderr.trim().split("\n").at(-1) ?? "";
  return new SetupError(
    `${JSON.stringify(python)} ran, but could not read a tool's source (exit code ${outcome.code}${said === "" ? "" : `: ${said}`}). It must be Python 3.9 or later.`,
  );
}
