/** Keeps the pnpm that package.json pins in .tools, so that nothing has to be installed globally. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Missing } from "./missing.mjs";
import { npm } from "./npm.mjs";
import { root, tools } from "./root.mjs";
import { step } from "./step.mjs";

const folder = join(tools, "node_modules", "pnpm");

/** pnpm's own JavaScript, which any Node runs. */
export const pnpmFile = join(folder, "bin", "pnpm.cjs");

/** Fetches pnpm when .tools has none, or another version. */
export async function requirePnpm() {
  const { version, hash } = pinned();
  if (installedVersion() === version) return;
  await step(`fetching pnpm ${version} into .tools`, async () => {
    const { status, output } = await npm([
      "install",
      "--prefix",
      tools,
      "--no-save",
      "--no-audit",
      "--no-fund",
      `pnpm@${version}`,
    ]);
    if (status !== 0) {
      throw new Missing(
        `pnpm ${version} could not be fetched, which the first run needs the network for; npm said:\n${output.trim()}`,
      );
    }
    if (hash && hash !== installedHash()) {
      throw new Missing(
        `The pnpm ${version} that npm fetched is not the one that package.json pins by its hash: delete .tools and try again.`,
      );
    }
  });
}

function pinned() {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const [, version, hash] = packageManager.match(/^pnpm@([^+]+)(?:\+sha512\.([0-9a-f]+))?$/);
  return { version, hash };
}

function installedVersion() {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
  } catch {
    return undefined;
  }
}

function installedHash() {
  const lock = JSON.parse(readFileSync(join(tools, "node_modules", ".package-lock.json"), "utf8"));
  const integrity = lock.packages["node_modules/pnpm"].integrity;
  return Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
}
