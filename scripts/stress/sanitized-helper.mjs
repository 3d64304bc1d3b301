/** Compiles the native helper with a sanitizer, for a Node process that loads its library first. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { root } from "../bootstrap/root.mjs";

const compiler = process.env.CC ?? "cc";

/** The environment in which Node runs with it, and the folder to remove afterwards. */
export function sanitizedHelper() {
  const folder = mkdtempSync(join(tmpdir(), "pyweld-sanitized-"));
  const place = join(root, "packages", "native", "c");
  const sources = readdirSync(place).filter((file) => file.endsWith(".c"));
  const helper = join(folder, "libpyweld.so");
  const flags = ["-std=c11", "-g", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", "-fno-omit-frame-pointer"];
  // Undefined behaviour ends it too; its library is linked in, the other one must come first in the process.
  const sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-static-libubsan"];
  cc([...flags, ...sanitizers, ...sources, "-o", helper, "-ldl", "-lpthread"], place);
  const loader = join(folder, "without-deepbind.so");
  const source = fileURLToPath(new URL("without-deepbind.c", import.meta.url));
  cc(["-O1", "-fPIC", "-shared", source, "-o", loader, "-ldl"], folder);
  const library = cc(["-print-file-name=libasan.so"], place).trim();
  return {
    folder,
    env: {
      PYWELD_HELPER: helper,
      LD_PRELOAD: `${loader} ${library}`,
      PYWELD_STRESS_WITHOUT_SSL: "1",
      // Leaks are what the run itself looks for: Node frees nothing at its end. Calls run on stacks of koffi's.
      ASAN_OPTIONS:
        "verify_asan_link_order=0:detect_leaks=0:detect_stack_use_after_return=0:abort_on_error=0:exitcode=99",
      UBSAN_OPTIONS: "print_stacktrace=1",
    },
  };
}

function cc(parameters, cwd) {
  const result = spawnSync(compiler, parameters, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (result.error) throw new Error(`No C compiler: "${compiler}" cannot be started; name one in CC.`);
  if (result.status !== 0) throw new Error(`${compiler} failed; its messages are above.`);
  return result.stdout;
}
