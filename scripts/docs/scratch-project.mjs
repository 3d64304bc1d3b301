/** A throw-away project in .tools in which the packages of the workspace are installed. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { root, tools } from "../bootstrap/root.mjs";

/** Makes the project anew, as a copy of `from` (a folder of the repository) if that is given. Returns its folder. */
export function makeScratchProject(from) {
  const folder = join(tools, "readme");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (from) copyTracked(from, folder);
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest))
    writeFileSync(manifest, `${JSON.stringify({ name: "readme", private: true, type: "module" })}\n`);
  installWorkspace(join(folder, "node_modules"));
  return folder;
}

/** Only what git holds, or would: what was built or installed there must not be what makes the snippets work. */
function copyTracked(from, folder) {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", from];
  for (const file of execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean)) {
    const target = join(folder, file.slice(from.replace(/\/$/, "").length + 1));
    mkdirSync(dirname(target), { recursive: true });
    if (existsSync(join(root, file))) cpSync(join(root, file), target);
  }
}

function installWorkspace(modules) {
  for (const name of readdirSync(join(root, "packages"))) {
    const folder = join(root, "packages", name);
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    if (manifest.private) continue;
    link(folder, join(modules, manifest.name));
    for (const [bin, file] of Object.entries(manifest.bin ?? {})) link(join(folder, file), join(modules, ".bin", bin));
  }
  for (const name of ["@types/node", "typescript"]) link(join(root, "node_modules", name), join(modules, name));
}

function link(target, path) {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
