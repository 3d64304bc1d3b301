/** Prints a planned file: header, imports, the tool, its declarations. The text is written once, front to back. */

import { CodeBlockWriter } from "ts-morph";
import type { FilePlan } from "../plan/file-plan.js";
import { DeclarationPrinter } from "./declarations.js";
import { headerLine } from "./header.js";
import { printCall, printJson, printObject, quote } from "./print-literal.js";
import { constant, pureConstant } from "./statements.js";

const RUNTIME = "@pyweld/core/bindings/v1";

/** The text of a generated file. */
export function emitFile(plan: FilePlan): string {
  const printer = new DeclarationPrinter(plan);
  const statements = [
    ...importStatement(plan),
    ...toolStatement(plan),
    ...toolInfoStatement(plan),
    ...plan.declarations.flatMap((declaration) => printer.print(declaration)),
  ];
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2, newLine: "\n" });
  writer.writeLine(headerLine(plan));
  statements.forEach((statement, index) => {
    if (index > 0) writer.blankLine();
    writer.write(statement);
  });
  return `${writer.toString().trimEnd()}\n${statements.length === 0 ? "export {};\n" : ""}`;
}

function importStatement({ imports }: FilePlan): string[] {
  const names = [...imports.values, ...imports.types.map((name) => `type ${name}`)];
  if (names.length === 0) return [];
  const line = `import { ${names.join(", ")} } from ${quote(RUNTIME)};`;
  if (line.length <= 120) return [line];
  return [`import {\n${names.map((name) => `  ${name},\n`).join("")}} from ${quote(RUNTIME)};`];
}

function toolStatement({ toolName, source, module, fingerprint }: FilePlan): string[] {
  if (toolName === null) return [];
  const place = source === null ? [] : [["source", quote(source)] as const, ["base", "import.meta.url"] as const];
  const value = printCall("tool", [quote(module), `() => (${printObject([...place, ["model", quote(fingerprint)]])})`]);
  return [pureConstant({ name: toolName, type: null, value, doc: null, isExported: false })];
}

function toolInfoStatement({ toolInfo }: FilePlan): string[] {
  if (toolInfo === null) return [];
  const doc = "What `get_tool_info()` says of the tool, except what depends on the machine (`supported`).";
  return [
    constant({ name: toolInfo.name, type: null, value: `${printJson(toolInfo.data)} as const`, doc, isExported: true }),
  ];
}
