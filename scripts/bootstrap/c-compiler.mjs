/** Makes sure that a C compiler works: it has to link a small shared library that includes a header of the C library. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Missing, installWith } from "./missing.mjs";

const program = "#include <stdlib.h>\nint pyweld_probe(void) { return EXIT_SUCCESS; }\n";
const cure = installWith({
  debian: "sudo apt-get install gcc libc6-dev",
  fedora: "sudo dnf install gcc glibc-devel",
  macos: "xcode-select --install",
});

/**
 * Tries the compiler that CC names, or `cc`.
 *
 * @throws `Missing` when it cannot be started or cannot build.
 */
export function requireCompiler(env = process.env) {
  const compiler = env.CC || "cc";
  const folder = mkdtempSync(join(tmpdir(), "pyweld-cc-"));
  try {
    const args = ["-x", "c", "-shared", "-fPIC", "-o", join(folder, "probe"), "-"];
    const result = spawnSync(compiler, args, { input: program, encoding: "utf8", env });
    if (result.error)
      throw new Missing(`There is no C compiler (\`${compiler}\` cannot be started): ${cure}, or name one in CC.`);
    if (result.status !== 0) {
      const reason =
        result.stderr
          .trim()
          .split("\n")
          .find((line) => /error|cannot/.test(line)) ?? "it gave no reason";
      throw new Missing(`The C compiler \`${compiler}\` cannot build a shared library (${reason.trim()}): ${cure}.`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
