/** Type-checks TypeScript files as strictly as the packages are, and writes their JavaScript beside them. */
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";

import ts from "typescript";

import { root } from "../bootstrap/root.mjs";

/** The messages of the compiler for these files and what they import, as `file:line: message`. */
export function compile(folder, files) {
  const { compilerOptions } = ts.parseConfigFileTextToJson(
    "",
    readFileSync(join(root, "tsconfig.base.json"), "utf8"),
  ).config;
  // Snippets export nothing, so the rules for declarations have nothing to say of them.
  const own = { noEmit: false, declaration: false, isolatedDeclarations: false };
  const { options } = ts.convertCompilerOptionsFromJson({ ...compilerOptions, ...own }, folder);
  const program = ts.createProgram(
    files.map((file) => join(folder, file)),
    options,
  );
  const diagnostics = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
  return diagnostics.map((diagnostic) => {
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n  ");
    if (!diagnostic.file) return text;
    const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
    return `${relative(folder, diagnostic.file.fileName)}:${line + 1}: ${text}`;
  });
}
