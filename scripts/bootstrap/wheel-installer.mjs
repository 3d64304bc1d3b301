/** Installs wheels into a virtual environment that was made without pip. Knows nothing of which packages, or why. */
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { run } from "./run.mjs";

const quietly = ["--quiet", "--disable-pip-version-check", "--no-input"];
// Bytecode is written when a module is first imported: most of what is installed never is.
const wheelsOnly = ["--only-binary", ":all:", "--no-compile"];
const unreachable = /connection broken|Retrying \(|Could not fetch URL|ConnectionError|No index/;
const unavailable = /No matching distribution found for|ResolutionImpossible/;

/** The package index cannot be asked, or it does not have what every Python needs. */
export class NoIndex extends Error {
  name = "NoIndex";
}

/**
 * The newest pip for `interpreter`, run from its wheel: that spares ensurepip, which takes longer and which some Pythons
 * lack. `fetcher` is an interpreter that has a pip of any age.
 *
 * @throws `NoIndex`
 */
export async function wheelInstaller(interpreter, { fetcher, version, folder }) {
  mkdirSync(folder, { recursive: true });
  const args = ["--no-deps", "--only-binary", ":all:", "--python-version", version, "--dest", folder, "pip"];
  // No patience: this is how an index that cannot be reached is found out.
  const fetched = await pip([fetcher, "-m", "pip"], ["download", "--retries", "1", "--timeout", "20", ...args]);
  if (fetched.status !== 0)
    throw new NoIndex(`the package index cannot be reached, or has no pip: ${problemIn(fetched)}`);
  const wheel = readdirSync(folder).find((name) => name.endsWith(".whl"));
  return new WheelInstaller([interpreter, join(folder, wheel, "pip")]);
}

class WheelInstaller {
  #pip;

  constructor(command) {
    this.#pip = command;
  }

  /**
   * Installs the requirements that have wheels for this Python. Returns why the others were left out, by requirement.
   *
   * @throws `NoIndex`, and `Error` when pip fails in another way.
   */
  async install(requirements) {
    const together = await pip(this.#pip, ["install", ...wheelsOnly, ...requirements]);
    if (together.status === 0) return {};
    const missing = {};
    for (const requirement of requirements) {
      const alone = await pip(this.#pip, ["install", "--dry-run", ...wheelsOnly, requirement]);
      if (alone.status !== 0) missing[requirement] = this.#noWheel(alone);
    }
    const rest = requirements.filter((requirement) => !(requirement in missing));
    const again = rest.length > 0 ? await pip(this.#pip, ["install", ...wheelsOnly, ...rest]) : { status: 0 };
    if (again.status !== 0) throw new Error(`pip could not install ${rest.join(" ")}: ${problemIn(again)}`);
    return missing;
  }

  #noWheel(result) {
    if (unreachable.test(result.output)) throw new NoIndex(`the package index cannot be reached: ${problemIn(result)}`);
    if (!unavailable.test(result.output)) throw new Error(`pip failed: ${problemIn(result)}`);
    const name = result.output.match(/No matching distribution found for (.+)/)?.[1];
    return name ? `there is no wheel of ${name.trim()}` : "no version of it has wheels of all that it needs";
  }
}

function pip([program, ...command], [verb, ...args]) {
  return run(program, [...command, verb, ...quietly, ...args], { capture: true });
}

/** The line of pip's output that says most. */
function problemIn({ output, status }) {
  const lines = output.trim().split("\n");
  const line = lines.find((text) => unreachable.test(text)) ?? lines.find((text) => text.startsWith("ERROR"));
  return (line ?? lines.at(-1) ?? "").replace(/^.*connection broken by /, "").trim() || `exit code ${status}`;
}
