/** Maps a Python signature: positional parameters, the options object behind them, and the result. */

import type { Annotation } from "../model/annotation.js";
import type { Parameter, Signature } from "../model/tool-model.js";
import { unionDescriptor } from "./descriptor.js";
import type { Degradation, MappedParameter, MappedSignature } from "./mapped-tool.js";
import { mapAt, type Place, type Reported, type ToolContext } from "./reporting.js";
import { type CallKind, mapReturn } from "./returns.js";
import { dynamic } from "./scalars.js";
import { ts, union } from "./ts-type.js";

/** Maps a signature; `place.place` is filled in per position. */
export function mapSignature(
  signature: Signature,
  call: CallKind,
  place: Omit<Place, "place">,
  tool: ToolContext,
): MappedSignature {
  const degradations: Degradation[] = [];
  const parameters = signature.parameters.flatMap((parameter) => expandUnpacked(parameter, tool));
  const mapped = parameters.map((parameter) => {
    const reported = mapParameter(parameter, { ...place, place: `parameter ${parameter.name}` }, tool);
    degradations.push(...reported.degradations);
    const { degradations: _, ...rest } = reported;
    return rest;
  });
  const returns = mapReturn(signature.returns, call, { ...place, place: "return value" }, tool);
  degradations.push(...returns.degradations);
  const of = (...kinds: readonly Parameter["kind"][]): MappedParameter[] =>
    mapped.filter(({ parameter }) => kinds.includes(parameter.kind));
  return {
    positional: of("positional", "positionalOnly"),
    rest: of("rest")[0] ?? null,
    options: of("keywordOnly"),
    extra: of("extra")[0] ?? null,
    returns: { ts: returns.ts, type: returns.type },
    isAsync: returns.isAsync,
    share: shareOf(parameters, signature.returns, degradations),
    degradations,
  };
}

function mapParameter(parameter: Parameter, place: Place, tool: ToolContext): MappedParameter & Reported {
  const { annotation, default: fallback } = parameter;
  const isOptional = fallback !== null || parameter.kind === "rest" || parameter.kind === "extra";
  if (annotation.kind === "missing") return { ...mapUntyped(parameter, place, tool), parameter, isOptional };
  const mapped = mapAt(annotation, "input", place, tool);
  if (annotation.kind === "none") return { ...mapped, ts: union([ts.null, ts.undefined]), parameter, isOptional };
  // `x: str = None` takes None on every version, whatever the annotation says.
  const takesNone = fallback?.type?.kind === "none";
  if (!takesNone) return { ...mapped, parameter, isOptional };
  const type = unionDescriptor([mapped.type, { kind: "none" }]);
  return { ...mapped, ts: union([mapped.ts, ts.null]), type, parameter, isOptional };
}

/** No annotation: what the default's value suggests. */
function mapUntyped({ default: fallback }: Parameter, place: Place, tool: ToolContext): Reported {
  const suggested = fallback?.type ?? null;
  if (suggested === null || suggested.kind === "none") return { ...dynamic("input"), degradations: [] };
  const mapped = mapAt(suggested, "input", place, tool);
  // A default of 1 does not say that 1.5 is wrong: the value's own type decides.
  return suggested.kind === "int" ? { ...mapped, type: { kind: "any" } } : mapped;
}

/** `**options: Unpack[Options]`: each key of the TypedDict is a keyword-only parameter. */
function expandUnpacked(parameter: Parameter, tool: ToolContext): Parameter[] {
  const { annotation } = parameter;
  if (parameter.kind !== "extra" || annotation.kind !== "wrapped" || annotation.name !== "Unpack") return [parameter];
  const declared = annotation.item.kind === "class" ? tool.declaration(annotation.item.id) : undefined;
  if (declared?.kind !== "typedDict") return [parameter];
  return declared.fields.map((field) => ({
    name: field.name,
    kind: "keywordOnly",
    annotation: field.annotation,
    default: field.required ? null : { text: "", type: null },
  }));
}

function shareOf(
  parameters: readonly Parameter[],
  returns: Annotation,
  degradations: readonly Degradation[],
): { typed: number; total: number } {
  const lost = new Set(degradations.map(({ place }) => place));
  const isTyped = (annotation: Annotation, place: string): boolean =>
    annotation.kind !== "missing" && annotation.kind !== "any" && !lost.has(place);
  const typed = parameters.filter(({ annotation, name }) => isTyped(annotation, `parameter ${name}`)).length;
  return { typed: typed + (isTyped(returns, "return value") ? 1 : 0), total: parameters.length + 1 };
}
