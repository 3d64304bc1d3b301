/** Works out what a planned file imports from the runtime: exactly what its text will mention. */

import type { Descriptor } from "../map/descriptor.js";
import type { TsType } from "../map/ts-type.js";
import type { PlannedDeclaration, PlannedMethod, PlannedProperty, PlannedSignature } from "./file-plan.js";

interface Usage {
  readonly values: Set<string>;
  readonly types: Set<string>;
}

/** Names to import, values and types apart, each list sorted. */
export function importsOf(
  declarations: readonly PlannedDeclaration[],
  usesTool: boolean,
): { values: string[]; types: string[] } {
  const usage: Usage = { values: new Set(), types: new Set() };
  if (usesTool) usage.values.add("tool");
  for (const declaration of declarations) visitDeclaration(declaration, usage);
  return { values: [...usage.values].sort(), types: [...usage.types].sort() };
}

function visitDeclaration(declaration: PlannedDeclaration, usage: Usage): void {
  if (declaration.names.descriptor !== null) {
    usage.values.add("t");
    usage.types.add("PyType");
  }
  switch (declaration.kind) {
    case "function":
      usage.types.add("PyFunction");
      visitSignature(declaration.signature, usage);
      return;
    case "handle":
      usage.types.add("PyClass");
      if (declaration.extends === null) usage.types.add("PyObject");
      if (declaration.init !== null) visitParameters(declaration.init, usage);
      visitMethods([...declaration.shown.methods, ...declaration.methods, ...declaration.statics], usage);
      visitProperties([...declaration.shown.properties, ...declaration.properties], usage);
      return;
    case "exception":
      usage.types.add("PyExceptionClass");
      if (declaration.extends === null) usage.types.add("PythonError");
      visitProperties(declaration.shown, usage);
      if (declaration.attributes.length > 0) usage.values.add("t");
      return;
    case "record":
    case "typedDict":
    case "namedTuple":
      for (const { input, output } of declaration.fields) {
        visitType(output, usage);
        if (declaration.names.input !== null) visitType(input, usage);
      }
      return;
    case "enum":
      return;
    case "alias":
      visitType(declaration.output, usage);
      if (declaration.names.input !== null) visitType(declaration.input, usage);
      return;
    case "variable":
      if (declaration.constant !== null) return;
      usage.types.add("PyVariable");
      visitType(declaration.ts, usage);
      visitDescriptor(declaration.type, usage);
  }
}

function visitMethods(methods: readonly PlannedMethod[], usage: Usage): void {
  if (methods.length > 0) usage.types.add("PyFunction");
  for (const { signature } of methods) visitSignature(signature, usage);
}

function visitProperties(properties: readonly PlannedProperty[], usage: Usage): void {
  for (const { ts, type } of properties) {
    visitType(ts, usage);
    visitDescriptor(type, usage);
  }
}

function visitSignature(signature: PlannedSignature, usage: Usage): void {
  visitParameters(signature, usage);
  visitType(signature.returns, usage);
  visitDescriptor(signature.returnType, usage);
}

function visitParameters({ positional, rest, options, extra }: PlannedSignature, usage: Usage): void {
  for (const { ts, type } of [...positional, ...options, ...(rest ? [rest] : []), ...(extra ? [extra] : [])]) {
    visitType(ts, usage);
    visitDescriptor(type, usage);
  }
}

/** A descriptor that is only the name of a constant needs no `t` of its own. */
function visitDescriptor(descriptor: Descriptor, usage: Usage): void {
  if (descriptor.kind !== "declared") usage.values.add("t");
}

function visitType(type: TsType, usage: Usage): void {
  switch (type.kind) {
    case "runtime":
      usage.types.add(type.name);
      for (const arg of type.args ?? []) visitType(arg, usage);
      return;
    case "array":
      visitType(type.item, usage);
      return;
    case "index":
      visitType(type.value, usage);
      return;
    case "tuple":
      for (const item of type.items) visitType(item.type, usage);
      return;
    case "generic":
      for (const arg of type.args) visitType(arg, usage);
      return;
    case "union":
      for (const member of type.members) visitType(member, usage);
      return;
    default:
      return;
  }
}
