/** Fetches a line of Node into .tools, from the platform packages that npm has of it; they need no install script. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { npm } from "../bootstrap/npm.mjs";
import { tools } from "../bootstrap/root.mjs";
import { step } from "../bootstrap/step.mjs";

const platform = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/** The executable and version of, for example, line `24`; or the `reason` why there is none. */
export async function findNode(line) {
  // A folder of its own per line: npm would remove the lines that an install does not name.
  const folder = join(tools, `node-${line}`);
  const executable = join(folder, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  if (!existsSync(executable)) {
    const what = `node@npm:node-${platform}@${line}`;
    const args = ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", what];
    const { status, output } = await step(`fetching Node ${line} into .tools`, () => npm(args));
    if (status !== 0)
      return {
        reason: `npm could not fetch it: ${output
          .trim()
          .split("\n")
          .find((text) => text.includes("error"))}`,
      };
  }
  const asked = spawnSync(executable, ["--version"], { encoding: "utf8" });
  if (asked.status !== 0) return { reason: `${executable} does not start here` };
  return { executable, version: asked.stdout.trim().replace(/^v/, "") };
}
