/** Compiles generated files under the strictest settings that users have. */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const typeRoots = [join(dirname(fileURLToPath(import.meta.resolve("@types/node/package.json"))), "..")];

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ["node"],
  typeRoots,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  isolatedDeclarations: true,
  isolatedModules: true,
  declaration: true,
  noEmit: true,
  skipLibCheck: true,
};

/** What the compiler has to say about files, one line each: `file:line: message`. */
export function compile(files: readonly string[]): string[] {
  const program = ts.createProgram(files, options);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    if (file === undefined) return text;
    const { line } = file.getLineAndCharacterOfPosition(start ?? 0);
    return `${file.fileName}:${line + 1}: ${text}`;
  });
}
