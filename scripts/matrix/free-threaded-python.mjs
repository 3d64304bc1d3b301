/**
 * A free-threaded Python 3.13, which nobody packages: built into .pythons from the source that Debian keeps. What was cut
 * short goes on where it stopped.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import { describePython } from "../bootstrap/describe-python.mjs";
import { root } from "../bootstrap/root.mjs";
import { run } from "../bootstrap/run.mjs";
import { step } from "../bootstrap/step.mjs";
import { DebianArchive } from "./debian-archive.mjs";

const cache = join(root, ".pythons");
const folder = join(cache, "3.13t");
const build = join(cache, "3.13t-build");
const stamp = join(folder, "pyweld-built.json");
const executable = join(folder, "bin", "python3.13t");
/** Debian's stable release has it, for years to come. */
const source = { release: "trixie", package: "python3.13" };
/** Built only where their headers are installed; tests need them. */
const needed = ["zlib", "ssl", "ctypes"];

/** The `python`, as describePython says it, or the `reason` why there is none. Builds it, in minutes, only with `build`. */
export async function freeThreadedPython({ build: mayBuild }) {
  if (process.platform !== "linux") return { reason: "its source comes from Debian's archive, which needs Linux" };
  try {
    if (!isBuilt()) {
      if (!mayBuild)
        return { reason: "it is not built yet: `node scripts/python-matrix.mjs 3.13t` does, in some minutes" };
      await step("building the free-threaded Python 3.13 in .pythons", make);
    }
    const python = describePython(executable);
    return python ? { python } : { reason: `${executable} does not start here` };
  } catch (error) {
    return { reason: error.message };
  }
}

/** Its own path is built into it: a copy of the repository cannot use it. */
function isBuilt() {
  return existsSync(stamp) && JSON.parse(readFileSync(stamp, "utf8")).folder === folder;
}

async function make() {
  const started = join(build, "Makefile");
  // A Makefile knows its place as well.
  if (!existsSync(started) || !readFileSync(started, "utf8").includes(folder)) await configure();
  await inBuild("make", [`-j${availableParallelism()}`, "--silent", "install"]);
  const imports = await run(executable, ["-c", `import ${needed.join(", ")}`], { capture: true });
  if (imports.status !== 0) {
    const problem = imports.output.trim().split("\n").at(-1);
    throw new Error(`it was built without a module that tests need (${problem}): install the headers of its library`);
  }
  writeFileSync(stamp, `${JSON.stringify({ folder })}\n`);
  rmSync(build, { recursive: true, force: true });
}

async function configure() {
  rmSync(build, { recursive: true, force: true });
  mkdirSync(build, { recursive: true });
  const state = join(cache, "debian-source-apt");
  const archive = await DebianArchive.open(state, source.release, "deb-src");
  await inBuild("tar", ["-xf", await archive.downloadSource(source.package), "--strip-components=1"]);
  rmSync(state, { recursive: true, force: true });
  await inBuild("./configure", [
    "--quiet",
    `--prefix=${folder}`,
    "--disable-gil",
    "--enable-shared",
    "--without-static-libpython",
    "--disable-test-modules",
    "--without-ensurepip",
    `LDFLAGS=-Wl,-rpath,${join(folder, "lib")}`,
  ]);
}

async function inBuild(program, args) {
  const { status, output } = await run(program, args, { cwd: build, capture: true });
  if (status === 0) return;
  const lines = output.trim().split("\n");
  throw new Error(`${program} failed: ${lines.findLast((line) => /\berror\b/i.test(line)) ?? lines.at(-1)}`);
}
