/**
 * Checks the documentation against the repository: `node scripts/check-docs.mjs [FILE.md …]`.
 *
 * In README.md, ARCHITECTURE.md, docs/ and the READMEs of packages and examples, relative links must resolve, and what
 * looks like a path of the repository in backticks must exist (`*`, `<name>` and `…` stand for any name).
 *
 * In README.md and docs/ (or in the files named on the command line), code must work. It lives in a scratch project in .tools,
 * where the packages of the workspace are installed:
 * - every ts snippet passes the strict type check, every js and py snippet parses;
 * - `<!-- run: NAME -->` before a ts, js or py snippet: it is written to NAME (its ending may be left out) and executed;
 * - `<!-- run -->` before a bash or sh snippet: its lines are executed in the scratch project;
 * - `<!-- output -->` before a text snippet: it is what the last execution printed on stdout;
 * - `<!-- file: PATH -->` before any snippet: it is written to PATH first;
 * - `<!-- project: FOLDER -->` anywhere: the scratch project starts as a copy of FOLDER.
 * All of it happens in the order of the document.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";

import { main } from "./bootstrap/prepare.mjs";
import { root } from "./bootstrap/root.mjs";
import { parseMarkdown } from "./docs/markdown.mjs";
import { checkReferences } from "./docs/references.mjs";
import { checkSnippets } from "./docs/snippets.mjs";

const required = ["README.md", "ARCHITECTURE.md"];

await main(async () => {
  const named = process.argv.slice(2).map((file) => relative(root, resolve(file)));
  const problems = [];
  const documents = named.length > 0 ? named : [...required, ...found()];
  for (const file of documents) {
    if (!existsSync(join(root, file))) problems.push(`${file}: does not exist`);
    else problems.push(...checkReferences(file, parse(file)));
  }
  let executed = 0;
  const withCode = named.length > 0 ? named : ["README.md", ...found().filter((name) => name.startsWith("docs/"))];
  for (const file of withCode.filter((name) => existsSync(join(root, name)))) {
    const result = await checkSnippets(file, parse(file));
    problems.push(...result.problems);
    executed += result.executed;
  }
  for (const problem of problems) console.error(problem);
  const state = problems.length === 0 ? "say what is true" : `have ${problems.length} problems`;
  console.log(`${documents.length} documents ${state}; ${executed} snippets were executed`);
  return problems.length === 0 ? 0 : 1;
});

function parse(file) {
  return parseMarkdown(readFileSync(join(root, file), "utf8"));
}

function found() {
  const readmes = ["packages", "examples"].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => `${group}/${name}/README.md`),
  );
  const docs = existsSync(join(root, "docs"))
    ? readdirSync(join(root, "docs"), { recursive: true }).map((name) => `docs/${name}`)
    : [];
  return [...docs.filter((file) => file.endsWith(".md")), ...readmes].filter((file) => existsSync(join(root, file)));
}
