/**
 * Prints the truth table of conversions (packages/core/test/conversions/truth-table.ts) into docs/conversions.md:
 * `node scripts/conversions-table.mjs`. With `--check`, says whether the document has what the table says.
 */
import "./bootstrap/require-node.mjs";

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import ts from "typescript";

import { root } from "./bootstrap/root.mjs";

const source = "packages/core/test/conversions/truth-table.ts";
const document = "docs/conversions.md";
const marks = [
  "<!-- truth table, printed by `node scripts/conversions-table.mjs` -->",
  "<!-- end of the truth table -->",
];

const { truthTable } = await load(join(root, source));
const text = readFileSync(join(root, document), "utf8");
const [start, end] = marks.map((mark) => text.indexOf(mark));
if (start < 0 || end < start) throw new Error(`${document} has no place for the truth table: ${marks.join(" … ")}`);
const printed =
  text.slice(0, start + marks[0].length) + `\n\n${truthTable.map(chapter).join("\n\n")}\n\n` + text.slice(end);

if (!process.argv.includes("--check")) {
  writeFileSync(join(root, document), printed);
} else if (unaligned(printed) === unaligned(text)) {
  console.log(`${document} has what ${source} says`);
} else {
  console.error(`${document} is not what ${source} says: run \`node scripts/conversions-table.mjs\``);
  process.exitCode = 1;
}

/** The table is plain data; only its types have to go. */
async function load(file) {
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions: options });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

function chapter({ title, needs, rows }) {
  const packages = needs ? `\n\nWith ${needs.join(" and ")} installed.` : "";
  const head = "| Python | type | | TypeScript | | |\n| --- | --- | --- | --- | --- | --- |";
  return `### ${title}${packages}\n\n${head}\n${rows.map(line).join("\n")}`;
}

function line(row) {
  const [python, hint, way, typescript, fifth, sixth] = row;
  const [verdict, remark] = row.length > 5 ? [fifth, sixth] : ["ok", fifth ?? ""];
  const arrow = { "<->": "↔", "->": "→", "<-": "←" }[way];
  const said = verdict === "rejects" ? code(remark) : escape(remark);
  const handle = typescript === "PyObject" ? "a handle" : code(tidy(typescript));
  return `| ${[code(python), code(hint), arrow, handle, verdict, said].join(" | ")} |`;
}

/** An object literal needs parentheses in source text, and none to be read. */
function tidy(typescript) {
  return typescript.replace(/^\((\{.*\})\)$/, "$1");
}

function code(cell) {
  if (cell === "") return "";
  const mark = cell.includes("`") ? "``" : "`";
  return escape(`${mark}${cell}${mark}`);
}

/** The formatter aligns the cells of a table. */
function unaligned(table) {
  return table.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
}

/** A bar ends a cell wherever it stands. */
function escape(cell) {
  return cell.replaceAll("|", "\\|");
}
