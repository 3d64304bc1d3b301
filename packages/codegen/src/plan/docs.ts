/** Collects what the documentation of a declaration is made from. Writes no comment text: that is the emitter's. */

import type { Location, Signature } from "../model/tool-model.js";
import type { PlannedDoc, PlannedSignature } from "./file-plan.js";

interface Documented {
  readonly doc: string | null;
  readonly location: Location;
}

/** A signature before and after planning: Python's names and the ones readers see. */
export interface SignaturePair {
  readonly signature: Signature;
  readonly planned: PlannedSignature;
}

/** The documentation of a declaration or method. */
export function docOf(
  { doc, location }: Documented,
  pairs: readonly SignaturePair[],
  python: string | null,
): PlannedDoc {
  return { text: doc, parameters: pairs.flatMap(parameterDocs), place: placeText(location), python };
}

/** `astronomy_tool.py:42`, or null where nothing is known. */
export function placeText({ file, line }: Location): string | null {
  if (file === null) return null;
  return line === null ? file : `${file}:${line}`;
}

function parameterDocs({
  signature,
  planned,
}: SignaturePair): { python: string; name: string; default: string | null }[] {
  const names = new Map<string, string>();
  const positional = signature.parameters.filter(({ kind }) => kind === "positional" || kind === "positionalOnly");
  positional.forEach(({ name }, index) => names.set(name, planned.positional[index]?.name ?? name));
  const rest = signature.parameters.find(({ kind }) => kind === "rest");
  if (rest !== undefined && planned.rest !== null)
    names.set(rest.name, rest.kind === "rest" && planned.optionsName ? "args" : planned.rest.name);
  for (const option of planned.options) names.set(option.python, `${planned.optionsName}.${option.name}`);
  const extra = signature.parameters.find(({ kind }) => kind === "extra");
  if (extra !== undefined && planned.extra !== null) names.set(extra.name, planned.optionsName ?? extra.name);
  return signature.parameters.map((parameter) => ({
    python: parameter.name,
    name: names.get(parameter.name) ?? parameter.name,
    default: parameter.default?.text ?? null,
  }));
}
