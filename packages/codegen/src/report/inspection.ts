/** Describes one tool for people: each callable with both signatures, and each type that lost precision. JSON-able. */

import { printFunctionType, printPlainType, type TypeNames } from "../emit/print-type.js";
import type { ToolSource } from "../introspect/tool-source.js";
import type { Degradation, MappedCallable, MappedDeclaration, MappedTool, TypedShare } from "../map/mapped-tool.js";
import { formatAnnotation, formatSignature } from "../model/format.js";
import type { CallableFacts, JsonValue, Location, ToolModel } from "../model/tool-model.js";
import type { FilePlan, PlannedDeclaration, PlannedSignature } from "../plan/file-plan.js";
import { summarize, type ToolSummary } from "./summary.js";

/** A type that is less precise in TypeScript than in Python. */
export interface DegradedType {
  /** `parameter limit`, `return value`, `field note`. */
  readonly place: string;
  readonly python: string;
  readonly typescript: string;
  readonly reason: string;
}

export interface InspectedCallable {
  /** Python name. */
  readonly name: string;
  /** Name in TypeScript. */
  readonly exportName: string;
  readonly python: string;
  readonly typescript: string;
  readonly share: TypedShare;
  readonly degraded: readonly DegradedType[];
  readonly location: Location;
}

export interface InspectedClass {
  readonly name: string;
  readonly exportName: string;
  /** `handle` for a class whose objects stay in Python; the others cross as plain data. */
  readonly kind: Exclude<MappedDeclaration["kind"], "function" | "variable" | "alias">;
  readonly methods: readonly InspectedCallable[];
  readonly degraded: readonly DegradedType[];
  readonly location: Location;
}

export interface ToolInspection extends ToolSummary {
  readonly doc: string | null;
  readonly info: JsonValue;
  readonly functionList: readonly InspectedCallable[];
  readonly classList: readonly InspectedClass[];
  readonly model: ToolModel;
}

/** Describes a mapped and planned tool. */
export function inspectTool(source: ToolSource, mapped: MappedTool, plan: FilePlan): ToolInspection {
  const planned = new Map(plan.declarations.map((declaration) => [declaration.id, declaration]));
  const names: TypeNames = (id, side) => {
    const found = plan.names.get(id);
    return (side === "input" ? found?.input : null) ?? found?.name ?? id;
  };
  const functionList: InspectedCallable[] = [];
  const classList: InspectedClass[] = [];
  for (const declaration of mapped.declarations) {
    const target = planned.get(declaration.declaration.id) as PlannedDeclaration;
    if (declaration.kind === "function" && target.kind === "function") {
      functionList.push(inspectCallable(declaration, target.names.name, target.signature, names));
    } else if (declaration.kind !== "function" && declaration.kind !== "variable" && declaration.kind !== "alias") {
      classList.push(inspectClass(declaration, target, names, mapped.degradations));
    }
  }
  const { doc, info } = mapped.model;
  return { ...summarize(source, mapped), doc, info, functionList, classList, model: mapped.model };
}

function inspectCallable(
  { facts, signature }: MappedCallable,
  exportName: string,
  planned: PlannedSignature,
  names: TypeNames,
): InspectedCallable {
  const { signature: python, location, name } = facts;
  return {
    name,
    exportName,
    python: formatSignature(name, python),
    typescript: printFunctionType(planned, names),
    share: signature.share,
    degraded: signature.degradations.map(degradedType),
    location,
  };
}

function inspectClass(
  mapped: Exclude<MappedDeclaration, { kind: "function" | "variable" | "alias" }>,
  planned: PlannedDeclaration,
  names: TypeNames,
  degradations: readonly Degradation[],
): InspectedClass {
  const { id, location } = mapped.declaration;
  const byName = new Map<string, MappedCallable<CallableFacts>>(
    mapped.kind === "handle" ? mapped.methods.map((method) => [method.facts.name, method]) : [],
  );
  const methods = planned.kind === "handle" ? [...planned.methods, ...planned.statics] : [];
  return {
    name: id,
    exportName: planned.names.name,
    kind: mapped.kind,
    methods: methods.flatMap(({ python, name, signature }) => {
      const method = byName.get(python);
      return method === undefined ? [] : [inspectCallable(method, name, signature, names)];
    }),
    degraded: degradations.filter(({ symbol }) => symbol === id).map(degradedType),
    location,
  };
}

function degradedType({ place, annotation, ts, reason }: Degradation): DegradedType {
  return { place, python: formatAnnotation(annotation), typescript: printPlainType(ts), reason };
}
