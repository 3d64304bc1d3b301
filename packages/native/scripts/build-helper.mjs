/** Compiles the helper for this machine into prebuilt/<platform>/, with the compiler that CC names or `cc`. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { platformFolder, helperFile } from "./platform.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const compiler = process.env.CC ?? "cc";
const target = join(root, "prebuilt", platformFolder(), helperFile());

const sources = readdirSync(join(root, "c"))
  .filter((file) => file.endsWith(".c"))
  .sort()
  .map((file) => join("c", file));
const flags = [
  ...["-std=c11", "-O2", "-fPIC", "-shared", "-fvisibility=hidden"],
  ...["-Wall", "-Wextra", "-Werror"],
  ...(process.env.CFLAGS ?? "").split(" ").filter(Boolean),
];

mkdirSync(dirname(target), { recursive: true });
const run = spawnSync(compiler, [...flags, ...sources, "-o", target, "-ldl", "-lpthread"], {
  cwd: root,
  stdio: "inherit",
});
if (run.error) {
  console.error(
    `No C compiler: "${compiler}" cannot be started. Install one with \`sudo apt-get install gcc libc6-dev\` (Debian, Ubuntu), ` +
      "`sudo dnf install gcc` (Fedora) or `xcode-select --install` (macOS), or name one in CC.",
  );
  process.exitCode = 1;
} else if (run.status !== 0) {
  console.error(`${basename(compiler)} failed on the native helper; its messages are above.`);
  process.exitCode = 1;
} else {
  console.log(`built ${relative(root, target)}`);
}
