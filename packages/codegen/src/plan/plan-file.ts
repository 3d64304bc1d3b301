/** Plans one generated file: gives every declaration its names, orders them, and decides the imports. */

import type { Diagnostic } from "../diagnostic.js";
import type { MappedDeclaration, MappedTool } from "../map/mapped-tool.js";
import { fingerprint } from "../model/fingerprint.js";
import { formatAnnotation, formatSignature } from "../model/format.js";
import type { EnumDeclaration, Location } from "../model/tool-model.js";
import { docOf } from "./docs.js";
import type { DeclarationNames, FilePlan, PlannedDeclaration } from "./file-plan.js";
import { importsOf } from "./imports.js";
import { camelCase, lowerFirst, NameTable, type Naming, spell } from "./names.js";
import { isData, neededConstants, orderData } from "./order.js";
import { planException, planHandle } from "./plan-class.js";
import { planSignature } from "./plan-signature.js";
import { type Planner, renameReporter } from "./planner.js";
import { GLOBALS, RESERVED_WORDS, RUNTIME_NAMES } from "./reserved.js";

export interface PlanOptions {
  readonly naming: Naming;
  /** The tool relative to the generated file; null for a module that is found by name. */
  readonly source: string | null;
  readonly report: (diagnostic: Omit<Diagnostic, "file" | "line">, location: Location) => void;
}

/** An export called `then` makes `await import(…)` of its module hang or fail. */
const THENABLE: ReadonlySet<string> = new Set(["then"]);

/** Plans the file of one tool. */
export function planFile(tool: MappedTool, options: PlanOptions): FilePlan {
  const { model } = tool;
  const ordered = orderData(tool.declarations);
  const needed = neededConstants(tool.declarations);
  const names = new Map<string, DeclarationNames>();
  const byId = new Map(tool.declarations.map((declaration) => [declaration.declaration.id, declaration]));
  const planner: Planner = { tool, naming: options.naming, names, find: (id) => byId.get(id), report: options.report };
  const written = tool.declarations.map(({ declaration }) => declaration.name);
  const table = new NameTable([RESERVED_WORDS, GLOBALS, RUNTIME_NAMES, THENABLE], written);
  const toolInfo = isObject(model.info) ? { name: table.takeQuietly("toolInfo"), data: model.info } : null;
  const exported = tool.declarations.map((mapped) => ({ mapped, name: exportName(mapped, table, planner) }));
  for (const { mapped, name } of exported) {
    const { id } = mapped.declaration;
    const input = tool.twoSided.has(id) ? table.takeQuietly(`${name}Input`) : null;
    const descriptor = needed.has(id) ? table.takeQuietly(`${lowerFirst(name)}Type`) : null;
    names.set(id, { name, input, descriptor });
  }
  const others = tool.declarations.filter((declaration) => !isData(declaration));
  const declarations = [...ordered, ...others].map((mapped) => planDeclaration(mapped, planner));
  const usesTool = declarations.some((declaration) => namesTool(declaration));
  const base = model.module.split(".").at(-1) ?? model.module;
  return {
    fileName: `${model.module}.ts`,
    module: model.module,
    source: options.source,
    origin: options.source ?? model.module,
    fingerprint: fingerprint(model),
    doc: model.doc,
    toolName: usesTool ? table.take(camelCase(base), `${camelCase(base)}Tool`, () => undefined) : null,
    imports: importsOf(declarations, usesTool),
    toolInfo,
    names,
    declarations,
  };
}

function exportName(mapped: MappedDeclaration, table: NameTable, planner: Planner): string {
  const { id, name, location } = mapped.declaration;
  const isSpelled = mapped.kind === "function";
  return table.take(isSpelled ? spell(name, planner.naming) : name, name, renameReporter(planner, id, location));
}

function planDeclaration(mapped: MappedDeclaration, planner: Planner): PlannedDeclaration {
  const { declaration } = mapped;
  const { id } = declaration;
  const names = planner.names.get(id) as DeclarationNames;
  switch (mapped.kind) {
    case "function": {
      const report = renameReporter(planner, id, declaration.location);
      const planned = planSignature(mapped.signature, planner.naming, report);
      const { signature } = mapped.declaration;
      const doc = docOf(declaration, [{ signature, planned }], formatSignature(declaration.name, signature));
      return { kind: "function", id, names, doc, signature: planned };
    }
    case "handle":
      return planHandle(mapped, names, planner);
    case "exception":
      return planException(mapped, names, planner);
    case "record":
    case "typedDict":
    case "namedTuple":
      return {
        kind: mapped.kind,
        id,
        names,
        doc: docOf(declaration, [], `class ${declaration.name}`),
        fields: mapped.fields,
      };
    case "enum": {
      const doc = docOf(declaration, [], `class ${declaration.name}`);
      return { kind: "enum", id, names, doc, values: mapped.values, memberDocs: memberDocs(mapped.declaration) };
    }
    case "alias": {
      const doc = docOf(declaration, [], `${declaration.name} = ${formatAnnotation(mapped.declaration.target)}`);
      return { kind: "alias", id, names, doc, input: mapped.input, output: mapped.output, type: mapped.type };
    }
    case "variable": {
      const annotation = formatAnnotation(mapped.declaration.annotation);
      const doc = docOf(declaration, [], annotation === "" ? declaration.name : `${declaration.name}: ${annotation}`);
      return {
        kind: "variable",
        id,
        names,
        doc,
        ts: mapped.ts,
        type: mapped.type,
        constant: mapped.declaration.constant,
      };
    }
  }
}

function namesTool(declaration: PlannedDeclaration): boolean {
  switch (declaration.kind) {
    case "function":
    case "handle":
    case "exception":
      return true;
    case "variable":
      return declaration.constant === null;
    case "record":
    case "namedTuple":
    case "enum":
      return declaration.names.descriptor !== null;
    case "typedDict":
    case "alias":
      return false;
  }
}

function memberDocs({ members }: EnumDeclaration): Map<string, string> {
  return new Map(members.flatMap(({ name, doc }) => (doc === null ? [] : [[name, doc] as const])));
}

function isObject(value: unknown): value is { readonly [key: string]: never } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
