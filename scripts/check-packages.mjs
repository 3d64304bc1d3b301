/**
 * Checks what users will install: packs every public package, lets publint look at it, installs the tarballs with npm in
 * an empty project outside the repository, and runs an ESM program, a CommonJS program and the command there.
 */
import "./bootstrap/require-node.mjs";

import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { pnpmFile } from "./bootstrap/fetched-pnpm.mjs";
import { npm } from "./bootstrap/npm.mjs";
import { main, prepare } from "./bootstrap/prepare.mjs";
import { root } from "./bootstrap/root.mjs";
import { runNode } from "./bootstrap/run.mjs";

const expected = "1180591620717411303424n";
const evaluate = `console.log(python().eval("2 ** 70"));\n`;
const programs = {
  "program.mjs": `import { python } from "@pyweld/core";\n${evaluate}`,
  "program.cjs": `const { python } = require("@pyweld/core");\n${evaluate}`,
};

await main(async () => {
  await prepare();
  const temporary = mkdtempSync(join(tmpdir(), "pyweld-packages-"));
  try {
    const results = await check(temporary);
    for (const { name, problem } of results)
      console.log(problem ? `${name}: FAILED\n${problem.trim()}` : `${name}: ok`);
    const failed = results.filter(({ problem }) => problem).length;
    console.log(failed === 0 ? "the packages work when they are installed" : `${failed} checks of the packages failed`);
    return failed === 0 ? 0 : 1;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
});

async function check(temporary) {
  const results = [];
  const step = async (name, action) => {
    const problem = await action();
    results.push({ name, problem });
    return problem === undefined;
  };
  const packages = publicPackages();
  const tarballs = join(temporary, "tarballs");
  mkdirSync(tarballs);
  for (const { name, folder } of packages) {
    await step(`pack ${name}`, () =>
      problemOf(runNode(pnpmFile, ["pack", "--pack-destination", tarballs], { cwd: folder, capture: true })),
    );
  }
  const files = readdirSync(tarballs).map((file) => join(tarballs, file));
  for (const file of files) {
    await step(`publint ${file.slice(tarballs.length + 1)}`, () => lint(file));
  }
  const project = join(temporary, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), `${JSON.stringify({ name: "project", private: true })}\n`);
  const install = ["install", "--no-audit", "--no-fund", ...files];
  const installed = await step("npm install of the tarballs", () => problemOf(npm(install, { cwd: project })));
  const inProject = (name, action) =>
    step(name, () => (installed ? action() : "not run, because the packages could not be installed"));
  for (const [file, text] of Object.entries(programs)) {
    writeFileSync(join(project, file), text);
    await inProject(file, () =>
      problemOf(runNode(file, [], { cwd: project, capture: true }), (output) => output.trim() === expected),
    );
  }
  // By npm, as a user would: the package has to bring the command, and the command its execute bit.
  await inProject("pyweld --help", () =>
    problemOf(npm(["exec", "--no", "--", "pyweld", "--help"], { cwd: project }), (output) => output.includes("pyweld")),
  );
  return results;
}

function publicPackages() {
  return readdirSync(join(root, "packages"))
    .map((name) => join(root, "packages", name))
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) }))
    .filter((manifest) => !manifest.private);
}

function lint(tarball) {
  const publint = join(root, "node_modules", "publint", "src", "cli.js");
  return problemOf(runNode(publint, ["run", tarball, "--strict"], { capture: true }));
}

/** What went wrong with a program: its output when it failed, or printed something else than was expected; or undefined. */
async function problemOf(running, isExpected = () => true) {
  const { status, signal, stdout, output } = await running;
  if (status !== 0) return `${signal ?? `exit code ${status}`}\n${output}`;
  return isExpected(stdout) ? undefined : `unexpected output:\n${output}`;
}
