/** Makes a document's snippets work in a scratch project, by the conventions that check-docs.mjs lists. */
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

import { requirePython } from "../bootstrap/python.mjs";
import { run } from "../bootstrap/run.mjs";
import { compile } from "./compile.mjs";
import { makeScratchProject } from "./scratch-project.mjs";

const kinds = { ts: "ts", typescript: "ts", js: "js", javascript: "js", py: "py", python: "py", bash: "sh", sh: "sh" };
const parsePython = "import ast, sys; ast.parse(open(sys.argv[1], encoding='utf-8').read(), sys.argv[1])";

/** The problems of one document, and how many snippets were executed. */
export async function checkSnippets(file, { snippets, comments }) {
  const project = comments.map(({ text }) => text.match(/^project:\s*(\S+)$/)?.[1]).find(Boolean);
  const folder = makeScratchProject(project);
  const problems = [];
  const typed = [];
  let executed = 0;
  let printed;
  for (const snippet of snippets) {
    const report = (text) => problems.push(`${file}:${snippet.line}: ${text}`);
    const { kind, order, path } = read(snippet);
    if (order === "output") {
      if (printed === undefined) report("nothing was executed before this output");
      else if (trimmed(printed) !== trimmed(snippet.text)) report(`the program printed something else:\n${printed}`);
    } else if (order === "run") {
      const result = await execute(folder, kind, path, snippet.text);
      executed += 1;
      printed = result.stdout;
      if (result.problem) report(result.problem);
    } else if (path) {
      write(folder, path, snippet.text);
      if (kind === "ts") typed.push({ path, report });
      const problem = await parse(folder, kind, path);
      if (problem) report(problem);
    }
  }
  // Last, because a snippet may import what a later command generates.
  if (typed.length > 0)
    problems.push(
      ...compile(
        folder,
        typed.map(({ path }) => path),
      ).map((text) => `${file}: ${text}`),
    );
  return { problems, executed };
}

/** What is to be done with a snippet; without `path` and `order` nothing is. */
function read({ language, comment, line }) {
  const kind = kinds[language];
  const [, order, name] = comment?.match(/^(run|file|output)(?::\s*(\S+))?$/) ?? [];
  if (order === "output" || (order === "run" && kind === "sh")) return { kind, order };
  const ending = kind && kind !== "sh" ? `.${kind}` : "";
  if (name) return { kind, order, path: name.endsWith(ending) ? name : name + ending };
  return ending ? { kind, order, path: `snippet-line-${line}${ending}` } : { kind };
}

async function execute(folder, kind, path, text) {
  if (kind === "sh") return started(folder, "bash", ["-e", "-u", "-o", "pipefail", "-c", text]);
  if (kind === undefined) return { problem: "only ts, js, py, bash and sh snippets can be executed" };
  write(folder, path, text);
  if (kind === "py") return started(folder, requirePython().executable, [path]);
  const mistakes = kind === "ts" ? compile(folder, [path]) : [];
  if (mistakes.length > 0) return { problem: `does not compile:\n${mistakes.join("\n")}` };
  return started(folder, process.execPath, [path.replace(/\.ts$/, ".js")]);
}

async function started(folder, program, args) {
  const path = join(folder, "node_modules", ".bin") + delimiter + process.env.PATH;
  const { status, signal, stdout, output } = await run(program, args, {
    cwd: folder,
    env: { PATH: path },
    capture: true,
  });
  return {
    stdout,
    problem: status === 0 ? undefined : `ended with ${signal ?? `exit code ${status}`}:\n${output.trim()}`,
  };
}

async function parse(folder, kind, path) {
  if (kind === "js") return (await started(folder, process.execPath, ["--check", path])).problem;
  if (kind === "py") return (await started(folder, requirePython().executable, ["-c", parsePython, path])).problem;
  return undefined;
}

function write(folder, path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function trimmed(text) {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
}
