/**
 * Pythons that are newer than the machine's C library: Debian sid's packages, unpacked into .pythons with the libraries
 * they need, and a copy of Node that loads with those libraries too, because Python runs inside it.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { describePython } from "../bootstrap/describe-python.mjs";
import { root } from "../bootstrap/root.mjs";
import { run } from "../bootstrap/run.mjs";
import { step } from "../bootstrap/step.mjs";
import { DebianArchive, unpackDebianPackage } from "./debian-archive.mjs";
import { findPatchelf, loaderOf, patchProgram } from "./patchelf.mjs";

const cache = join(root, ".pythons");
const folder = join(cache, "debian-sid");
const stamp = join(folder, "pyweld-installed.json");
/** The versions that come this way. */
export const newerVersions = ["3.14", "3.15"];
/** What Node itself loads. */
const forNode = ["libstdc++6", "libatomic1"];

/**
 * The `python` (as describePython says it) and the `node` to run it in, or the `reason` why there is none. `fetcher` is an
 * interpreter with pip.
 */
export async function newerPython(version, fetcher) {
  if (process.platform !== "linux") return { reason: "it comes from Debian's packages, which need Linux" };
  try {
    const { missing } = installed() ?? (await installOnce(fetcher));
    if (missing[version]) return { reason: missing[version] };
    const node = await patchedNode(fetcher);
    const python = describePython(executableOf(version));
    return python ? { python, node } : { reason: `${executableOf(version)} does not start here` };
  } catch (error) {
    return { reason: error.message };
  }
}

/**
 * Written last: what was cut short has none, and is done anew from what was downloaded. What was patched for another
 * place, because the repository was copied or moved, is of no use here.
 */
function installed() {
  const record = existsSync(stamp) ? JSON.parse(readFileSync(stamp, "utf8")) : undefined;
  return record?.folder === folder ? record : undefined;
}

let installing;

/** One try for all versions: what fails for one fails for the next as well. */
function installOnce(fetcher) {
  installing ??= step("fetching Python 3.14 and 3.15 into .pythons", () => install(fetcher));
  return installing;
}

async function install(fetcher) {
  const state = join(cache, "debian-sid-apt");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const archive = await DebianArchive.open(state, "sid", "deb");
  const missing = {};
  for (const version of newerVersions) {
    if (!(await archive.has(`libpython${version}`))) missing[version] = "Debian sid has it no more, or not yet";
  }
  const versions = newerVersions.filter((version) => !(version in missing));
  const packages = versions.flatMap((version) => [`python${version}`, `libpython${version}`]);
  for (const file of await archive.download([...packages, ...forNode])) await unpackDebianPackage(file, folder);
  const patchelf = await findPatchelf(join(cache, "patchelf"), fetcher);
  for (const version of versions) {
    await patch(patchelf, executableOf(version));
    // Bytecode once, or every process of a test run compiles the library where PYTHONDONTWRITEBYTECODE is set.
    const library = join(folder, "usr", "lib", `python${version}`);
    await run(executableOf(version), ["-m", "compileall", "-q", "-j", "0", library], { capture: true });
  }
  rmSync(state, { recursive: true, force: true });
  const record = { folder, missing };
  writeFileSync(stamp, `${JSON.stringify(record)}\n`);
  return record;
}

/** A copy of the Node that runs this, made when it is first asked for. */
async function patchedNode(fetcher) {
  const place = join(folder, "node", process.versions.node);
  const node = join(place, "node");
  if (existsSync(node)) return node;
  const unfinished = join(place, "unfinished");
  mkdirSync(place, { recursive: true });
  cpSync(process.execPath, unfinished, { dereference: true });
  await patch(await findPatchelf(join(cache, "patchelf"), fetcher), unfinished);
  renameSync(unfinished, node);
  return node;
}

async function patch(patchelf, file) {
  const libraries = libraryFolders();
  const name = basename(await loaderOf(patchelf, file));
  const loader = libraries.map((path) => join(path, name)).find(existsSync);
  if (!loader) throw new Error(`the unpacked packages hold no ${name}`);
  await patchProgram(patchelf, file, { loader, libraries });
}

/** `usr/lib/x86_64-linux-gnu`, under whatever name this architecture has. */
function libraryFolders() {
  const parent = join(folder, "usr", "lib");
  return readdirSync(parent)
    .filter((name) => /-linux-gnu/.test(name))
    .map((name) => join(parent, name));
}

function executableOf(version) {
  return join(folder, "usr", "bin", `python${version}`);
}
