/** Maps what crosses as plain data under one descriptor for both directions: fields, keys and items. */

import type { Annotation } from "../model/annotation.js";
import type { ClassDeclaration, DataclassField, Field, Location } from "../model/tool-model.js";
import { sameDescriptor } from "./descriptor.js";
import type { Degradation, MappedField } from "./mapped-tool.js";
import { mapAt, type Place, type ToolContext } from "./reporting.js";
import { dynamic } from "./scalars.js";
import type { Descriptor } from "./descriptor.js";
import type { TsType } from "./ts-type.js";

interface BothWays {
  readonly input: TsType;
  readonly output: TsType;
  readonly type: Descriptor;
  readonly degradations: readonly Degradation[];
}

/** Maps an annotation for both directions; where they would need two descriptors, the value's own type decides. */
export function mapBothWays(annotation: Annotation, place: Place, tool: ToolContext): BothWays {
  const input = mapAt(annotation, "input", place, tool);
  const output = mapAt(annotation, "output", place, tool);
  const degradations = merge(output.degradations, input.degradations);
  if (sameDescriptor(input.type, output.type)) {
    return { input: input.ts, output: output.ts, type: output.type, degradations };
  }
  return { input: dynamic("input").ts, output: dynamic("output").ts, type: { kind: "any" }, degradations };
}

/** Fields of a TypedDict or a NamedTuple. */
export function mapFields(
  fields: readonly Field[],
  place: { readonly id: string; readonly location: Location },
  tool: ToolContext,
): { fields: MappedField[]; degradations: Degradation[] } {
  const degradations: Degradation[] = [];
  const mapped = fields.map(({ name, annotation, required, doc }) => {
    const both = mapBothWays(annotation, fieldPlace(place, name), tool);
    degradations.push(...both.degradations);
    const presence = required ? ("required" as const) : ("optional" as const);
    return { name, doc, ...both, onOutput: presence, onInput: presence, isReadonly: isReadOnly(annotation) };
  });
  return { fields: mapped, degradations };
}

/** Fields of a dataclass that crosses as a plain object: what its constructor takes, and what it holds. */
export function mapDataclassFields(
  declaration: ClassDeclaration,
  dataclass: readonly DataclassField[],
  tool: ToolContext,
): { fields: MappedField[]; degradations: Degradation[] } {
  const degradations: Degradation[] = [];
  const fields = dataclass.map((field): MappedField => {
    const both = mapBothWays(field.annotation, fieldPlace(declaration, field.name), tool);
    degradations.push(...both.degradations);
    const onInput = !field.init ? null : field.default === null ? "required" : "optional";
    const onOutput = field.initOnly ? null : "required";
    return { name: field.name, doc: field.doc, ...both, onInput, onOutput, isReadonly: true };
  });
  return { fields, degradations };
}

function fieldPlace(owner: { readonly id: string; readonly location: Location }, name: string): Place {
  return { symbol: owner.id, place: `field ${name}`, location: owner.location, self: owner.id };
}

/** The output side tells first; an input loss of the same annotation adds nothing. */
function merge(first: readonly Degradation[], second: readonly Degradation[]): Degradation[] {
  const key = ({ annotation, reason }: Degradation): string => JSON.stringify([annotation, reason]);
  const known = new Set(first.map(key));
  return [...first, ...second.filter((loss) => !known.has(key(loss)))];
}

function isReadOnly(annotation: Annotation): boolean {
  return annotation.kind === "wrapped" && (annotation.name === "ReadOnly" || isReadOnly(annotation.item));
}
