/** What a source file imports: statements, re-exports, dynamic imports, `import("…")` in types, and require. */
import { readFileSync } from "node:fs";

import ts from "typescript";

/** Every specifier with its line. The syntax tree is asked, because strings may hold what looks like an import. */
export function importsOf(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  const found = [];
  const visit = (node) => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier)) {
      const { line } = source.getLineAndCharacterOfPosition(specifier.getStart(source));
      found.push({ specifier: specifier.text, line: line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function specifierOf(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return node.argument.literal;
  if (!ts.isCallExpression(node)) return undefined;
  const called = node.expression;
  const imports = called.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(called) && called.text === "require");
  return imports ? node.arguments[0] : undefined;
}
